"""The summary tables of an archive: one row for each recording, and one for each finding."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hysteroview.core.files import atomic_file
from hysteroview.core.types import NS_PER_S
from hysteroview.export.dataset.columns import Row, Table, columns_of, dictionary_of
from hysteroview.export.dataset.writing import TableFormat, write_table
from hysteroview.pipeline.archive.ledger.entries import Entry, RecordingState
from hysteroview.pipeline.archive.ledger.ledger import Ledger


def write_summaries(ledger: Ledger, folder: Path, formats: Iterable[TableFormat]) -> list[Path]:
    """Write the tables of all recordings and findings, and a dictionary of their columns.

    Returns
    -------
    The files.

    Raises
    ------
    StorageError
        A file cannot be written.
    """
    written = []
    names = ("archive_recordings", "archive_findings")
    for chosen in formats:
        for name, rows in zip(
            names, (_recordings(ledger, folder), _findings(ledger, folder)), strict=True
        ):
            path = folder / f"{name.removeprefix('archive_')}.{chosen.value}"
            with atomic_file(path, private=True) as temporary:
                write_table(temporary, Table(name, columns_of(name), rows), chosen)
            written.append(path)
    path = folder / "data-dictionary.csv"
    tables = [Table(name, columns_of(name), ()) for name in names]
    with atomic_file(path, private=True) as temporary:
        write_table(temporary, dictionary_of(tables), TableFormat.CSV)
    return [*written, path]


def _recordings(ledger: Ledger, folder: Path) -> Iterator[Row]:
    for entry in ledger.entries():
        yield {"file": str(entry.path), "content": entry.content, "state": entry.state.value} | (
            _facts(entry, folder)
            if entry.state is RecordingState.DONE
            else {"reason": entry.reason}
        )


def _facts(entry: Entry, folder: Path) -> dict[str, Any]:
    """Return what is known of a recording that was analyzed."""
    summary, counts = entry.summary, entry.summary["assessment"]
    findings = summary["findings"]
    strongest = max(findings, key=lambda each: each["support"], default=None)
    causes = counts["not_assessed_by_cause"]
    return {
        "reason": "",
        "frames": summary["frames"],
        "duration_s": summary["duration_s"],
        "not_assessed_share": counts["not_assessed_share"],
        "not_assessed_causes": "; ".join(f"{name} {count}" for name, count in causes.items()),
        "findings": len(findings),
        "classes": " ".join(sorted({str(each["code"]) for each in findings})),
        "first_review": ""
        if strongest is None
        else _link(entry.path, strongest["best_ns"], folder),
        "damage": summary["damage"],
        "runtimes": "; ".join(summary["runtimes"]),
        "is_quick": bool(summary.get("quick")),
    }


def _findings(ledger: Ledger, folder: Path) -> Iterator[Row]:
    for entry in ledger.entries(RecordingState.DONE):
        for each in entry.summary["findings"]:
            yield {
                "file": str(entry.path),
                "content": entry.content,
                "class": each["code"],
                "start_s": each["start_ns"] / NS_PER_S,
                "end_s": each["end_ns"] / NS_PER_S,
                "best_s": each["best_ns"] / NS_PER_S,
                "peak": each["peak"],
                "support": each["support"],
                "review": _link(entry.path, each["best_ns"], folder),
                "quality": each.get("quality"),
                "two_class": each.get("two_class"),
                "is_quick": bool(entry.summary.get("quick")),
            }


def _link(path: Path, moment_ns: int, folder: Path) -> str:
    """Return the command that opens the review of a moment, with the results of the archive."""
    results = shlex.quote(str(folder))
    at = f"--at {moment_ns / NS_PER_S:.3f}"
    return f"hysteroview review {shlex.quote(str(path))} --results {results} {at}"
