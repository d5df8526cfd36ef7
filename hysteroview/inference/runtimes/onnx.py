"""ONNX Runtime: always available on the CPU; also with CUDA, DirectML and CoreML."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from hysteroview.core.errors import BackendUnavailable, InferenceError
from hysteroview.core.types import Outputs
from hysteroview.inference.model.bundle_files import MODEL_FILE
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.signature import OUTPUT_NAMES, check_signature, first_line
from hysteroview.inference.runtimes.backend import Device, Plan, RuntimeInfo
from hysteroview.inference.runtimes.model_bytes import read_model
from hysteroview.inference.runtimes.threads import live_threads

_PROVIDERS = {
    Device.CPU: "CPUExecutionProvider",
    Device.CUDA: "CUDAExecutionProvider",
    Device.DIRECTML: "DmlExecutionProvider",
    Device.COREML: "CoreMLExecutionProvider",
}
_NAMES = {
    Device.CPU: "CPU",
    Device.CUDA: "CUDA GPU",
    Device.DIRECTML: "DirectML GPU",
    Device.COREML: "CoreML",
}
# TF32 rounds factors to 10 bits, and CoreML computes in half precision by default; the table of
# runtimes promises single precision
_PROVIDER_OPTIONS = {
    Device.CUDA: {"use_tf32": "0"},
    Device.COREML: {"ModelFormat": "MLProgram", "AllowLowPrecisionAccumulationOnGPU": "0"},
}

# ONNX Runtime has no common base class of its errors; each of these means that loading or running
# failed.
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


def open_model(card: ModelCard, plan: Plan, report: Callable[[str], None]) -> OnnxBackend:
    """Load the model of a bundle.

    Raises
    ------
    BackendUnavailable
        This build cannot use the device, the file is not a model, or its inputs and outputs do not
        match a bundle.
    """
    provider = _PROVIDERS[plan.device]
    if provider not in ort.get_available_providers():
        raise BackendUnavailable(
            f"this ONNX Runtime was built without {_NAMES[plan.device]}",
            remedy="Install the package of ONNX Runtime for this device.",
        )
    if plan.device is Device.COREML:
        report("CoreML compiles the model; the first time this can take a minute.")
    chosen: list[str | tuple[str, dict[str, str]]] = [
        (provider, _PROVIDER_OPTIONS.get(plan.device, {}))
    ]
    if plan.device is not Device.CPU:
        # for the few operators that the device does not support
        chosen.append(_PROVIDERS[Device.CPU])
    try:
        session = ort.InferenceSession(read_model(card), _options(plan), providers=chosen)
    except _ORT_ERRORS as error:
        raise BackendUnavailable(
            f"ONNX Runtime cannot load {MODEL_FILE}: {first_line(error)}",
            remedy="Export the model again.",
        ) from error
    if provider not in session.get_providers():  # it falls back silently
        raise BackendUnavailable(
            f"ONNX Runtime cannot use the {_NAMES[plan.device]}",
            remedy="Check its driver and libraries.",
        )
    check_signature(
        card,
        [tuple(node.shape) for node in session.get_inputs()],
        {node.name: tuple(node.shape) for node in session.get_outputs()},
    )
    return OnnxBackend(session, plan)


def _options(plan: Plan) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = plan.threads or live_threads()
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # errors are raised; its own messages on stderr are redundant
    # threads that spin while waiting would take the core that decodes and paints
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if plan.device is Device.DIRECTML:  # its documentation requires both
        options.enable_mem_pattern = False
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    return options


class OnnxBackend:
    """A model loaded in ONNX Runtime."""

    def __init__(self, session: ort.InferenceSession, plan: Plan) -> None:
        self._session = session
        self._plan = plan
        self._input = session.get_inputs()[0].name

    @property
    def info(self) -> RuntimeInfo:
        return RuntimeInfo(
            f"ONNX Runtime {ort.__version__}", _NAMES[self._plan.device], self._plan.precision.value
        )

    def run(self, images: NDArray[np.float32]) -> list[Outputs]:
        """See `Backend.run`."""
        try:
            logits, maps, embeddings = self._session.run(OUTPUT_NAMES, {self._input: images})
        except _ORT_ERRORS as error:
            raise InferenceError(
                f"The analysis failed (ONNX Runtime: {first_line(error)}).",
                remedy="Restart the analysis.",
            ) from error
        return [Outputs(*item) for item in zip(logits, maps, embeddings, strict=True)]

    def bare(self) -> Callable[[NDArray[np.float32]], object]:
        """See `Backend.bare`."""
        return lambda images: self._session.run(OUTPUT_NAMES, {self._input: images})

    def close(self) -> None:
        """Nothing to release besides the session itself."""
