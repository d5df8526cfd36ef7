"""Polyp against none on single frames of PolypGen: real endoscopy, real masks.

Colonoscopy of six centers (Ali et al. 2023, Scientific Data 10:75, CC BY 4.0). It shows that the
method runs on real pictures, and says nothing about the uterus.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.labels import Label, LabelSet
from hysteroview.lab.manifest.entries import Entry

POLYP_CLASSES = LabelSet(
    (
        Label("none", "No polyp (colon)", premalignant_or_malignant=False),
        Label("polyp", "Polyp (colon)", premalignant_or_malignant=False),
    )
)
_TABLE = "index.csv"
# names that tell the sequence or the examination
_SEQUENCES = (re.compile(r"(\d+OLCV\d+)_"), re.compile(r"(\d+)_endocv2021_positive_\d+"))
_CENTER = re.compile(r"(C\d)_|_(C\d)_")


def polypgen_entries(folder: Path) -> list[Entry]:
    """Return an entry for each frame.

    Patients of single frames are not published. Where the name of a file has the number of a
    sequence, that is the unit; other frames count as a patient each, which makes intervals too
    narrow if they are not.

    Raises
    ------
    HysteroViewError
        The folder is not that of PolypGen's frames.
    """
    try:
        with (folder / _TABLE).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        pictures = {path.stem: path for path in (folder / "images").iterdir()}
        return [
            Entry(
                row=number, file=pictures[row["name"]], patient=_unit(row["name"]),
                label="polyp" if row["has_polyp"] == "1" else "none",
                mask=folder / "masks" / f"{row['name']}.png", site=_center(row["name"]),
            )
            for number, row in enumerate(rows, 2)
        ]  # fmt: skip
    except (OSError, KeyError, ValueError, csv.Error) as error:
        raise HysteroViewError(
            f"The folder {folder} has no frames of PolypGen: {error}.",
            remedy="Give the folder with index.csv, images and masks.",
        ) from error


def _unit(name: str) -> str:
    for pattern in _SEQUENCES:
        found = pattern.match(name)
        if found:
            return f"sequence {found[1]}"
    return name


def _center(name: str) -> str:
    found = _CENTER.search(name)
    return (found[1] or found[2]) if found else ""
