"""The gate lets clean pictures through and says why it stops others."""

from __future__ import annotations

from dataclasses import astuple, fields

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hysteroview.core.types import Box, FieldOfView, Reason
from hysteroview.imaging.phantom import Lesion, Phantom, PhantomSpec
from hysteroview.imaging.pixels.crop_planes import split_planes
from hysteroview.imaging.pixels.preprocess import crop
from hysteroview.imaging.pixels.view_mask import view_mask
from hysteroview.imaging.quality.gate import assess
from hysteroview.imaging.quality.instrument import instrument_share
from hysteroview.imaging.quality.limits import QualityLimits

BOX = Box(0, 0, 320, 320)
MASK = view_mask(FieldOfView(BOX, BOX), BOX, 224)


def seen(*, instrument: bool = False, index: int = 0) -> tuple[np.ndarray, float]:
    spec = PhantomSpec(
        seed=11, lesion=Lesion.EP, width_px=320, height_px=320, instrument=instrument
    )
    frame = Phantom(spec).render_view(index)
    return crop(frame.pixels, BOX, 224, FieldOfView(BOX, BOX)), frame.truth.instrument


@pytest.fixture(scope="module")
def clean() -> np.ndarray:
    return seen()[0]


def bars() -> np.ndarray:
    card = np.zeros((224, 224, 3), np.uint8)
    colors = [(191, 191, 191), (191, 191, 0), (0, 191, 191), (0, 191, 0), (191, 0, 191)]
    for index, color in enumerate(colors):
        card[:, index * 45 :] = color
    return card


def test_a_clean_picture_passes(clean: np.ndarray) -> None:
    quality = assess(split_planes(clean, MASK))
    assert quality.reason is None
    assert quality.score > 0.5
    assert all(0 <= value <= 1 for value in quality.measures.values())


def test_each_fault_is_named(clean: np.ndarray) -> None:
    gray = np.full_like(clean, 130)
    gray[::9] = 60
    blood = np.full_like(clean, (120, 14, 12))
    faults = {
        Reason.BLUR: cv2.GaussianBlur(clean, (0, 0), 8),
        Reason.DARK: (clean * 0.15).astype(np.uint8),
        Reason.OVEREXPOSED: cv2.add(clean, np.full_like(clean, 180)),
        Reason.RED_OUT: cv2.addWeighted(clean, 0.05, blood, 0.95, 0),
        Reason.LENS_CONTACT: cv2.add(np.full_like(clean, (170, 110, 90)), clean // 60),
        Reason.TEST_CARD: bars(),
        Reason.OUTSIDE_BODY: gray + np.array([0, 6, 12], np.uint8),
    }
    found = {
        reason: assess(split_planes(picture, MASK)).reason for reason, picture in faults.items()
    }
    assert found == {reason: reason for reason in faults}


def test_red_tissue_on_the_lens_is_not_called_blood(clean: np.ndarray) -> None:
    """A smooth red area without any structure was named blood, whatever it was."""
    slope = np.linspace(0.8, 1.2, 224)[None, :, None]
    touching = np.clip(np.array([170, 40, 32]) * slope, 0, 255) + np.zeros_like(clean)
    quality = assess(split_planes(touching.astype(np.uint8), MASK))
    assert quality.exceeded[:2] == (Reason.LENS_CONTACT, Reason.RED_OUT)


def test_a_pale_pattern_in_all_channels_of_a_red_cavity_is_not_blood(clean: np.ndarray) -> None:
    """Weak structure in deep red was blood, although green and blue showed the same structure."""
    gray = cv2.cvtColor(clean, cv2.COLOR_RGB2GRAY).astype(np.float64)
    pattern = 1 + 0.35 * (gray / gray[MASK > 0].mean() - 1)
    noise = np.random.default_rng(0).normal(0, 1, clean.shape)
    cavity = pattern[..., None] * np.array([150, 55, 50]) + noise
    veiled = pattern[..., None] * np.array([150, 0, 0]) + np.array([0, 15, 12]) + noise
    found = {
        name: assess(split_planes(np.clip(picture, 0, 255).astype(np.uint8), MASK)).exceeded
        for name, picture in (("cavity", cavity), ("veiled", veiled))
    }
    assert Reason.RED_OUT not in found["cavity"]
    assert Reason.RED_OUT in found["veiled"]


def test_few_sharp_edges_tell_a_smooth_wall_from_a_blurred_one(clean: np.ndarray) -> None:
    """Smooth walls passed, whether the few edges on them were sharp or blurred."""
    wall = cv2.GaussianBlur(clean, (0, 0), 5)
    for at in range(50, 180, 30):
        cv2.line(wall, (at, 40), (at + 20, 180), (120, 40, 30), 1, cv2.LINE_AA)
    assert Reason.BLUR not in assess(split_planes(wall, MASK)).exceeded
    blurred = cv2.GaussianBlur(wall, (0, 0), 5)
    assert Reason.BLUR in assess(split_planes(blurred, MASK)).exceeded


@pytest.mark.parametrize("balance", [(0.88, 1.12), (1.15, 0.85), (0.85, 1.0)])
def test_pale_tissue_in_another_white_balance_stays_inside_the_body(
    clean: np.ndarray, balance: tuple[float, float]
) -> None:
    """Pale tissue was outside the body in cooler light."""
    blue = clean[..., 0] / 1.45  # as in the palest tenth of real hysteroscopy
    pale = np.stack([clean[..., 0] * balance[0], blue, blue * balance[1]], axis=-1)
    pale = np.asarray(np.clip(pale, 0, 255), np.uint8)
    assert Reason.OUTSIDE_BODY not in assess(split_planes(pale, MASK)).exceeded


def test_a_room_seen_through_a_stained_lens_is_outside_the_body(clean: np.ndarray) -> None:
    """A quarter of the color of tissue was enough for gray walls and drapes to pass as tissue."""
    room = np.full_like(clean, (150, 160, 165))
    room[:, ::5] = (90, 100, 105)
    room[150:] = (60, 100, 150)
    stained = cv2.addWeighted(room, 0.75, np.full_like(clean, (200, 90, 70)), 0.25, 0)
    assert Reason.OUTSIDE_BODY in assess(split_planes(stained, MASK)).exceeded


def test_an_instrument_in_a_blue_sheath_is_not_outside_the_body(clean: np.ndarray) -> None:
    sheathed = clean.copy()
    sheathed[60:110, 80:] = (50, 90, 190)
    assert Reason.OUTSIDE_BODY not in assess(split_planes(sheathed, MASK)).exceeded


def test_nothing_inside_is_no_picture(clean: np.ndarray) -> None:
    assert assess(split_planes(clean, np.zeros_like(MASK))).reason is Reason.NO_PICTURE


def test_a_limit_above_1_switches_a_reason_off(clean: np.ndarray) -> None:
    dark = (clean * 0.15).astype(np.uint8)
    off = QualityLimits(**{item.name: 1.1 for item in fields(QualityLimits)})
    assert assess(split_planes(dark, MASK), off).reason is None
    assert set(astuple(off)) == {1.1}
    for wrong in (float("nan"), float("inf"), 0.0, -0.5):
        with pytest.raises(ValueError, match="limit blur must be"):
            QualityLimits(blur=wrong)


def test_limits_are_listed_in_order_of_priority() -> None:
    assert str(QualityLimits()) == "0.5 for every reason (default)"
    words = str(QualityLimits(blur=0.625, dark=1.1))
    assert words.startswith("test card 0.5, dark never, ")
    assert words.endswith("lens contact 0.5, blur 0.625")


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.sampled_from([32, 64, 224, 331]))
def test_any_picture_is_judged(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    level = int(rng.integers(1, 256))
    picture = rng.integers(0, level, (size, size, 3), dtype=np.uint8)
    mask = np.where(rng.random((size, size)) < rng.random(), 255, 0).astype(np.uint8)
    quality = assess(split_planes(picture, mask))
    assert 0 <= quality.score <= 1
    assert (quality.score <= 0.5) == (quality.reason is not None)
    assert 0 <= instrument_share(split_planes(picture, mask)) <= 1


def test_an_instrument_is_seen_and_tissue_is_none(clean: np.ndarray) -> None:
    picture, truth = seen(instrument=True, index=1)
    assert truth > 0.01
    assert 0.3 * truth < instrument_share(split_planes(picture, MASK)) < 1.5 * truth
    assert instrument_share(split_planes(clean, MASK)) < 0.005


@pytest.mark.parametrize("level", [0, 30, 40, 100, 149, 150, 151, 200])
@pytest.mark.parametrize("share", [0.0, 0.09, 0.1, 0.11, 1.0])
def test_darkness_is_that_of_the_ninth_decile(level: int, share: float) -> None:
    picture = np.full((224, 224, 3), level // 2, np.uint8)
    picture[: round(224 * share), :, 0] = level
    planes = split_planes(picture, np.full((224, 224), 255, np.uint8))
    assert planes is not None
    decile = np.sort(planes.highest[planes.inside > 0])
    at = int(decile[int(np.ceil(0.9 * decile.size)) - 1])
    expected = min(max((150 - at) / 110, 0.0), 1.0)
    assert assess(planes).measures[Reason.DARK] == pytest.approx(expected)
