"""Engines of TensorRT 10 and 11: built from an ONNX model in its own types, and loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

import tensorrt as trt

from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.runtimes.nvidia.cuda_executor import TensorSpec
from hysteroview.inference.runtimes.nvidia.messages import MESSAGES, BuildProgress


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """Options of an engine, besides its model and device.

    Attributes
    ----------
    batch
        The only supported batch size: with one shape the builder can choose the fastest kernels,
        and memory and CUDA graph never change.
    tf32
        Whether single precision may be computed with 10 bits of mantissa. Off by default here;
        TensorRT switches it on unless it is cleared, and then fp32 is hardly more accurate than
        fp16.
    """

    batch: int
    tf32: bool = False
    optimization_level: int = 3
    workspace_bytes: int = 1 << 30

    def facts(self) -> dict[str, str]:
        """Options as facts for the cache key."""
        return {name: str(option) for name, option in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class BuiltEngine:
    """A serialized engine, and the builder's timing cache."""

    engine: bytes
    timing: bytes


def build_engine(
    model: bytes,
    options: BuildOptions,
    timing: bytes,
    check: Callable[[list[TensorSpec]], None],
    report: Callable[[str], None],
) -> BuiltEngine:
    """Build an engine, which takes minutes.

    Parameters
    ----------
    model
        An ONNX file. The engine computes in the types of the file.
    timing
        Timing cache of an earlier build on this device, or empty.
    check
        Function that raises `BackendUnavailable` if the network does not match the bundle; called
        before the long build.
    report
        Function that receives progress messages.

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
    progress = BuildProgress(report)
    config.progress_monitor = progress
    profile = builder.create_optimization_profile()
    for tensor in tensors:
        if tensor.is_input:
            shape = trt.Dims([options.batch, *tensor.shape[1:]])
            profile.set_shape(tensor.name, shape, shape, shape)
    config.add_optimization_profile(profile)
    # a cache that TensorRT does not accept is replaced by an empty one, with a warning
    config.set_timing_cache(config.create_timing_cache(timing), ignore_mismatch=False)
    engine = builder.build_serialized_network(network, config)
    if engine is None:
        raise BackendUnavailable(
            f"TensorRT cannot build the engine: {MESSAGES.take_error()}",
            remedy="Update TensorRT and the driver, or choose another runtime.",
        )
    return BuiltEngine(bytes(engine), bytes(config.get_timing_cache().serialize()))


def _parse(network: trt.INetworkDefinition, model: bytes) -> None:
    # The parser must be destroyed before its network, or the process crashes: it ends with this
    # call.
    parser = trt.OnnxParser(network, MESSAGES)
    # Bytes that are not a model may parse as an empty one: protobuf skips unknown fields.
    if not parser.parse(model) or network.num_outputs == 0:
        errors = [parser.get_error(place).desc() for place in range(parser.num_errors)]
        raise BackendUnavailable(
            f"TensorRT cannot load the model: {errors[0] if errors else 'it contains no network'}",
            remedy="Export the model again.",
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
        Inputs and outputs, with the batch axis.

    Raises
    ------
    BackendUnavailable
        TensorRT rejects the file (for example from another version or device), or there is not
        enough memory.
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
            wanted = (batch, *(shape[axis] for axis in range(1, len(shape))))
            if is_input[name] and not context.set_input_shape(name, wanted):
                raise BackendUnavailable(
                    f"the engine does not accept a batch of {batch}: {MESSAGES.take_error()}",
                    remedy="Choose another runtime.",
                )
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
        """Create an execution context."""
        assert self._context is not None
        return self._context

    def close(self) -> None:
        """Free the device's memory. May be called twice."""
        self._context = None  # before its engine, which must be freed before its runtime
        self._engine = None
