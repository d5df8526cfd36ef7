"""What the start page offers, from what is connected, saved and known."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hysteroview.capture.live.devices import Device
from hysteroview.capture.live.v4l2 import CameraFormat
from hysteroview.gui.sources.choice import PHANTOM, Kind, arrange, choice_of
from hysteroview.settings.source_presets import LoadedPresets, SourcePreset

CARD = Device(
    "Capture card",
    "camera:/dev/video0",
    (
        CameraFormat("MJPG", 1920, 1080, (Fraction(60), Fraction(30))),
        CameraFormat("YUYV", 1280, 720, (Fraction(10),)),
    ),
)
TOWER = SourcePreset("Tower", "rtsp://user:secret@10.0.0.5/live")


def test_the_last_one_is_first_and_only_once() -> None:
    found = arrange((CARD,), LoadedPresets((TOWER,)), "")
    assert [each.name for each in found.choices] == ["Tower", "Capture card", "Phantom"]
    assert not any(each.is_last for each in found.choices)
    used = CARD.location_in(CARD.formats[1])
    found = arrange((CARD,), LoadedPresets((TOWER,)), used)
    assert [each.name for each in found.choices] == ["Capture card", "Tower", "Phantom"]
    assert found.choices[0].is_last
    assert found.choices[0].location == used
    assert [told for told, _ in found.choices[0].formats] == [
        "1920 × 1080 · 60 fps · MJPG",
        "1280 × 720 · 10 fps · YUYV",
    ]


def test_a_last_one_that_is_nowhere_else_has_a_card_of_its_own() -> None:
    found = arrange((), LoadedPresets(), "/videos/exam 7.mp4")
    assert [(each.name, each.kind) for each in found.choices] == [
        ("exam 7.mp4", Kind.RECORDING),
        ("Phantom", Kind.PHANTOM),
    ]


def test_two_equal_cards_are_told_apart_by_their_ports() -> None:
    cards = [
        replace(CARD, location=f"camera:/dev/{port}", port=port) for port in ("usb-2", "usb-3")
    ]
    other = Device("Room camera", "camera:/dev/video4", port="usb-4")
    found = arrange((*cards, other), LoadedPresets(), "")
    assert [(each.name, each.description) for each in found.choices[:3]] == [
        ("Capture card", "Port usb-2"),
        ("Capture card", "Port usb-3"),
        ("Room camera", "Camera or capture card"),
    ]


def test_no_password_is_shown() -> None:
    location = "rtsp://user:secret@10.0.0.5/live"
    found = arrange((), LoadedPresets((TOWER,)), "rtsp://other:hidden@10.0.0.6/live")
    for choice in (*found.choices, choice_of(location)):
        assert "secret" not in choice.name + choice.description
        assert "hidden" not in choice.name + choice.description
    assert choice_of(location).location == location
    assert "secret" not in repr(choice_of(location))


def test_the_network_is_not_looked_at_unasked() -> None:
    found = arrange((CARD,), LoadedPresets((TOWER,)), PHANTOM)
    looked = {each.name: each.may_be_previewed for each in found.choices}
    assert looked == {"Phantom": True, "Tower": False, "Capture card": True}


def test_the_notice_of_damaged_presets_is_handed_on() -> None:
    assert arrange((), LoadedPresets((), "damaged"), "").notice == "damaged"
