"""Engines of TensorRT 10 and 11: built from an ONNX model as it is typed, and loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

import tensorrt as trt

from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.runtimes.nvidia.cuda_lane import TensorSpec
from hysteroview.inference.runtimes.nvidia.messages import MESSAGES, BuildProgress


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
            shape = trt.Dims([options.batch, *tensor.shape[1:]])
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
        """For one lane."""
        assert self._context is not None
        return self._context

    def close(self) -> None:
        """Free the device's memory. Safe to call twice."""
        self._context = None  # before its engine, and that before its runtime
        self._engine = None
