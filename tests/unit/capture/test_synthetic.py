"""The phantom as a live source: its location, its pace, its loop."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from hysteroview.capture.opening import open_source
from hysteroview.capture.synthetic import parse_location
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S
from hysteroview.imaging.phantom import LOOP_S, Lesion


def test_a_location_says_what_it_wants() -> None:
    location = parse_location("phantom:?seed=3&lesion=ec&blood=1&size=320x180&fps=25")
    assert location.fps == Fraction(25)
    assert (location.spec.seed, location.spec.lesion) == (3, Lesion.EC)
    assert (location.spec.width_px, location.spec.height_px) == (320, 180)
    assert location.spec.blood
    assert not location.spec.bubbles
    assert parse_location("phantom:").spec.lesion is Lesion.EP


@pytest.mark.parametrize(
    "location",
    [
        "phantom:?lesion=XX",
        "phantom:?seed=minus",
        "phantom:?size=9x9",
        "phantom:?size=large",
        "phantom:?fps=0",
        "phantom:?blood=yes",
        "phantom:?colour=red",
        "phantom:seed",
    ],
)
def test_a_location_that_no_phantom_has_is_refused(location: str) -> None:
    with pytest.raises(SourceError) as raised:
        open_source(location)
    assert "phantom:?seed=7" in raised.value.remedy


def test_it_plays_at_its_pace_and_begins_again() -> None:
    source = open_source("phantom:?seed=5&lesion=SM&size=64x64&fps=120")
    try:
        frames = [source.read() for _ in range(300)]
        assert source.info.is_live
        assert source.info.is_synthetic
    finally:
        source.close()
    kept = [frame for frame in frames if frame is not None]
    assert len(kept) == 300
    assert [frame.index for frame in kept] == list(range(300))
    steps = {b.pts_ns - a.pts_ns for a, b in pairwise(kept)}
    period_ns = NS_PER_S / 120
    assert all(step < 2.1 * period_ns for step in steps)  # every picture, or every other
    wall_s = (kept[-1].captured_ns - kept[0].captured_ns) / NS_PER_S
    stream_s = (kept[-1].pts_ns - kept[0].pts_ns) / NS_PER_S
    assert wall_s > 0.95 * stream_s  # never faster than its own clock
    assert stream_s < LOOP_S
    assert source.read() is None
