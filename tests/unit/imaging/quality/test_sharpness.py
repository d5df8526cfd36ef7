"""In a video, blur is compared with what the same scope has shown; in a still, with a prior."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from hysteroview.core.types import NS_PER_S, Frame, Reason
from hysteroview.imaging.phantom import LOOP_S, Lesion, Phantom, PhantomSpec
from hysteroview.imaging.quality.sharpness import SharpnessReference, lost_sharpness
from hysteroview.inference.decide.analyzer import Analyzer
from hysteroview.inference.model.card import find_model, load_card
from hysteroview.lab.data.corruptions import corrupt


def filled(values: list[float]) -> SharpnessReference:
    reference = SharpnessReference()
    for index, value in enumerate(values):
        reference.add(index * NS_PER_S, value)
    return reference


def test_the_reference_is_that_of_sharp_pictures_and_needs_some_seconds() -> None:
    assert filled([4.0] * 9).value is None
    assert filled([4.0] * 10).value == 4.0
    assert filled([6.0, 4.0] * 20).value == 4.0  # every second picture is blurred
    assert filled([9.0] * 12 + [4.0] * 12).value == 4.0


def test_frames_in_quick_succession_count_once() -> None:
    reference = SharpnessReference()
    for index in range(100):
        reference.add(index * NS_PER_S // 25, 4.0)
    assert reference.value is None


def test_the_reference_forgets_after_two_minutes_and_on_a_jump_back() -> None:
    reference = filled([3.0] * 60 + [6.0] * 240)
    assert reference.value == 6.0
    reference.add(0, 5.0)
    assert reference.value is None


def test_the_softer_the_scope_the_smaller_the_loss_that_counts() -> None:
    sharp, soft = (
        next(loss for loss in np.arange(0, 3, 0.01) if lost_sharpness(at + loss, at) >= 0.5)
        for at in (3.5, 6.5)
    )
    assert sharp > 2 * soft
    assert lost_sharpness(4.0, 5.0) == 0.0
    assert lost_sharpness(99.0, 5.0) == 1.0


@pytest.mark.parametrize("is_video", [True, False], ids=["video", "stills"])
def test_weak_blur_is_noticed_in_a_video_and_clean_frames_are_not_stopped(is_video: bool) -> None:
    """Weak blur of a sharp scope looks like a clear picture of a soft one."""
    phantom = Phantom(PhantomSpec(seed=5100, lesion=Lesion.EP, width_px=240, height_px=240))
    pictures = [phantom.render(LOOP_S * index / 12).pixels for index in range(12)]
    mask = np.where(phantom.render(0.0).pixels.max(axis=2) > 8, 255, 0).astype(np.uint8)
    analyzer = Analyzer(load_card(find_model(None)), is_video=is_video)
    reasons: dict[str, list[Reason | None]] = {"clean": [], "blurred": []}
    for index in range(36):
        kind = "blurred" if index >= 12 and index % 3 == 0 else "clean"
        pixels = pictures[index % 12]
        if kind == "blurred":
            rng = np.random.default_rng(index)
            pixels = corrupt(np.ascontiguousarray(pixels), mask, Reason.BLUR, 0.0, rng)
        bgra = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
        prepared = analyzer.prepare(Frame(index, index * NS_PER_S, 0, bgra))
        reasons[kind].append(prepared.reason)
    assert reasons["clean"].count(Reason.BLUR) <= 1
    assert reasons["blurred"].count(Reason.BLUR) >= (7 if is_video else 0)
    if not is_video:
        assert reasons["blurred"].count(Reason.BLUR) <= 2


def test_another_zoom_starts_anew(bundle: Path) -> None:
    phantom = Phantom(PhantomSpec(seed=5100, lesion=Lesion.EP, width_px=200, height_px=200))
    pictures = [phantom.render(LOOP_S * index / 20).pixels for index in range(20)]
    analyzer = Analyzer(load_card(bundle))
    known = []
    for index in range(40):
        side = 200 if index < 20 else 140
        pixels = np.zeros((240, 240, 4), np.uint8)
        low = (240 - side) // 2
        picture = cv2.resize(pictures[index % 20], (side, side), interpolation=cv2.INTER_AREA)
        pixels[low : low + side, low : low + side, :3] = picture
        analyzer.prepare(Frame(index, index * NS_PER_S, 0, pixels))
        known.append(analyzer.sharpest is not None)
    assert known[15]
    assert not known[25]
    assert known[39]
