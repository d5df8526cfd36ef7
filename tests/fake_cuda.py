"""CUDA's runtime in host memory: calls are executed, counted, and can be made to fail.

It has the functions of `cuda.bindings.runtime` that the program uses, with the same parameters
and results; tests/contract compares them. Work put on a stream is done when the stream is waited
for, or recorded while the stream is captured, so that code which reads too early fails here too.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from cuda.bindings import runtime

OK = runtime.cudaError_t.cudaSuccess
FAILED = runtime.cudaError_t.cudaErrorMemoryAllocation

Work = Callable[[], None]


@dataclass
class FakeStream:
    waiting: list[Work] = field(default_factory=list)
    recording: list[Work] | None = None

    def __int__(self) -> int:
        return id(self)


class FakeCuda:
    """Stands for the module; `fails_at` is the number of the call that fails, from 1."""

    cudaError_t = runtime.cudaError_t
    cudaMemcpyKind = runtime.cudaMemcpyKind
    cudaStreamCaptureMode = runtime.cudaStreamCaptureMode
    cudaStreamNonBlocking = runtime.cudaStreamNonBlocking

    def __init__(self, fails_at: int = 0) -> None:
        self.calls: list[str] = []
        self.alive: dict[int, Any] = {}  # all that must be freed, by address or identity
        self.fails_at = fails_at
        self.failed = ""

    def _call(self, name: str) -> Any:
        self.calls.append(name)
        if len(self.calls) == self.fails_at:
            self.failed = name
            return FAILED
        return OK

    def _make(self, name: str, thing: Any, key: int | None = None) -> Any:
        error = self._call(name)
        if error != OK:
            return error, None
        self.alive[id(thing) if key is None else key] = thing
        return error, thing if key is None else key

    def _free(self, name: str, key: int) -> Any:
        self.calls.append(name)  # freeing never fails here: it is not what is tested
        assert key in self.alive, f"{name} of what is not allocated"
        del self.alive[key]
        return (OK,)

    def cudaGetErrorName(self, error: Any) -> Any:
        return runtime.cudaGetErrorName(error)

    def cudaGetErrorString(self, error: Any) -> Any:
        return runtime.cudaGetErrorString(error)

    def cudaGetLastError(self) -> Any:
        self.calls.append("cudaGetLastError")
        return (OK,)

    def _allocate(self, name: str, size: int) -> Any:
        memory = (ctypes.c_ubyte * size)(*([0xFF] * size))  # code must not rely on zeros
        return self._make(name, memory, ctypes.addressof(memory))

    def cudaMalloc(self, size: int) -> Any:
        return self._allocate("cudaMalloc", size)

    def cudaMallocHost(self, size: int) -> Any:
        return self._allocate("cudaMallocHost", size)

    def cudaFree(self, devPtr: int) -> Any:
        return self._free("cudaFree", devPtr)

    def cudaFreeHost(self, ptr: int) -> Any:
        return self._free("cudaFreeHost", ptr)

    def cudaStreamCreateWithFlags(self, flags: int) -> Any:
        return self._make("cudaStreamCreateWithFlags", FakeStream())

    def cudaStreamDestroy(self, stream: FakeStream) -> Any:
        return self._free("cudaStreamDestroy", id(stream))

    def cudaStreamSynchronize(self, stream: FakeStream) -> Any:
        for work in stream.waiting:
            work()
        stream.waiting.clear()
        return (self._call("cudaStreamSynchronize"),)

    def cudaMemcpyAsync(self, dst: int, src: int, count: int, kind: Any, stream: FakeStream) -> Any:
        self.put(stream, lambda: ctypes.memmove(dst, src, count))
        return (self._call("cudaMemcpyAsync"),)

    def cudaStreamBeginCapture(self, stream: FakeStream, mode: Any) -> Any:
        error = self._call("cudaStreamBeginCapture")
        if error == OK:
            stream.recording = []
        return (error,)

    def cudaStreamEndCapture(self, stream: FakeStream) -> Any:
        recorded, stream.recording = stream.recording, None
        return self._make("cudaStreamEndCapture", tuple(recorded or ()))

    def cudaGraphInstantiate(self, graph: tuple[Work, ...], flags: int) -> Any:
        return self._make("cudaGraphInstantiate", list(graph))

    def cudaGraphDestroy(self, graph: tuple[Work, ...]) -> Any:
        return self._free("cudaGraphDestroy", id(graph))

    def cudaGraphExecDestroy(self, graphExec: list[Work]) -> Any:
        return self._free("cudaGraphExecDestroy", id(graphExec))

    def cudaGraphLaunch(self, graphExec: list[Work], stream: FakeStream) -> Any:
        stream.waiting += graphExec
        return (self._call("cudaGraphLaunch"),)

    def put(self, stream: FakeStream, work: Callable[[], object]) -> None:
        """Put work on a stream: for later, or into the recording."""
        queue = stream.waiting if stream.recording is None else stream.recording
        queue.append(lambda: (work(), None)[1])

    def floats(self, address: int, count: int) -> Any:
        """The memory at an address, which must be allocated."""
        assert address in self.alive, "memory that is not allocated"
        return np.ctypeslib.as_array((ctypes.c_float * count).from_address(address))

    def stream(self, handle: int) -> FakeStream:
        """The stream with this handle, which must exist."""
        stream = self.alive[handle]
        assert isinstance(stream, FakeStream)
        return stream


class DoublingContext:
    """An execution context whose network doubles its input, and adds its pictures up."""

    def __init__(self, cuda: FakeCuda, shape: tuple[int, ...], *, can_run: bool = True) -> None:
        self._cuda, self._shape, self._can_run = cuda, shape, can_run
        self._addresses: dict[str, int] = {}
        self.runs = 0

    def set_tensor_address(self, name: str, memory: int) -> bool:
        self._addresses[name] = memory
        return True

    def execute_async_v3(self, stream_handle: int) -> bool:
        self._cuda.put(self._cuda.stream(stream_handle), self._compute)
        return self._can_run

    def _compute(self) -> None:
        self.runs += 1
        size = int(np.prod(self._shape))
        images = self._cuda.floats(self._addresses["image"], size)
        self._cuda.floats(self._addresses["double"], size)[:] = images * 2
        sums = images.reshape(self._shape[0], -1).sum(axis=1)
        self._cuda.floats(self._addresses["sum"], self._shape[0])[:] = sums
