"""The fastest runtime is measured once, and again when something has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from hysteroview.inference.model.card import load_card
from hysteroview.inference.runtimes.choice import choices_path, circumstances, recall, remember
from hysteroview.inference.runtimes.table import RUNTIMES
from hysteroview.pipeline.inference.process import InferenceProcess


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))


def test_a_choice_is_recalled_in_the_same_circumstances_only(bundle: Path) -> None:
    card = load_card(bundle)
    key = circumstances(card)
    assert recall(key) is None
    remember(key, "onnx-cpu-fp32")
    assert recall(key) == "onnx-cpu-fp32"
    fewer = [runtime for runtime in RUNTIMES if runtime.family != "onnx"]
    assert recall(circumstances(card, fewer)) is None
    assert choices_path().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "[]", "{", '{"key": 5}', '{"key": "no such row"}'])
def test_a_damaged_memory_is_no_memory(content: str) -> None:
    remember("other", "onnx-cpu-fp32")
    choices_path().write_text(content)
    assert recall("key") is None
    remember("key", "onnx-cpu-fp32")  # whether or not it can be kept


def test_the_child_takes_what_an_earlier_start_has_measured(bundle: Path) -> None:
    card = load_card(bundle)
    remember(
        circumstances(card), "torch-cpu-fp32" if not RUNTIMES[-1].missing() else "onnx-cpu-fp32"
    )
    with InferenceProcess(bundle, card.labels) as process:
        expected = "torch" if not RUNTIMES[-1].missing() else "ONNX"
        assert process.info is not None
        assert process.info.name.startswith(expected)


def test_a_runtime_that_works_no_more_is_measured_again(bundle: Path) -> None:
    card = load_card(bundle)
    key = circumstances(card)
    remember(key, "tensorrt-cuda-fp16")
    with InferenceProcess(bundle, card.labels) as process:
        assert process.info is not None
    if recall(key) != "tensorrt-cuda-fp16":  # there is no GPU here
        assert recall(key) in {runtime.name for runtime in RUNTIMES}
