"""A runtime that computes in ONNX Runtime and breaks after some pictures, for the child process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import InferenceError
from hysteroview.core.types import Outputs
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes import onnx
from hysteroview.inference.runtimes.backend import Backend, Device, Plan, RuntimeInfo
from hysteroview.inference.runtimes.table import RUNTIMES, Runtime
from hysteroview.pipeline.inference.child import serve

PICTURES = 20  # beside those of the reference
_REFERENCES = 3


class Breaking:
    """A backend that breaks in one of three ways after some single pictures."""

    def __init__(self, backend: Backend, way: str) -> None:
        self._backend, self._way = backend, way
        self._left = PICTURES + _REFERENCES

    @property
    def info(self) -> RuntimeInfo:
        return RuntimeInfo("Breaking runtime", "test GPU", "fp32")

    def run(self, images: NDArray[np.float32]) -> list[Outputs]:
        self._left -= 1
        if self._left < 0:
            if self._way == "hangs":
                time.sleep(3600)  # killed by its parent
            if self._way == "crashes":
                os.kill(os.getpid(), signal.SIGKILL)
            raise InferenceError("The analysis failed on the test GPU.")
        return self._backend.run(images)

    def bare(self) -> Callable[[NDArray[np.float32]], object]:
        return self._backend.bare()

    def close(self) -> None:
        self._backend.close()


def open_model(card: ModelCard, plan: Plan, report: Callable[[str], None]) -> Breaking:
    way = os.environ["BREAKING_RUNTIME"]
    return Breaking(onnx.open_model(card, Plan(threads=1), report), way)


class GpuRow(Runtime):
    """A row for a GPU that needs no driver."""

    __slots__ = ()

    @property
    def uses_cpu(self) -> bool:
        return False


ROW = GpuRow("breaking", "breaking_runtime", (), "nothing", Device.CPU)
# tried only if nothing else loads, so that nothing is measured
(ONNX,) = (replace(row, is_reference=True) for row in RUNTIMES if row.name == "onnx-cpu-fp32")
serve_breaking = partial(serve, table=(ROW, ONNX))  # main function of the child
