"""After replugging, another camera is never taken for the one of the exam."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hysteroview.capture.live.devices import stable_name
from hysteroview.capture.live.identity import SameCamera, find_again
from hysteroview.core.errors import SourceError
from hysteroview.settings.known_cameras import CameraIdentity

CARD = CameraIdentity("HDMI Capture", "usb-0000:00:14.0-2", "A17", "0")
TWIN = replace(CARD, bus="usb-0000:00:14.0-3")
ROOM = CameraIdentity("Room Camera", "usb-0000:00:14.0-4", "", "0")
VIDEO0, VIDEO2 = Path("/dev/video0"), Path("/dev/video2")


def test_the_room_camera_under_the_old_name_is_refused() -> None:
    connected = {VIDEO0: CARD}
    same = SameCamera("/dev/video0", lambda: connected)
    assert same.device() == "/dev/video0"
    connected = {VIDEO0: ROOM}
    with pytest.raises(SourceError, match="Room Camera, not HDMI Capture") as refused:
        same.device()
    assert refused.value.remedy
    connected = {VIDEO0: ROOM, VIDEO2: CARD}
    assert same.device() == "/dev/video2", "the card under its new name"
    connected = {}
    assert same.device() == "/dev/video0", "which cannot be opened"


def test_a_device_number_is_the_name_of_a_node() -> None:
    connected = {VIDEO0: CARD}
    same = SameCamera(0, lambda: connected)
    assert same.device() == 0
    connected = {VIDEO0: ROOM, VIDEO2: CARD}
    assert same.device() == "/dev/video2"


def test_a_serial_number_finds_a_camera_at_another_port() -> None:
    assert find_again(CARD, {VIDEO2: TWIN}) == VIDEO2


def test_of_two_equal_cards_it_is_the_one_at_the_same_port() -> None:
    assert find_again(CARD, {VIDEO0: TWIN, VIDEO2: CARD}) == VIDEO2
    without = replace(CARD, serial="")
    assert find_again(without, {VIDEO0: replace(TWIN, serial="")}) is None
    assert find_again(without, {VIDEO2: without}) == VIDEO2


def test_the_second_input_of_a_card_is_not_its_first() -> None:
    assert find_again(CARD, {VIDEO2: replace(CARD, input_index="1")}) is None


def test_where_cameras_cannot_be_identified_nothing_changes() -> None:
    same = SameCamera("/dev/video0", dict)
    assert same.device() == same.device() == "/dev/video0"


def test_devices_are_listed_by_a_name_that_stays(tmp_path: Path) -> None:
    nodes = [tmp_path / "video0", tmp_path / "video2"]
    links = tmp_path / "v4l"
    for kind in ("by-id", "by-path"):
        (links / kind).mkdir(parents=True)
    for number, node in enumerate(nodes):
        node.touch()
        (links / "by-path" / f"port-{number}").symlink_to(node)
    (links / "by-id" / "usb-HDMI_Capture").symlink_to(nodes[1])
    alone = {nodes[0]: ROOM, nodes[1]: CARD}
    assert stable_name(nodes[1], alone, links).name == "usb-HDMI_Capture"
    assert stable_name(nodes[0], alone, links).name == "port-0", "a card without such a name"
    twins = {nodes[0]: TWIN, nodes[1]: CARD}
    assert [stable_name(node, twins, links).name for node in nodes] == ["port-0", "port-1"]
