"""The phantom is the same each time, and its truth is true."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest

from hysteroview.imaging.phantom import (
    LOOP_S,
    Lesion,
    Phantom,
    PhantomFrame,
    PhantomSpec,
    Structure,
)

ARTIFACTS = ("blood", "bubbles", "blur", "instrument", "console_text")
LESIONS = tuple(lesion for lesion in Lesion if lesion is not Lesion.NONE)
# BGR means of a 4 x 4 grid over view 0 of EP with seed 7 at 128 px.
THUMBNAIL = (
    *((14, 17, 32), (43, 53, 101), (100, 120, 201), (50, 58, 86)),
    *((64, 78, 122), (58, 72, 126), (102, 123, 211), (98, 118, 198)),
    *((92, 109, 156), (92, 109, 161), (81, 97, 155), (65, 79, 129)),
    *((42, 49, 69), (111, 127, 189), (105, 122, 178), (35, 41, 58)),
)


def phantom(lesion: Lesion = Lesion.EP, seed: int = 7, px: int = 128, **more: bool) -> Phantom:
    return Phantom(PhantomSpec(seed=seed, lesion=lesion, width_px=px, height_px=px, **more))


@pytest.fixture(scope="module")
def polyp() -> Phantom:
    return phantom()


def distance_from_view_center(frame: PhantomFrame) -> np.ndarray:
    y, x = np.indices(frame.mask.shape)
    cx, cy = frame.truth.view_center
    return np.hypot(x - cx, y - cy)


@pytest.mark.parametrize("lesion", [Lesion.EC, Lesion.AH])
def test_two_builds_are_equal_bit_for_bit(lesion: Lesion) -> None:
    first, second = phantom(lesion), phantom(lesion)
    for one, other in (
        (first.render(3.0), second.render(3.0)),
        (first.render_view(5), second.render_view(5)),
    ):
        np.testing.assert_array_equal(one.pixels, other.pixels)
        np.testing.assert_array_equal(one.mask, other.mask)
        assert one.truth == other.truth


def test_pictures_do_not_depend_on_what_was_rendered_before(polyp: Phantom) -> None:
    before = polyp.render(2.0).pixels
    polyp.render_view(1)
    polyp.render(7.0)
    np.testing.assert_array_equal(polyp.render(2.0).pixels, before)


def test_the_picture_is_the_same_on_every_machine(polyp: Phantom) -> None:
    pixels = polyp.render_view(0).pixels
    small = cv2.resize(pixels, (4, 4), interpolation=cv2.INTER_AREA).reshape(-1, 3)
    np.testing.assert_allclose(small.astype(int), np.array(THUMBNAIL), atol=4)


def test_other_seeds_give_other_pictures(polyp: Phantom) -> None:
    other = phantom(seed=8).render_view(0).pixels
    assert np.abs(polyp.render_view(0).pixels.astype(int) - other).mean() > 5


def test_the_loop_closes_and_is_smooth(polyp: Phantom) -> None:
    np.testing.assert_array_equal(polyp.render(0.0).pixels, polyp.render(LOOP_S).pixels)
    now, soon = (cv2.blur(polyp.render(t).pixels, (9, 9)).astype(int) for t in (4.0, 4.033))
    assert np.abs(now - soon).mean() < 4


@pytest.mark.parametrize("lesion", LESIONS)
def test_views_show_the_lesion(lesion: Lesion) -> None:
    for seed in (1, 2):
        case = phantom(lesion, seed, 96)
        for index in range(3):
            frame = case.render_view(index)
            assert frame.truth.lesion_share >= 0.03
            assert frame.mask.any()


def test_the_lesion_leaves_the_view_and_comes_back() -> None:
    shares = [
        case.render(float(t)).truth.lesion_share
        for case in (phantom(Lesion.SM, seed, 64) for seed in (3, 4, 5))
        for t in range(int(LOOP_S))
    ]
    assert np.mean(np.array(shares) > 0.03) > 0.6
    assert min(shares) < 0.02


@pytest.mark.parametrize("lesion", list(Lesion))
def test_truth_agrees_with_the_mask(lesion: Lesion) -> None:
    frame = phantom(lesion, 3).render_view(2)
    truth, mask = frame.truth, frame.mask
    assert set(np.unique(mask)) <= {0, 255}
    inside = distance_from_view_center(frame) <= truth.view_radius
    assert not mask[~inside].any()
    assert truth.lesion_share == pytest.approx((mask[inside] > 0).mean(), abs=0.02)
    if lesion is Lesion.NONE:
        assert truth.box is None
        assert not mask.any()
    else:
        assert truth.box is not None
        ys, xs = np.nonzero(mask)
        x, y, w, h = truth.box
        assert (x, y) == (xs.min(), ys.min())
        assert (x + w - 1, y + h - 1) == (xs.max(), ys.max())


def test_around_the_round_view_it_is_black(polyp: Phantom) -> None:
    frame = polyp.render_view(0)
    outside = distance_from_view_center(frame) > frame.truth.view_radius + 1.5
    assert frame.pixels[outside].max(initial=0) == 0
    assert frame.pixels[~outside].mean() > 40


@pytest.mark.parametrize("name", ARTIFACTS)
def test_each_artifact_changes_the_picture_and_is_in_the_truth(name: str) -> None:
    clean = phantom(Lesion.EP, 7, 200).render(2.0)
    marred = phantom(Lesion.EP, 7, 200, **{name: True}).render(2.0)
    assert np.abs(marred.pixels.astype(int) - clean.pixels).max() > 40
    for artifact in ARTIFACTS:
        assert bool(getattr(clean.truth, artifact)) is False
        assert bool(getattr(marred.truth, artifact)) is (artifact == name)


def test_an_instrument_covers_the_lesion() -> None:
    clean = phantom(Lesion.EH, 2, 200).render(2.0)
    covered = phantom(Lesion.EH, 2, 200, instrument=True).render(2.0)
    assert covered.truth.lesion_share < clean.truth.lesion_share
    assert not (covered.mask & ~clean.mask).any()


def test_console_text_stays_outside_the_view() -> None:
    spec = PhantomSpec(seed=1, lesion=Lesion.SM, console_text=True)
    frame = Phantom(spec).render(1.0)
    clean = Phantom(PhantomSpec(seed=1, lesion=Lesion.SM)).render(1.0)
    changed = (frame.pixels != clean.pixels).any(axis=2)
    assert changed.any()
    assert distance_from_view_center(frame)[changed].min() > frame.truth.view_radius


@pytest.mark.parametrize("size", [(64, 64), (720, 576), (1920, 1080), (33, 97)])
def test_odd_sizes(size: tuple[int, int]) -> None:
    width, height = size
    case = Phantom(PhantomSpec(seed=4, lesion=Lesion.EC, width_px=width, height_px=height))
    for frame in (case.render(0.5), case.render_view(0)):
        assert frame.pixels.shape == (height, width, 3)
        assert frame.mask.shape == (height, width)
        assert frame.pixels.dtype == frame.mask.dtype == np.uint8


def test_truth_goes_into_json(polyp: Phantom) -> None:
    truth = polyp.render(1.5).truth
    read = json.loads(json.dumps(truth.as_dict()))
    assert read["lesion"] == "EP"
    assert read["lesion_share"] == truth.lesion_share
    assert read["time_s"] == 1.5


@pytest.mark.parametrize("wrong", [{"seed": -1}, {"width_px": 8}, {"height_px": 9000}])
def test_an_impossible_spec_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must"):
        PhantomSpec(**wrong)


@pytest.mark.parametrize("structure", [Structure.SYNECHIA, Structure.IUD])
def test_a_structure_is_seen_has_no_mask_and_is_the_same_each_time(structure: Structure) -> None:
    spec = PhantomSpec(seed=2, lesion=Lesion.NONE, structure=structure, width_px=96, height_px=96)
    frame = Phantom(spec).render_view(1)
    np.testing.assert_array_equal(frame.pixels, Phantom(spec).render_view(1).pixels)
    assert not frame.mask.any()
    empty = Phantom(PhantomSpec(seed=2, lesion=Lesion.NONE, width_px=96, height_px=96))
    assert (frame.pixels.astype(int) - empty.render_view(1).pixels != 0).mean() > 0.1


def test_a_structure_stands_in_a_cavity_without_a_lesion() -> None:
    with pytest.raises(ValueError, match="without a lesion"):
        PhantomSpec(lesion=Lesion.EP, structure=Structure.IUD)


def test_views_onto_both_ostia_differ() -> None:
    empty = phantom(Lesion.NONE, 3, 96)
    left, right = empty.render_ostium(0), empty.render_ostium(1)
    assert (left.pixels != right.pixels).any()
    np.testing.assert_array_equal(left.pixels, phantom(Lesion.NONE, 3, 96).render_ostium(0).pixels)
