"""The file of a network: whether all of it is in the bytes whose hash was checked.

ONNX permits tensors to lie in other files, and ONNX Runtime permits a node that contains a compiled
engine, or names a file with one; runtimes would load them without a check.
"""

from __future__ import annotations

from enum import Enum

MOST_FIELDS = 200_000  # of a graph; the built-in one has fewer than 10,000
_LONGEST_VARINT = 10  # bytes

# Fields of messages in which a tensor can lie, as https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
# numbers them
_PARTS: dict[str, dict[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14  # of a tensor
_OPERATOR = 4  # of a node
# https://onnxruntime.ai/docs/execution-providers/EP-Context-Design.html
_ENGINE = b"EPContext"
_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5  # wire types of protobuf


class Unchecked(Enum):
    """A part of a model that is not loaded because no hash protects it, or nobody can read it."""

    WEIGHTS = "weights in other files"
    ENGINE = "a compiled engine"


def unchecked_part(model: bytes) -> Unchecked | None:
    """Return what an ONNX model contains or names that is not loaded; None if nothing.

    It is looked for in the functions and in the graphs inside of nodes, too.

    Raises
    ------
    ValueError
        It is not an ONNX model, or has too many fields.
    """
    todo = [("model", 0, len(model))]
    fields = 0
    while todo:
        kind, position, end = todo.pop()
        while position < end:
            fields += 1
            if fields > MOST_FIELDS:
                raise ValueError(f"more than {MOST_FIELDS} fields")
            tag, position = _varint(model, position, end)
            field, wire_type = tag >> 3, tag & 7
            value = 0
            begin = position
            if wire_type == _VARINT:
                value, position = _varint(model, position, end)
            elif wire_type == _BYTES:
                length, begin = _varint(model, position, end)
                position = begin + length
            elif wire_type in {_FOUR_BYTES, _EIGHT_BYTES}:
                position += 4 if wire_type == _FOUR_BYTES else 8
            else:
                raise ValueError("a field of an unknown kind")
            if position > end:
                raise ValueError("a field is cut off")
            if kind == "tensor" and (
                field == _EXTERNAL_DATA or (field == _DATA_LOCATION and value != 0)
            ):
                return Unchecked.WEIGHTS
            if kind == "node" and field == _OPERATOR and model[begin:position] == _ENGINE:
                return Unchecked.ENGINE
            if wire_type == _BYTES and field in _PARTS[kind]:
                todo.append((_PARTS[kind][field], begin, position))
    return None


def _varint(model: bytes, position: int, end: int) -> tuple[int, int]:
    """Read a number of variable length; return it and the position behind it."""
    value = 0
    for index in range(_LONGEST_VARINT):
        if position + index >= end:
            raise ValueError("a number is cut off")
        byte = model[position + index]
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, position + index + 1
    raise ValueError("a number is too long")
