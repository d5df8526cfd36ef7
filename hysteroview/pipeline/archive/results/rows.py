"""Rows of the table of an archive, from what its ledger knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hysteroview.core.types import NS_PER_S
from hysteroview.pipeline.archive.ledger.entries import Entry, RecordingState
from hysteroview.pipeline.archive.results.marks import UNMARKED, Mark, RowKey


class RowKind(StrEnum):
    """What a row of the findings is."""

    FINDING = "finding"  # that the AI proposes
    NOT_ASSESSED = "not assessed"  # a time without a result


class Outcome(StrEnum):
    """What is known of a recording."""

    FINDING = "finding proposed"
    NONE_FOUND = "no finding proposed"  # which does not mean that there is none
    NOT_ASSESSED = "not assessed"  # no frame had a result
    WAITING = "waiting"
    FAILED = "failed"  # is tried again
    SET_ASIDE = "set aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A finding that the AI proposes, or a time without a result.

    Attributes
    ----------
    file
        Path of one of the files with this content.
    start_s, end_s, best_s
        First and last frame, and the one that shows it best; timestamps of the source.
    code
        Code of the class; empty without a result.
    peak
        Greatest probability of the class in a single frame; None without a result.
    two_class, cause
        Name of the two-class result, and of the most frequent cause without one; empty if there is
        none, or if an earlier version analyzed the recording.
    quality
        Mean quality of the frames with a result; None if it is not known.
    is_quick
        Whether only parts of the recording were looked at closely.
    """

    key: RowKey
    file: str
    kind: RowKind
    start_s: float
    end_s: float
    best_s: float
    code: str = ""
    peak: float | None = None
    two_class: str = ""
    cause: str = ""
    quality: float | None = None
    is_quick: bool = False
    mark: Mark = UNMARKED

    @property
    def shown_s(self) -> float:
        """Time at which the review begins."""
        return self.best_s


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRow:
    """A recording, and how its analysis ended.

    Attributes
    ----------
    reason
        Why it was set aside; empty if it was not.
    codes
        Classes of the findings, separated by spaces.
    not_assessed_share
        Share of its frames without a result; None if it was not analyzed.
    causes
        Names of the causes without a result, the most frequent first, separated by spaces.
    best_s
        Time of its strongest finding; None without one.
    left_out
        Number of times without a result that are not listed, since there are too many.
    """

    key: RowKey
    file: str
    outcome: Outcome
    reason: str = ""
    duration_s: float | None = None
    findings: int = 0
    codes: str = ""
    not_assessed_share: float | None = None
    causes: str = ""
    best_s: float | None = None
    left_out: int = 0
    is_quick: bool = False
    mark: Mark = UNMARKED

    @property
    def shown_s(self) -> float | None:
        """Time at which the review begins; None for its first frame."""
        return self.best_s


Row = FindingRow | RecordingRow


def finding_rows(entry: Entry, run: str) -> Iterator[FindingRow]:
    """Yield the findings of a recording, and the times without a result.

    Parameters
    ----------
    run
        Key of model and settings.
    """
    summary = entry.summary
    if entry.state is not RecordingState.DONE:
        return
    is_quick = bool(summary.get("quick"))
    for each in summary.get("findings", ()):
        yield FindingRow(
            key=RowKey(run, entry.content, str(each["key"])),
            file=entry.location,
            kind=RowKind.FINDING,
            start_s=each["start_ns"] / NS_PER_S,
            end_s=each["end_ns"] / NS_PER_S,
            best_s=each["best_ns"] / NS_PER_S,
            code=each["code"],
            peak=each["peak"],
            two_class=each.get("two_class") or "",
            quality=each.get("quality"),
            is_quick=is_quick,
        )
    for each in summary.get("not_assessed", ()):
        start_s, end_s = each["start_ns"] / NS_PER_S, each["end_ns"] / NS_PER_S
        yield FindingRow(
            key=RowKey(run, entry.content, f"not-assessed-{each['start_ns']}"),
            file=entry.location,
            kind=RowKind.NOT_ASSESSED,
            start_s=start_s,
            end_s=end_s,
            best_s=start_s,
            cause=each["cause"],
            is_quick=is_quick,
        )


def recording_row(entry: Entry, run: str, *, has_failed: bool = False) -> RecordingRow:
    """Return the row of a recording.

    Parameters
    ----------
    has_failed
        Whether an attempt failed, of a recording that waits.
    """
    key = RowKey(run, entry.content, "")
    if entry.state is RecordingState.SET_ASIDE:
        return RecordingRow(
            key=key, file=entry.location, outcome=Outcome.SET_ASIDE, reason=entry.reason
        )
    if entry.state is RecordingState.WAITING:
        outcome = Outcome.FAILED if has_failed else Outcome.WAITING
        return RecordingRow(key=key, file=entry.location, outcome=outcome, reason=entry.reason)
    summary: Mapping[str, Any] = entry.summary
    findings, counts = summary.get("findings", ()), summary.get("assessment", {})
    share = counts.get("not_assessed_share")
    strongest = max(findings, key=lambda each: float(each["support"]), default=None)
    outcome = Outcome.NOT_ASSESSED if share is None or share >= 1 else Outcome.NONE_FOUND
    return RecordingRow(
        key=key,
        file=entry.location,
        outcome=Outcome.FINDING if findings else outcome,
        duration_s=summary.get("duration_s"),
        findings=len(findings),
        codes=" ".join(sorted({str(each["code"]) for each in findings})),
        not_assessed_share=share,
        causes=" ".join(counts.get("not_assessed_by_cause", ())),
        best_s=None if strongest is None else strongest["best_ns"] / NS_PER_S,
        left_out=int(summary.get("not_assessed_left_out", 0)),
        is_quick=bool(summary.get("quick")),
    )
