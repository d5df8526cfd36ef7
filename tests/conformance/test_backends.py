"""What every runtime must do alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from bundles import BIAS, WEIGHTS, color_graph
from hysteroview.core.errors import BackendUnavailable
from hysteroview.imaging.preprocess import to_input
from hysteroview.inference.backend import RUNTIMES, Backend, Runtime, open_backend
from hysteroview.inference.card import load_card

available = pytest.mark.parametrize("runtime", RUNTIMES, ids=lambda runtime: runtime.name)


@pytest.fixture
def backend(runtime: Runtime, bundle: Path) -> Iterator[Backend]:
    if missing := runtime.missing():
        pytest.skip(f"{runtime.name} needs {missing}")
    opened = open_backend(load_card(bundle), [runtime])
    yield opened
    opened.close()
    opened.close()


@available
def test_outputs_are_those_of_the_graph(backend: Backend, bundle: Path) -> None:
    card = load_card(bundle)
    crops = np.random.default_rng(1).integers(0, 256, (3, 64, 64, 3), np.uint8)
    images = to_input(crops, card.input)
    results = backend.run(images)
    assert len(results) == 3
    for image, result in zip(images, results, strict=True):
        features = image.reshape(3, 4, 16, 4, 16).mean(axis=(2, 4))
        maps = np.einsum("ck,khw->chw", WEIGHTS, features)
        assert result.class_maps == pytest.approx(maps, abs=1e-4)
        assert result.embedding == pytest.approx(features.mean(axis=(1, 2)), abs=1e-5)
        assert result.logits == pytest.approx(maps.mean(axis=(1, 2)) + BIAS, abs=1e-4)
        assert result.logits.dtype == result.class_maps.dtype == np.float32


@available
def test_the_runtime_says_what_it_is(backend: Backend) -> None:
    assert backend.info.name
    assert backend.info.device
    assert backend.info.precision in {"fp32", "fp16", "bf16"}


@available
@pytest.mark.parametrize(
    ("model", "message"),
    [
        (b"", "cannot load"),
        (b"this is no model" * 100, "cannot load"),
        (color_graph()[:-200], "cannot load"),
        (color_graph(outputs=("logits", "embedding")), "no output class_maps"),
    ],
    ids=["empty", "garbage", "truncated", "other outputs"],
)
def test_a_foreign_file_is_refused_with_the_reason(
    runtime: Runtime, model: bytes, message: str, make_bundle: Callable[..., Path]
) -> None:
    if missing := runtime.missing():
        pytest.skip(f"{runtime.name} needs {missing}")
    with pytest.raises(BackendUnavailable, match=message) as raised:
        open_backend(load_card(make_bundle(model=model)), [runtime])
    assert raised.value.remedy


def test_all_reasons_are_told(bundle: Path) -> None:
    candidates = [
        Runtime("first", "nowhere", ("no_such_module",)),
        Runtime("second", "nowhere", ("another_missing_module",)),
    ]
    with pytest.raises(BackendUnavailable) as raised:
        open_backend(load_card(bundle), candidates)
    assert "first: needs no_such_module" in raised.value.message
    assert "second: needs another_missing_module" in raised.value.message
