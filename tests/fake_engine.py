"""An engine that computes in ONNX Runtime with the memory of a CUDA in host memory."""

from __future__ import annotations

import math
from pathlib import Path

import onnxruntime as ort

from fake_cuda import FakeCuda
from hysteroview.inference.runtimes.nvidia.cuda_executor import TensorSpec


class FakeEngine:
    """Has what the adapter uses of `LoadedEngine`, and is its own execution context."""

    def __init__(self, cuda: FakeCuda, model: Path, batch: int) -> None:
        self._cuda = cuda
        self._session = ort.InferenceSession(model, providers=["CPUExecutionProvider"])
        self._addresses: dict[str, int] = {}
        self.tensors = [
            TensorSpec(node.name, (batch, *node.shape[1:]), is_input=is_input)
            for nodes, is_input in (
                (self._session.get_inputs(), True),
                (self._session.get_outputs(), False),
            )
            for node in nodes
        ]

    @property
    def context(self) -> FakeEngine:
        return self

    def set_tensor_address(self, name: str, memory: int) -> bool:
        self._addresses[name] = memory
        return True

    def execute_async_v3(self, stream_handle: int) -> bool:
        self._cuda.put(self._cuda.stream(stream_handle), self._compute)
        return True

    def close(self) -> None:
        """Nothing to free."""

    def _compute(self) -> None:
        memory = {
            spec.name: self._cuda.floats(self._addresses[spec.name], math.prod(spec.shape))
            for spec in self.tensors
        }
        shapes = {spec.name: spec.shape for spec in self.tensors}
        images = {
            spec.name: memory[spec.name].reshape(shapes[spec.name])
            for spec in self.tensors
            if spec.is_input
        }
        names = [spec.name for spec in self.tensors if not spec.is_input]
        for name, output in zip(names, self._session.run(names, images), strict=True):
            memory[name][:] = output.ravel()
