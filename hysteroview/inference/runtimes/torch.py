"""Torch: the reference for comparisons, and a runtime for NVIDIA and Apple GPUs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor

from hysteroview.core.errors import BackendUnavailable, InferenceError
from hysteroview.core.types import Outputs
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.signature import Shape, check_signature, first_line
from hysteroview.inference.runtimes.backend import Device, Plan, Precision, RuntimeInfo
from hysteroview.inference.runtimes.batches import fixed_sizes, parts
from hysteroview.inference.runtimes.model_bytes import read_model
from hysteroview.inference.runtimes.threads import live_threads
from hysteroview.inference.runtimes.torch_graph import OnnxModule, load_graph

_TYPES = {
    Precision.SINGLE: torch.float32,
    Precision.HALF: torch.float16,
    Precision.BRAIN: torch.bfloat16,
}
_WARM_UP_RUNS = 3  # before a graph is captured, because the libraries choose their kernels


def open_model(card: ModelCard, plan: Plan, report: Callable[[str], None]) -> TorchBackend:  # noqa: ARG001
    """Load the model of a bundle.

    Raises
    ------
    BackendUnavailable
        The device does not exist, or the file is not a model that can be translated.
    """
    device = _device(plan)
    graph, module = load_graph(read_model(card))
    weights = {item.name for item in graph.initializer}
    check_signature(
        card,
        [_shape_of(item) for item in graph.input if item.name not in weights],
        {item.name: _shape_of(item) for item in graph.output},
    )
    if plan.device is Device.CUDA:  # torch rounds factors of convolutions to 10 bits by default
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cuda.matmul.allow_tf32 = False
    if plan.device is Device.CPU:
        torch.set_num_threads(plan.threads or live_threads())
    size = card.input.size_px
    try:
        module = module.to(device=device, dtype=_TYPES[plan.precision])
        return TorchBackend(module, device, plan, (3, size, size))
    except RuntimeError as error:  # out of memory, among others
        raise BackendUnavailable(
            f"torch cannot load the model on {device}: {first_line(error)}"
        ) from error


def _device(plan: Plan) -> torch.device:
    if plan.device is Device.CUDA and not torch.cuda.is_available():
        raise BackendUnavailable(
            "torch finds no CUDA GPU", remedy="Install NVIDIA's driver and a torch with CUDA."
        )
    if plan.device is Device.MPS and not torch.backends.mps.is_available():
        raise BackendUnavailable("torch finds no Apple GPU")
    return torch.device(plan.device.value)


def _shape_of(item: onnx.ValueInfoProto) -> Shape:
    return [d.dim_param or d.dim_value for d in item.type.tensor_type.shape.dim]


class _CudaGraph:
    """One batch size, captured once and replayed: one launch instead of about a hundred.

    References
    ----------
    https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs
    """

    def __init__(self, module: OnnxModule, shape: tuple[int, ...], dtype: torch.dtype) -> None:
        self._host = torch.empty(shape, pin_memory=True)
        self._stream: torch.cuda.Stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        image = torch.zeros(shape, device="cuda")
        self._stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self._stream):
            for _ in range(_WARM_UP_RUNS):
                module(image.to(dtype))
            self._graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(self._graph, stream=self._stream):
                self._results = tuple(item.float() for item in module(image.to(dtype)))
        self._image = image
        self._answers = tuple(torch.empty(item.shape, pin_memory=True) for item in self._results)
        self._stream.synchronize()

    def run(self, images: NDArray[np.float32]) -> tuple[Tensor, ...]:
        """Compute up to a batch; the next run overwrites the outputs."""
        count = len(images)
        self._host.numpy()[:count] = images
        with torch.cuda.stream(self._stream):
            self._image.copy_(self._host, non_blocking=True)
            self._graph.replay()
            for answer, result in zip(self._answers, self._results, strict=True):
                answer.copy_(result, non_blocking=True)
        self._stream.synchronize()
        return tuple(answer[:count] for answer in self._answers)


class TorchBackend:
    """A model loaded in torch; on a CUDA GPU it runs as CUDA graphs."""

    def __init__(
        self, module: OnnxModule, device: torch.device, plan: Plan, picture: tuple[int, ...]
    ) -> None:
        self._module: OnnxModule | None = module
        self._device, self._plan = device, plan
        self._graphs: dict[int, _CudaGraph] = {}
        if device.type == "cuda":
            with torch.inference_mode():
                self._graphs = {
                    size: _CudaGraph(module, (size, *picture), _TYPES[plan.precision])
                    for size in fixed_sizes(plan)
                }

    @property
    def info(self) -> RuntimeInfo:
        name = self._device.type.upper()
        if self._device.type == "cuda":
            name = torch.cuda.get_device_name(self._device)
        return RuntimeInfo(f"torch {torch.__version__}", name, self._plan.precision.value)

    @property
    def has_graph(self) -> bool:
        """Whether a batch is launched as one CUDA graph."""
        return bool(self._graphs)

    def run(self, images: NDArray[np.float32]) -> list[Outputs]:
        """See `Backend.run`."""
        if self._module is None:
            raise InferenceError("The model was closed.")
        try:
            with torch.inference_mode():
                results = self._compute(self._module, images)
            arrays = [item.numpy().copy() for item in results]
        except RuntimeError as error:
            raise InferenceError(
                f"The analysis failed (torch: {first_line(error)}).", remedy="Restart the analysis."
            ) from error
        return [Outputs(*item) for item in zip(*arrays, strict=True)]

    def _compute(self, module: OnnxModule, images: NDArray[np.float32]) -> tuple[Tensor, ...]:
        dtype = _TYPES[self._plan.precision]
        if self._device.type == "cuda":
            found = [
                tuple(
                    item.clone()
                    for item in self._graphs[part.size].run(images[part.start : part.stop])
                )
                for part in parts(len(images), tuple(self._graphs))
            ]
            return tuple(torch.cat(column) for column in zip(*found, strict=True))
        image = torch.from_numpy(images).to(self._device, dtype)
        return tuple(item.float().cpu() for item in module(image))

    def bare(self) -> Callable[[NDArray[np.float32]], object]:
        """See `Backend.bare`."""
        module = self._module

        def call(images: NDArray[np.float32]) -> object:
            assert module is not None
            with torch.inference_mode():
                return self._compute(module, images)

        return call

    def close(self) -> None:
        """Free the device's memory."""
        self._module = None
        self._graphs.clear()
        if self._device.type == "cuda":
            torch.cuda.empty_cache()
