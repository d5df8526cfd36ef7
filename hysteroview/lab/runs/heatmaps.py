"""All figures of the heatmaps of a run: on lesions that are known, and without any."""

from __future__ import annotations

from dataclasses import dataclass

from hysteroview.lab.runs.further_words import (
    localization_json,
    localization_words,
    sanity_json,
    sanity_words,
)
from hysteroview.lab.runs.localization import Localization, Sanity, localization, sanity
from hysteroview.lab.runs.networks import TrainedRun


@dataclass(frozen=True, slots=True)
class Heatmaps:
    """Figures of the heatmaps of a run.

    Attributes
    ----------
    run
        Name of its folder.
    localization
        None if no lesion of its index is known.
    """

    run: str
    localization: Localization | None
    sanity: Sanity


def heatmaps_of(run: TrainedRun, *, samples: int = 1000) -> Heatmaps:
    """Compute all figures of a run's heatmaps.

    Raises
    ------
    HysteroViewError
        Lesions are known in the index, but in no test picture.
    """
    has_lesions = any(each.has_lesion for each in run.index.pictures)
    found = localization(run, samples=samples) if has_lesions else None
    return Heatmaps(run.folder.name, found, sanity(run))


def heatmap_words(found: Heatmaps) -> str:
    """Return all figures as Markdown."""
    where = (
        "No lesion is known. A reader can judge the marked areas with hysteroview lab localize "
        f"{found.run} --page reader.html."
        if found.localization is None
        else localization_words(found.localization)
    )
    return "\n\n".join([f"## heatmaps of {found.run}", where, sanity_words(found.sanity)])


def heatmap_json(found: Heatmaps) -> dict[str, object]:
    """Return all figures as plain data."""
    known = found.localization
    return {
        "run": found.run,
        "localization": None if known is None else localization_json(known),
        "checks": sanity_json(found.sanity),
    }
