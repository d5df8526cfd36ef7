"""Trial: share of the view that an instrument may cover without loss of accuracy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from hysteroview.imaging.phantom import Lesion, Phantom, PhantomFrame, PhantomSpec
from hysteroview.imaging.phantom.artifacts import Instrument, draw_instrument
from hysteroview.imaging.pixels.crop_planes import split_planes
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.imaging.quality.gate import assess
from hysteroview.imaging.quality.instrument import instrument_share
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.probabilities import softmax
from hysteroview.inference.runtimes.backend import Backend
from hysteroview.lab.trials.samples import Sample, to_sample

_RENDER_PX = 360
_HALF = 127
# share of the view without the instrument, below which a lesion does not count
_LEAST_LESION = 0.03
_LESIONS = tuple(lesion for lesion in Lesion if lesion is not Lesion.NONE)
EDGES = (0.0, 0.02, 0.04, 0.06, 0.08, 0.10, 0.15, 0.20, 1.0)
WORTH = 0.05  # loss of accuracy by the instrument from which the result is withheld


@dataclass(frozen=True, slots=True)
class CoverSample:
    """One view of a lesion, with and without an instrument.

    Attributes
    ----------
    truth, estimate
        Share of the view covered by the instrument, and its estimate by the gate.
    hidden
        Share of the lesion hidden by it.
    right, right_without
        Whether the model recognizes the lesion, with the instrument and without.
    """

    truth: float
    estimate: float
    hidden: float
    right: bool
    right_without: bool


@dataclass(frozen=True, slots=True)
class CoverRow:
    """Views whose estimated cover lies between two limits."""

    low: float
    high: float
    views: int
    truth: float
    hidden: float
    right: float
    right_without: float

    @property
    def lost(self) -> float:
        """Share of correct results lost by the instrument."""
        return self.right_without - self.right


def cover_samples(
    card: ModelCard, backend: Backend, seeds: Sequence[int], views: int
) -> Iterator[CoverSample]:
    """Add an instrument to views of each lesion, nearer with each view, and run the model.

    The first is as far away as in the phantom, the last fills much of the view. Pictures rejected
    by the quality gate are left out, because they never reach the model.
    """
    for seed in seeds:
        for lesion in _LESIONS:
            spec = PhantomSpec(seed=seed, lesion=lesion, width_px=_RENDER_PX, height_px=_RENDER_PX)
            phantom = Phantom(spec)
            rng = np.random.default_rng([seed, _LESIONS.index(lesion)])
            for index in range(views):
                frame = phantom.render_view(index)
                nearness = index / max(views - 1, 1)
                if frame.truth.lesion_share < _LEAST_LESION:
                    continue
                seen = _cover_sample(card, backend, frame, _draw(rng, nearness), lesion.value)
                if seen is not None:
                    yield seen


def _cover_sample(
    card: ModelCard, backend: Backend, frame: PhantomFrame, instrument: Instrument, code: str
) -> CoverSample | None:
    held, alpha = instrument.insert(frame.pixels, 0.0)
    circle = np.zeros(frame.mask.shape, np.uint8)
    center = tuple(round(each) for each in frame.truth.view_center)
    cv2.circle(circle, center, round(frame.truth.view_radius), (255,), cv2.FILLED)
    held[circle == 0] = frame.pixels[circle == 0]
    is_covered = (alpha > _HALF) & (circle > 0)
    samples = [to_sample("", frame.pixels), to_sample("", held)]
    answers = [_answer(card, backend, sample) for sample in samples]
    covered = samples[1]
    if covered is None or None in answers:
        return None
    lesion = frame.mask > 0
    return CoverSample(
        float(is_covered.sum() / (circle > 0).sum()),
        instrument_share(split_planes(covered.crop, covered.mask)),
        float((is_covered & lesion).sum() / max(int(lesion.sum()), 1)),
        answers[1] == code,
        answers[0] == code,
    )


def _draw(rng: np.random.Generator, nearness: float) -> Instrument:
    """Draw an instrument; nearer to the lens it is thicker and extends further."""
    usual = draw_instrument(rng)
    height, width = usual.sprite.shape[:2]
    thick = cv2.resize(usual.sprite, (width, round(height * (1 + 4 * nearness))))
    return Instrument(np.asarray(thick, np.uint8), usual.angle, usual.depth - nearness)


def _answer(card: ModelCard, backend: Backend, sample: Sample | None) -> str | None:
    """Return the code of the most probable class; None if the gate rejects the picture."""
    if sample is None or assess(split_planes(sample.crop, sample.mask)).reason is not None:
        return None
    outputs = backend.run(to_input(sample.crop[None], card.input))[0]
    return card.labels.codes[int(np.argmax(softmax(outputs.logits)))]


def cover_rows(samples: Sequence[CoverSample]) -> list[CoverRow]:
    """Group views by the estimated cover."""
    rows = []
    for low, high in pairwise(EDGES):
        some = [each for each in samples if low <= each.estimate < high]
        if some:
            rows.append(
                CoverRow(
                    low, high, len(some),
                    float(np.mean([each.truth for each in some])),
                    float(np.mean([each.hidden for each in some])),
                    float(np.mean([each.right for each in some])),
                    float(np.mean([each.right_without for each in some])),
                )
            )  # fmt: skip
    return rows


def derive_limit(rows: Sequence[CoverRow]) -> float | None:
    """Return the cover from which every row loses at least `WORTH` of the correct results.

    None if there is no such cover.
    """
    limit = None
    for row in reversed(rows):
        if row.lost < WORTH:
            break
        limit = row.low
    return limit


def cover_table(samples: Sequence[CoverSample]) -> str:
    """Return a table in Markdown, with the resulting limit."""
    rows = cover_rows(samples)
    lines = [
        "| measured cover | views | true cover | lesion hidden | right | without it | lost |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row.low:.0%} to {row.high:.0%} | {row.views} | {row.truth:.1%} | {row.hidden:.1%} "
        f"| {row.right:.1%} | {row.right_without:.1%} | {row.lost:+.1%} |"
        for row in rows
    ]
    limit = derive_limit(rows)
    text = "never" if limit is None else f"from {limit:.0%} of the view on"
    lines += [
        "",
        f"{len(samples)} views; {WORTH:.0%} of the right answers or more are lost {text}",
    ]
    return "\n".join(lines)
