"""DICOM files of endoscopy as recordings: what is decoded, what is refused, what it costs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pydicom
import pytest

from conformance.test_seeking import CLOSED, HEVC, MPEG2, check_all, open_seekable
from dicom_peers import needs
from foreign_dicom import (
    H264,
    MPEG_2,
    write_directory,
    write_encoded,
    write_still,
    write_video,
)
from foreign_dicom import (
    HEVC as HEVC_SYNTAX,
)
from hysteroview.capture.dicom.finding import series_in
from hysteroview.capture.opening import open_source
from hysteroview.core.errors import SourceError
from measured import at_most
from numbered import Recipe, paint, read_number, write_numbered

JPEG, JPEG_2000 = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.90"


def read_all(location: Path | str) -> list[np.ndarray]:
    source = open_source(str(location))
    frames = []
    while (frame := source.read()) is not None:
        frames.append(np.array(frame.pixels))
    source.close()
    return frames


def read_or_refuse(path: Path) -> tuple[list[np.ndarray], str]:
    """Return the pictures, or the remedy of the error."""
    try:
        return read_all(path), ""
    except SourceError as error:
        return [], error.remedy


def as_bgra(number: int) -> np.ndarray:
    return cv2.cvtColor(paint(number), cv2.COLOR_RGB2BGRA)


def test_an_uncompressed_still_is_its_pixels_and_says_whom_it_shows(tmp_path: Path) -> None:
    path = write_still(tmp_path / "still", [7])  # without an extension, as on CDs
    (pixels,) = read_all(path)
    assert np.array_equal(pixels, as_bgra(7))
    source = open_source(str(path))
    assert source.info.patient == "Wang Fang 王 芳 · 4711 · 2026-03-04"
    assert source.info.record_name == "picture (dicom)"
    assert source.info.fps is None
    source.close()


def test_multi_frame_pictures_have_their_rate_and_are_sought(tmp_path: Path) -> None:
    path = write_still(tmp_path / "many.dcm", range(12), FrameTime="33.3333")
    source = open_source(str(path))
    assert source.info.fps == 30
    source.close()
    assert [read_number(each) for each in read_all(path)] == list(range(12))
    check_all(lambda: open_seekable(str(path)))


@pytest.mark.parametrize(
    ("photometric", "is_planar"), [("RGB", 1), ("YBR_FULL", 0), ("YBR_FULL_422", 0)]
)
def test_orders_of_samples_are_those_of_the_file(
    photometric: str, is_planar: int, tmp_path: Path
) -> None:
    path = write_still(tmp_path / "a.dcm", [5])
    made = pydicom.dcmread(path)
    pixels = np.frombuffer(made.PixelData, np.uint8).reshape(made.Rows, made.Columns, 3)
    if photometric != "RGB":
        pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb)[..., (0, 2, 1)]
    if is_planar:
        made.PixelData = np.ascontiguousarray(pixels.transpose(2, 0, 1)).tobytes()
    elif photometric == "YBR_FULL_422":
        pairs = pixels.reshape(-1, 2, 3)
        halved = np.concatenate((pairs[:, :, 0], pairs[:, 0, 1:]), axis=1)
        made.PixelData = halved.tobytes()
    else:
        made.PixelData = pixels.tobytes()
    made.PhotometricInterpretation, made.PlanarConfiguration = photometric, is_planar
    made.save_as(path)
    (found,) = read_all(path)
    assert read_number(found) == 5
    if photometric != "YBR_FULL_422":
        assert np.abs(found.astype(int) - as_bgra(5)).max() <= 2


@pytest.mark.parametrize("syntax", [JPEG, JPEG_2000])
def test_compressed_frames_are_decoded(syntax: str, tmp_path: Path) -> None:
    extension = ".jpg" if syntax == JPEG else ".jp2"
    frames = []
    for number in range(6):
        pixels = cv2.cvtColor(paint(number), cv2.COLOR_RGB2BGR)
        frames.append(cv2.imencode(extension, pixels)[1].tobytes())
    path = write_encoded(tmp_path / "a.dcm", frames, syntax)
    assert [read_number(each) for each in read_all(path)] == list(range(6))


def test_a_jpeg_in_rgb_keeps_its_colors(tmp_path: Path) -> None:
    """Without a mark in the JPEG, decoders take it for YCbCr: its colors would be wrong."""
    red = np.full((64, 64, 3), (150, 110, 120), np.uint8)
    # the encoder's input is converted back, so that the file's samples are R, G, B
    rgb = cv2.cvtColor(red[..., (0, 2, 1)], cv2.COLOR_YCrCb2BGR)
    encoded = cv2.imencode(".jpg", rgb, (cv2.IMWRITE_JPEG_QUALITY, 100))[1].tobytes()
    length = int.from_bytes(encoded[4:6], "big")
    encoded = encoded[:2] + encoded[4 + length :]  # without JFIF
    changes = {"PhotometricInterpretation": "RGB", "Rows": 64, "Columns": 64}
    (found,) = read_all(write_encoded(tmp_path / "a.dcm", [encoded], JPEG, **changes))
    assert np.abs(found[32, 32, :3].astype(int) - (120, 110, 150)).max() <= 6


LOSSLESS = {
    "JPEG-LS": ["dcmcjpls"], "JPEG 57": ["dcmcjpeg", "+el"], "JPEG 70": ["dcmcjpeg", "+e1"],
    "RLE": ["dcmcrle"], "RLE of GDCM": ["gdcmconv", "--rle"], "JPEG 2000": ["gdcmconv", "--j2k"],
    "JPEG 70 of GDCM": ["gdcmconv", "--jpeg"], "JPEG-LS of GDCM": ["gdcmconv", "--jpegls"],
    "big endian": ["dcmconv", "+tb"], "implicit": ["dcmconv", "+ti"],
}  # fmt: skip


@pytest.mark.parametrize("command", LOSSLESS.values(), ids=LOSSLESS.keys())
@pytest.mark.parametrize("photometric", ["RGB", "MONOCHROME2"])
def test_files_of_dcmtk_and_gdcm_without_loss_are_the_same(
    command: list[str], photometric: str, tmp_path: Path
) -> None:
    path = write_still(tmp_path / "a.dcm", [9, 10])
    wanted = [as_bgra(9), as_bgra(10)]
    if photometric != "RGB":
        made = pydicom.dcmread(path)
        gray = np.stack([paint(number)[..., 1] for number in (9, 10)])
        made.PixelData, made.PhotometricInterpretation = gray.tobytes(), photometric
        made.SamplesPerPixel = 1
        del made.PlanarConfiguration
        made.save_as(path)
        wanted = [cv2.cvtColor(each, cv2.COLOR_GRAY2BGRA) for each in gray]
    converted = tmp_path / "b.dcm"
    subprocess.run([needs(command[0]), *command[1:], path, converted], check=True,
                   capture_output=True)  # fmt: skip
    found = read_all(converted)
    assert len(found) == 2
    for one, other in zip(found, wanted, strict=True):
        assert np.array_equal(one, other)


def test_a_jpeg_of_dcmtk_is_read(tmp_path: Path) -> None:
    path = write_still(tmp_path / "a.dcm", [9])
    made = tmp_path / "b.dcm"
    subprocess.run([needs("dcmcjpeg"), "+eb", path, made], check=True, capture_output=True)
    (found,) = read_all(made)
    assert read_number(found) == 9


@pytest.mark.parametrize("bits", [8, 16])
def test_colors_of_a_palette_are_those_that_dcmtk_shows(bits: int, tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    made = pydicom.dcmread(write_still(path, [9]))
    chance = np.random.default_rng(3)
    table = chance.integers(0, 256, (200, 3)).astype(np.uint8)
    values = chance.integers(0, 256, (made.Rows, made.Columns)).astype(np.uint8)
    made.PixelData, made.PhotometricInterpretation = values.tobytes(), "PALETTE COLOR"
    made.SamplesPerPixel = 1
    del made.PlanarConfiguration
    for place, color in enumerate(("Red", "Green", "Blue")):
        entries = table[:, place].astype("<u2") << 8 if bits == 16 else table[:, place]
        made.add_new(f"{color}PaletteColorLookupTableDescriptor", "US", [200, 10, bits])
        made.add_new(f"{color}PaletteColorLookupTableData", "OW", entries.tobytes())
    made.save_as(path)
    wanted = table[np.clip(values.astype(int) - 10, 0, 199)]
    for name, command in (("plain", []), ("rle", [needs("dcmcrle")])):
        file = path
        if command:
            file = tmp_path / f"{name}.dcm"
            subprocess.run([*command, path, file], check=True, capture_output=True)
        (found,) = read_all(file)
        assert np.array_equal(found[..., 2::-1], wanted)
    if bits == 16:  # dcm2pnm refuses tables of 8 bits
        picture = tmp_path / "a.ppm"
        subprocess.run([needs("dcm2pnm"), "+op", path, picture], check=True, capture_output=True)
        assert np.array_equal(cv2.imread(str(picture))[..., ::-1], wanted)
    del made.BluePaletteColorLookupTableData
    made.save_as(path)
    with pytest.raises(SourceError, match="damaged"):
        open_source(str(path))


def test_a_file_that_is_compressed_as_a_whole_is_refused_at_once(tmp_path: Path) -> None:
    """It may become a thousand times as large: pydicom would take all of it into memory."""
    path = write_still(tmp_path / "a.dcm", [9], ImageComments="a" * 10_000)
    made = tmp_path / "b.dcm"
    subprocess.run([needs("dcmconv"), "+td", path, made], check=True, capture_output=True)
    with pytest.raises(SourceError, match="compressed as a whole") as refused:
        open_source(str(made))
    assert "dcmconv" in refused.value.remedy


@pytest.mark.parametrize("kind", ["RLE", "JPEG 70"])
def test_compressed_pictures_with_any_damage_are_refused_or_shown(
    kind: str, tmp_path: Path
) -> None:
    path, made = write_still(tmp_path / "a.dcm", [9]), tmp_path / "b.dcm"
    command = LOSSLESS[kind]
    subprocess.run([needs(command[0]), *command[1:], path, made], check=True, capture_output=True)
    whole = made.read_bytes()
    start = whole.rindex(b"\xe0\x7f\x10\x00")
    chance = np.random.default_rng(7)
    for _ in range(60):
        noise = bytearray(whole)
        for place in chance.integers(start + 12, len(whole), 3):
            noise[place] = chance.integers(0, 256)
        path.write_bytes(noise)
        with at_most(cpu_s=5, memory_bytes=64e6):
            found, remedy = read_or_refuse(path)
        assert found or remedy


@pytest.mark.parametrize("parts", [1, 5])
@pytest.mark.parametrize("kind", ["h264", "hevc", "mpeg2"])
def test_videos_are_the_same_as_their_files(kind: str, parts: int, tmp_path: Path) -> None:
    file, syntax, recipe = {
        "h264": ("a.mp4", H264, Recipe(options=CLOSED)),
        "hevc": ("a.mp4", HEVC_SYNTAX, Recipe("libx265", options=HEVC)),
        "mpeg2": ("a.mpg", MPEG_2, Recipe("mpeg2video", options=MPEG2)),
    }[kind]
    plain = tmp_path / file
    write_numbered(plain, recipe)
    path = write_video(tmp_path / "a.dcm", plain.read_bytes(), syntax, parts, FrameTime="40")
    wanted, found = open_source(str(plain)), open_source(str(path))
    for _ in range(recipe.frames):
        one, other = wanted.read(), found.read()
        assert one is not None
        assert other is not None
        assert (one.index, one.pts_ns) == (other.index, other.pts_ns)
        assert np.array_equal(one.pixels, other.pixels)
    assert found.read() is None
    assert found.damage is None
    wanted.close()
    found.close()
    if parts > 1:
        check_all(lambda: open_seekable(str(path)))


def test_a_stream_without_times_has_the_rate_of_its_header(tmp_path: Path) -> None:
    plain = tmp_path / "a.h264"
    write_numbered(plain, Recipe(options=CLOSED))
    path = write_video(tmp_path / "a.dcm", plain.read_bytes(), H264, FrameTime="16.6667")
    source = open_source(str(path))
    frames = [source.read() for _ in range(31)]
    assert source.info.fps == 60
    assert frames[30] is not None
    assert frames[30].pts_ns - frames[0].pts_ns == pytest.approx(5e8, abs=1e6)  # type: ignore[union-attr]
    source.close()


def test_a_large_video_takes_no_memory(tmp_path: Path) -> None:
    """PixelData of gigabytes is read where it lies."""
    plain = tmp_path / "a.mp4"
    write_numbered(plain, Recipe(frames=10))
    path = write_video(tmp_path / "a.dcm", plain.read_bytes(), H264)
    with path.open("r+b") as file:  # a sparse gigabyte behind the film, in the same fragment
        content = file.read()
        place = content.rindex(b"\xfe\xff\x00\xe0")
        size = int.from_bytes(content[place + 4 : place + 8], "little")
        file.seek(place + 4)
        file.write((size + (1 << 30)).to_bytes(4, "little"))
        file.truncate(len(content) - 8 + (1 << 30))
    with at_most(cpu_s=20, memory_bytes=64e6):
        source = open_source(str(path))
        frame = source.read()
        source.close()
    assert frame is not None
    assert read_number(frame.pixels) == 0


def test_a_dicomdir_offers_its_series(tmp_path: Path) -> None:
    folder = tmp_path / "cd"
    folder.mkdir()
    plain = tmp_path / "a.mp4"
    write_numbered(plain, Recipe(frames=10))
    write_still(folder / "S1.dcm", [1], SeriesInstanceUID="1.2.3", SeriesNumber=1, InstanceNumber=2)
    write_still(folder / "S2.dcm", [2], SeriesInstanceUID="1.2.3", SeriesNumber=1, InstanceNumber=1)
    write_video(folder / "V1.dcm", plain.read_bytes(), H264, SeriesNumber=2)
    assert len(series_in(str(folder))) == 2
    write_directory(folder, "S1.dcm", "S2.dcm", "V1.dcm", "missing.dcm")
    for place in (folder, folder / "DICOMDIR"):
        pictures, video = series_in(str(place))
        assert (len(pictures.images), pictures.is_video, video.is_video) == (2, False, True)
        assert [read_number(each) for each in read_all(place)] == [2, 1]
        assert len(read_all(f"{place}#series=2")) == 10
        source = open_source(str(place))
        assert source.info.note == "This is the first of 2 series."
        source.close()
        with pytest.raises(SourceError, match="has 2 series"):
            open_source(f"{place}#series=3")


def test_a_dicomdir_leads_to_no_file_outside_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "cd"
    folder.mkdir()
    write_still(tmp_path / "SECRET", [1])
    write_still(folder / "S1", [2], StudyID="1", StudyTime="0900", SeriesNumber=1,
                InstanceNumber=1)  # fmt: skip
    subprocess.run([needs("dcmmkdir"), "+I", "S1"], check=True, cwd=folder, capture_output=True)
    made = pydicom.dcmread(folder / "DICOMDIR")
    for record in made.DirectoryRecordSequence:
        if "ReferencedFileID" in record:
            record.ReferencedFileID = ["..", "SECRET"]
    made.save_as(folder / "DICOMDIR")
    with pytest.raises(SourceError, match="contains no DICOM picture"):
        open_source(str(folder))


def test_other_objects_are_refused_with_what_they_are(tmp_path: Path) -> None:
    path = write_still(tmp_path / "a.dcm", [1], SOPClassUID="1.2.840.10008.5.1.4.1.1.2")
    with pytest.raises(SourceError, match="another kind: CT Image Storage"):
        open_source(str(path))
    path = write_encoded(tmp_path / "b.dcm", [b"1234"], "1.2.840.10008.1.2.4.94")
    with pytest.raises(SourceError, match="cannot decode"):
        open_source(str(path))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_file_that_is_cut_off_is_refused_or_shows_what_is_left(
    share: float, tmp_path: Path
) -> None:
    frames = [cv2.imencode(".jpg", paint(k))[1].tobytes() for k in range(4)]
    path = write_encoded(tmp_path / "a.dcm", frames, JPEG)
    os.truncate(path, int(path.stat().st_size * share))
    found, remedy = read_or_refuse(path)
    assert remedy or 0 < len(found) < 4


def test_noise_in_a_header_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    whole = write_still(tmp_path / "a.dcm", [1]).read_bytes()
    end = whole.index(b"\xe0\x7f\x10\x00")
    chance = np.random.default_rng(7)
    path = tmp_path / "b.dcm"
    for _ in range(60):
        noise = bytearray(whole)
        for place in chance.integers(132, end + 12, 3):
            noise[place] = chance.integers(0, 256)
        path.write_bytes(noise)
        with at_most(cpu_s=5, memory_bytes=64e6):
            found, remedy = read_or_refuse(path)
        assert found or remedy


def test_a_header_without_an_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    whole = write_still(path, [1]).read_bytes()
    place = whole.index(b"\x10\x00\x10\x00PN")
    with path.open("wb") as file:  # a name of a gigabyte
        file.write(whole[:place] + b"\x10\x00\x10\x00UN\0\0" + (1 << 30).to_bytes(4, "little"))
        file.truncate(2 << 30)
    with at_most(cpu_s=5, memory_bytes=64e6), pytest.raises(SourceError, match="damaged"):
        open_source(str(path))
