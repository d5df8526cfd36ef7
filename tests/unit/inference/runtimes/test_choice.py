"""The fastest runtime is measured once, and again when something has changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hysteroview.inference.model.card import load_card
from hysteroview.inference.runtimes.choice import (
    Choice,
    choices_path,
    circumstances,
    look_again,
    recall,
    remember,
)
from hysteroview.inference.runtimes.table import RUNTIMES
from hysteroview.pipeline.inference.process import InferenceProcess
from patience import wait_until

MEASURED = Choice("onnx-cpu-fp32", 10.0, 0.1)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))


def test_a_choice_is_recalled_in_the_same_circumstances_only(bundle: Path) -> None:
    card = load_card(bundle)
    key = circumstances(card)
    assert recall(key) is None
    remember(key, MEASURED)
    assert recall(key) == MEASURED
    fewer = [runtime for runtime in RUNTIMES if runtime.family != "onnx"]
    assert recall(circumstances(card, fewer)) is None
    assert choices_path().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "[]", "{", '{"key": 5}', '{"key": "no such row"}'])
def test_a_damaged_memory_is_no_memory(content: str) -> None:
    remember("other", MEASURED)
    choices_path().write_text(content)
    assert recall("key") is None
    remember("key", MEASURED)  # whether or not it can be kept


@pytest.mark.parametrize(
    "saved",
    ['"onnx-cpu-fp32"', '{"row": "onnx-cpu-fp32"}',
     '{"row": "onnx-cpu-fp32", "least_ms": "ten", "spread": 0, "looks": 1}',
     '{"row": "onnx-cpu-fp32", "least_ms": NaN, "spread": 0, "looks": 1}',
     '{"row": "onnx-cpu-fp32", "least_ms": 1, "spread": 0, "looks": -1}'],
)  # fmt: skip
def test_a_choice_without_figures_is_measured_again(saved: str) -> None:
    remember("other", MEASURED)
    choices_path().write_text(f'{{"key": {saved}}}')
    choice = recall("key")
    assert choice == Choice("onnx-cpu-fp32", looks=0)
    assert not choice.is_settled


def test_a_choice_made_on_a_busy_machine_is_measured_again_at_most_twice() -> None:
    busy, busier = Choice("onnx-cpu-fp32", 12, 0.8), Choice("torch-cpu-fp32", 14, 1.5)
    assert not busy.is_settled
    assert busy.incumbent == "onnx-cpu-fp32"
    second = busy.after_look(busier)
    assert second == Choice("torch-cpu-fp32", 14, 1.5, looks=2)
    assert not second.is_settled
    assert second.after_look(busy).is_settled
    assert second.after_look(MEASURED).is_settled
    # live times have contradicted it: it has no advantage
    assert Choice("onnx-cpu-fp32", looks=0).incumbent is None


@pytest.mark.parametrize(
    ("live_ms", "is_far"),
    [
        ([12.0] * 100, False),
        ([], False),
        ([4.9] * 100, True),  # something else ran when it was chosen
        ([21.0] * 100, True),  # the machine has become slower, or the runtime has
        ([11.0] * 30 + [60.0] * 170, False),  # a busy machine
    ],
)
def test_live_times_far_from_the_choice_are_looked_at_again(
    live_ms: list[float], is_far: bool
) -> None:
    remember("key", MEASURED)
    look_again("key", live_ms)
    choice = recall("key")
    assert choice is not None
    assert choice.is_settled is not is_far
    look_again("unknown", live_ms)
    assert recall("unknown") is None


def test_the_child_takes_what_an_earlier_start_has_measured(bundle: Path) -> None:
    card = load_card(bundle)
    row = "torch-cpu-fp32" if not RUNTIMES[-1].missing() else "onnx-cpu-fp32"
    remember(circumstances(card), Choice(row, 10.0, 0.1))
    with InferenceProcess(bundle, card.labels) as process:
        expected = "torch" if not RUNTIMES[-1].missing() else "ONNX"
        assert process.info is not None
        assert process.info.name.startswith(expected)
    # a start that only uses it does not change what is remembered
    assert recall(circumstances(card)) == Choice(row, 10.0, 0.1)


def test_a_choice_that_is_not_settled_is_measured_again_at_the_next_start(bundle: Path) -> None:
    card = load_card(bundle)
    key = circumstances(card)
    remember(key, Choice("torch-cpu-fp32", 10.0, 3.0))
    with InferenceProcess(bundle, card.labels) as process:
        assert process.info is not None
        assert not process.info.name.startswith("torch")  # the reference, which is slower
    choice = recall(key)
    assert choice is not None
    assert choice.looks == 2


def test_live_times_far_from_the_choice_make_the_next_start_measure(bundle: Path) -> None:
    """The running session keeps its runtime; only the next start measures."""
    card = load_card(bundle)
    key = circumstances(card)
    remember(key, Choice("onnx-cpu-fp32", 1000.0, 0.1))
    crop = np.zeros((64, 64, 3), np.uint8)
    with InferenceProcess(bundle, card.labels) as process:
        for _ in range(299):
            process.infer(crop)
        before, info = recall(key), process.info
        assert before is not None
        assert before.is_settled
        process.infer(crop)
        wait_until(lambda: recall(key) == Choice("onnx-cpu-fp32", 1000.0, 0.1, looks=0))
        process.infer(crop)
        assert process.info is info


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="reads Linux's maps of a process")
def test_runtimes_that_were_measured_and_not_chosen_are_not_kept_in_memory(bundle: Path) -> None:
    pytest.importorskip("openvino", reason="one runtime alone is not measured")
    card = load_card(bundle)
    with InferenceProcess(bundle, card.labels) as process:
        assert process.info is not None
        libraries = Path(f"/proc/{process.pid}/maps").read_text()
        loaded = {name for name in ("onnxruntime", "libopenvino") if name in libraries}
        assert loaded == {"onnxruntime" if "ONNX" in process.info.name else "libopenvino"}
        assert process.restarts == 0
        assert process.infer(np.zeros((64, 64, 3), np.uint8)).logits.shape == (5,)
    choice = recall(circumstances(card))
    assert choice is not None
    assert choice.looks == 1


def test_a_runtime_that_works_no_more_is_measured_again(bundle: Path) -> None:
    card = load_card(bundle)
    key = circumstances(card)
    remember(key, Choice("tensorrt-cuda-fp16", 1.0, 0.1))
    with InferenceProcess(bundle, card.labels) as process:
        assert process.info is not None
    choice = recall(key)
    assert choice is not None
    if choice.row != "tensorrt-cuda-fp16":  # there is no GPU here
        assert choice.row in {runtime.name for runtime in RUNTIMES}
        assert choice.looks == 1
