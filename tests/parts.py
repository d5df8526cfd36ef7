"""Recordings in several files, as recorders split them, for tests."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from hysteroview.capture.parts.names import names_after
from hysteroview.core.types import NS_PER_S
from numbered import Recipe, write_numbered

BEGAN_S = 1_700_000_000
LENGTH = 20  # frames of a part
_RECIPE = Recipe(options={"g": "12", "bf": "2", "x264-params": "scenecut=0:log-level=none"})


@dataclass(frozen=True)
class Split:
    """How a recording of numbered pictures is split.

    Attributes
    ----------
    begins_anew
        Whether the timestamps of each part begin at 0.
    overlap
        Pictures that a part has in common with the part before; -1 for one that neither has.
    pause_s
        Between the end of a part and the beginning of the next, by the clock.
    """

    begins_anew: bool = False
    overlap: int = 0
    parts: int = 3
    pause_s: float = 0.0
    recipe: Recipe = _RECIPE


SPLITS = {
    "continues_001.ts": Split(),
    "begins anew_1.mp4": Split(begins_anew=True),
    "repeats_1.mkv": Split(overlap=1),
    "begins anew and repeats.mp4": Split(begins_anew=True, overlap=1),
    "lacks_8.ts": Split(overlap=-1),
}


def write_parts(path: Path, split: Split) -> list[Path]:
    """Write a recording whose first file is `path`; return all its files.

    Each part has `LENGTH` pictures, those in both included.
    """
    path.parent.mkdir(exist_ok=True)
    paths, recipe = [path], split.recipe
    for part in range(split.parts):
        if part:  # a first file without a number is followed by the one with number 1
            paths.append(path.with_name(names_after(paths[-1].name)[0]))
        first = part * (LENGTH - split.overlap)
        # late enough that no muxer shifts the first part because its decoding times are negative
        offset = 0 if split.begins_anew else first + 5 * recipe.fps
        times_s = [float((offset + index) / recipe.fps) for index in range(LENGTH)]
        write_numbered(paths[-1], replace(recipe, first=first, frames=LENGTH, times_s=times_s))
        ended_s = BEGAN_S + (part + 1) * LENGTH / recipe.fps + part * split.pause_s
        os.utime(paths[-1], ns=(round(ended_s * NS_PER_S),) * 2)
    return paths
