"""Annotations in COCO's format: polygons, run lengths, crowds, boxes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hysteroview.core.foreign.json_text import parse_json
from hysteroview.lab.annotations.annotated import (
    Annotated,
    Bitmap,
    Region,
    outline,
    parsed,
    rectangle,
    size_px,
)
from hysteroview.lab.annotations.runs import runs_to_bitmap, unpack_counts

_MOST_ENTRIES = 5_000_000


def read_coco(file: Path) -> list[Annotated]:
    """Return the pictures of a file in its order, also those without annotations.

    A crowd is an area with lesions that are not told apart; it belongs to the mask like others.

    Raises
    ------
    AnnotationError
        It cannot be read.
    """
    return parsed(
        file, parse_coco, tool="COCO", remedy="Export it again with segmentations or boxes."
    )


def parse_coco(content: bytes) -> list[Annotated]:
    """Read the content of a file.

    Raises
    ------
    ValueError
        It is not COCO's, or an annotation is not valid.
    """
    fields = parse_json(content)
    if not isinstance(fields, dict):
        raise ValueError("it is not a table")
    names = {_number(each, "id"): _text(each, "name") for each in _tables(fields, "categories")}
    sizes: dict[int, tuple[str, int, int]] = {}
    for each in _tables(fields, "images"):
        key = _number(each, "id")
        if key in sizes:
            raise ValueError(f"two pictures have the number {key}")
        file = _text(each, "file_name")
        sizes[key] = (file, size_px(each.get("width")), size_px(each.get("height")))
    regions: dict[int, list[Region]] = defaultdict(list)
    for each in _tables(fields, "annotations"):
        key, category = _number(each, "image_id"), _number(each, "category_id")
        if key not in sizes:
            raise ValueError(f"an annotation is about a picture that is not listed, {key}")
        if category not in names:
            raise ValueError(f"an annotation has a category that is not listed, {category}")
        regions[key].append(_region(each, names[category], sizes[key][1:]))
    return [
        Annotated(file=file, width_px=width, height_px=height, regions=tuple(regions[key]))
        for key, (file, width, height) in sizes.items()
    ]


def _region(fields: Mapping[str, Any], label: str, size: tuple[int, int]) -> Region:
    drawn = fields.get("segmentation")
    if isinstance(drawn, dict):
        height, width = _pair(drawn.get("size"))
        if size not in ((0, 0), (width, height)):
            raise ValueError("a mask has another size than its picture")
        counts = drawn.get("counts")
        runs = unpack_counts(counts) if isinstance(counts, str) else counts
        if not isinstance(runs, list):
            raise ValueError("a mask has no run lengths")
        return Region(
            label, bitmap=Bitmap(0, 0, runs_to_bitmap(runs, width, height, by_column=True))
        )
    if isinstance(drawn, list) and drawn:
        return Region(label, tuple(_polygon(each) for each in drawn))
    box = fields.get("bbox")
    if box is None:
        return Region(label)
    if not isinstance(box, list) or len(box) != 4:
        raise ValueError("a box does not have four numbers")
    try:
        left, top, across, down = (float(each) for each in box)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError("a box does not have four numbers") from error
    return Region(label, (rectangle(left, top, left + across, top + down),))


def _polygon(numbers: object) -> Any:
    if not isinstance(numbers, list) or len(numbers) % 2:
        raise ValueError("a polygon is not a list of x and y")
    return outline([numbers[at : at + 2] for at in range(0, len(numbers), 2)])


def _tables(fields: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    found = fields.get(key)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError(f"it has no list “{key}”")
    if len(found) > _MOST_ENTRIES:
        raise ValueError(f"the list “{key}” is too long")
    return found


def _number(fields: Mapping[str, Any], key: str) -> int:
    value = fields.get(key)
    if type(value) is not int:
        raise ValueError(f"{key} is not a whole number")
    return value


def _text(fields: Mapping[str, Any], key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{key} is missing")
    return value


def _pair(value: object) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2 or any(type(v) is not int for v in value):
        raise ValueError("the size of a mask is not valid")
    return value[0], value[1]
