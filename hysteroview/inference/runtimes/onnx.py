"""ONNX Runtime: always available on the CPU; also with CUDA, DirectML and CoreML."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable
from contextlib import redirect_stdout

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
from hysteroview.inference.runtimes.batches import fixed_sizes
from hysteroview.inference.runtimes.model_bytes import read_model
from hysteroview.inference.runtimes.onnx_bound import BoundSession
from hysteroview.inference.runtimes.threads import live_threads

log = logging.getLogger(__name__)

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
CUDA_PACKAGE = "onnxruntime-gpu[cuda,cudnn]"
_PACKAGES = {Device.CUDA: CUDA_PACKAGE, Device.DIRECTML: "onnxruntime-directml"}
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
    RuntimeError,  # of its Python part, for memory that cannot be allocated or copied
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
            remedy=f"Install {_PACKAGES.get(plan.device, 'another build')} in its place.",
        )
    if plan.device is Device.COREML:
        report("CoreML compiles the model; the first time this can take a minute.")
    if plan.device is Device.CUDA:
        return _open_on_cuda(card, plan)
    session = _open_session(card, plan, {})
    return OnnxBackend(session, plan)


def _open_on_cuda(card: ModelCard, plan: Plan) -> OnnxBackend:
    """Load the model with memory on the GPU, and as CUDA graphs if it can be recorded."""
    load_cuda_libraries()
    size = card.input.size_px
    failure: Exception | None = None
    for graph in ("1", "0"):
        try:
            session = _open_session(card, plan, {"enable_cuda_graph": graph})
            bound = BoundSession(session, "cuda", (3, size, size), fixed_sizes(plan))
            return OnnxBackend(session, plan, bound, has_graph=graph == "1")
        except (BackendUnavailable, *_ORT_ERRORS) as error:
            log.info("ONNX Runtime on CUDA, graphs %s: %s", graph, first_line(error))
            failure = error
    if isinstance(failure, BackendUnavailable):
        raise failure
    assert failure is not None
    raise BackendUnavailable(
        f"ONNX Runtime cannot run {MODEL_FILE} on the CUDA GPU: {first_line(failure)}",
        remedy="Check its driver and libraries.",
    ) from failure


def load_cuda_libraries() -> None:
    """Load CUDA and cuDNN from pip's packages, if they are installed there."""
    preload = getattr(ort, "preload_dlls", None)  # from 1.21 on
    if preload is not None:
        with redirect_stdout(io.StringIO()) as said:  # it prints what it does not find
            preload()
        if text := said.getvalue().strip():
            log.info("ONNX Runtime: %s", text)


def _open_session(
    card: ModelCard, plan: Plan, provider_options: dict[str, str]
) -> ort.InferenceSession:
    provider = _PROVIDERS[plan.device]
    chosen: list[str | tuple[str, dict[str, str]]] = [
        (provider, _PROVIDER_OPTIONS.get(plan.device, {}) | provider_options)
    ]
    if plan.device is not Device.CPU:
        # for the few operators that the device does not support
        chosen.append(_PROVIDERS[Device.CPU])
    try:
        # without its fallback: a GPU that breaks would be replaced by the CPU without a word
        session = ort.InferenceSession(
            read_model(card), _options(plan), providers=chosen, enable_fallback=0
        )
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
    # WORKAROUND https://github.com/microsoft/onnxruntime: it keeps the file for that fallback
    session._model_bytes = None
    check_signature(
        card,
        [tuple(node.shape) for node in session.get_inputs()],
        {node.name: tuple(node.shape) for node in session.get_outputs()},
    )
    return session


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
    """A model loaded in ONNX Runtime; on a CPU a batch is computed a few pictures at a time.

    Parameters
    ----------
    bound
        The same session with memory on the device; None to let each run allocate its own.
    has_graph
        Whether the session records a batch as one CUDA graph.
    """

    def __init__(
        self,
        session: ort.InferenceSession,
        plan: Plan,
        bound: BoundSession | None = None,
        *,
        has_graph: bool = False,
    ) -> None:
        self._session = session
        self._plan = plan
        self._bound = bound
        self.has_graph = has_graph
        # on a CPU the layers of 16 pictures take 400 MB, which its caches do not hold
        self._at_once = plan.in_flight if plan.device is Device.CPU else sys.maxsize
        self._input = session.get_inputs()[0].name

    @property
    def info(self) -> RuntimeInfo:
        return RuntimeInfo(
            f"ONNX Runtime {ort.__version__}", _NAMES[self._plan.device], self._plan.precision.value
        )

    def run(self, images: NDArray[np.float32]) -> list[Outputs]:
        """See `Backend.run`."""
        results: list[Outputs] = []
        try:
            for begin in range(0, len(images), self._at_once):
                computed = self._compute(images[begin : begin + self._at_once])
                results += [Outputs(*item) for item in zip(*computed, strict=True)]
        except _ORT_ERRORS as error:
            raise InferenceError(
                f"The analysis failed (ONNX Runtime: {first_line(error)}).",
                remedy="Restart the analysis.",
            ) from error
        return results

    def bare(self) -> Callable[[NDArray[np.float32]], object]:
        """See `Backend.bare`."""
        return self._compute

    def _compute(self, images: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        if self._bound is not None:
            return self._bound.compute(images)
        found: list[NDArray[np.float32]] = self._session.run(OUTPUT_NAMES, {self._input: images})
        return found

    def close(self) -> None:
        """Free the memory on the device; the rest is freed with the session."""
        self._bound = None
