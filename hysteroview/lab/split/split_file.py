"""Split files, and the check that nothing is on both sides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.files import atomic_file
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded
from hysteroview.lab.split.split import Fold, Method, Split, SplitSettings

_MOST_BYTES = 256 << 20
_MOST_LISTED = 20


def write_split(split: Split, file: Path) -> None:
    """Write a split; a reader sees at once if it leaks."""
    content = {
        "leaks": split.leaks,
        "settings": asdict(split.settings),
        "index": split.index_digest,
        "folds": [asdict(fold) for fold in split.folds],
    }
    with atomic_file(file, private=True) as draft:
        draft.write_text(json.dumps(content, indent=1), encoding="utf-8")


def read_split(
    file: Path,
    patients: Sequence[str],
    index_digest: str,
    duplicates: Iterable[tuple[int, int]] = (),
) -> Split:
    """Read a split of an index and check it.

    Raises
    ------
    HysteroViewError
        It cannot be read, belongs to another index, or has a patient or a near duplicate on two
        sides of a fold; the message lists them.
    """
    try:
        content = json.loads(read_bounded(file, _MOST_BYTES))
        settings = dict(content["settings"])
        settings["method"] = Method(settings["method"])
        folds = tuple(
            Fold(
                str(each["name"]),
                *(tuple(map(int, each[side])) for side in ("training", "validation", "test")),
            )
            for each in content["folds"]
        )
        split = Split(SplitSettings(**settings), str(content["index"]), folds)
    except (OSError, UnfitFileError, ValueError, KeyError, TypeError) as error:
        raise HysteroViewError(
            f"The split {file.name} cannot be read: {error}.",
            remedy="Make it again with: hysteroview lab split",
        ) from error
    if split.index_digest != index_digest:
        raise HysteroViewError(
            f"The split {file.name} belongs to another index.",
            remedy="Make it again with: hysteroview lab split",
        )
    if any(row not in range(len(patients)) for fold in folds for row in _all(fold)):
        raise HysteroViewError(
            f"The split {file.name} names pictures that the index does not have.",
            remedy="Make it again with: hysteroview lab split",
        )
    if not split.leaks:
        check_leaks(folds, patients, duplicates)
    return split


def check_leaks(
    folds: Iterable[Fold], patients: Sequence[str], duplicates: Iterable[tuple[int, int]]
) -> None:
    """Refuse folds with a patient or a near duplicate on two sides.

    Raises
    ------
    HysteroViewError
        With the list of them (up to 20).
    """
    pairs = list(duplicates)
    leaks: list[str] = []
    for fold in folds:
        side_of: dict[int, str] = {}
        sides: dict[str, set[str]] = {}
        for side in ("training", "validation", "test"):
            for row in getattr(fold, side):
                if row in side_of:
                    leaks.append(f"{fold.name}: picture {row} is listed twice")
                side_of[row] = side
                sides.setdefault(patients[row], set()).add(side)
        leaks += [
            f"{fold.name}: patient {patient} is in {' and '.join(sorted(found))}"
            for patient, found in sorted(sides.items())
            if len(found) > 1
        ]
        leaks += [
            f"{fold.name}: pictures {a} and {b} show the same, in {side_of[a]} and {side_of[b]}"
            for a, b in pairs
            if a in side_of and b in side_of and side_of[a] != side_of[b]
        ]
    if leaks:
        listed = "\n".join(f"  {leak}" for leak in leaks[:_MOST_LISTED])
        more = f"\n  and {len(leaks) - _MOST_LISTED} more" if len(leaks) > _MOST_LISTED else ""
        raise HysteroViewError(
            f"The split leaks, so its figures would be too good:\n{listed}{more}\n",
            remedy="Divide by patient with: hysteroview lab split",
        )


def _all(fold: Fold) -> tuple[int, ...]:
    return fold.training + fold.validation + fold.test
