"""The NVIDIA GPU: detection, properties, and checked CUDA calls."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TypeVar

from cuda.bindings import nvml
from cuda.bindings import runtime as cuda

from hysteroview.core.errors import BackendUnavailable, InferenceError

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CudaDevice:
    """Device for which an engine is built.

    Attributes
    ----------
    capability
        Compute capability, such as 8.9.
    driver
        Version of the installed driver, such as 580.159.04.
    """

    name: str
    capability: str
    driver: str


def open_device() -> CudaDevice:
    """Select the first GPU for this process; CUDA_VISIBLE_DEVICES determines which that is.

    Raises
    ------
    BackendUnavailable
        There is no driver or no GPU, or the driver is too old.
    """
    try:
        if value(cuda.cudaDriverGetVersion()) == 0:
            raise BackendUnavailable(
                "No NVIDIA driver is installed.",
                remedy="Install the driver of the GPU, or choose another runtime.",
            )
        if value(cuda.cudaGetDeviceCount()) == 0:
            raise BackendUnavailable(
                "This computer has no NVIDIA GPU.", remedy="Choose another runtime."
            )
        done(cuda.cudaSetDevice(0))
        properties = value(cuda.cudaGetDeviceProperties(0))
    except InferenceError as error:
        raise BackendUnavailable(
            f"The NVIDIA GPU cannot be used: {error.message}",
            remedy="Update its driver, or choose another runtime.",
        ) from error
    return CudaDevice(
        name=properties.name.decode(errors="replace").rstrip("\0"),
        capability=f"{properties.major}.{properties.minor}",
        driver=_driver_version(),
    )


def _driver_version() -> str:
    """Return the version of the driver, or else the CUDA version that it supports."""
    try:
        nvml.init_v2()
        try:
            return nvml.system_get_driver_version()
        finally:
            nvml.shutdown()
    except (nvml.NvmlError, RuntimeError) as error:  # RuntimeError: the library was not found
        log.info("NVML does not report the driver's version: %s", error)
        return f"CUDA {value(cuda.cudaDriverGetVersion())}"


def done(result: tuple[cuda.cudaError_t]) -> None:
    """Raise if a CUDA call without result has failed.

    Raises
    ------
    InferenceError
        The call failed; the message contains CUDA's error text.
    """
    _check(result[0])


def value(result: tuple[cuda.cudaError_t, T | None]) -> T:
    """Return the result of a CUDA call.

    Raises
    ------
    InferenceError
        The call failed; the message contains CUDA's error text.
    """
    _check(result[0])
    assert result[1] is not None
    return result[1]


def _check(error: cuda.cudaError_t) -> None:
    if error != cuda.cudaError_t.cudaSuccess:
        words = cuda.cudaGetErrorString(error)[1].decode()
        name = cuda.cudaGetErrorName(error)[1].decode()
        raise InferenceError(
            f"The analysis failed on the NVIDIA GPU (CUDA: {words}, {name}).",
            remedy="Restart the analysis.",
        )
