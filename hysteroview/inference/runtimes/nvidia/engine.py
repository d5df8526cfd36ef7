"""Engines of TensorRT: built from an ONNX model in its own types, and loaded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Protocol, cast

from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.runtimes.nvidia.cuda_executor import TensorSpec
from hysteroview.inference.runtimes.nvidia.editions import Library

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from tensorrt import (
        Dims,
        ICudaEngine,
        IExecutionContext,
        IHostMemory,
        INetworkDefinition,
        ITensor,
    )


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
    """A serialized engine, and the builder's timing cache, which is empty if it has none."""

    engine: bytes
    timing: bytes


def build_engine(
    library: Library,
    model: bytes,
    options: BuildOptions,
    timing: bytes,
    check: Callable[[list[TensorSpec]], None],
    report: Callable[[str], None],
) -> BuiltEngine:
    """Build an engine, which takes minutes, or a second for RTX.

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
    library.messages.take_error()
    trt = library.trt
    builder = trt.Builder(library.logger)
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    _parse(library, network, model)
    tensors = _network_tensors(library, network)
    check(tensors)
    config = builder.create_builder_config()
    config.builder_optimization_level = options.optimization_level
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, options.workspace_bytes)
    if not options.tf32:
        config.clear_flag(trt.BuilderFlag.TF32)
    progress = library.progress(report)
    config.progress_monitor = progress
    profile = builder.create_optimization_profile()
    for tensor in tensors:
        if tensor.is_input:
            shape = trt.Dims([options.batch, *tensor.shape[1:]])
            profile.set_shape(tensor.name, shape, shape, shape)
    config.add_optimization_profile(profile)
    if not library.edition.compiles_kernels:
        # a cache that TensorRT does not accept is replaced by an empty one, with a warning
        config.set_timing_cache(config.create_timing_cache(timing), ignore_mismatch=False)
    engine = builder.build_serialized_network(network, config)
    if engine is None:
        raise BackendUnavailable(
            f"{library.edition.title} cannot build the engine: {library.messages.take_error()}",
            remedy="Update TensorRT and the driver, or choose another runtime.",
        )
    if library.edition.compiles_kernels:
        return BuiltEngine(bytes(engine), b"")
    return BuiltEngine(bytes(engine), bytes(config.get_timing_cache().serialize()))


def _parse(library: Library, network: INetworkDefinition, model: bytes) -> None:
    # The parser must be destroyed before its network, or the process crashes: it ends with this
    # call.
    parser = library.trt.OnnxParser(network, library.logger)
    # Bytes that are not a model may parse as an empty one: protobuf skips unknown fields.
    if not parser.parse(model) or network.num_outputs == 0:
        errors = [parser.get_error(place).desc() for place in range(parser.num_errors)]
        reason = errors[0] if errors else "it contains no network"
        raise BackendUnavailable(
            f"{library.edition.title} cannot load the model: {reason}",
            remedy="Export the model again.",
        )


def _network_tensors(library: Library, network: INetworkDefinition) -> list[TensorSpec]:
    inputs = [network.get_input(place) for place in range(network.num_inputs)]
    outputs = [network.get_output(place) for place in range(network.num_outputs)]
    return [
        _network_spec(library, tensor, is_input=is_input)
        for tensors, is_input in ((inputs, True), (outputs, False))
        for tensor in tensors
    ]


def _network_spec(library: Library, tensor: ITensor, *, is_input: bool) -> TensorSpec:
    is_single = tensor.dtype == library.trt.DataType.FLOAT
    return _spec(tensor.name, tensor.shape, is_single=is_single, is_input=is_input)


def _spec(name: str, shape: Dims, *, is_single: bool, is_input: bool) -> TensorSpec:
    if not is_single:
        raise BackendUnavailable(
            f"the model's {name} is not in single precision",
            remedy="Export it with `hysteroview lab`.",
        )
    return TensorSpec(name, tuple(shape[axis] for axis in range(len(shape))), is_input)


class _KernelCache(Protocol):
    def deserialize(self, blob: bytes) -> bool: ...
    def serialize(self) -> IHostMemory: ...


class _Config(Protocol):
    def create_runtime_cache(self) -> _KernelCache: ...
    def set_runtime_cache(self, cache: _KernelCache) -> bool: ...


class _CompilingEngine(Protocol):
    """Part of an engine that only the edition for RTX has."""

    def create_runtime_config(self) -> _Config: ...
    def create_execution_context(self, runtime_config: _Config) -> IExecutionContext | None: ...


class LoadedEngine:
    """An engine on the device, ready to compute one batch size.

    Parameters
    ----------
    kernels
        Kernels that an earlier run of this engine has compiled, or empty; only for an edition that
        compiles them. Kernels that it does not accept are compiled again.

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

    def __init__(
        self, library: Library, serialized: bytes, batch: int, kernels: bytes = b""
    ) -> None:
        library.messages.take_error()
        trt, title = library.trt, library.edition.title
        self._runtime = trt.Runtime(library.logger)
        self._kernels: _KernelCache | None = None
        engine = self._runtime.deserialize_cuda_engine(serialized)
        context = None if engine is None else self._create_context(library, engine, kernels)
        if engine is None or context is None:
            raise BackendUnavailable(
                f"{title} cannot load the engine: {library.messages.take_error()}",
                remedy="Close other programs that use the GPU, or choose another runtime.",
            )
        names = [engine.get_tensor_name(place) for place in range(engine.num_io_tensors)]
        is_input = {n: engine.get_tensor_mode(n) == trt.TensorIOMode.INPUT for n in names}
        for name in names:
            shape = engine.get_tensor_shape(name)
            wanted = (batch, *(shape[axis] for axis in range(1, len(shape))))
            if is_input[name] and not context.set_input_shape(name, wanted):
                raise BackendUnavailable(
                    f"the engine does not accept a batch of {batch}: "
                    f"{library.messages.take_error()}",
                    remedy="Choose another runtime.",
                )
        self.tensors = [
            _spec(
                name,
                context.get_tensor_shape(name),
                is_single=engine.get_tensor_dtype(name) == trt.DataType.FLOAT,
                is_input=is_input[name],
            )
            for name in names
        ]
        self._engine: ICudaEngine | None = engine
        self._context: IExecutionContext | None = context

    def _create_context(
        self, library: Library, engine: ICudaEngine, kernels: bytes
    ) -> IExecutionContext | None:
        if not library.edition.compiles_kernels:
            return engine.create_execution_context()
        compiling = cast("_CompilingEngine", engine)
        config = compiling.create_runtime_config()
        self._kernels = config.create_runtime_cache()
        if kernels and not self._kernels.deserialize(kernels):
            log.info("the kernels of an earlier run are not accepted and are compiled again")
        config.set_runtime_cache(self._kernels)
        return compiling.create_execution_context(config)

    @property
    def context(self) -> IExecutionContext:
        """The execution context, until `close`."""
        assert self._context is not None
        return self._context

    def kernels(self) -> bytes:
        """Return the kernels compiled so far, for the next start; empty if there are none."""
        return b"" if self._kernels is None else bytes(self._kernels.serialize())

    def close(self) -> None:
        """Free the device's memory. May be called twice."""
        self._context = None  # before its engine, which must be freed before its runtime
        self._kernels = None
        self._engine = None
