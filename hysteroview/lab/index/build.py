"""Making of an index: all entries of a manifest, checked against one another."""

from __future__ import annotations

import multiprocessing
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.labels import LabelSet
from hysteroview.lab.data.phantoms import MASK_PX
from hysteroview.lab.index.extract import Extract, Sampling, content_hash, extract
from hysteroview.lab.index.fingerprints import TURNS, fingerprint, near_duplicates
from hysteroview.lab.index.pictures import Index, IndexedPicture
from hysteroview.lab.manifest.entries import Entry, Problem, patient_key

Notify = Callable[[str], None]
_MOST_LISTED = 20


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """What became of one entry."""

    sha256: str
    extracts: tuple[Extract, ...]
    fingerprints: NDArray[np.uint64]
    left_out: Counter[str]
    problem: str | None


def build_index(
    entries: Sequence[Entry], labels: LabelSet, sampling: Sampling, *, workers: int, notify: Notify
) -> tuple[Index, list[Problem]]:
    """Extract all pictures of a manifest.

    Returns
    -------
    The index, and the problems of its media: files that cannot be read, the same file or a near
    duplicate under two patients, entries without a usable picture. Errors among them forbid
    training; the caller decides.
    """
    pictures: list[IndexedPicture] = []
    crops: list[NDArray[np.uint8]] = []
    lesions: list[NDArray[np.uint8]] = []
    fingerprints: list[NDArray[np.uint64]] = []
    left_out: Counter[str] = Counter()
    problems: list[Problem] = []
    hashes: dict[str, list[Entry]] = defaultdict(list)
    nothing = np.zeros((MASK_PX, MASK_PX), np.uint8)
    for entry, made in _make_all(entries, sampling, workers):
        left_out += made.left_out
        if made.problem is not None:
            problems.append(
                Problem((entry.row,), made.problem, "Check the file, or remove the row.")
            )
            continue
        hashes[made.sha256].append(entry)
        if not made.extracts:
            why = ", ".join(f"{reason}: {count}" for reason, count in made.left_out.items())
            problems.append(
                Problem(
                    (entry.row,),
                    f"{entry.file.name} has no usable picture ({why or 'nothing in this part'}).",
                    "Check the part, or leave the gate out with --no-gate.",
                    is_error=False,
                )
            )
        for item, prints in zip(made.extracts, made.fingerprints, strict=True):
            pictures.append(_record(entry, made.sha256, item))
            crops.append(item.crop)
            lesions.append(nothing if item.lesion is None else item.lesion)
            fingerprints.append(prints)
        notify(f"{entry.file.name}: {len(made.extracts)} pictures")
    if not pictures:
        raise HysteroViewError(
            "No picture of the manifest can be used.",
            remedy="Check the files, or leave the gate out with --no-gate.",
        )
    problems += _same_content(hashes)
    index = Index(
        labels, tuple(pictures), np.stack(crops), np.stack(lesions),
        np.array(fingerprints, np.uint64).reshape(-1, TURNS), dict(left_out), asdict(sampling),
    )  # fmt: skip
    return index, problems + duplicate_problems(index)


def duplicate_pairs(index: Index) -> list[tuple[int, int]]:
    """Return pairs of pictures of different patients that show the same."""
    groups = np.unique(index.patients, return_inverse=True)[1]
    return near_duplicates(index.fingerprints, index.crops, groups)


def duplicate_problems(index: Index) -> list[Problem]:
    """Return pairs of pictures of different patients that show the same, as one error."""
    pairs = duplicate_pairs(index)
    if not pairs:
        return []
    shown = "; ".join(
        f"{_name(index.pictures[a])} and {_name(index.pictures[b])}"
        for a, b in pairs[:_MOST_LISTED]
    )
    rows = sorted({index.pictures[at].row for pair in pairs for at in pair})
    return [
        Problem(
            tuple(rows),
            f"{len(pairs)} pairs of pictures of different patients are near duplicates: {shown}.",
            "Correct the patients or remove one of each. A split keeps both on one side.",
            is_error=False,
        )
    ]


def _make_all(
    entries: Sequence[Entry], sampling: Sampling, workers: int
) -> Iterator[tuple[Entry, _Made]]:
    if workers < 2 or len(entries) < 2:
        yield from ((entry, _make(entry, sampling)) for entry in entries)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(entries)), context) as pool:
        made = pool.map(_make, entries, [sampling] * len(entries))
        yield from zip(entries, made, strict=True)


def _make(entry: Entry, sampling: Sampling) -> _Made:
    left_out: Counter[str] = Counter()
    try:
        found = tuple(extract(entry, sampling, left_out))
        sha256 = content_hash(entry.file)
    except (HysteroViewError, OSError) as error:
        return _Made("", (), np.zeros((0, TURNS), np.uint64), left_out, str(error))
    prints = np.array([fingerprint(each.crop) for each in found], np.uint64).reshape(-1, TURNS)
    return _Made(sha256, found, prints, left_out, None)


def _record(entry: Entry, sha256: str, item: Extract) -> IndexedPicture:
    return IndexedPicture(
        patient=patient_key(entry.patient), label=entry.label, source=entry.file.name,
        source_sha256=sha256, time_s=item.time_s, row=entry.row, exam=entry.exam,
        site=entry.site, scope=entry.scope, has_lesion=item.lesion is not None,
    )  # fmt: skip


def _same_content(hashes: dict[str, list[Entry]]) -> list[Problem]:
    return [
        Problem(
            tuple(entry.row for entry in entries),
            f"The same file content ({entries[0].file.name}) belongs to several patients.",
            "A recording shows one patient; correct the IDs or remove a copy.",
        )
        for entries in hashes.values()
        if len({patient_key(entry.patient) for entry in entries}) > 1
    ]


def _name(picture: IndexedPicture) -> str:
    return f"{picture.source} at {picture.time_s:.1f} s (line {picture.row})"
