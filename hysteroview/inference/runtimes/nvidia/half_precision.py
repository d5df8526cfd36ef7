"""Conversion of a model to half precision, with head, inputs and outputs in single precision.

TensorRT 11 no longer has precision flags: a network is computed in the types of its file. NVIDIA's
converter, ModelOpt AutoCast, needs torch and decides node by node; our graphs have one natural
boundary, which is used here. Everything up to the last feature map, which takes most of the time,
becomes half precision; pooling, class maps and logits stay in single precision, so that the mean of
a class map plus the bias is still the logit.
"""

from __future__ import annotations

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from numpy.typing import NDArray
from onnx import AttributeProto, GraphProto, NodeProto, TensorProto, helper

from hysteroview.core.errors import BackendUnavailable

FEATURE_READER = "class_maps"  # the output whose node reads the last feature map
_HALF = "/half"
# Operators whose floating-point inputs and outputs all have the same type (ONNX, opset 18, type
# constraint T). Operators that are not listed are rejected rather than guessed.
_UNIFORM = frozenset(
    ("Add", "AveragePool", "BatchNormalization", "Clip", "Concat", "Conv", "Div", "Flatten",
     "Gelu", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "HardSigmoid", "HardSwish", "Identity",
     "LeakyRelu", "MatMul", "MaxPool", "Mul", "Pad", "ReduceMean", "Relu", "Reshape", "Sigmoid",
     "Softmax", "Squeeze", "Sub", "Tanh", "Transpose", "Unsqueeze")
)  # fmt: skip
_REMEDY = "Choose single precision."


def to_half(model: bytes) -> bytes:
    """Return the model with everything up to its last feature map in half precision.

    Parameters
    ----------
    model
        An ONNX file whose output ``class_maps`` is computed from the last feature map.

    Returns
    -------
    An ONNX file with the same inputs and outputs, float32 as before.

    Raises
    ------
    BackendUnavailable
        The file is not such a model, or it cannot be computed in half precision: an operator is not
        listed here, or a weight is beyond ±65504.
    """
    try:
        proto = onnx.load_from_string(model)
    except DecodeError as error:
        raise BackendUnavailable(
            f"ONNX cannot load the model: {error}.", remedy="Export the model again."
        ) from error
    if not proto.graph.node:  # bytes that are not a model may parse as an empty one
        raise BackendUnavailable(
            "ONNX cannot load the model: it contains no network.", remedy="Export the model again."
        )
    _HalfPrecisionPass(proto.graph).run()
    return bytes(proto.SerializeToString())


class _HalfPrecisionPass:
    """Rewrite the nodes of a graph, in half precision if the feature map depends on them.

    Every half-precision tensor gets a new name, so that a cast can restore the old name where the
    tensor is also read by other nodes.
    """

    def __init__(self, graph: GraphProto) -> None:
        self._graph = graph
        self._body = _body(graph)
        self._weights = {tensor.name: tensor for tensor in graph.initializer}
        self._weights |= {
            node.output[0]: _constant(node) for node in graph.node if _is_constant(node)
        }
        self._inputs = {item.name for item in graph.input} - self._weights.keys()
        rest = [node for index, node in enumerate(graph.node) if index not in self._body]
        self._read_outside = {name for node in rest for name in node.input}
        self._read_outside |= {item.name for item in graph.output}
        self._halved: set[str] = set()
        self._nodes: list[NodeProto] = []

    def run(self) -> None:
        """Convert the graph in place."""
        for index, node in enumerate(self._graph.node):
            if index in self._body:
                self._add_half(node)
            else:
                self._nodes.append(node)
        _replace(self._graph, self._nodes)

    def _add_half(self, node: NodeProto) -> None:
        if node.op_type not in _UNIFORM or node.domain not in {"", "ai.onnx"}:
            raise BackendUnavailable(
                f"The model's operator {node.op_type} is not supported in half precision.",
                remedy=_REMEDY,
            )
        for place, name in enumerate(node.input):
            if self._become_half(name):
                node.input[place] = name + _HALF
        made = [name for name in node.output if name]
        for place, name in enumerate(node.output):
            node.output[place] = name + _HALF if name else ""
        self._nodes.append(node)
        self._halved.update(made)
        self._nodes += [
            _cast(name + _HALF, name, TensorProto.FLOAT)
            for name in made
            if name in self._read_outside
        ]

    def _become_half(self, name: str) -> bool:
        """Create the half-precision copy of a tensor if needed; return whether there is one."""
        if name in self._halved:
            return True
        if name in self._inputs:
            self._nodes.append(_cast(name, name + _HALF, TensorProto.FLOAT16))
        elif name in self._weights and self._weights[name].data_type == TensorProto.FLOAT:
            self._graph.initializer.append(_half_weights(self._weights[name], name + _HALF))
        else:
            return False  # integers, or an omitted optional input
        self._halved.add(name)
        return True


def _body(graph: GraphProto) -> set[int]:
    """Return the indices of the nodes on which the last feature map depends, except constants."""
    maker = {name: index for index, node in enumerate(graph.node) for name in node.output}
    if FEATURE_READER not in maker:
        raise BackendUnavailable(
            f"the model has no output {FEATURE_READER}", remedy="Export it with `hysteroview lab`."
        )
    body: set[int] = set()
    waiting = [graph.node[maker[FEATURE_READER]].input[0]]
    while waiting:
        index = maker.get(waiting.pop())
        if index is None or index in body or _is_constant(graph.node[index]):
            continue
        body.add(index)
        waiting += graph.node[index].input
    return body


def _is_constant(node: NodeProto) -> bool:
    return node.op_type == "Constant" and any(
        a.type == AttributeProto.TENSOR for a in node.attribute
    )


def _constant(node: NodeProto) -> TensorProto:
    return next(a.t for a in node.attribute if a.type == AttributeProto.TENSOR)


def _half_weights(tensor: TensorProto, name: str) -> TensorProto:
    single: NDArray[np.float32] = onnx.numpy_helper.to_array(tensor)
    with np.errstate(over="ignore"):
        half = single.astype(np.float16)
    if not np.isfinite(half).all():
        raise BackendUnavailable(
            f"A weight of the model ({tensor.name}) is too large for half precision.",
            remedy=_REMEDY,
        )
    return onnx.numpy_helper.from_array(half, name)


def _cast(source: str, target: str, kind: int) -> NodeProto:
    return helper.make_node("Cast", [source], [target], name=f"cast {target}", to=kind)


def _replace(graph: GraphProto, nodes: list[NodeProto]) -> None:
    """Insert the new nodes and remove weights that are no longer used."""
    kept = [NodeProto.FromString(node.SerializeToString()) for node in nodes]
    del graph.node[:]
    graph.node.extend(kept)
    read = {name for node in kept for name in node.input} | {item.name for item in graph.output}
    weights = [tensor for tensor in graph.initializer if tensor.name in read]
    weights = [TensorProto.FromString(tensor.SerializeToString()) for tensor in weights]
    del graph.initializer[:]
    graph.initializer.extend(weights)
    del graph.value_info[:]  # types of inner tensors, which are other ones now
