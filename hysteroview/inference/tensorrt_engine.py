"""Engines of TensorRT 10 and 11: built from an ONNX model as it is typed, and loaded."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import tensorrt as trt

from hysteroview.core.errors import BackendUnavailable
from hysteroview.core.rates import Throttle
from hysteroview.inference.cuda_lane import TensorSpec

log = logging.getLogger(__name__)

_LEVELS = {
    trt.ILogger.Severity.INTERNAL_ERROR: logging.ERROR,
    trt.ILogger.Severity.ERROR: logging.WARNING,  # becomes an exception; this is its detail
    trt.ILogger.Severity.WARNING: logging.INFO,
    trt.ILogger.Severity.INFO: logging.DEBUG,
}  # VERBOSE is a line a tactic: hundreds of thousands


class Messages(trt.ILogger):
    """Pass TensorRT's messages to the log, and keep the first error as the reason to tell.

    TensorRT returns None or False and says why only here, from any of its threads. No error
    recorder is set: where there is one, errors go to it *instead of* here.
    """

    def __init__(self) -> None:
        super().__init__()
        self._error = ""

    def log(self, severity: trt.ILogger.Severity, msg: str) -> None:
        """Take a message; called by TensorRT."""
        level = _LEVELS.get(severity)
        if level is None:
            return
        log.log(level, "TensorRT: %s", msg)
        if level >= logging.WARNING and not self._error:  # those that follow are consequences
            self._error = (msg.strip().splitlines() or [""])[0]

    def take_error(self) -> str:
        """Return the first error since the last call, and forget it."""
        error, self._error = self._error or "no reason given", ""
        return error


# TensorRT keeps a pointer to the first logger that it is given, until the process ends.
MESSAGES = Messages()


class BuildProgress(trt.IProgressMonitor):
    """Tell how far a build is, at most every two seconds.

    Parameters
    ----------
    tell
        Takes a sentence. If it raises `OSError`, nobody listens any more: the build is stopped.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell
        self._steps: dict[str, int] = {}
        self._begun_ns = time.monotonic_ns()
        self._throttle = Throttle(0.5)
        self._throttle.is_due(self._begun_ns)  # the first message two seconds from now

    def phase_start(self, phase_name: str, _parent: str | None, num_steps: int) -> None:
        """Note how many steps a phase has; called by TensorRT."""
        self._steps[phase_name] = num_steps

    def step_complete(self, phase_name: str, step: int) -> bool:
        """Tell it; False stops the build. Called by TensorRT."""
        now_ns = time.monotonic_ns()
        if self._throttle.is_due(now_ns):
            steps = self._steps.get(phase_name, 0)
            seconds = (now_ns - self._begun_ns) // 10**9
            words = f"{phase_name.lower()}, {step + 1} of {steps}"
            try:
                self._tell(f"Building the TensorRT engine: {words}; {seconds} s so far.")
            except OSError:
                return False
        return True

    def phase_finish(self, phase_name: str) -> None:
        """Forget the phase; called by TensorRT."""
        self._steps.pop(phase_name, None)


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What an engine is built for, beside its model and its device.

    Attributes
    ----------
    batch
        The only batch it computes: with one shape the builder can choose the fastest kernels,
        and the memory and the CUDA graph never change.
    tf32
        Whether single precision may be computed with 10 bits of mantissa. Off: it is on in
        TensorRT unless it is cleared, and then fp32 is hardly more exact than fp16.
    """

    batch: int
    tf32: bool = False
    optimization_level: int = 3
    workspace_bytes: int = 1 << 30

    def facts(self) -> dict[str, str]:
        """For the key of the cache."""
        return {name: str(option) for name, option in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Built:
    """A serialized engine, and what the builder learned of the device's kernels."""

    engine: bytes
    timing: bytes


def build_engine(
    model: bytes,
    options: BuildOptions,
    timing: bytes,
    check: Callable[[list[TensorSpec]], None],
    tell: Callable[[str], None],
) -> Built:
    """Build an engine, which takes minutes.

    Parameters
    ----------
    model
        An ONNX file. Its types are the engine's: where it says half, half is computed.
    timing
        From an earlier build on this device, or empty.
    check
        Raises `BackendUnavailable` for a network that is no bundle's; called before the minutes.
    tell
        Takes progress in sentences.

    Raises
    ------
    BackendUnavailable
        TensorRT cannot read the model or build it.
    """
    MESSAGES.take_error()
    builder = trt.Builder(MESSAGES)
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    _parse(network, model)
    tensors = _network_tensors(network)
    check(tensors)
    config = builder.create_builder_config()
    config.builder_optimization_level = options.optimization_level
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, options.workspace_bytes)
    if not options.tf32:
        config.clear_flag(trt.BuilderFlag.TF32)
    progress = BuildProgress(tell)
    config.progress_monitor = progress
    profile = builder.create_optimization_profile()
    for tensor in tensors:
        if tensor.is_input:
            shape = trt.Dims((options.batch, *tensor.shape[1:]))
            profile.set_shape(tensor.name, shape, shape, shape)
    config.add_optimization_profile(profile)
    # a cache that TensorRT does not take is replaced by an empty one, with a warning
    config.set_timing_cache(config.create_timing_cache(timing), ignore_mismatch=False)
    engine = builder.build_serialized_network(network, config)
    if engine is None:
        raise BackendUnavailable(
            f"TensorRT cannot build the engine: {MESSAGES.take_error()}",
            remedy="Update TensorRT and the driver, or choose another runtime.",
        )
    return Built(bytes(engine), bytes(config.get_timing_cache().serialize()))


def _parse(network: trt.INetworkDefinition, model: bytes) -> None:
    # The parser must go before its network does, or the process crashes: it ends with this call.
    parser = trt.OnnxParser(network, MESSAGES)
    # Bytes that are no model at all can read as an empty one: protobuf skips what it does not know.
    if not parser.parse(model) or network.num_outputs == 0:
        errors = [parser.get_error(place).desc() for place in range(parser.num_errors)]
        raise BackendUnavailable(
            f"TensorRT cannot load the model: {errors[0] if errors else 'it holds no network'}",
            remedy="Export the model anew.",
        )


def _network_tensors(network: trt.INetworkDefinition) -> list[TensorSpec]:
    inputs = [network.get_input(place) for place in range(network.num_inputs)]
    outputs = [network.get_output(place) for place in range(network.num_outputs)]
    return [
        _spec(tensor.name, tensor.shape, tensor.dtype, is_input=is_input)
        for tensors, is_input in ((inputs, True), (outputs, False))
        for tensor in tensors
    ]


def _spec(name: str, shape: trt.Dims, kind: trt.DataType, *, is_input: bool) -> TensorSpec:
    if kind != trt.DataType.FLOAT:
        raise BackendUnavailable(
            f"the model's {name} is {kind.name}, not single precision",
            remedy="Export it with `hysteroview lab`.",
        )
    return TensorSpec(name, tuple(shape[axis] for axis in range(len(shape))), is_input)


class LoadedEngine:
    """An engine on the device, ready to compute one batch size.

    Attributes
    ----------
    tensors
        Its inputs and outputs, with the batch axis.

    Raises
    ------
    BackendUnavailable
        TensorRT refuses the bytes, as it does those of another version or device, or there is
        no memory.
    """

    def __init__(self, serialized: bytes, batch: int) -> None:
        MESSAGES.take_error()
        self._runtime = trt.Runtime(MESSAGES)
        engine = self._runtime.deserialize_cuda_engine(serialized)
        context = None if engine is None else engine.create_execution_context()
        if engine is None or context is None:
            raise BackendUnavailable(
                f"TensorRT cannot load the engine: {MESSAGES.take_error()}",
                remedy="Close other programs that use the GPU, or choose another runtime.",
            )
        names = [engine.get_tensor_name(place) for place in range(engine.num_io_tensors)]
        is_input = {n: engine.get_tensor_mode(n) == trt.TensorIOMode.INPUT for n in names}
        for name in names:
            shape = engine.get_tensor_shape(name)
            if is_input[name]:
                context.set_input_shape(name, (batch, *(shape[i] for i in range(1, len(shape)))))
        self.tensors = [
            _spec(
                name,
                context.get_tensor_shape(name),
                engine.get_tensor_dtype(name),
                is_input=is_input[name],
            )
            for name in names
        ]
        self._engine: trt.ICudaEngine | None = engine
        self._context: trt.IExecutionContext | None = context

    @property
    def context(self) -> trt.IExecutionContext:
        """For one lane."""
        assert self._context is not None
        return self._context

    def close(self) -> None:
        """Free the device's memory. Safe to call twice."""
        self._context = None  # before its engine, and that before its runtime
        self._engine = None
