"""The contract of a backend: a model loaded by one runtime, on one device, in one precision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Outputs


class Precision(StrEnum):
    """Precision of the computation; inputs and outputs are always fp32."""

    SINGLE = "fp32"
    HALF = "fp16"
    BRAIN = "bf16"


class Device(StrEnum):
    """Kind of device that runs the network."""

    CPU = "cpu"
    CUDA = "cuda"
    INTEL_GPU = "gpu"
    NPU = "npu"
    DIRECTML = "directml"
    COREML = "coreml"
    MPS = "mps"


@dataclass(frozen=True, slots=True)
class Plan:
    """Settings for running a model.

    Attributes
    ----------
    threads
        CPU threads; None lets the adapter choose and leave a core for the live picture.
    in_flight
        Number of pictures computed at the same time: 1 live, more for recordings.
    """

    precision: Precision = Precision.SINGLE
    device: Device = Device.CPU
    threads: int | None = None
    in_flight: int = 1

    def __post_init__(self) -> None:
        if self.threads is not None and self.threads < 1:
            raise ValueError("threads must be at least 1")
        if self.in_flight < 1:
            raise ValueError("in_flight must be at least 1")


DEFAULT_PLAN = Plan()


@dataclass(frozen=True, slots=True)
class RuntimeInfo:
    """Runtime, device and precision in use; shown and recorded with every result."""

    name: str
    device: str
    precision: str

    def __str__(self) -> str:
        return f"{self.name} · {self.device} · {self.precision}"


class Backend(Protocol):
    """A loaded model, to be used by one thread."""

    @property
    def info(self) -> RuntimeInfo: ...

    def run(self, images: NDArray[np.float32]) -> list[Outputs]:
        """Compute the outputs of a batch.

        Parameters
        ----------
        images
            (N, 3, s, s) float32 from `hysteroview.imaging.pixels.preprocess.to_input`.

        Returns
        -------
        N outputs, in order.

        Raises
        ------
        InferenceError
            The runtime failed.
        """

    def bare(self) -> Callable[[NDArray[np.float32]], object]:
        """Return the runtime's own call on the loaded model, to measure the overhead of `run`."""

    def close(self) -> None:
        """Release the device; may be called twice."""
