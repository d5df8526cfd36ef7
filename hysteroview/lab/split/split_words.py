"""A split in words: pictures and patients of each class on each side."""

from __future__ import annotations

from collections.abc import Sequence

from hysteroview.lab.split.split import Split

LEAKS = (
    "This split divides single pictures: pictures of one patient are in training and in test, so "
    "its figures are too good."
)


def split_table(split: Split, patients: Sequence[str], labels: Sequence[str]) -> str:
    """Return a table of pictures / patients for each fold, side and class."""
    lines = [LEAKS] if split.leaks else []
    codes = sorted(set(labels))
    for fold in split.folds:
        lines.append(fold.name)
        lines.append("  " + " ".join(f"{name:>12}" for name in ("", *codes)))
        for side in ("training", "validation", "test"):
            rows = getattr(fold, side)
            cells = []
            for code in codes:
                mine = [row for row in rows if labels[row] == code]
                cells.append(f"{len(mine)} / {len({patients[row] for row in mine})}")
            lines.append("  " + " ".join(f"{cell:>12}" for cell in (side, *cells)))
    return "\n".join([*lines, "pictures / patients"])
