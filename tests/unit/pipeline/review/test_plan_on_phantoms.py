"""The photo plan on phantoms, whose views are known: places that occur are proposed.

The known views take the part of the operator, who marks when a place is in view. The quality of the
frames is measured in their pictures by the gate.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import cv2
import numpy as np
import pytest

from hysteroview.core.review.photo_plan import PhotoPlan, PhotoSlot
from hysteroview.core.review.photo_proposals import PhotoState, PlanFrames, entries_of
from hysteroview.core.review.places import PHOTO_PLAN, Place
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.imaging.phantom import LOOP_S, Lesion, Phantom, PhantomSpec
from hysteroview.inference.decide.analyzer import Analyzer
from hysteroview.inference.model.card import ModelCard, find_model, load_card

RATE_HZ = 4
LEAST = 0.98  # of the places that occur
SAMPLE = ((4, Lesion.EP, ""), (5, Lesion.EP, "blood"))
FULL = tuple(
    (seed, lesion, ("", "blood", "bubbles", "instrument")[(seed + place) % 4])
    for seed in range(10)
    for place, lesion in enumerate((Lesion.NONE, Lesion.EP, Lesion.EC))
)


def _spec(seed: int, lesion: Lesion, artifact: str) -> PhantomSpec:
    return PhantomSpec(
        seed=seed, lesion=lesion, width_px=320, height_px=240, blood=artifact == "blood",
        bubbles=artifact == "bubbles", instrument=artifact == "instrument",
    )  # fmt: skip


def _measure(phantom: Phantom, times_ns: list[int], card: ModelCard) -> PlanFrames:
    """Return the frames that pass the gate, with their quality."""
    analyzer, quality = Analyzer(card), []
    for index, pts_ns in enumerate(times_ns):
        shown = np.asarray(
            cv2.cvtColor(phantom.render(pts_ns / NS_PER_S).pixels, cv2.COLOR_BGR2BGRA), np.uint8
        )
        prepared = analyzer.prepare(Frame(index, pts_ns, pts_ns, shown))
        measured = 1.0 if prepared.quality is None else prepared.quality
        quality.append(measured if prepared.crop is not None else np.nan)
    results = np.full((2, len(times_ns)), np.nan)
    return PlanFrames(np.array(times_ns), np.array(quality), results)


def _marked(views: list[frozenset[Place]], times_ns: list[int]) -> PhotoPlan:
    """Return a plan in which each stretch with a place in view is marked."""
    plan = PhotoPlan()
    for place in PHOTO_PLAN:
        seen = [(place in view, pts_ns) for view, pts_ns in zip(views, times_ns, strict=True)]
        for is_seen, group in groupby(seen, key=lambda each: each[0]):
            stretch = [pts_ns for _, pts_ns in group]
            if is_seen:
                middle = stretch[len(stretch) // 2]
                slot = PhotoSlot.of_place(place)
                plan = plan.with_change(plan.mark(slot, stretch[0], stretch[-1], middle))
    return plan


def test_places_that_occur_are_proposed_with_a_frame_that_shows_them(
    request: pytest.FixtureRequest,
) -> None:
    card = load_card(find_model(None))
    specs = FULL if request.config.getoption("full") else SAMPLE
    occurred, proposed = Counter[Place](), Counter[Place]()
    times_ns = [round(index * NS_PER_S / RATE_HZ) for index in range(round(LOOP_S * RATE_HZ))]
    for seed, lesion, artifact in specs:
        phantom = Phantom(_spec(seed, lesion, artifact))
        views = [phantom.view_at(pts_ns / NS_PER_S).places for pts_ns in times_ns]
        frames = _measure(phantom, times_ns, card)
        occurred.update(frozenset[Place]().union(*views) & set(PHOTO_PLAN))
        for entry in entries_of(_marked(views, times_ns), frames):
            place = entry.slot.place
            assert place is not None
            if entry.state is PhotoState.PROPOSED and entry.pts_ns is not None:
                row = times_ns.index(entry.pts_ns)
                assert place in views[row], "a proposed frame shows its place"
                assert not np.isnan(frames.quality[row]), "a proposed frame passed the gate"
                proposed[place] += 1
            else:
                assert entry.state is PhotoState.MISSING
    shares = f"{sum(proposed.values())} of {sum(occurred.values())} places"
    print(f"photo plan: {shares} proposed")  # noqa: T201 - for -s
    assert sum(proposed.values()) >= LEAST * sum(occurred.values()), shares
    assert proposed[Place.FUNDUS]
