"""What a backend is: a model loaded by one runtime, on one device, at one precision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Outputs


class Precision(StrEnum):
    """Of the numbers that are multiplied; what goes in and comes out is always fp32."""

    SINGLE = "fp32"
    HALF = "fp16"
    BRAIN = "bf16"


class Device(StrEnum):
    """What computes."""

    CPU = "cpu"
    CUDA = "cuda"
    INTEL_GPU = "gpu"
    NPU = "npu"
    DIRECTML = "directml"
    COREML = "coreml"
    MPS = "mps"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a model is to be computed.

    Attributes
    ----------
    threads
        Of the CPU; None lets the adapter choose so that the picture keeps a core.
    in_flight
        Pictures computed at the same time: 1 in front of the screen, more for recordings.
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
    """Which runtime computes, on what and how exactly: shown and recorded with every result."""

    name: str
    device: str
    precision: str

    def __str__(self) -> str:
        return f"{self.name} · {self.device} · {self.precision}"


class Backend(Protocol):
    """A loaded model, used by one thread."""

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
        """Return the runtime's own call on the loaded model, for measuring what `run` adds."""

    def close(self) -> None:
        """Free the device; safe to call twice."""
