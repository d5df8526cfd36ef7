"""Damaged and hostile annotations end in a message, never in a defect."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("pycocotools", reason='needs the extra "lab"')

from hysteroview.lab.annotations.annotated import Annotated
from hysteroview.lab.annotations.coco import parse_coco
from hysteroview.lab.annotations.cvat import parse_cvat
from hysteroview.lab.annotations.labelme import parse_labelme
from hysteroview.lab.annotations.raster import rasterize
from hysteroview.lab.annotations.runs import unpack_counts

NASTY: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 10**400, 1e308, float("nan"), float("inf"), "", "x", "\ud800",
    "9" * 50, [], [[]], {}, [1, "a", None], [[1, 2]], [[1e9, 0], [0, 1e9], [-1e9, 5]],
)  # fmt: skip
LABELME = {
    "flags": {"normal": True}, "imagePath": "a.png", "imageWidth": 40, "imageHeight": 30,
    "shapes": [
        {"label": "a", "shape_type": "polygon", "points": [[1, 1], [9, 1], [5, 9]]},
        {"label": "a", "shape_type": "circle", "points": [[10, 10], [12, 10]]},
        {"label": "a", "shape_type": "mask", "points": [[1, 1], [2, 2]], "mask": "iVBORw0KGgo="},
    ],
}  # fmt: skip
COCO = {
    "categories": [{"id": 1, "name": "a"}],
    "images": [{"id": 1, "file_name": "a.png", "width": 4, "height": 3}],
    "annotations": [
        {"image_id": 1, "category_id": 1, "segmentation": [[1, 1, 3, 1, 2, 3]]},
        {"image_id": 1, "category_id": 1, "segmentation": {"size": [3, 4], "counts": [3, 9]}},
        {"image_id": 1, "category_id": 1, "segmentation": {"size": [3, 4], "counts": "39"}},
        {"image_id": 1, "category_id": 1, "bbox": [1, 1, 2, 2]},
    ],
}
CVAT = (
    "<annotations><meta><task><source>a.mp4</source><frame_filter>step=2</frame_filter>"
    "<original_size><width>40</width><height>30</height></original_size></task></meta>"
    '<image id="0" name="a.png" width="40" height="30">'
    '<box label="a" xtl="1" ytl="2" xbr="9" ybr="9" rotation="30"/>'
    '<ellipse label="a" cx="9" cy="9" rx="3" ry="4"/><polygon label="a" points="1,1;9,1;5,9"/>'
    '<mask label="a" rle="1,2,1" left="3" top="3" width="2" height="2"/></image>%s</annotations>'
)
TRACK = '<track label="a"><box frame="0" outside="0" xtl="1" ytl="1" xbr="5" ybr="5"/></track>'


def _places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else (
        enumerate(value) if isinstance(value, list) else ()
    )  # fmt: skip
    return [place, *(p for key, each in inner for p in _places(each, (*place, key)))]


def _with(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[place[0]] = _with(value[place[0]], place[1:], new)
    return copied


def _paint(found: list[Annotated]) -> None:
    for each in found:
        mask = rasterize(each.regions, each.width_px or 40, each.height_px or 30)
        assert set(mask.ravel().tolist()) <= {0, 255}


@given(st.sampled_from(_places(LABELME)), st.sampled_from(NASTY))
def test_labelme_with_any_value(place: tuple[Any, ...], value: Any) -> None:
    with suppress(ValueError):
        _paint([parse_labelme(json.dumps(_with(LABELME, place, value)).encode())])


@given(st.sampled_from(_places(COCO)), st.sampled_from(NASTY))
def test_coco_with_any_value(place: tuple[Any, ...], value: Any) -> None:
    with suppress(ValueError):
        _paint(parse_coco(json.dumps(_with(COCO, place, value)).encode()))


@given(st.text(alphabet="0123456789PQRSTUVWXYZ[]^_`abo~é", max_size=30))
def test_any_counts(text: str) -> None:
    with suppress(ValueError):
        unpack_counts(text)


@given(st.data())
@settings(deadline=None)
def test_cvat_with_any_damage(data: st.DataObject) -> None:
    text = CVAT % data.draw(st.sampled_from(("", TRACK)))
    start = data.draw(st.integers(0, len(text)))
    end = min(len(text), start + data.draw(st.integers(0, 6)))
    new = data.draw(st.sampled_from(("", "nan", "1e999", "-5", "9" * 12, "&x;", '"', "<box/>")))
    with suppress(ValueError):
        _paint(parse_cvat((text[:start] + new + text[end:]).encode()))


@given(st.binary(max_size=60))
def test_any_bytes(content: bytes) -> None:
    for parse in (parse_labelme, parse_coco, parse_cvat):
        with suppress(ValueError):
            parse(content)
