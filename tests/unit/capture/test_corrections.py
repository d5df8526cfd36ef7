"""Colors and aspect in place of the metadata's, in every kind of source that takes them."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from clips import write_clip
from hysteroview.capture.files.fingerprint import fingerprint, recall, remember
from hysteroview.capture.loop import LoopingSource
from hysteroview.capture.opening import open_source
from hysteroview.core.errors import SourceError
from hysteroview.core.types import Box, Frame, Picture
from hysteroview.settings.corrections import (
    UNCORRECTED,
    AspectChoice,
    ColorChoice,
    Correction,
    CurrentCorrection,
)
from hysteroview.settings.known_recordings import known_recordings_path

STEPS = (16, 128, 235)  # luma: black, gray and white in limited range
OF_RANGE = {"limited": (0, 130, 255), "full": STEPS}


def first(location: str, correction: CurrentCorrection | None = None) -> Frame:
    source = open_source(location, correction)
    frame = source.read()
    source.close()
    assert frame is not None
    return frame


def grays(frame: Frame) -> list[int]:
    """The three steps, of the whole picture and of what the network gets, which must agree."""
    whole = [int(frame.pixels[32, x, 1]) for x in (16, 48, 80)]
    if not isinstance(frame.image, np.ndarray):
        image: Picture = frame.image
        reduced = image.reduce(Box(0, 0, 96, 64), 96, 64)
        assert [int(reduced[32, x, 1]) for x in (16, 48, 80)] == pytest.approx(whole, abs=1)
    return whole


def write_steps(path: Path, pix_fmt: str, color_range: int | None) -> None:
    """Three gray steps without loss, with the range as it is marked."""
    luma = np.repeat(np.array([STEPS], np.uint8), 64, axis=0).repeat(32, axis=1)
    planes = np.concatenate([luma, np.full((32, 96), 128, np.uint8)])
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"qp": "0"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, pix_fmt
        if color_range is not None:
            stream.codec_context.color_range = color_range
        frame = av.VideoFrame.from_ndarray(planes, "yuv420p" if pix_fmt == "yuv420p" else pix_fmt)
        frame.pts = 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.mark.parametrize(
    ("pix_fmt", "marked", "declared"),
    [("yuv420p", 1, "limited"), ("yuv420p", None, "limited"), ("yuvj420p", 2, "full")],
)
def test_the_range_of_a_recording_is_that_which_was_set(
    pix_fmt: str, marked: int | None, declared: str, tmp_path: Path
) -> None:
    path = tmp_path / "film.mp4"
    write_steps(path, pix_fmt, marked)
    assert grays(first(str(path))) == pytest.approx(OF_RANGE[declared], abs=1)
    limited, full = first(f"{path}#color=bt709"), first(f"{path}#color=bt709-full")
    assert grays(limited) == pytest.approx(OF_RANGE["limited"], abs=1)
    assert grays(full) == pytest.approx(OF_RANGE["full"], abs=1)
    assert (limited.coded, full.coded) == (None, None)  # a copied packet would look different


def test_the_matrix_of_a_recording_is_that_which_was_set(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    write_clip(path, frames=2)
    declared = first(str(path)).pixels[60, 90].astype(int)
    same = first(f"{path}#color=bt601").pixels[60, 90].astype(int)
    other = first(f"{path}#color=bt709").pixels[60, 90].astype(int)
    assert abs(declared - same).max() <= 1  # the default for this size
    assert abs(declared - other).max() > 8


@pytest.mark.parametrize("name", ["film.mp4", "picture.png"])
def test_the_aspect_is_that_which_was_set_and_changes_while_it_is_open(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if name == "film.mp4":
        write_clip(path, frames=4, aspect=Fraction(16, 15))
    else:
        cv2.imwrite(str(path), np.zeros((64, 96, 3), np.uint8))
    correction = CurrentCorrection(Correction(aspect=AspectChoice.RATIO_16_9))
    source = open_source(str(path), correction)
    if name == "picture.png":
        source = LoopingSource(source, lambda: open_source(str(path), correction))
    wide = source.read()
    assert wide is not None
    assert wide.pixel_aspect == source.info.pixel_aspect == Fraction(32, 27)
    correction.now = Correction(aspect=AspectChoice.SQUARE)
    for _ in range(2):
        square = source.read()
    assert square is not None
    assert square.pixel_aspect == source.info.pixel_aspect == 1
    source.close()


def test_what_a_source_does_not_take_is_refused() -> None:
    for location in ("phantom:#aspect=16:9", "camera:0#color=bt709"):
        with pytest.raises(SourceError, match="set") as caught:
            open_source(location)
        assert caught.value.remedy


def test_a_recording_is_known_by_its_content_wherever_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path, moved, other = (tmp_path / name for name in ("Weiss_1950.mp4", "moved.mp4", "other.mp4"))
    write_clip(path, frames=3)
    write_clip(other, frames=4)
    shutil.copy(path, moved)
    corrected = f"{path}#color=bt709-full&aspect=16:9"
    assert recall(str(path)) == str(path)
    remember(corrected)
    assert recall(str(moved)) == f"{moved}#color=bt709-full&aspect=16:9"
    assert recall(str(other)) == str(other)
    assert recall(f"{moved}#aspect=4:3") == f"{moved}#aspect=4:3"  # what is asked for comes first
    assert recall("camera:0") == "camera:0"
    assert "Weiss" not in known_recordings_path().read_text()
    remember(str(moved))
    assert recall(str(path)) == str(path)


def test_a_folder_is_known_by_its_first_picture(tmp_path: Path) -> None:
    for number in (2, 10):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((8, 8, 3), number, np.uint8))
    before = fingerprint(tmp_path)
    assert before == fingerprint(tmp_path / "2.png")
    cv2.imwrite(str(tmp_path / "11.png"), np.zeros((8, 8, 3), np.uint8))
    assert fingerprint(tmp_path) == before
    assert fingerprint(tmp_path / "nowhere.mp4") is None
    assert not UNCORRECTED
    assert Correction(ColorChoice.BT601)
