"""ONNX Runtime on the CPU: the runtime that is always there."""

from __future__ import annotations

import os

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from hysteroview.core.errors import BackendUnavailable, InferenceError
from hysteroview.core.types import Outputs
from hysteroview.inference.backend import RuntimeInfo
from hysteroview.inference.card import ModelCard

OUTPUT_NAMES = ("logits", "class_maps", "embedding")

# ONNX Runtime has no common base of its errors; all of these mean "this model or run failed".
_ORT_ERRORS = (
    ort_errors.EngineError,
    ort_errors.EPFail,
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NoModel,
    ort_errors.NoSuchFile,
    ort_errors.NotFound,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
)


def _threads() -> int:
    """Leave a core to the picture where there are more than two."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(4, (cores or 2) - 1))


def open_model(card: ModelCard) -> OnnxBackend:
    """Load the model of a bundle.

    Raises
    ------
    BackendUnavailable
        The file is no model, or its inputs and outputs are not those of a bundle.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = _threads()
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # failures are raised; its own lines on stderr add nothing
    # a waiting pool that spins would take the core that decodes and paints
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = ort.InferenceSession(card.model_path, options, providers=["CPUExecutionProvider"])
    except _ORT_ERRORS as error:
        raise BackendUnavailable(
            f"ONNX Runtime cannot load {card.model_path.name}: {_first_line(error)}.",
            remedy="Export the model anew.",
        ) from error
    _check_signature(session, card)
    return OnnxBackend(session)


def _check_signature(session: ort.InferenceSession, card: ModelCard) -> None:
    inputs = [(node.name, node.type, tuple(node.shape)) for node in session.get_inputs()]
    size = card.input.size_px
    match inputs:
        case [(str(), "tensor(float)", (_, 3, height, width))] if height == width == size:
            pass
        case _:
            raise BackendUnavailable(
                f"the model takes {inputs}, not one float picture (N, 3, {size}, {size})",
                remedy="Export it with `hysteroview lab`.",
            )
    outputs = {node.name: tuple(node.shape) for node in session.get_outputs()}
    missing = [name for name in OUTPUT_NAMES if name not in outputs]
    if missing:
        raise BackendUnavailable(
            f"the model has no output {', '.join(missing)} (it has {', '.join(outputs)})",
            remedy="Export it with `hysteroview lab`.",
        )
    classes = len(card.labels)
    ranks = {name: len(outputs[name]) for name in OUTPUT_NAMES}
    if (
        ranks != {"logits": 2, "class_maps": 4, "embedding": 2}
        or outputs["logits"][1] != classes
        or outputs["class_maps"][1] != classes
    ):
        raise BackendUnavailable(
            f"the outputs {outputs} do not fit the {classes} labels of the card",
            remedy="Use the card that was made with this model.",
        )


class OnnxBackend:
    """A model in ONNX Runtime."""

    def __init__(self, session: ort.InferenceSession) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name

    @property
    def info(self) -> RuntimeInfo:
        return RuntimeInfo(f"ONNX Runtime {ort.__version__}", "CPU", "fp32")

    def run(self, images: NDArray[np.float32]) -> list[Outputs]:
        """See `Backend.run`."""
        try:
            logits, maps, embeddings = self._session.run(OUTPUT_NAMES, {self._input: images})
        except _ORT_ERRORS as error:
            raise InferenceError(
                f"ONNX Runtime failed: {_first_line(error)}.", remedy="Restart the analysis."
            ) from error
        return [Outputs(*item) for item in zip(logits, maps, embeddings, strict=True)]

    def close(self) -> None:
        """Nothing to free beyond the session itself."""


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
