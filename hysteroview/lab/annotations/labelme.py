"""Annotations of LabelMe: one JSON file beside each picture."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import hypot
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from hysteroview.core.foreign.json_text import parse_json
from hysteroview.lab.annotations.annotated import (
    LARGEST_PX,
    Annotated,
    AnnotationError,
    Bitmap,
    Region,
    ellipse,
    outline,
    parsed,
    rectangle,
    size_px,
)

_MOST_BYTES = 256 << 20  # the picture may be embedded, which is not used
_MOST_SHAPES = 10_000
_WITHOUT_AREA = ("point", "points", "line", "linestrip")
_ENCODINGS = ("utf-8-sig", "gb18030")  # earlier versions wrote in the encoding of the system


def read_labelme(source: Path) -> Iterator[tuple[Path, Annotated]]:
    """Yield the annotations of a file, or of all files in a folder and its folders, by name.

    The embedded picture is neither needed nor read. Coordinates are those of the picture as shown,
    turned as its EXIF entry demands.

    Raises
    ------
    AnnotationError
        There is none, or one cannot be read; it names the file.
    """
    files = [source] if source.is_file() else sorted(source.rglob("*.json"))
    if not files:
        raise AnnotationError(
            f"There is no .json file in {source}.", remedy="Choose the folder LabelMe saves to."
        )
    for file in files:
        remedy = "Save it again in LabelMe, or move it out of the folder."
        yield (
            file,
            parsed(file, parse_labelme, tool="LabelMe", remedy=remedy, most_bytes=_MOST_BYTES),
        )


def parse_labelme(content: bytes) -> Annotated:
    """Read the content of one file.

    Raises
    ------
    ValueError
        It is not LabelMe's, or a shape is not valid.
    """
    fields = _json(content)
    if not isinstance(fields, dict) or not isinstance(fields.get("shapes"), list):
        raise ValueError("it has no shapes")
    file = fields.get("imagePath")
    if not isinstance(file, str) or not file.strip():
        raise ValueError("it names no picture (imagePath)")
    if len(fields["shapes"]) > _MOST_SHAPES:
        raise ValueError(f"it has more than {_MOST_SHAPES} shapes")
    flags = fields.get("flags") or {}
    if not isinstance(flags, dict):
        raise ValueError("its flags are not a table")
    return Annotated(
        file=file,
        width_px=size_px(fields.get("imageWidth")),
        height_px=size_px(fields.get("imageHeight")),
        regions=tuple(_region(shape) for shape in fields["shapes"]),
        tags=tuple(str(name) for name, is_set in flags.items() if is_set is True),
    )


def _json(content: bytes) -> Any:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return parse_json(text)
    raise ValueError("it is neither UTF-8 nor GB18030 text")


def _region(shape: object) -> Region:
    if not isinstance(shape, dict) or not isinstance(shape.get("label"), str):
        raise ValueError("a shape has no label")
    label: str = shape["label"]
    kind = shape.get("shape_type") or "polygon"
    points = shape.get("points")
    if not isinstance(kind, str):
        raise ValueError(f"the type of the shape “{label}” is not text")
    if not isinstance(points, list):
        raise ValueError(f"the shape “{label}” has no points")
    if kind in _WITHOUT_AREA:
        return Region(label)
    if kind == "mask":
        return Region(label, bitmap=_mask(shape, points))
    if kind not in _SHAPES:
        raise ValueError(f"the shape “{label}” is of an unknown type, “{kind}”")
    return Region(label, (_SHAPES[kind](points),))


def _rectangle(points: Sequence[Any]) -> Any:
    if len(points) == 4:  # newer versions write all corners
        return outline(points)
    (left, top), (right, bottom) = _pairs(points, 2)
    return rectangle(left, top, right, bottom)


def _circle(points: Sequence[Any]) -> Any:
    (x, y), (edge_x, edge_y) = _pairs(points, 2)
    radius = hypot(edge_x - x, edge_y - y)
    return ellipse(x, y, radius, radius)


_SHAPES: Mapping[str, Callable[[Sequence[Any]], Any]] = {
    "polygon": outline,
    "oriented_rectangle": outline,
    "rectangle": _rectangle,
    "circle": _circle,
}


def _mask(shape: Mapping[str, Any], points: Sequence[Any]) -> Bitmap:
    """Return a mask, a PNG in base64 whose place is the first of two corners."""
    (left, top), _ = _pairs(points, 2)
    coded = shape.get("mask")
    if not isinstance(coded, str):
        raise ValueError("a mask has no picture")
    try:
        packed = np.frombuffer(base64.b64decode(coded, validate=True), np.uint8)
    except (binascii.Error, ValueError) as error:
        raise ValueError("a mask is not a picture in base64") from error
    if len(packed) < 24 or bytes(packed[:8]) != b"\x89PNG\r\n\x1a\n":
        raise ValueError("a mask is not a PNG picture")
    width, height = (int.from_bytes(packed[at : at + 4].tobytes(), "big") for at in (16, 20))
    if not 0 < width <= LARGEST_PX or not 0 < height <= LARGEST_PX:
        raise ValueError("the size of a mask is not valid")
    try:
        pixels = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    except cv2.error as error:
        raise ValueError("a mask is damaged") from error
    if pixels is None:
        raise ValueError("a mask is damaged")
    return Bitmap(round(left), round(top), np.asarray(pixels) > 0)


def _pairs(points: Sequence[Any], count: int) -> list[tuple[float, float]]:
    if len(points) != count:
        raise ValueError(f"a shape needs {count} points, not {len(points)}")
    checked = outline([*points, *[points[0]] * (3 - count)])  # at least three
    return [(float(x), float(y)) for x, y in checked[:count]]
