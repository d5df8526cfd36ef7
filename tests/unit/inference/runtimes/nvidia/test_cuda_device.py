"""Whether there is a GPU, and what an engine built on it depends on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("cuda.bindings", reason="cuda-bindings is not installed")

from cuda.bindings import runtime

from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.runtimes.nvidia import cuda_device
from hysteroview.inference.runtimes.nvidia.cuda_device import CudaDevice, open_device

OK = runtime.cudaError_t.cudaSuccess
TOO_OLD = runtime.cudaError_t.cudaErrorInsufficientDriver


@pytest.fixture
def cuda(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A machine with one GPU, to be changed."""
    properties = SimpleNamespace(name=b"NVIDIA RTX 4000 Ada\0", major=8, minor=9)
    machine = SimpleNamespace(
        cudaError_t=runtime.cudaError_t,
        cudaGetErrorName=runtime.cudaGetErrorName,
        cudaGetErrorString=runtime.cudaGetErrorString,
        cudaDriverGetVersion=lambda: (OK, 13000),
        cudaGetDeviceCount=lambda: (OK, 1),
        cudaSetDevice=lambda *_: (OK,),
        cudaGetDeviceProperties=lambda *_: (OK, properties),
    )
    monkeypatch.setattr(cuda_device, "cuda", machine)
    return machine


def use_nvml(monkeypatch: pytest.MonkeyPatch, **functions: Any) -> None:
    machine = {"NvmlError": cuda_device.nvml.NvmlError, "shutdown": lambda: None} | functions
    monkeypatch.setattr(cuda_device, "nvml", SimpleNamespace(**machine))


def test_the_device_is_described(cuda: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    use_nvml(monkeypatch, init_v2=lambda: None, system_get_driver_version=lambda: "580.159.04")
    assert open_device() == CudaDevice("NVIDIA RTX 4000 Ada", "8.9", "580.159.04")


def test_without_nvml_the_driver_is_known_by_its_cuda(
    cuda: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def init_v2() -> None:
        raise RuntimeError("libnvidia-ml.so.1 is not found")

    use_nvml(monkeypatch, init_v2=init_v2)
    assert open_device().driver == "CUDA 13000"


@pytest.mark.parametrize(
    ("function", "result", "message"),
    [
        ("cudaDriverGetVersion", (OK, 0), "No NVIDIA driver"),
        ("cudaGetDeviceCount", (OK, 0), "no NVIDIA GPU"),
        ("cudaGetDeviceCount", (TOO_OLD, None), "driver version is insufficient"),
        ("cudaSetDevice", (TOO_OLD,), "cannot be used"),
        ("cudaGetDeviceProperties", (TOO_OLD, None), "cudaErrorInsufficientDriver"),
    ],
)
def test_what_is_missing_is_reported(
    cuda: SimpleNamespace, function: str, result: tuple[object, ...], message: str
) -> None:
    setattr(cuda, function, lambda *_: result)
    with pytest.raises(BackendUnavailable, match=message) as raised:
        open_device()
    assert raised.value.remedy
