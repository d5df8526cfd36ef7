"""Translation of a bundle's ONNX graph to a torch module: one torch function for each operator.

Bundles are plain convolutional networks with a dozen operators; a graph with another operator is
rejected by name. (The converters on PyPI support only older operator sets.)

`OnnxModule.forward` never reads a value from the device: numbers that determine shapes are read
once, when the graph is loaded. A value that is read during a run makes the processor wait for the
GPU, and such a run cannot be captured as a CUDA graph.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import onnx
import torch
from google.protobuf.message import DecodeError
from torch import Tensor, nn
from torch.nn import functional

from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.model.bundle_files import MODEL_FILE
from hysteroview.inference.model.signature import OUTPUT_NAMES

Attributes = Mapping[str, Any]


def _window(options: Attributes) -> dict[str, Any]:
    """Read kernel, stride and padding of pooling and convolution; padding must be symmetric."""
    pads = list(options.get("pads", [0, 0, 0, 0]))
    if pads[:2] != pads[2:] or options.get("auto_pad", b"NOTSET") != b"NOTSET":
        raise BackendUnavailable(
            "the model uses asymmetric padding, which torch does not support",
            remedy="Choose another runtime.",
        )
    return {"stride": tuple(options.get("strides", (1, 1))), "padding": tuple(pads[:2])}


def _conv(options: Attributes, x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    dilation = tuple(options.get("dilations", (1, 1)))
    groups = options.get("group", 1)
    return functional.conv2d(x, weight, bias, dilation=dilation, groups=groups, **_window(options))


def _max_pool(options: Attributes, x: Tensor) -> Tensor:
    ceil = bool(options.get("ceil_mode", 0))
    size = tuple(options["kernel_shape"])
    return torch.max_pool2d(x, size, ceil_mode=ceil, **_window(options))


def _average_pool(options: Attributes, x: Tensor) -> Tensor:
    return functional.avg_pool2d(
        x,
        options["kernel_shape"],
        ceil_mode=bool(options.get("ceil_mode", 0)),
        count_include_pad=bool(options.get("count_include_pad", 0)),
        **_window(options),
    )


def _reduce_mean(options: Attributes, x: Tensor) -> Tensor:
    return torch.mean(x, dim=options.get("axes"), keepdim=bool(options.get("keepdims", 1)))


def _gemm(options: Attributes, a: Tensor, b: Tensor, c: Tensor | None = None) -> Tensor:
    a = a.T if options.get("transA", 0) else a
    b = b.T if options.get("transB", 0) else b
    alpha, beta = float(options.get("alpha", 1.0)), float(options.get("beta", 1.0))
    product = alpha * torch.matmul(a, b)
    return product if c is None else product + beta * c


_OPERATORS: dict[str, Callable[..., Tensor]] = {
    "Add": lambda _, a, b: a + b,
    "AveragePool": _average_pool,
    "Concat": lambda options, *parts: torch.cat(parts, dim=options["axis"]),
    "Conv": _conv,
    "Flatten": lambda options, x: x.flatten(options.get("axis", 1)),
    "Gemm": _gemm,
    "GlobalAveragePool": lambda _, x: x.mean(dim=(2, 3), keepdim=True),
    "MaxPool": _max_pool,
    "Mul": lambda _, a, b: a * b,
    "ReduceMean": _reduce_mean,
    "Relu": lambda _, x: torch.relu(x),
    "Sigmoid": lambda _, x: torch.sigmoid(x),
    "Sqrt": lambda _, x: torch.sqrt(x),
    "Sub": lambda _, a, b: a - b,
}
# Inputs, by place, that determine shapes. They become attributes when the graph is loaded, as
# operator sets before 18 wrote them.
_SHAPE_INPUTS: Mapping[str, Mapping[int, str]] = {"ReduceMean": {1: "axes"}}


@dataclass(frozen=True, slots=True)
class _Step:
    operator: Callable[..., Tensor]
    attributes: Attributes
    inputs: tuple[str, ...]
    output: str


class OnnxModule(nn.Module):
    """A graph that runs step by step; its weights are buffers, so that `to` converts them."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        super().__init__()
        unknown = sorted({node.op_type for node in graph.node} - set(_OPERATORS))
        if unknown:
            raise BackendUnavailable(
                "the model uses operators that cannot be translated to torch: "
                f"{', '.join(unknown)}",
                remedy="Choose another runtime.",
            )
        weights = {item.name: item for item in graph.initializer}
        self._input = next(item.name for item in graph.input if item.name not in weights)
        self._steps = [_step(node, weights) for node in graph.node]
        self._taps: dict[str, nn.Module] = {}
        read = {name for step in self._steps for name in step.inputs} | set(OUTPUT_NAMES)
        self._names = {name: f"weight_{k}" for k, name in enumerate(weights) if name in read}
        for name, buffer in self._names.items():
            values = onnx.numpy_helper.to_array(weights[name])
            self.register_buffer(buffer, torch.from_numpy(values.copy()))

    def tap(self, name: str) -> nn.Module:
        """Return a module through which a value of the graph goes, for hooks on that value."""
        return self._taps.setdefault(name, nn.Identity())

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """Compute logits, class maps and embedding of (N, 3, s, s)."""
        values = {name: self.get_buffer(buffer) for name, buffer in self._names.items()}
        values[self._input] = image
        for step in self._steps:
            # an empty name stands for an omitted optional input
            arguments = (values[name] if name else None for name in step.inputs)
            value = step.operator(step.attributes, *arguments)
            tap = self._taps.get(step.output)
            values[step.output] = value if tap is None else tap(value)
        return tuple(values[name] for name in OUTPUT_NAMES)


def _step(node: onnx.NodeProto, weights: Mapping[str, onnx.TensorProto]) -> _Step:
    """Translate a node; inputs that determine shapes become attributes."""
    attributes = {item.name: onnx.helper.get_attribute_value(item) for item in node.attribute}
    shape_inputs = _SHAPE_INPUTS.get(node.op_type, {})
    for place, name in enumerate(node.input):
        if place not in shape_inputs or not name:
            continue
        if name not in weights:
            raise BackendUnavailable(
                f"the model computes the {shape_inputs[place]} of {node.op_type}, which torch "
                "does not support here",
                remedy="Choose another runtime.",
            )
        attributes[shape_inputs[place]] = onnx.numpy_helper.to_array(weights[name]).tolist()
    inputs = tuple(name for place, name in enumerate(node.input) if place not in shape_inputs)
    return _Step(_OPERATORS[node.op_type], attributes, inputs, node.output[0])


def load_graph(model: bytes) -> tuple[onnx.GraphProto, OnnxModule]:
    """Translate an ONNX model to a torch module in single precision on the CPU.

    Raises
    ------
    BackendUnavailable
        It is not an ONNX model, or contains an operator that cannot be translated.
    """
    try:
        graph = onnx.load_model_from_string(model).graph
        if not graph.node:  # an empty file parses as an empty message
            raise DecodeError("no graph")
    except DecodeError as error:
        raise BackendUnavailable(
            f"torch cannot load {MODEL_FILE}: it is not an ONNX model",
            remedy="Export the model again.",
        ) from error
    return graph, OnnxModule(graph).eval()
