"""ONNX Runtime with bound memory: on the CPU here, by the code that a GPU runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from hysteroview.core.errors import BackendUnavailable, InferenceError
from hysteroview.inference.model.card import load_card
from hysteroview.inference.model.signature import OUTPUT_NAMES
from hysteroview.inference.runtimes import onnx
from hysteroview.inference.runtimes.backend import Device, Plan
from hysteroview.inference.runtimes.batches import Part, fixed_sizes, parts
from hysteroview.inference.runtimes.onnx_bound import BoundSession
from hysteroview.inference.runtimes.table import RUNTIMES

SIZES = (1, 4)
PICTURE = (3, 64, 64)


@pytest.fixture
def session(bundle: Path) -> ort.InferenceSession:
    return ort.InferenceSession(bundle / "model.onnx", providers=["CPUExecutionProvider"])


def pictures(count: int, seed: int = 1) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=(count, *PICTURE)).astype(np.float32)


@pytest.mark.parametrize("count", [1, 2, 4, 5, 9, 11])
def test_bound_memory_gives_the_outputs_of_a_plain_run(
    session: ort.InferenceSession, count: int
) -> None:
    images = pictures(count)
    bound = BoundSession(session, "cpu", PICTURE, SIZES)
    for ours, theirs in zip(
        bound.compute(images), session.run(OUTPUT_NAMES, {"image": images}), strict=True
    ):
        assert ours.shape == theirs.shape
        assert np.abs(ours - theirs).max() < 1e-5


def test_outputs_are_not_overwritten_by_the_next_run(session: ort.InferenceSession) -> None:
    bound = BoundSession(session, "cpu", PICTURE, SIZES)
    for count in SIZES:
        first = bound.compute(pictures(count))
        kept = [item.copy() for item in first]
        bound.compute(pictures(count, seed=2))
        assert all(np.array_equal(*pair) for pair in zip(first, kept, strict=True))


def test_each_size_has_run_before_the_first_picture(
    session: ort.InferenceSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[int] = []
    run = session.run_with_iobinding

    def counting(binding: ort.IOBinding, options: ort.RunOptions) -> None:
        ran.append(int(options.get_run_config_entry("gpu_graph_id")))
        run(binding, options)

    monkeypatch.setattr(session, "run_with_iobinding", counting)
    bound = BoundSession(session, "cpu", PICTURE, SIZES)
    # without a graph to learn the shapes, then with the graph of the size
    assert ran == [-1, 1, 1, 1, -1, 2, 2, 2]
    ran.clear()
    bound.compute(pictures(6))
    assert ran == [2, 2]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (1, [Part(0, 1, 1)]),
        (3, [Part(0, 3, 4)]),
        (4, [Part(0, 4, 4)]),
        (5, [Part(0, 4, 4), Part(4, 5, 1)]),
        (10, [Part(0, 4, 4), Part(4, 8, 4), Part(8, 10, 4)]),
    ],
)
def test_batches_are_split_into_fixed_sizes(count: int, expected: list[Part]) -> None:
    assert list(parts(count, SIZES)) == expected


def test_live_analysis_has_one_size_and_recordings_have_two() -> None:
    assert fixed_sizes(Plan()) == (1,)
    assert fixed_sizes(Plan(in_flight=2)) == (1, 16)  # on two cores a GPU is no smaller
    assert fixed_sizes(Plan(in_flight=32)) == (1, 32)


def test_the_backend_runs_and_closes_with_bound_memory(
    session: ort.InferenceSession, bundle: Path
) -> None:
    bound = BoundSession(session, "cpu", PICTURE, SIZES)
    backend = onnx.OnnxBackend(session, Plan(in_flight=4), bound)
    plain = onnx.open_model(load_card(bundle), Plan(), lambda _: None)
    images = pictures(5)
    for ours, theirs in zip(backend.run(images), plain.run(images), strict=True):
        assert ours.logits == pytest.approx(theirs.logits, abs=1e-5)
    with pytest.raises(InferenceError, match="ONNX Runtime"):
        backend.run(images[:, :, :32])
    backend.close()
    plain.close()


def test_the_row_names_the_packages_that_bring_cuda_and_cudnn(bundle: Path) -> None:
    (row,) = [row for row in RUNTIMES if row.name == "onnx-cuda-fp32"]
    assert row.install == "onnxruntime-gpu[cuda,cudnn]"
    if "CUDAExecutionProvider" not in ort.get_available_providers():
        with pytest.raises(BackendUnavailable, match="was built without CUDA") as raised:
            onnx.open_model(load_card(bundle), Plan(device=Device.CUDA), lambda _: None)
        assert "onnxruntime-gpu[cuda,cudnn]" in raised.value.remedy


def test_loading_pips_libraries_prints_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    onnx.load_cuda_libraries()
    monkeypatch.setattr(ort, "preload_dlls", lambda: print("Failed to load"))  # noqa: T201
    onnx.load_cuda_libraries()
    monkeypatch.delattr(ort, "preload_dlls")  # as in 1.20
    onnx.load_cuda_libraries()
    assert capfd.readouterr().out == ""


class BrokenProvider:
    """A session that fails as a GPU does whose driver has broken."""

    def __init__(self, session: object) -> None:
        self._session = session

    def __getattr__(self, name: str) -> object:
        return getattr(self._session, name)

    def run(self, *_: object) -> object:
        raise ort_errors.EPFail("CUDA failure 719: unspecified launch failure")


def test_a_device_that_breaks_is_not_replaced_without_a_word(
    bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """ONNX Runtime would load the model again for the CPU and go on as if nothing had happened."""
    backend = onnx.open_model(load_card(bundle), Plan(), print)
    monkeypatch.setattr(backend._session, "_sess", BrokenProvider(backend._session._sess))
    with pytest.raises(InferenceError, match="CUDA failure 719"):
        backend.run(pictures(1))
    assert capsys.readouterr().out == ""


def test_the_file_of_the_network_is_not_kept_in_memory(bundle: Path) -> None:
    size = (bundle / "model.onnx").stat().st_size
    backend = onnx.open_model(load_card(bundle), Plan(), print)
    kept = [value for value in vars(backend._session).values() if isinstance(value, bytes)]
    assert [value for value in kept if len(value) >= size] == []
    assert backend.run(pictures(1))[0].logits.shape == (5,)


@pytest.mark.parametrize("in_flight", [1, 2, 16])
def test_on_a_cpu_a_batch_is_computed_a_few_pictures_at_a_time_with_the_same_bits(
    bundle: Path, in_flight: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of a recording's batch at once took 360 MB more, and longer: caches do not hold it."""
    backend = onnx.open_model(load_card(bundle), Plan(in_flight=in_flight), lambda _: None)
    images, sizes = pictures(16), []
    compute = backend._session.run

    def watched(names: list[str], inputs: dict[str, NDArray[np.float32]]) -> object:
        sizes.extend(len(each) for each in inputs.values())
        return compute(names, inputs)

    monkeypatch.setattr(backend._session, "run", watched)
    results = backend.run(images)
    assert sizes == [in_flight] * (16 // in_flight)
    whole = compute(list(OUTPUT_NAMES), {backend._input: images})
    for number, result in enumerate(results):
        for name, every in zip(("logits", "class_maps", "embedding"), whole, strict=True):
            np.testing.assert_array_equal(getattr(result, name), every[number])
