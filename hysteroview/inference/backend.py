"""What a runtime is, which ones there are, and the first of them that can load a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import BackendUnavailable
from hysteroview.core.types import Outputs
from hysteroview.inference.card import ModelCard


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
            (N, 3, s, s) float32 from `hysteroview.imaging.preprocess.to_input`.

        Returns
        -------
        N outputs, in order.

        Raises
        ------
        InferenceError
            The runtime failed.
        """

    def close(self) -> None:
        """Free the device; safe to call twice."""


class _Adapter(Protocol):
    def open_model(self, card: ModelCard) -> Backend: ...


@dataclass(frozen=True, slots=True)
class Runtime:
    """One row of the table of runtimes.

    Attributes
    ----------
    adapter
        Module with ``open_model(card) -> Backend``, imported only when chosen.
    needs
        Modules it imports; one that is missing is a fact to tell, not an exception.
    """

    name: str
    adapter: str
    needs: tuple[str, ...]

    def missing(self) -> tuple[str, ...]:
        """Return the modules that are not installed."""
        return tuple(module for module in self.needs if find_spec(module) is None)


RUNTIMES = (Runtime("onnx", "hysteroview.inference.onnx", ("onnxruntime",)),)


def open_backend(card: ModelCard, candidates: Sequence[Runtime] = RUNTIMES) -> Backend:
    """Load a model with the first runtime that can; if none can, say why for each.

    Raises
    ------
    BackendUnavailable
        With the reason of every candidate.
    """
    reasons: list[str] = []
    for runtime in candidates:
        if missing := runtime.missing():
            reasons.append(f"{runtime.name}: needs {', '.join(missing)}")
            continue
        try:
            return cast("_Adapter", import_module(runtime.adapter)).open_model(card)
        except BackendUnavailable as error:
            reasons.append(f"{runtime.name}: {error.message}")
    raise BackendUnavailable(
        "No inference runtime can load the model (" + "; ".join(reasons) + ").",
        remedy="Choose another model with --model, or install a runtime.",
    )
