"""Pictures and folders of pictures."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.capture.files.still_header import declared_size, is_cut_off
from hysteroview.capture.files.stills import accepts, natural_key, open_source, read_still
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S
from measured import at_most

WRITERS = {
    "png": (".png", []),
    "jpeg": (".jpg", []),
    "progressive jpeg": (".jpg", [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]),
    "bmp": (".bmp", []),
    "tiff": (".tif", []),
    "webp": (".webp", [cv2.IMWRITE_WEBP_QUALITY, 80]),
    "lossless webp": (".webp", [cv2.IMWRITE_WEBP_QUALITY, 101]),
}
VAST = 100_000


def write(path: Path, gray: int = 100, size: tuple[int, int] = (20, 10)) -> None:
    path.write_bytes(
        cv2.imencode(path.suffix, np.full((size[1], size[0], 3), gray, np.uint8))[1].tobytes()
    )


def test_no_picture_file_takes_all_memory_or_time(tmp_path: Path) -> None:
    path = tmp_path / "vast.png"
    path.touch()
    os.truncate(path, 8 << 30)  # sparse
    with at_most(cpu_s=1, memory_bytes=4e6), pytest.raises(SourceError, match="larger than"):
        read_still(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(SourceError, match="not a regular file"):
        read_still(path)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".JPEG", ".bmp", ".tif", ".tiff", ".webp"])
def test_each_kind_of_picture_is_one_frame(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"Aufnahme 1 – Übung{suffix}"
    write(path)
    assert accepts(str(path))
    source = open_source(str(path))
    frame = source.read()
    assert frame is not None
    assert frame.pixels[5, 5].tolist() == [100, 100, 100, 255]
    assert source.read() is None
    assert source.info.frame_count == 1


def test_a_folder_goes_in_name_order_with_its_sizes(tmp_path: Path) -> None:
    for number in (10, 9, 1, 100):
        write(tmp_path / f"image{number}.png", number, (20 + number, 10))
    (tmp_path / "notes.txt").write_text("not a picture")
    (tmp_path / "._image1.png").write_bytes(b"macOS")
    source = open_source(str(tmp_path))
    frames = [source.read() for _ in range(4)]
    assert [frame.pixels[0, 0, 0] for frame in frames if frame] == [1, 9, 10, 100]
    assert [frame.width_px for frame in frames if frame] == [21, 29, 30, 120]
    assert [frame.pts_ns // NS_PER_S for frame in frames if frame] == [0, 1, 2, 3]
    assert source.damage is None


def test_natural_order_is_total() -> None:
    names = ["b", "a10", "a9", "10", "9", "a", "A9", ""]
    assert sorted(map(Path, names), key=natural_key)


def test_an_unreadable_picture_is_skipped_and_reported(tmp_path: Path) -> None:
    for number in range(4):
        write(tmp_path / f"{number}.jpg", number * 20)
    (tmp_path / "1.jpg").write_bytes(b"not a jpeg")
    whole = (tmp_path / "2.jpg").read_bytes()
    (tmp_path / "2.jpg").write_bytes(whole[: len(whole) - 20])
    (tmp_path / "3.png").write_bytes(b"")
    source = open_source(str(tmp_path))
    frames = []
    while (frame := source.read()) is not None:
        frames.append(frame)
    assert [frame.index for frame in frames] == [0, 1]
    assert source.damage == "3 pictures could not be read: 1.jpg, 2.jpg, 3.png."


def test_sixteen_bits_gray_and_alpha_are_read(tmp_path: Path) -> None:
    deep = np.full((10, 20), 40000, np.uint16)
    (tmp_path / "deep.png").write_bytes(cv2.imencode(".png", deep)[1].tobytes())
    clear = np.full((10, 20, 4), 60, np.uint8)
    (tmp_path / "clear.png").write_bytes(cv2.imencode(".png", clear)[1].tobytes())
    assert read_still(tmp_path / "deep.png").pixels[0, 0].tolist() == [156, 156, 156, 255]
    assert read_still(tmp_path / "clear.png").pixels[0, 0].tolist() == [60, 60, 60, 255]


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="contains no pictures") as raised:
        open_source(str(tmp_path))
    assert raised.value.remedy


def test_a_folder_of_damaged_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"a")
    (tmp_path / "b.png").write_bytes(b"b")
    with pytest.raises(SourceError, match="None of the 2 pictures"):
        open_source(str(tmp_path))


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + bytes(50)])
def test_a_file_that_is_not_a_picture_is_refused(
    content: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(SourceError, match=r"x\.png"):
        open_source(str(tmp_path / "x.png"))
    assert capfd.readouterr() == ("", "")


def test_a_missing_picture_is_reported() -> None:
    with pytest.raises(SourceError, match="There is no file"):
        open_source("nowhere.png")


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".bmp", ".tif", ".webp"])
def test_a_vast_picture_is_refused(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"vast{suffix}"
    write(path, size=(8200, 2))
    with pytest.raises(SourceError, match="8200 × 2") as raised:
        open_source(str(path))
    assert raised.value.remedy


def _png_header() -> bytes:
    chunk = b"IHDR" + struct.pack(">II5B", VAST, VAST, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


def _bmp_header(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IHHIIiiHHI", 54, 0, 0, 54, 40, width, height, 1, 24, 0) + bytes(20)


def _tiff_header(order: str, name: bytes) -> bytes:
    """Width as LONG, height as LONG, after a tag that says nothing of the size."""
    tags = [(254, 4, 1, 0), (256, 4, 1, VAST), (257, 4, 1, VAST)]
    entries = b"".join(struct.pack(f"{order}HHII", *tag) for tag in tags)
    return name + struct.pack(f"{order}IH", 8, len(tags)) + entries + bytes(4)


def _webp_header() -> bytes:
    """The extended kind: the other two hold at most 16384 pixels."""
    size = struct.pack("<I", VAST - 1)[:3]
    return b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<II", 10, 0) + size + size


def _jpeg_header() -> bytes:
    """JPEG's sizes have 16 bits; a comment and fill bytes stand before them."""
    comment = b"\xff\xfe" + struct.pack(">H", 2 + 300) + bytes(300)
    frame = b"\xff\xff\xff\xc2" + struct.pack(">HBHHB", 17, 8, 65000, 65000, 3) + bytes(9)
    return b"\xff\xd8" + comment + frame + b"\xff\xda\0\x0c" + bytes(10) + b"\xff\xd9"


HEADERS = {
    "bomb.png": _png_header(),
    "bomb.jpg": _jpeg_header(),
    "bomb.bmp": _bmp_header(VAST, VAST),
    "from the top.bmp": _bmp_header(VAST, -VAST),
    "bomb.tif": _tiff_header("<", b"II*\0"),
    "big-endian.tif": _tiff_header(">", b"MM\0*"),
    "bomb.webp": _webp_header(),
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_vast_picture_is_refused_before_it_is_decoded(name: str, tmp_path: Path) -> None:
    """So small a file would take 40 GB."""
    (tmp_path / name).write_bytes(HEADERS[name])
    size = "65000 × 65000" if name.endswith("jpg") else "100000 × 100000"
    with pytest.raises(SourceError, match=size):
        read_still(tmp_path / name)


def test_an_extended_webp_contains_its_size(tmp_path: Path) -> None:
    clear = np.random.default_rng(3).integers(0, 256, (31, 47, 4), np.uint8)
    content = cv2.imencode(".webp", clear, [cv2.IMWRITE_WEBP_QUALITY, 80])[1].tobytes()
    assert content[12:16] == b"VP8X"
    assert declared_size(content) == (47, 31)


def test_the_scale_of_a_webp_is_no_size() -> None:
    black, lossy = np.zeros((31, 47, 3), np.uint8), [cv2.IMWRITE_WEBP_QUALITY, 80]
    content = bytearray(cv2.imencode(".webp", black, lossy)[1].tobytes())
    assert content[12:16] == b"VP8 "
    content[27] |= 0x40
    content[29] |= 0x80
    assert declared_size(bytes(content)) == (47, 31)


def test_other_kinds_are_left_to_the_decoder() -> None:
    assert declared_size(b"<svg width='100000' height='100000'/>") is None
    assert declared_size(b"GIF89a" + struct.pack("<HH", 50, 40) + bytes(20)) is None


@pytest.mark.parametrize("kind", WRITERS)
def test_the_header_contains_the_size(kind: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (31, 47, 3), np.uint8)
    suffix, options = WRITERS[kind]
    content = cv2.imencode(suffix, noise, options)[1].tobytes()
    assert declared_size(content) == (47, 31)
    assert not is_cut_off(content)


@given(st.sampled_from(sorted(WRITERS)), st.data())
def test_damaged_headers_do_no_harm(kind: str, data: st.DataObject) -> None:
    suffix, options = WRITERS[kind]
    noise = np.random.default_rng(3).integers(0, 256, (8, 8, 3), np.uint8)
    content = bytearray(cv2.imencode(suffix, noise, options)[1].tobytes())
    for _ in range(4):
        place = data.draw(st.integers(0, min(60, len(content) - 1)))
        content[place] = data.draw(st.integers(0, 255))
    del content[data.draw(st.integers(0, len(content))) :]
    declared_size(bytes(content))
    is_cut_off(bytes(content))


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".bmp", ".tif", ".webp"])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_a_picture_that_is_cut_off_is_refused_in_silence(
    suffix: str, part: float, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (60, 80, 3), np.uint8)
    content = cv2.imencode(suffix, noise)[1].tobytes()
    path = tmp_path / f"cut{suffix}"
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(SourceError, match="cannot be read as a picture"):
        read_still(path)
    assert capfd.readouterr() == ("", "")


def test_what_a_phone_appends_to_a_picture_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "motion.jpg"
    write(path)
    path.write_bytes(path.read_bytes() + b"a clip \xff\xda in which a scan seems to begin")
    assert read_still(path).pixels[5, 5].tolist() == [100, 100, 100, 255]
