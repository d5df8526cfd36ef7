"""A camera that was used before is recognized by the next start of the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from cameras import FakeCamera, Ports
from hysteroview.capture.live.identified import (
    IdentifiedCamera,
    accept_camera,
    open_another,
    open_whichever,
    recall_known,
)
from hysteroview.capture.live.identity import OtherCameraError
from hysteroview.capture.opening import open_source
from hysteroview.settings.known_cameras import known_cameras_path

CARD = FakeCamera("HDMI Capture", "usb-1", "A17", 200)
ROOM = FakeCamera("Room Camera", "usb-2", "", 60)
PLAIN = replace(CARD, serial="")
TWIN = replace(PLAIN, port="usb-3", gray=120)


@pytest.fixture
def ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ports:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return Ports(tmp_path / "machine", monkeypatch)


@pytest.fixture
def use(ports: Ports) -> Callable[[], int]:
    """Start the program with the location, as it were, and return the gray that it shows."""

    def start() -> int:
        source = open_source(ports.location())
        assert isinstance(source, IdentifiedCamera)
        try:
            frame = source.read()
            source.remember()
        finally:
            source.close()
        assert frame is not None
        return int(frame.pixels[0, 0, 0])

    return start


def test_another_camera_under_the_old_name_is_refused_by_the_next_start(
    ports: Ports, use: Callable[[], int]
) -> None:
    ports.plug(CARD)
    assert use() == CARD.gray
    ports.plug(ROOM)
    with pytest.raises(OtherCameraError, match="Room Camera, not HDMI Capture") as refused:
        use()
    assert (refused.value.known.product, refused.value.found.product) == (
        CARD.product, ROOM.product,
    )  # fmt: skip
    whichever = open_whichever(ports.location())
    shown = whichever.read()
    whichever.close()
    assert shown is not None
    assert shown.pixels[0, 0, 0] == ROOM.gray, "its picture can be shown beside the other one"
    ports.plug(ROOM, CARD)
    assert use() == CARD.gray, "the card under its new name"


def test_a_camera_that_was_accepted_is_the_one_from_then_on(
    ports: Ports, use: Callable[[], int]
) -> None:
    ports.plug(CARD)
    use()
    ports.plug(ROOM)
    with pytest.raises(OtherCameraError) as refused:
        use()
    accept_camera(ports.location(), refused.value.found)
    assert use() == ROOM.gray
    ports.plug(CARD)
    with pytest.raises(OtherCameraError, match="HDMI Capture, not Room Camera"):
        use()
    another = open_another(ports.location())
    another.remember()
    another.close()
    assert use() == CARD.gray, "whichever is there"


def test_of_two_equal_cards_without_serial_number_the_next_start_takes_the_same_port(
    ports: Ports, use: Callable[[], int]
) -> None:
    ports.plug(PLAIN, TWIN)
    assert use() == PLAIN.gray
    ports.plug(TWIN, PLAIN)
    assert use() == PLAIN.gray, "although the other one is now video0"
    ports.plug(TWIN)
    with pytest.raises(OtherCameraError, match="of the same kind"):
        use()


def test_a_card_with_a_serial_number_may_be_at_another_port(
    ports: Ports, use: Callable[[], int]
) -> None:
    ports.plug(CARD)
    use()
    ports.plug(replace(CARD, port="usb-7"))
    assert use() == CARD.gray
    known = recall_known(ports.location())
    assert known is not None
    assert known.identity.bus == "usb-7"


def test_a_small_picture_is_kept_in_a_private_file(ports: Ports, use: Callable[[], int]) -> None:
    ports.plug(CARD)
    use()
    known = recall_known(ports.location())
    assert known is not None
    assert known.identity.serial == "A17"
    picture = cv2.imdecode(np.frombuffer(known.picture, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape == (36, 48, 3)
    assert (picture == CARD.gray).all()
    assert known_cameras_path().stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text", ["[cameras", "[cameras]\n'/dev/video0' = 3", "[cameras.a]\nproduct = 3", "\0\0"]
)
def test_a_damaged_file_of_cameras_is_no_obstacle(
    ports: Ports, use: Callable[[], int], text: str
) -> None:
    known_cameras_path().parent.mkdir(parents=True)
    known_cameras_path().write_text(text)
    ports.plug(CARD)
    assert use() == CARD.gray
    assert recall_known(ports.location()) is not None
