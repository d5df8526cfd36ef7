"""Annotations of CVAT: XML for images, and for videos with tracks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from hysteroview.lab.annotations.annotated import (
    LARGEST_PX,
    Annotated,
    Bitmap,
    Outline,
    Region,
    ellipse,
    outline,
    parsed,
    rectangle,
    size_px,
)
from hysteroview.lab.annotations.runs import runs_to_bitmap
from hysteroview.lab.annotations.xml_tree import Node, parse_xml

_SHAPES = ("box", "polygon", "ellipse", "mask", "polyline", "points", "cuboid", "skeleton")
_WITHOUT_AREA = ("polyline", "points", "cuboid", "skeleton")
_FRAME = re.compile(r"frame_(\d{1,9})(?:\.\w+)?")
_MOST_FRAMES = 10_000_000


def read_cvat(file: Path) -> list[Annotated]:
    """Return the pictures or the annotated frames of a file, in its order.

    Raises
    ------
    AnnotationError
        It cannot be read.
    """
    remedy = "Export the task as “CVAT for images” or “CVAT for video”."
    return parsed(file, parse_cvat, tool="CVAT", remedy=remedy)


def parse_cvat(content: bytes) -> list[Annotated]:
    """Read the content of a file.

    Raises
    ------
    ValueError
        It is not CVAT's, or a shape is not valid.
    """
    root = parse_xml(content)
    if root.name != "annotations":
        raise ValueError("it has no annotations")
    images, tracks = root.all("image"), root.all("track")
    if tracks:
        return _frames(root, tracks)
    return [_image(each, _source(root)) for each in images]


def _image(node: Node, video: str) -> Annotated:
    """Return a picture, or a frame of the video that was taken apart, by its name."""
    name = _text(node, "name")
    found = _FRAME.fullmatch(name)
    is_frame = found is not None and bool(video) and Path(video).suffix.lower() not in _PICTURES
    return Annotated(
        file=video if is_frame else name,
        width_px=size_px(_whole(node, "width")),
        height_px=size_px(_whole(node, "height")),
        regions=tuple(region_of(each, _text(each, "label")) for each in node.all(*_SHAPES)),
        tags=tuple(_text(each, "label") for each in node.all("tag")),
        frame=int(found.group(1)) if is_frame and found is not None else None,
    )


_PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".zip")


def _frames(root: Node, tracks: list[Node]) -> list[Annotated]:
    """Return each frame in which a track has a shape that is inside of the picture.

    Frames have the numbers of the video, also if the task took every n-th one. After a shape that
    is "outside", the object is not visible until its next shape. Where a track is visible, but has
    no shape of its own, because only key frames were exported, the frame is not complete.
    """
    if len(root.all("meta")) and root.find("meta/project") is not None:
        names = {each.attributes.get("task_id", "") for each in tracks}
        if len(names) > 1:
            raise ValueError("it is of a project with several tasks; export each task by itself")
    size = (
        size_px(_optional(root.value("meta/task/original_size/width"))),
        size_px(_optional(root.value("meta/task/original_size/height"))),
    )
    step = _step(root.value("meta/task/frame_filter"))
    shown: dict[int, list[Region]] = defaultdict(list)
    gaps: list[tuple[str, int, int]] = []  # label, and frames between which it has no shape
    for track in tracks:
        label = _text(track, "label")
        shapes = {_frame(each): each for each in track.all(*_SHAPES)}
        numbers = sorted(shapes)
        for number, following in pairwise([*numbers, None]):
            assert number is not None
            if shapes[number].attributes.get("outside") == "1":
                continue
            shown[number].append(region_of(shapes[number], label))
            if following is not None and following - number > step:
                gaps.append((label, number + 1, following - 1))
    order = sorted(shown)
    placeless: dict[int, set[str]] = defaultdict(set)
    for label, first, last in gaps:
        for number in order[bisect_left(order, first) : bisect_right(order, last)]:
            placeless[number].add(label)
    return [
        Annotated(
            file=_source(root),
            width_px=size[0],
            height_px=size[1],
            regions=tuple(shown[number]),
            tags=tuple(sorted(placeless[number])),
            frame=number,
            is_complete=not placeless[number],
        )
        for number in order
    ]


def region_of(shape: Node, label: str) -> Region:
    """Return the region of a shape.

    Raises
    ------
    ValueError
        It is not valid, or turned in a way that is not known.
    """
    if shape.name in _WITHOUT_AREA:
        return Region(label)
    turn = _optional(shape.attributes.get("rotation", "")) or 0.0
    if shape.name == "box":
        left, top, right, bottom = (_real(shape, name) for name in ("xtl", "ytl", "xbr", "ybr"))
        return Region(label, (rectangle(left, top, right, bottom, turn),))
    if shape.name == "ellipse":
        x, y, rx, ry = (_real(shape, name) for name in ("cx", "cy", "rx", "ry"))
        return Region(label, (ellipse(x, y, rx, ry, turn),))
    if shape.name == "polygon":
        return Region(label, (_points(_text(shape, "points")),))
    return Region(label, bitmap=_mask(shape))


def _points(text: str) -> Outline:
    pairs = [pair.split(",") for pair in text.split(";") if pair.strip()]
    try:
        return outline([(float(x), float(y)) for x, y in pairs])
    except (TypeError, ValueError) as error:
        raise ValueError(f"the points of a polygon cannot be read ({error})") from error


def _mask(shape: Node) -> Bitmap:
    """Return a mask, run lengths along the rows of its box."""
    left, top, width, height = (_whole(shape, name) for name in ("left", "top", "width", "height"))
    if not (abs(left) <= LARGEST_PX and abs(top) <= LARGEST_PX):
        raise ValueError("a mask lies far outside of the picture")
    try:
        runs = [int(each) for each in _text(shape, "rle").split(",")]
    except ValueError as error:
        raise ValueError("the run lengths of a mask cannot be read") from error
    return Bitmap(left, top, runs_to_bitmap(runs, width, height, by_column=False))


def _source(root: Node) -> str:
    return root.value("meta/task/source") or root.value("meta/source")


def _step(text: str) -> int:
    found = re.fullmatch(r"step=(\d{1,6})", text)
    return int(found.group(1)) if found is not None else 1


def _frame(shape: Node) -> int:
    number = _whole(shape, "frame")
    if not 0 <= number <= _MOST_FRAMES:
        raise ValueError("the number of a frame is not valid")
    return number


def _text(node: Node, name: str) -> str:
    value = node.attributes.get(name, "")
    if not value:
        raise ValueError(f"<{node.name}> has no {name}")
    return value


def _real(node: Node, name: str) -> float:
    value = _optional(_text(node, name))
    if value is None:
        raise ValueError(f"{name} of <{node.name}> is not a number")
    return value


def _whole(node: Node, name: str) -> int:
    text = _text(node, name)
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise ValueError(f"{name} of <{node.name}> is not a whole number")
    return int(text)


def _optional(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        if text:
            raise ValueError(f"“{text[:20]}” is not a number") from None
        return None
