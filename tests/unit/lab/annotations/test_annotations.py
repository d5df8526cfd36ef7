"""Annotations of LabelMe, COCO and CVAT become a manifest with true masks."""

from __future__ import annotations

import base64
import csv
import json
import math
import shutil
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

pytest.importorskip("pycocotools", reason='needs the extra "lab"')

from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import HysteroViewError

WIDTH, HEIGHT = 80, 60


def _picture(path: Path, orientation: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (WIDTH, HEIGHT), (90, 40, 40)).save(path, exif=exif)
    return path


def _import(kind: str, source: Path, output: Path, *options: str) -> list[dict[str, str]]:
    arguments = ["lab", "import", kind, str(source), "--output", str(output)]
    if "--patients" not in options and "--patient-from" not in options:
        options = (*options, "--patient-from", "(P[0-9]+)")
    result = CliRunner().invoke(hysteroview, [*arguments, *options])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    with output.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _mask(row: dict[str, str], output: Path) -> np.ndarray:
    drawn = cv2.imread(str(output.parent / row["mask"]), cv2.IMREAD_GRAYSCALE)
    assert drawn is not None
    return drawn > 0


def _labelme(folder: Path, name: str, shapes: list[dict[str, object]], **more: object) -> None:
    fields: dict[str, object] = {
        "version": "5.5.0", "flags": {}, "shapes": shapes, "imagePath": f"{name}.jpg",
        "imageData": None, "imageHeight": HEIGHT, "imageWidth": WIDTH,
    }  # fmt: skip
    (folder / f"{name}.json").write_text(json.dumps(fields | more), encoding="utf-8")


def _shape(kind: str, *points: tuple[float, float], label: str = "EP") -> dict[str, object]:
    return {"label": label, "points": list(points), "shape_type": kind, "flags": {}}


def test_labelme_shapes_have_their_true_area(tmp_path: Path) -> None:
    """A circle of radius 10 has 314 px, where OpenCV's polygon has 12 % more."""
    shapes = {
        "P1": (_shape("circle", (40, 30), (50, 30)), math.pi * 100),
        "P2": (_shape("rectangle", (30, 25), (10, 5)), 400),  # corners in any order
        "P3": (_shape("polygon", (10, 10), (30, 10), (30, 30), (10, 30)), 400),
        "P4": (_shape("oriented_rectangle", (40, 10), (50, 20), (40, 30), (30, 20)), 200),
    }
    for name, (shape, _) in shapes.items():
        _picture(tmp_path / f"{name}.jpg")
        _labelme(tmp_path, name, [shape])
    rows = _import("labelme", tmp_path, tmp_path / "m.csv")
    assert [(row["patient"], row["label"]) for row in rows] == [(name, "EP") for name in shapes]
    for row, (_, area) in zip(rows, shapes.values(), strict=True):
        assert _mask(row, tmp_path / "m.csv").sum() == pytest.approx(area, rel=0.03)
    circle = _mask(rows[0], tmp_path / "m.csv")
    ys, xs = np.nonzero(circle)
    assert (xs.mean() + 0.5, ys.mean() + 0.5) == pytest.approx((40, 30), abs=0.3)


def test_labelme_path_of_windows_and_file_in_gb18030(tmp_path: Path) -> None:
    _picture(tmp_path / "图像" / "P7.jpg")
    (tmp_path / "json").mkdir()
    fields = {
        "flags": {}, "shapes": [_shape("rectangle", (0, 0), (9, 9), label="息肉")],
        "imagePath": "..\\图像\\P7.jpg", "imageHeight": HEIGHT, "imageWidth": WIDTH,
    }  # fmt: skip
    text = json.dumps(fields, ensure_ascii=False)
    (tmp_path / "json" / "P7.json").write_bytes(text.encode("gb18030"))
    (row,) = _import("labelme", tmp_path / "json", tmp_path / "m.csv", "--label", "息肉=EP",
                     "--pictures", str(tmp_path))  # fmt: skip
    assert row["file"] == "图像/P7.jpg"
    fields["imagePath"] = "D:\\数据\\P7.jpg"  # the disk of another computer
    text = json.dumps(fields, ensure_ascii=False)
    (tmp_path / "json" / "P7.json").write_bytes(text.encode("gb18030"))
    (row,) = _import("labelme", tmp_path / "json", tmp_path / "m.csv", "--label", "息肉=EP",
                     "--pictures", str(tmp_path))  # fmt: skip
    assert row["file"] == "图像/P7.jpg"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_mask_lies_on_the_picture_as_it_is_shown(tmp_path: Path, orientation: int) -> None:
    """EXIF turns the picture when it is read; a mask has to be turned with it, or not at all."""
    picture = tmp_path / "P1.jpg"
    stored = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    stored[5:15, 10:40] = 255
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(stored).save(picture, exif=exif, quality=95)
    shown = cv2.imread(str(picture))
    assert shown is not None
    ys, xs = np.nonzero(shown[..., 0] > 127)
    points = [(int(xs.min()), int(ys.min())), (int(xs.max()) + 1, int(ys.max()) + 1)]
    _labelme(
        tmp_path, "P1", [_shape("rectangle", *points)],
        imageHeight=shown.shape[0], imageWidth=shown.shape[1],
    )  # fmt: skip
    (row,) = _import("labelme", tmp_path, tmp_path / "m.csv")
    mask = _mask(row, tmp_path / "m.csv")
    assert mask.shape == shown.shape[:2]
    assert (mask == (shown[..., 0] > 127)).mean() > 0.99
    if orientation >= 5:  # another tool has annotated the stored picture, which its size reveals
        _labelme(tmp_path, "P1", [_shape("rectangle", (10, 5), (40, 15))])
        (row,) = _import("labelme", tmp_path, tmp_path / "m.csv")
        assert (_mask(row, tmp_path / "m.csv") == (shown[..., 0] > 127)).mean() > 0.99


def test_files_that_labelme_itself_wrote(tmp_path: Path) -> None:
    """LabelMe 6.3.1's writer: a turned picture, a path of Windows, an embedded picture, a mask."""
    shutil.copytree(Path(__file__).parents[3] / "old_files" / "labelme" / "real", tmp_path / "real")
    options = ["--label", "polyp=EP", "--label", "reviewed=ignore"]
    turned, plain = _import("labelme", tmp_path / "real", tmp_path / "m.csv", *options)
    assert (turned["patient"], plain["patient"]) == ("P1", "P2")
    drawn = _mask(turned, tmp_path / "m.csv")
    assert drawn.shape == (96, 64)  # stored lying on its side
    ys, xs = np.nonzero(drawn)
    assert (xs.min(), xs.max() + 1, ys.min(), ys.max() + 1) == (10, 50, 20, 70)
    areas = _mask(plain, tmp_path / "m.csv")
    assert areas[10:50, 20:60].all()  # rectangle
    assert areas[50:61, 2:23].sum() == 7 * 15  # mask
    circle = areas[15:46, 62:96].sum()
    assert circle == pytest.approx(100 * np.pi, rel=0.03)


def test_labelme_mask_flags_and_several_classes(tmp_path: Path) -> None:
    small = cv2.imencode(".png", np.full((4, 6), 255, np.uint8))[1].tobytes()
    drawn = _shape("mask", (70, 55), (76, 59)) | {"mask": base64.b64encode(small).decode()}
    for name in ("P1", "P2", "P3", "P4"):
        _picture(tmp_path / f"{name}.jpg")
    _labelme(tmp_path, "P1", [drawn])
    _labelme(tmp_path, "P2", [], flags={"normal": True, "blurred": False})
    two = [_shape("rectangle", (0, 0), (9, 9)), _shape("point", (1, 1), label="EC")]
    _labelme(tmp_path, "P3", two)
    _labelme(tmp_path, "P4", [])
    rows = _import("labelme", tmp_path, tmp_path / "m.csv", "--normal")
    assert [(row["patient"], row["label"]) for row in rows] == [("P1", "EP"), ("P2", "normal")]
    mask = _mask(rows[0], tmp_path / "m.csv")
    assert mask.sum() == 24
    assert mask[55:59, 70:76].all()


def test_unmarked_is_not_normal_unless_said(tmp_path: Path) -> None:
    for name in ("P1", "P2"):
        _picture(tmp_path / f"{name}.jpg")
    _labelme(tmp_path, "P1", [_shape("rectangle", (0, 0), (9, 9))])
    _labelme(tmp_path, "P2", [])
    assert len(_import("labelme", tmp_path, tmp_path / "m.csv", "--normal")) == 1
    rows = _import("labelme", tmp_path, tmp_path / "m.csv", "--normal", "--unmarked-is-normal")
    assert [row["label"] for row in rows] == ["EP", "normal"]


def test_labels_that_mean_nothing_are_listed(tmp_path: Path) -> None:
    _picture(tmp_path / "P1.jpg")
    _labelme(tmp_path, "P1", [_shape("point", (1, 1), label="polyp"),
                              _shape("point", (1, 1), label="tool")])  # fmt: skip
    with pytest.raises(HysteroViewError, match="“polyp”, “tool”"):
        _import("labelme", tmp_path, tmp_path / "m.csv")
    (row,) = _import("labelme", tmp_path, tmp_path / "m.csv", "--label", "polyp=EP", "--label",
                     "tool=ignore")  # fmt: skip
    assert (row["label"], row["mask"]) == ("EP", "")


def test_missing_file_and_other_size_are_listed_together(tmp_path: Path) -> None:
    _picture(tmp_path / "P1.jpg")
    shape = [_shape("rectangle", (0, 0), (9, 9))]
    _labelme(tmp_path, "P1", shape, imageWidth=WIDTH * 2)
    _labelme(tmp_path, "P2", shape)
    with pytest.raises(HysteroViewError) as caught:
        _import("labelme", tmp_path, tmp_path / "m.csv")
    assert "80 × 60 px, its annotations are for 160 × 60 px" in str(caught.value)
    assert "no such file" in str(caught.value)
    assert "2 errors" in str(caught.value)


def test_patient_has_to_be_said(tmp_path: Path) -> None:
    _picture(tmp_path / "x.jpg")
    _labelme(tmp_path, "x", [_shape("point", (1, 1))])
    arguments = ["lab", "import", "labelme", str(tmp_path), "--output", str(tmp_path / "m.csv")]
    result = CliRunner().invoke(hysteroview, arguments)
    assert result.exit_code == 2
    assert "--patient-from" in result.output
    table = tmp_path / "who.csv"
    table.write_text("file,patient\nX.JPG,P5\n", encoding="utf-8")
    (row,) = _import("labelme", tmp_path, tmp_path / "m.csv", "--patients", str(table))
    assert row["patient"] == "P5"


def test_coco_polygons_runs_crowds_and_boxes(tmp_path: Path) -> None:
    from pycocotools import mask as coco_mask

    truth = np.zeros((HEIGHT, WIDTH), np.uint8)
    truth[20:40, 30:35] = 1
    truth[0:3, 0:2] = 1
    packed = coco_mask.encode(np.asfortranarray(truth))
    runs = [0, 3, 57, 3, 57 + 28 * HEIGHT + 20, *[20, 40] * 4, 20]
    runs.append(HEIGHT * WIDTH - sum(runs))
    assert (truth == np.repeat(np.arange(len(runs)) % 2, runs).reshape(WIDTH, HEIGHT).T).all()
    counts = bytes(packed["counts"]).decode()
    drawn: dict[str, object] = {
        "P1": [[10, 10, 20, 10, 20, 20, 10, 20], [50, 50, 60, 50, 60, 55, 50, 55]],
        "P2": {"size": [HEIGHT, WIDTH], "counts": counts},
        "P3": {"size": [HEIGHT, WIDTH], "counts": runs},
        "P4": [],
    }
    content = {
        "categories": [{"id": 3, "name": "polyp"}],
        "images": [
            {"id": n, "file_name": f"{name}.jpg", "width": WIDTH, "height": HEIGHT}
            for n, name in enumerate([*drawn, "P5"])
        ],
        "annotations": [
            {"id": n, "image_id": n, "category_id": 3, "segmentation": each,
             "iscrowd": int(isinstance(each, dict)), "bbox": [5, 6, 7, 8]}
            for n, each in enumerate(drawn.values())
        ],
    }  # fmt: skip
    for name in [*drawn, "P5"]:
        _picture(tmp_path / f"{name}.jpg")
    (tmp_path / "coco.json").write_text(json.dumps(content), encoding="utf-8")
    output = tmp_path / "m.csv"
    rows = _import("coco", tmp_path / "coco.json", output, "--label", "polyp=EP")
    assert len(rows) == 4
    assert [_mask(row, output).sum() for row in rows] == [150, truth.sum(), truth.sum(), 56]
    for row in rows[1:3]:
        assert (_mask(row, output) == truth.astype(bool)).all()


def test_compressed_runs_are_those_of_pycocotools() -> None:
    from pycocotools import mask as coco_mask

    from hysteroview.lab.annotations.runs import runs_to_bitmap, unpack_counts

    rng = np.random.default_rng(0)
    for share in (0.02, 0.5, 0.98):
        truth = (cv2.blur(rng.random((90, 70)), (5, 5)) < share).astype(np.uint8)
        counts = bytes(coco_mask.encode(np.asfortranarray(truth))["counts"]).decode()
        found = runs_to_bitmap(unpack_counts(counts), 70, 90, by_column=True)
        assert (found == truth.astype(bool)).all()


CVAT_IMAGES = f"""<?xml version="1.0" encoding="utf-8"?>
<annotations><version>1.1</version><meta><task><source></source></task></meta>
<image id="0" name="P1.jpg" width="{WIDTH}" height="{HEIGHT}">
 <box label="EP" xtl="30" ytl="20" xbr="50" ybr="40" rotation="45.0" z_order="0"/></image>
<image id="1" name="P2.jpg" width="{WIDTH}" height="{HEIGHT}">
 <ellipse label="EC" cx="40" cy="30" rx="20" ry="10" rotation="90.0"/></image>
<image id="2" name="P3.jpg" width="{WIDTH}" height="{HEIGHT}">
 <mask label="SM" rle="2,3,5,2" left="70" top="50" width="6" height="2"/>
 <polyline label="SM" points="1,1;2,2"/></image>
<image id="3" name="P4.jpg" width="{WIDTH}" height="{HEIGHT}">
 <polygon label="AH" points="10,10;30,10;30,30;10,30"/></image>
<image id="4" name="P5.jpg" width="{WIDTH}" height="{HEIGHT}"><tag label="EH"/></image>
</annotations>"""


def test_cvat_images_with_turned_boxes_ellipses_and_masks(tmp_path: Path) -> None:
    for number in range(1, 6):
        _picture(tmp_path / f"P{number}.jpg")
    (tmp_path / "cvat.xml").write_text(CVAT_IMAGES, encoding="utf-8")
    output = tmp_path / "m.csv"
    rows = _import("cvat", tmp_path / "cvat.xml", output)
    assert [row["label"] for row in rows] == ["EP", "EC", "SM", "AH", "EH"]
    turned, upright, painted, square = (_mask(row, output) for row in rows[:4])
    assert turned.sum() == pytest.approx(400, rel=0.05)
    assert turned[30, 27]  # the corner of a box that was turned by 45° about its middle
    assert not turned[21, 31]
    assert upright.sum() == pytest.approx(math.pi * 200, rel=0.03)
    assert upright[12, 40]  # turned by 90°, the long axis is upright
    assert not upright[30, 22]
    assert (np.argwhere(painted) == [[50, 72], [50, 73], [50, 74], [51, 74], [51, 75]]).all()
    assert square.sum() == 400
    assert rows[4]["mask"] == ""


def _video(path: Path, frames: int, rate: int = 10) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for index in range(frames):
            pixels = np.full((HEIGHT, WIDTH, 3), 40 + 4 * index, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "bgr24")))
        container.mux(stream.encode())


def _track(label: str, *boxes: tuple[int, int], step: int = 1) -> str:
    rows = "".join(
        f'<box frame="{frame}" outside="{outside}" occluded="0" keyframe="1" xtl="10" ytl="10" '
        f'xbr="{20 + frame}" ybr="20"/>'
        for frame, outside in boxes
    )
    return f'<track id="0" label="{label}">{rows}</track>'


def _cvat_video(*tracks: str, step: int = 1) -> str:
    return (
        "<annotations><meta><task><source>P1.mp4</source><start_frame>0</start_frame>"
        f"<frame_filter>step={step}</frame_filter><original_size><width>{WIDTH}</width>"
        f"<height>{HEIGHT}</height></original_size></task></meta>{''.join(tracks)}</annotations>"
    )


def test_cvat_video_outside_boxes_are_no_lesions(tmp_path: Path) -> None:
    """Frames 0, 5, 10 and 15 of a task that took every fifth; outside from frame 10 on."""
    _video(tmp_path / "P1.mp4", 20)
    tracks = _track("EP", (0, 0), (5, 0), (10, 1), (15, 0))
    (tmp_path / "v.xml").write_text(_cvat_video(tracks, step=5), encoding="utf-8")
    output = tmp_path / "m.csv"
    rows = _import("cvat", tmp_path / "v.xml", output, "--rate", "10")
    spans = [(float(row["start"]), float(row["end"])) for row in rows]
    assert np.allclose(spans, [(0.0, 0.05), (0.45, 0.55), (1.45, 1.55)])
    assert [_mask(row, output).sum() for row in rows] == [100, 150, 250]
    assert len(_import("cvat", tmp_path / "v.xml", output, "--rate", "1")) == 2


def test_frame_of_a_row_is_the_annotated_one(tmp_path: Path) -> None:
    """The index takes exactly one picture of each row, with the brightness of its frame."""
    from collections import Counter

    from hysteroview.lab.index.extract import Sampling, extract
    from hysteroview.lab.manifest.classes import classes
    from hysteroview.lab.manifest.manifest import read_manifest

    _video(tmp_path / "P1.mp4", 20)
    (tmp_path / "v.xml").write_text(
        _cvat_video(_track("EP", (0, 0), (7, 0), (13, 0), (19, 0)), step=30), encoding="utf-8"
    )
    _import("cvat", tmp_path / "v.xml", tmp_path / "m.csv", "--rate", "30")
    entries = read_manifest(tmp_path / "m.csv", classes(with_normal=False)).entries
    sampling = Sampling(size_px=32, is_gated=False)
    found = [list(extract(entry, sampling, Counter())) for entry in entries]
    assert [len(each) for each in found] == [1, 1, 1, 1]
    levels = [int(each[0].crop.max()) for each in found]
    assert levels == pytest.approx([40, 68, 92, 116], abs=3)


def test_visible_track_without_a_shape_is_not_forgotten(tmp_path: Path) -> None:
    """Only key frames were exported: at frame 5 the second lesion is visible, but not placed."""
    _video(tmp_path / "P1.mp4", 12)
    polyp, cancer = _track("EP", (0, 0), (5, 0)), _track("EC", (2, 0), (10, 0))
    (tmp_path / "v.xml").write_text(_cvat_video(polyp, cancer), encoding="utf-8")
    rows = _import("cvat", tmp_path / "v.xml", tmp_path / "m.csv", "--rate", "30")
    frames = [round((float(row["start"]) + float(row["end"])) / 2 * 10) for row in rows]
    assert [row["label"] for row in rows] == ["EP", "EC"]
    assert frames == [0, 10]  # neither 2 nor 5, where the other one is visible somewhere


def test_xml_with_entities_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "y">]><annotations>&x;</annotations>'
    (tmp_path / "v.xml").write_text(bomb, encoding="utf-8")
    with pytest.raises(HysteroViewError, match="document type"):
        _import("cvat", tmp_path / "v.xml", tmp_path / "m.csv")
