"""What a run's network does with pictures that are none of its classes, and what the gate stops."""

from __future__ import annotations

import math
from pathlib import Path

from hysteroview.lab.bundle.parts import open_set_table
from hysteroview.lab.calibrate.material import Extent, Notify
from hysteroview.lab.calibrate.quality_limits import limits_table
from hysteroview.lab.deliver.bundle import BundlePlan, calibrate_run
from hysteroview.lab.runs.record import read_run

_NO_LIMITS = (
    "Quality limits: those of the program. The index was made with the gate, so that pictures "
    "beyond its limits are not in it; make one with --no-gate to derive limits."
)


def beyond_classes(
    run: Path, index: Path | None, extent: Extent, notify: Notify
) -> tuple[str, dict[str, float]]:
    """Measure the open set and the limits of the gate of a run's first fold.

    Returns
    -------
    Markdown, and the figures by name.

    Raises
    ------
    ModelError, HysteroViewError
        The run leaks, is not finished, or has too few pictures to fit these parts.
    """
    record = read_run(run)
    fold = record.folds[0].name if record.folds else ""
    outcome = calibrate_run(BundlePlan(run=run, fold=fold, index=index, extent=extent), notify)
    limits = _NO_LIMITS if outcome.limits is None else limits_table(outcome.limits)
    where = f" (network of {fold})" if len(record.folds) > 1 else ""
    title = f"## {record.title}: open set and gate limits{where}"
    figures = {name: value for name, value in outcome.figures.items() if math.isfinite(value)}
    return "\n\n".join([title, open_set_table(outcome), limits]), figures
