"""What each epoch brought, and the table of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from hysteroview.core.files import atomic_file


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochReport:
    """Result of an epoch.

    Attributes
    ----------
    number
        Of the epoch in the whole training, from 1.
    loss, accuracy
        Means over the (augmented) training pictures.
    validation_loss, validation_accuracy
        Of the moving average of the weights; None without validation pictures.
    learning_rate
        At the end of the epoch.
    is_best
        Whether the weights of this epoch are the result so far.
    """

    number: int
    size_px: int
    loss: float
    accuracy: float
    validation_loss: float | None
    validation_accuracy: float | None
    learning_rate: float
    seconds: float
    is_best: bool


def write_history(reports: Sequence[EpochReport], file: Path) -> None:
    """Write all epochs as CSV, atomically."""
    text = io.StringIO()
    rows = csv.DictWriter(text, [field.name for field in fields(EpochReport)])
    rows.writeheader()
    rows.writerows(asdict(each) for each in reports)
    with atomic_file(file) as draft:
        draft.write_text(text.getvalue(), encoding="utf-8", newline="")
