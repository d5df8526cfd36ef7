"""Cameras through a seam: OpenCV itself reads a film where the device would be."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import cv2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clips import write_clip
from hysteroview.capture.live import v4l2
from hysteroview.capture.live.camera import CameraLocation, connect, parse_location
from hysteroview.capture.live.devices import Device, list_devices
from hysteroview.capture.live.v4l2 import CameraFormat, describe_by, product_by
from hysteroview.capture.opening import open_source
from hysteroview.core.errors import SourceError


class Film:
    """A capture that was opened on a film, and says what it was asked for."""

    def __init__(self, path: Path) -> None:
        self._film = cv2.VideoCapture(str(path))
        self.asked: dict[int, float] = {}
        self.is_released = False
        self.misses = 0

    def isOpened(self) -> bool:
        return self._film.isOpened()

    def set(self, prop: int, value: float) -> bool:
        self.asked[prop] = value
        return True

    def get(self, prop: int) -> float:
        return self._film.get(prop)

    def read(self) -> tuple[bool, object]:
        if self.misses:
            self.misses -= 1
            return False, None
        return self._film.read()

    def release(self) -> None:
        self.is_released = True
        self._film.release()


@pytest.fixture
def film(tmp_path: Path) -> Film:
    write_clip(tmp_path / "film.mp4", frames=6)
    return Film(tmp_path / "film.mp4")


def test_a_camera_is_asked_for_its_format_and_read_to_the_end(film: Film) -> None:
    wanted = parse_location("camera:/dev/video3?size=1920x1080&fps=59.94&format=MJPG")
    film.misses = 2
    source = connect(wanted, lambda _device, _backend: film, "linux")
    assert film.asked[cv2.CAP_PROP_FRAME_WIDTH] == 1920
    assert film.asked[cv2.CAP_PROP_FPS] == pytest.approx(59.94, abs=0.01)
    assert film.asked[cv2.CAP_PROP_FOURCC] == int.from_bytes(b"MJPG", "little")
    assert source.info.name == "camera video3"
    assert source.info.is_live
    assert "instead of 1920 × 1080" in (source.damage or "")
    assert f"{source.info.codec} instead of MJPG" in (source.damage or "")
    frames = [source.read() for _ in range(6)]
    with pytest.raises(SourceError, match="was lost"):
        source.read()
    assert [frame.index for frame in frames] == list(range(6))
    assert all(frame.pixels[..., 3].min() == 255 for frame in frames)
    source.close()
    source.close()
    assert film.is_released
    assert source.read() is None


def test_the_second_interface_is_tried_where_the_first_gives_nothing(
    film: Film, tmp_path: Path
) -> None:
    tried = []

    def open_capture(device: int | str, backend: int) -> Film:
        tried.append(backend)
        return film if backend == cv2.CAP_DSHOW else Film(tmp_path / "none.mp4")

    connect(CameraLocation(0), open_capture, "win32").close()
    assert tried == [cv2.CAP_MSMF, cv2.CAP_DSHOW]


def test_a_camera_that_is_not_there_is_reported() -> None:
    with pytest.raises(SourceError, match="camera video97 cannot be opened") as caught:
        open_source("camera:/dev/video97")
    assert "cable" in caught.value.remedy


@pytest.mark.parametrize(
    "location",
    ["camera:", "camera:0?size=big", "camera:0?fps=0", "camera:0?fps=1/0", "camera:0?format=x",
     "camera:0?zoom=2", "camera:0?size=0x9", "camera:0?x"],
)  # fmt: skip
def test_what_no_camera_has_is_refused(location: str) -> None:
    with pytest.raises(SourceError):
        parse_location(location)


locations = st.builds(
    CameraLocation,
    st.integers(0, 9999) | st.just("/dev/v4l/by-id/usb-Maker_Card_1-video-index0"),
    st.none() | st.tuples(st.integers(1, 8192), st.integers(1, 8192)),
    st.none() | st.sampled_from([Fraction(60), Fraction(60000, 1001), Fraction(15, 2)]),
    st.none() | st.sampled_from(["MJPG", "YUYV", "Y16 "]),
)


@given(locations)
def test_a_location_is_read_as_it_was_written(location: CameraLocation) -> None:
    assert parse_location(str(location)) == location


class Driver:
    """Answers ioctls as a capture card's driver does, in the bytes of linux/videodev2.h."""

    def __init__(self, *, capabilities: int = 0x85200001) -> None:
        self._capabilities = capabilities

    def ask(self, request: int, buffer: bytearray) -> None:
        index, first, second, third = struct.unpack_from("IIII", buffer)
        answers = {
            v4l2.QUERYCAP: [
                b"uvcvideo".ljust(16, b"\0") + b"USB Capture HDMI+: \0".ljust(32, b"x")
                + b"usb-0000:00:14.0-2".ljust(32, b"\0")
                + struct.pack("III12x", 0x60100, self._capabilities, 0x04200001)
            ],
            v4l2.ENUM_FMT: [
                struct.pack("III32s4sI12x", 0, 1, 1, b"Motion-JPEG", b"MJPG", 0),
                struct.pack("III32s4sI12x", 1, 1, 0, b"YUYV 4:2:2", b"YUYV", 0),
            ],
            v4l2.ENUM_FRAMESIZES: {
                b"MJPG": [struct.pack("I4sI6I8x", 0, b"MJPG", 1, 1920, 1080, 0, 0, 0, 0),
                          struct.pack("I4sI6I8x", 1, b"MJPG", 1, 720, 576, 0, 0, 0, 0)],
                b"YUYV": [struct.pack("I4sI6I8x", 0, b"YUYV", 3, 640, 1280, 2, 480, 720, 2)],
            }.get(struct.pack("I", first), []),
            v4l2.ENUM_FRAMEINTERVALS: (
                [struct.pack("I4sIII6I8x", 0, b"MJPG", second, third, 1, 1001, 60000, 0, 0, 0, 0),
                 struct.pack("I4sIII6I8x", 1, b"MJPG", second, third, 1, 1, 30, 0, 0, 0, 0)]
                if struct.pack("I", first) == b"MJPG"
                else [struct.pack("I4sIII6I8x", 0, b"YUYV", second, third, 3, 1, 60, 1, 5, 1, 1)]
            ),
        }[request]  # fmt: skip
        number = 0 if request == v4l2.QUERYCAP else index
        if number >= len(answers):
            raise OSError(22, "Invalid argument")
        assert len(answers[number]) == len(buffer)
        buffer[:] = answers[number]


def test_what_a_driver_answers_becomes_names_sizes_and_rates() -> None:
    described = describe_by(Driver().ask)
    assert described is not None
    name, formats = described
    assert name == "USB Capture HDMI+:"
    assert product_by(Driver().ask) == (name, "usb-0000:00:14.0-2")
    fast = (Fraction(60000, 1001), Fraction(30))
    assert formats[0] == CameraFormat("MJPG", 1920, 1080, fast)
    assert CameraFormat("MJPG", 720, 576, fast) in formats
    assert CameraFormat("YUYV", 1280, 720, (Fraction(60),)) in formats
    device = Device(name, "camera:/dev/video0", formats)
    location = device.location_in(formats[0])
    assert parse_location(location) == CameraLocation(
        "/dev/video0", (1920, 1080), Fraction(60000, 1001), "MJPG"
    )


def test_a_node_that_gives_no_pictures_is_left_out() -> None:
    class Metadata(Driver):
        def ask(self, request: int, buffer: bytearray) -> None:
            super().ask(request, buffer)
            struct.pack_into("I", buffer, 88, 0x04A00000)  # of this node: no capture

    assert describe_by(Metadata().ask) is None
    assert describe_by(Driver(capabilities=0x85200001).ask) is not None


def test_the_devices_of_this_machine_can_be_listed() -> None:
    for device in list_devices():
        assert device.name
        parse_location(device.location)
