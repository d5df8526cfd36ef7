"""Execution of batches on a GPU: pinned memory, one stream, one CUDA graph."""

from __future__ import annotations

import ctypes
import logging
import math
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from cuda.bindings import runtime as cuda
from numpy.typing import NDArray

from hysteroview.core.errors import InferenceError
from hysteroview.inference.runtimes.nvidia.cuda_device import done, value

log = logging.getLogger(__name__)


class ExecutionContext(Protocol):
    """Part of TensorRT's execution context that is used here."""

    def set_tensor_address(self, name: str, memory: int, /) -> bool: ...
    def execute_async_v3(self, stream_handle: int, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """A float32 tensor of an engine.

    Attributes
    ----------
    shape
        Shape with the batch axis first.
    """

    name: str
    shape: tuple[int, ...]
    is_input: bool

    @property
    def nbytes(self) -> int:
        return 4 * math.prod(self.shape)


class CudaExecutor:
    """Copy batches of one size to the GPU, run the network, and copy the outputs back.

    All memory is allocated once at fixed addresses, so that copies and computation can be captured
    as one CUDA graph: a batch then needs one launch instead of a hundred. If a network cannot be
    captured, its kernels are launched one by one, and that is logged.

    Used by one thread.

    Parameters
    ----------
    context
        Context with input shapes already set; it must not be used elsewhere.
    tensors
        All tensors of the engine: one input and its outputs, with the same batch size.

    Raises
    ------
    InferenceError
        CUDA or the engine failed; all memory was released.
    """

    def __init__(self, context: ExecutionContext, tensors: Sequence[TensorSpec]) -> None:
        self._context = context
        self._graph: cuda.cudaGraphExec_t | None = None
        (self._input,) = (spec for spec in tensors if spec.is_input)
        self._outputs = tuple(spec for spec in tensors if not spec.is_input)
        self._pinned: dict[str, NDArray[np.float32]] = {}
        self._on_device: dict[str, int] = {}
        with ExitStack() as resources:
            self._stream = value(cuda.cudaStreamCreateWithFlags(cuda.cudaStreamNonBlocking))
            resources.callback(cuda.cudaStreamDestroy, self._stream)
            for spec in tensors:
                self._allocate(spec, resources)
            # the first run allocates memory inside TensorRT, which is not allowed in a graph
            self._launch()
            done(cuda.cudaStreamSynchronize(self._stream))
            self._record(resources)
            self._resources = resources.pop_all()

    @property
    def batch(self) -> int:
        """Number of pictures in a batch."""
        return self._input.shape[0]

    @property
    def has_graph(self) -> bool:
        """Whether a batch is launched as one CUDA graph."""
        return self._graph is not None

    def compute(self, images: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """Compute up to a batch of pictures.

        Parameters
        ----------
        images
            (n, …) float32, n from 1 to `batch`. A partial batch takes as long as a full one.

        Returns
        -------
        Outputs by name, (n, …) float32, owned by the caller.

        Raises
        ------
        InferenceError
            CUDA or the engine failed, or the executor was closed.
        """
        if not self._pinned:
            raise InferenceError("The model was closed.")
        count = len(images)
        self._pinned[self._input.name][:count] = images
        if self._graph is not None:
            done(cuda.cudaGraphLaunch(self._graph, self._stream))
        else:
            self._launch()
        done(cuda.cudaStreamSynchronize(self._stream))
        return {spec.name: self._pinned[spec.name][:count].copy() for spec in self._outputs}

    def close(self) -> None:
        """Free all memory, the graph and the stream. May be called twice."""
        self._graph = None
        self._pinned.clear()  # views of memory that is about to be freed
        self._resources.close()

    def _allocate(self, spec: TensorSpec, resources: ExitStack) -> None:
        here = value(cuda.cudaMallocHost(spec.nbytes))
        resources.callback(cuda.cudaFreeHost, here)
        there = value(cuda.cudaMalloc(spec.nbytes))
        resources.callback(cuda.cudaFree, there)
        memory = (ctypes.c_float * math.prod(spec.shape)).from_address(here)
        view = np.ctypeslib.as_array(memory).reshape(spec.shape)
        view[:] = 0.0
        self._pinned[spec.name], self._on_device[spec.name] = view, there
        if not self._context.set_tensor_address(spec.name, there):
            raise InferenceError(
                "The analysis failed on the NVIDIA GPU (TensorRT does not accept the memory for "
                f"{spec.name})."
            )

    def _launch(self) -> None:
        """Enqueue the copies and the computation of one batch."""
        self._copy(self._input, cuda.cudaMemcpyKind.cudaMemcpyHostToDevice)
        if not self._context.execute_async_v3(int(self._stream)):
            raise InferenceError(
                "The analysis failed on the NVIDIA GPU (TensorRT could not run the network).",
                remedy="Restart the analysis.",
            )
        for spec in self._outputs:
            self._copy(spec, cuda.cudaMemcpyKind.cudaMemcpyDeviceToHost)

    def _copy(self, spec: TensorSpec, kind: cuda.cudaMemcpyKind) -> None:
        here, there = self._pinned[spec.name].ctypes.data, self._on_device[spec.name]
        to_device = kind == cuda.cudaMemcpyKind.cudaMemcpyHostToDevice
        target, source = (there, here) if to_device else (here, there)
        done(cuda.cudaMemcpyAsync(target, source, spec.nbytes, kind, self._stream))

    def _record(self, resources: ExitStack) -> None:
        """Capture a batch as a CUDA graph, if this network can be captured."""
        mode = cuda.cudaStreamCaptureMode.cudaStreamCaptureModeThreadLocal
        try:
            done(cuda.cudaStreamBeginCapture(self._stream, mode))
            try:
                self._launch()
            finally:  # also ends a failed capture, so that the stream can be used again
                error, graph = cuda.cudaStreamEndCapture(self._stream)
                if graph is not None:
                    resources.callback(cuda.cudaGraphDestroy, graph)
            self._graph = value(cuda.cudaGraphInstantiate(value((error, graph)), 0))
            resources.callback(cuda.cudaGraphExecDestroy, self._graph)
        except InferenceError as failure:
            cuda.cudaGetLastError()  # otherwise the next call would report this error
            log.warning("the network runs without a CUDA graph: %s", failure)
