"""What may be wrong between the rows of a manifest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from hysteroview.lab.manifest.entries import Entry, Problem, patient_key


def check_entries(entries: Sequence[Entry]) -> list[Problem]:
    """Return the contradictions between rows, in the order of the table."""
    problems = [*_spellings(entries), *_labels(entries), *_same_files(entries)]
    return sorted(problems, key=lambda problem: problem.rows)


def _spellings(entries: Iterable[Entry]) -> list[Problem]:
    """One patient under two spellings would be on both sides of a split."""
    by_key: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        by_key[patient_key(entry.patient)][entry.patient].append(entry.row)
    return [
        Problem(
            tuple(sorted(rows[0] for rows in spellings.values())),
            f"One patient is written in {len(spellings)} ways: {_quoted(spellings)}.",
            "Write the patient in one way, or give two patients different IDs.",
        )
        for spellings in by_key.values()
        if len(spellings) > 1
    ]


def _labels(entries: Iterable[Entry]) -> list[Problem]:
    """The same stretch of a file with two labels, or one patient with several in one exam.

    A patient may have a polyp and a hyperplasia, so several labels of a patient are a warning.
    """
    by_patient: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    by_part: dict[tuple[object, ...], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        by_patient[patient_key(entry.patient)][entry.label].append(entry.row)
        part = (str(entry.file), entry.start_s, entry.end_s)
        by_part[part][entry.label].append(entry.row)
    contradictions = [
        Problem(
            _rows(labels),
            f"The same picture or part of a video has the labels {_quoted(labels)}.",
            "Keep one of them, or give each its own time range.",
        )
        for labels in by_part.values()
        if len(labels) > 1
    ]
    several = [
        Problem(
            _rows(labels),
            f"A patient has the labels {_quoted(labels)}.",
            "Check that both were found.",
            is_error=False,
        )
        for labels in by_patient.values()
        if len(labels) > 1
    ]
    return contradictions + several


def _same_files(entries: Iterable[Entry]) -> list[Problem]:
    by_file: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        by_file[str(entry.file.resolve())][patient_key(entry.patient)].append(entry.row)
    return [
        Problem(
            _rows(patients),
            f"The file {file.rpartition('/')[2]} belongs to {len(patients)} patients.",
            "A file shows one patient; correct the IDs.",
        )
        for file, patients in by_file.items()
        if len(patients) > 1
    ]


def _rows(by_name: dict[str, list[int]]) -> tuple[int, ...]:
    return tuple(sorted(rows[0] for rows in by_name.values()))


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in sorted(names))
