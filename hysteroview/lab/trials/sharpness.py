"""Trial: detection of weak blur in a video, where a picture is compared with its own scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from hysteroview.core.types import NS_PER_S, Reason
from hysteroview.imaging.phantom import LOOP_S, Lesion, Phantom, PhantomSpec
from hysteroview.imaging.pixels.crop_planes import split_planes
from hysteroview.imaging.quality.gate import Quality, assess
from hysteroview.imaging.quality.sharpness import SharpnessReference
from hysteroview.lab.data.corruptions import GRADES, blur_width, corrupt
from hysteroview.lab.data.tissue import added_blur, as_hysteroscopy
from hysteroview.lab.trials.quality import area
from hysteroview.lab.trials.samples import Sample, to_sample

_RENDER_PX = 300
_MOMENTS = 12  # of the phantom's loop
_LESIONS = tuple(Lesion)


@dataclass(frozen=True, slots=True)
class BlurTrial:
    """Detection of blur in stills and in videos of the same moments.

    Attributes
    ----------
    auc_still, auc_video
        AUC of the measure of blur at each grade, in stills and in videos.
    seen_still, seen_video
        Share of the blurred frames that are stopped as blurred at each grade.
    false_still, false_video
        Share of the clean frames that are stopped as blurred.
    """

    title: str
    frames: int
    auc_still: tuple[float, ...]
    auc_video: tuple[float, ...]
    seen_still: tuple[float, ...]
    seen_video: tuple[float, ...]
    false_still: float
    false_video: float


def try_blur(title: str, seeds: Iterable[int], *, is_recolored: bool = False) -> BlurTrial:
    """Blur the frames of phantom videos, each after its own scope has been seen clearly.

    Parameters
    ----------
    is_recolored
        Whether each video has the color and softness of a random hysteroscopy.
    """
    clean: list[tuple[Quality, Quality]] = []
    blurred: list[list[tuple[Quality, Quality]]] = [[] for _ in GRADES]
    for seed in seeds:
        frames = list(_frames(seed, is_recolored=is_recolored))
        reference = SharpnessReference()
        for index, frame in enumerate(frames):
            quality = _judge(frame, None)
            if quality.reason in {None, Reason.BLUR}:
                reference.add(index * NS_PER_S, quality.softness)
        for index, frame in enumerate(frames):
            judge = partial(_judge, sharpest=reference.value)
            if _judge(frame, None).reason not in {None, Reason.BLUR}:
                continue
            clean.append((_judge(frame, None), judge(frame)))
            for grade, found in zip(GRADES, blurred, strict=True):
                rng = np.random.default_rng([seed, index, round(grade * 10)])
                crop = corrupt(frame.crop, frame.mask, Reason.BLUR, grade, rng)
                spoiled = Sample(frame.name, crop, frame.mask)
                found.append((_judge(spoiled, None), judge(spoiled)))
    auc, seen, false = [], [], []
    for place in (0, 1):
        negatives = [pair[place].measures[Reason.BLUR] for pair in clean]
        auc.append(
            tuple(
                area(negatives, [pair[place].measures[Reason.BLUR] for pair in found])
                for found in blurred
            )
        )
        seen.append(
            tuple(
                float(np.mean([Reason.BLUR in pair[place].exceeded for pair in found]))
                for found in blurred
            )
        )
        false.append(float(np.mean([Reason.BLUR in pair[place].exceeded for pair in clean])))
    return BlurTrial(title, len(clean), auc[0], auc[1], seen[0], seen[1], false[0], false[1])


def ideal_auc(samples: Sequence[Sample], copies: int = 2) -> tuple[float, ...]:
    """Return the AUC at each grade of an observer who knows exactly how blurred each still is.

    The clean pictures are those in the color and softness of hysteroscopy, which have a known blur
    already. No measure that takes sharpness for quality can separate them better in stills.
    """
    widths = np.array(
        [
            added_blur(sample.crop, sample.mask, np.random.default_rng([index, copy]))
            for index, sample in enumerate(samples)
            for copy in range(copies)
        ]
    )
    size_px = samples[0].crop.shape[0]
    found = []
    for grade in GRADES:
        blurred = [
            float(np.hypot(width, blur_width(grade, size_px, is_motion=is_motion)))
            for width in widths.tolist()
            for is_motion in (False, True)
        ]
        found.append(area(widths.tolist(), blurred))
    return tuple(found)


def _judge(frame: Sample, sharpest: float | None) -> Quality:
    return assess(split_planes(frame.crop, frame.mask), sharpest=sharpest)


def _frames(seed: int, *, is_recolored: bool) -> Iterator[Sample]:
    """Render moments of the loop of one phantom, all with the same scope."""
    lesion = _LESIONS[seed % len(_LESIONS)]
    phantom = Phantom(
        PhantomSpec(seed=seed, lesion=lesion, width_px=_RENDER_PX, height_px=_RENDER_PX)
    )
    for index in range(_MOMENTS):
        sample = to_sample(f"{seed}/{index}", phantom.render(LOOP_S * index / _MOMENTS).pixels)
        if sample is not None and is_recolored:
            rng = np.random.default_rng(seed)  # the same scope for all moments
            crop = as_hysteroscopy(sample.crop, sample.mask, rng)
            sample = Sample(sample.name, crop, sample.mask)
        if sample is not None:
            yield sample


def blur_table(trial: BlurTrial) -> str:
    """Return a trial as text: AUC and share of the frames that are stopped as blurred."""
    grades = "  ".join(f"{f'grade {grade:g}':>13}" for grade in GRADES)
    lines = [f"{trial.title}: {trial.frames} clean frames", f"{'':12}{'clean':>7}  {grades}"]
    for name, false, auc, seen in (
        ("as stills", trial.false_still, trial.auc_still, trial.seen_still),
        ("in a video", trial.false_video, trial.auc_video, trial.seen_video),
    ):
        cells = "  ".join(f"{a:5.3f} {s:7.1%}" for a, s in zip(auc, seen, strict=True))
        lines.append(f"{name:12}{false:7.1%}  {cells}")
    return "\n".join(lines)
