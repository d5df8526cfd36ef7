"""Pictures through a GPU: what comes back, what is recorded, and that nothing is left behind."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("cuda.bindings", reason="cuda-bindings is not installed")

from fake_cuda import DoublingContext, FakeCuda
from hysteroview.core.errors import InferenceError
from hysteroview.inference.runtimes.nvidia import cuda_device, cuda_executor
from hysteroview.inference.runtimes.nvidia.cuda_executor import CudaExecutor, TensorSpec

SHAPE = (4, 3, 2, 2)
TENSORS = (
    TensorSpec("double", SHAPE, is_input=False),
    TensorSpec("image", SHAPE, is_input=True),
    TensorSpec("sum", (4,), is_input=False),
)


@pytest.fixture
def cuda(monkeypatch: pytest.MonkeyPatch) -> FakeCuda:
    return install(monkeypatch, FakeCuda())


def install(monkeypatch: pytest.MonkeyPatch, fake: FakeCuda) -> FakeCuda:
    monkeypatch.setattr(cuda_executor, "cuda", fake)
    monkeypatch.setattr(cuda_device, "cuda", fake)
    return fake


def pictures(count: int, seed: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.random.default_rng(seed).normal(size=(count, *SHAPE[1:])).astype(np.float32)


def test_a_batch_is_one_launch(cuda: FakeCuda) -> None:
    executor = CudaExecutor(DoublingContext(cuda, SHAPE), TENSORS)
    assert executor.has_graph
    assert executor.batch == 4
    cuda.calls.clear()
    images = pictures(4)
    outputs = executor.compute(images)
    assert cuda.calls == ["cudaGraphLaunch", "cudaStreamSynchronize"]
    assert np.array_equal(outputs["double"], images * 2)
    assert outputs["sum"] == pytest.approx(images.sum(axis=(1, 2, 3)), abs=1e-5)
    executor.close()


def test_a_part_of_a_batch_gives_its_own_outputs(cuda: FakeCuda) -> None:
    executor = CudaExecutor(DoublingContext(cuda, SHAPE), TENSORS)
    executor.compute(pictures(4, seed=1))
    images = pictures(2, seed=2)
    outputs = executor.compute(images)
    assert outputs["double"].shape == (2, 3, 2, 2)
    assert np.array_equal(outputs["double"], images * 2)
    executor.close()


def test_outputs_are_kept_when_the_next_picture_comes(cuda: FakeCuda) -> None:
    executor = CudaExecutor(DoublingContext(cuda, SHAPE), TENSORS)
    images = pictures(4)
    first = executor.compute(images)
    executor.compute(pictures(4, seed=1))
    executor.close()
    assert np.array_equal(first["double"], images * 2)


def test_all_is_freed_once(cuda: FakeCuda) -> None:
    executor = CudaExecutor(DoublingContext(cuda, SHAPE), TENSORS)
    executor.compute(pictures(4))
    executor.close()
    executor.close()
    assert cuda.alive == {}
    with pytest.raises(InferenceError, match="closed"):
        executor.compute(pictures(4))


@given(fails_at=st.integers(1, 60))
def test_any_call_may_fail(fails_at: int) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        cuda = install(monkeypatch, FakeCuda(fails_at))
        try:
            executor = CudaExecutor(DoublingContext(cuda, SHAPE), TENSORS)
        except InferenceError:
            assert cuda.failed
            assert cuda.alive == {}
            return
        images = pictures(3)
        try:
            for _ in range(8):
                assert np.array_equal(executor.compute(images)["double"], images * 2)
        except InferenceError:
            assert cuda.failed
        executor.close()
        assert cuda.alive == {}


@pytest.mark.parametrize(
    "step",
    ["cudaStreamBeginCapture", "cudaStreamEndCapture", "cudaGraphInstantiate"],
)
def test_a_network_that_cannot_be_recorded_runs_without_a_graph(
    step: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    trial = install(monkeypatch, FakeCuda())
    CudaExecutor(DoublingContext(trial, SHAPE), TENSORS).close()
    cuda = install(monkeypatch, FakeCuda(fails_at=trial.calls.index(step) + 1))
    executor = CudaExecutor(DoublingContext(cuda, SHAPE), TENSORS)
    assert cuda.failed == step
    assert not executor.has_graph
    assert "without a CUDA graph" in caplog.text
    images = pictures(4)
    assert np.array_equal(executor.compute(images)["double"], images * 2)
    executor.close()
    assert cuda.alive == {}


def test_an_engine_that_does_not_run_is_reported(cuda: FakeCuda) -> None:
    with pytest.raises(InferenceError, match="could not run the network"):
        CudaExecutor(DoublingContext(cuda, SHAPE, can_run=False), TENSORS)
    assert cuda.alive == {}
