"""Requirements on every runtime."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from bundles import BIAS, WEIGHTS, color_graph
from hysteroview.core.errors import BackendUnavailable
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import load_card
from hysteroview.inference.runtimes.backend import Backend, Plan, Precision
from hysteroview.inference.runtimes.choosing import open_backend
from hysteroview.inference.runtimes.table import RUNTIMES, Runtime
from hysteroview.inference.runtimes.trial import attempt, time_trials

available = pytest.mark.parametrize("runtime", RUNTIMES, ids=lambda runtime: runtime.name)


IN_FLIGHT = pytest.mark.parametrize("in_flight", [1, 3], ids=["live", "recording"])


def loaded(runtime: Runtime, model: Path, in_flight: int = 1) -> Backend:
    """Load a model, or skip where the runtime or its device is not there."""
    try:
        return runtime.open(load_card(model), Plan(in_flight=in_flight), lambda _: None)
    except BackendUnavailable as error:
        pytest.skip(f"{runtime.name}: {error.message}")


@pytest.fixture
def backend(runtime: Runtime, in_flight: int, bundle: Path) -> Iterator[Backend]:
    opened = loaded(runtime, bundle, in_flight)
    yield opened
    opened.close()
    opened.close()


@available
@IN_FLIGHT
def test_outputs_are_those_of_the_graph(backend: Backend, runtime: Runtime, bundle: Path) -> None:
    card = load_card(bundle)
    crops = np.random.default_rng(1).integers(0, 256, (5, 64, 64, 3), np.uint8)
    images = to_input(crops, card.input)
    results = backend.run(images)
    exact = runtime.precision is Precision.SINGLE
    coarse = {"abs": 1e-4} if exact else {"abs": 0.15, "rel": 0.02}
    assert len(results) == 5
    for image, result in zip(images, results, strict=True):
        features = image.reshape(3, 4, 16, 4, 16).mean(axis=(2, 4))
        maps = np.einsum("ck,khw->chw", WEIGHTS, features)
        assert result.class_maps == pytest.approx(maps, **coarse)
        assert result.embedding == pytest.approx(
            features.mean(axis=(1, 2)), abs=1e-5 if exact else 0.02
        )
        assert result.logits == pytest.approx(maps.mean(axis=(1, 2)) + BIAS, **coarse)
        assert result.logits.dtype == result.class_maps.dtype == np.float32


@available
@pytest.mark.parametrize("in_flight", [1])
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
    runtime: Runtime, model: bytes, message: str, bundle: Path, make_bundle: Callable[..., Path]
) -> None:
    loaded(runtime, bundle).close()
    with pytest.raises(BackendUnavailable, match=message) as raised:
        runtime.open(load_card(make_bundle(model=model)), Plan(), lambda _: None)
    assert raised.value.remedy


@available
def test_it_agrees_with_the_reference_of_the_bundle(runtime: Runtime, bundle: Path) -> None:
    loaded(runtime, bundle).close()
    card = load_card(bundle)
    trial = attempt(runtime, card, Plan(), lambda _: None)
    assert trial.backend is not None, trial.refusal
    (timed,) = time_trials([trial], card, rounds=2)
    assert timed.timing is not None
    assert len(timed.timing.latencies_ms) >= 4
    timed.close()


@available
def test_a_graph_that_computes_something_else_is_refused_with_figures(
    runtime: Runtime, bundle: Path, make_bundle: Callable[..., Path]
) -> None:
    loaded(runtime, bundle).close()
    other = load_card(make_bundle(model=color_graph(bias=BIAS[::-1] * 4)))
    trial = attempt(runtime, other, Plan(), lambda _: None)
    assert trial.backend is None
    assert "a probability differs by 0." in trial.refusal
    assert "(allowed 0.02)" in trial.refusal


@available
@pytest.mark.parametrize("in_flight", [1])
def test_threads_do_not_change_the_outputs(
    backend: Backend, runtime: Runtime, bundle: Path
) -> None:
    card = load_card(bundle)
    images = to_input(np.full((1, 64, 64, 3), 77, np.uint8), card.input)
    other = runtime.open(card, Plan(threads=2), lambda _: None)
    assert np.array_equal(backend.run(images)[0].logits, other.run(images)[0].logits)
    other.close()


def test_all_reasons_are_reported(bundle: Path) -> None:
    candidates = [
        Runtime("first", "nowhere", ("no_such_module",), "this"),
        Runtime("second", "nowhere", ("another_missing_module",), "that"),
    ]
    with pytest.raises(BackendUnavailable) as raised:
        open_backend(load_card(bundle), table=candidates)
    assert "first-cpu-fp32: no_such_module is not installed" in raised.value.message
    assert "second-cpu-fp32: another_missing_module is not installed" in raised.value.message


def test_a_choice_is_a_family_or_a_row(bundle: Path) -> None:
    card = load_card(bundle)
    for choice in ("onnx", "onnx-cpu-fp32", "auto"):
        backend = open_backend(card, choice)
        assert choice == "auto" or backend.info.name.startswith("ONNX Runtime")
        backend.close()
    with pytest.raises(BackendUnavailable, match="no runtime quantum") as raised:
        open_backend(card, "quantum")
    assert "openvino" in raised.value.remedy


def test_the_reference_is_not_taken_while_another_loads(bundle: Path) -> None:
    backend = open_backend(load_card(bundle))
    assert "torch" not in backend.info.name
    backend.close()


def test_openvino_sends_no_statistics(bundle: Path) -> None:
    """Its package reports every use over the network, in a separate process."""
    pytest.importorskip("hysteroview.inference.runtimes.openvino")
    open_backend(load_card(bundle), "openvino-cpu-fp32").close()
    assert sys.modules["openvino_telemetry"] is None
    assert not multiprocessing.active_children()
