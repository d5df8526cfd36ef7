"""Findings under review: what the AI showed, and what the operator decided about it.

An episode of the AI is open until somebody accepts or rejects it; only accepted findings are
findings. Each decision is a `FindingChange`, which replaces some findings with others, so that the
list at any time follows from the episodes and the changes in their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

from hysteroview.core.foreign.fields import build, conform, whole
from hysteroview.core.review.change_log import ChangeLog, EntryKinds

OTHER: Final = "other"  # code of a finding that is none of the model's classes
CHANGED, UNDONE, REDONE = "finding", "finding_undone", "finding_redone"  # kinds of log entries


class FindingState(StrEnum):
    """What was decided about a finding."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


class ChangeKind(StrEnum):
    """What an operator did."""

    ACCEPT = "accept"
    REJECT = "reject"
    REOPEN = "reopen"
    RELABEL = "relabel"
    SPLIT = "split"
    MERGE = "merge"
    NOTE = "note"
    ADD = "add"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFinding:
    """An episode of the AI, or a finding of the operator.

    Attributes
    ----------
    key
        Identifies it within the review.
    code
        Code of its class, or `OTHER`.
    start_ns, end_ns, best_ns
        First and last frame, and the frame that shows it best; timestamps of the source.
    ai_code
        Class that the AI showed; None for a finding that the operator added.
    peak
        Greatest probability of that class in a single frame; None without one.
    support
        Sum of the quality of the supporting frames: its weight in the list.
    """

    key: str
    code: str
    start_ns: int
    end_ns: int
    best_ns: int
    ai_code: str | None = None
    peak: float | None = None
    support: float = 0.0
    state: FindingState = FindingState.OPEN
    note: str = ""

    def __post_init__(self) -> None:
        if not self.start_ns <= self.best_ns <= self.end_ns:
            raise ValueError("the best frame of a finding is one of its frames")

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self) | {"state": self.state.value}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> ReviewFinding:
        """Read the output of `as_dict`.

        Raises
        ------
        TypeError, ValueError
            It is invalid.
        """
        return build(cls, fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChange:
    """One decision of the operator.

    Attributes
    ----------
    number
        From 1, in the order of the decisions.
    before
        Keys of the findings that it replaces.
    after
        The findings in their place.
    """

    number: int
    kind: ChangeKind
    before: tuple[str, ...]
    after: tuple[ReviewFinding, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "change": self.number,
            "kind": self.kind.value,
            "before": list(self.before),
            "after": [each.as_dict() for each in self.after],
        }

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> FindingChange:
        """Read the output of `as_dict`.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is invalid.
        """
        return cls(
            number=whole(fields["change"]),
            kind=conform(ChangeKind, fields["kind"]),
            before=conform(tuple[str, ...], fields["before"]),
            after=conform(tuple[ReviewFinding, ...], fields["after"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsReview(ChangeLog[FindingChange]):
    """All episodes of a recording with all decisions about them.

    Attributes
    ----------
    proposed
        Episodes of the AI, all of them open.
    """

    proposed: tuple[ReviewFinding, ...] = ()

    @property
    def findings(self) -> tuple[ReviewFinding, ...]:
        """What is in the list now: the heaviest first, then in order of time."""
        known = {each.key: each for each in self.proposed}
        for change in self.in_effect:
            for key in change.before:
                known.pop(key, None)
            known |= {each.key: each for each in change.after}
        return tuple(sorted(known.values(), key=lambda each: (-each.support, each.start_ns)))

    @property
    def decided(self) -> tuple[ReviewFinding, ...]:
        """Those that were accepted or rejected, in order of time."""
        decided = (each for each in self.findings if each.state is not FindingState.OPEN)
        return tuple(sorted(decided, key=lambda each: (each.start_ns, each.key)))

    def find(self, key: str) -> ReviewFinding:
        """Return a finding of the list; KeyError if it is not there."""
        return {each.key: each for each in self.findings}[key]

    def decide(self, key: str, state: FindingState) -> FindingChange:
        """Return the change that accepts or rejects a finding, or opens it again."""
        kinds = {
            FindingState.ACCEPTED: ChangeKind.ACCEPT,
            FindingState.REJECTED: ChangeKind.REJECT,
            FindingState.OPEN: ChangeKind.REOPEN,
        }
        return self._replaced(kinds[state], replace(self.find(key), state=state))

    def relabel(self, key: str, code: str) -> FindingChange:
        """Return the change that gives a finding another class."""
        return self._replaced(ChangeKind.RELABEL, replace(self.find(key), code=code))

    def annotate(self, key: str, note: str) -> FindingChange:
        """Return the change that gives a finding a note."""
        return self._replaced(ChangeKind.NOTE, replace(self.find(key), note=note))

    def split(self, key: str, at_ns: int) -> FindingChange:
        """Return the change that makes two findings of one; ValueError if `at_ns` is not inside.

        The weight is divided by time.
        """
        whole = self.find(key)
        if not whole.start_ns < at_ns < whole.end_ns:
            raise ValueError("a finding is split between its first and its last frame")
        share = (at_ns - whole.start_ns) / (whole.end_ns - whole.start_ns)
        first, second = self._new_keys(2)
        halves = (
            replace(
                whole, key=first, end_ns=at_ns, best_ns=min(whole.best_ns, at_ns),
                support=whole.support * share,
            ),
            replace(
                whole, key=second, start_ns=at_ns, best_ns=max(whole.best_ns, at_ns),
                support=whole.support * (1 - share),
            ),
        )  # fmt: skip
        return self._change(ChangeKind.SPLIT, (key,), halves)

    def merge(self, keys: Sequence[str]) -> FindingChange:
        """Return the change that makes one finding of several; ValueError if there are not two.

        It has the class and the best frame of the heaviest of them, and is open unless all of them
        were decided in the same way.
        """
        parts = [self.find(key) for key in dict.fromkeys(keys)]
        if len(parts) < 2:
            raise ValueError("at least two findings are merged")
        main = max(parts, key=lambda each: each.support)
        states = {each.state for each in parts}
        merged = replace(
            main,
            key=self._new_keys(1)[0],
            start_ns=min(each.start_ns for each in parts),
            end_ns=max(each.end_ns for each in parts),
            support=sum(each.support for each in parts),
            state=main.state if len(states) == 1 else FindingState.OPEN,
            note="; ".join(dict.fromkeys(each.note for each in parts if each.note)),
        )
        return self._change(ChangeKind.MERGE, tuple(each.key for each in parts), (merged,))

    def add(self, code: str, start_ns: int, end_ns: int, best_ns: int) -> FindingChange:
        """Return the change that adds a finding of the operator, who has accepted it thereby."""
        added = ReviewFinding(
            key=self._new_keys(1)[0], code=code, start_ns=start_ns, end_ns=end_ns,
            best_ns=best_ns, state=FindingState.ACCEPTED,
        )  # fmt: skip
        return self._change(ChangeKind.ADD, (), (added,))

    def _new_keys(self, count: int) -> list[str]:
        return [f"change-{self.next_change}-{place}" for place in range(1, count + 1)]

    def _replaced(self, kind: ChangeKind, after: ReviewFinding) -> FindingChange:
        return self._change(kind, (after.key,), (after,))

    def _change(
        self, kind: ChangeKind, before: tuple[str, ...], after: tuple[ReviewFinding, ...]
    ) -> FindingChange:
        return FindingChange(number=self.next_change, kind=kind, before=before, after=after)


def review_of(
    proposed: Iterable[ReviewFinding], entries: Iterable[tuple[str, Mapping[str, Any]]]
) -> FindingsReview:
    """Return the review from its log.

    Parameters
    ----------
    entries
        Kind and content of each entry, in order; entries of other kinds are skipped.

    Raises
    ------
    KeyError, TypeError, ValueError
        An entry is invalid.
    """
    kinds = EntryKinds(CHANGED, UNDONE, REDONE)
    return FindingsReview(proposed=tuple(proposed)).replayed(
        entries, kinds, FindingChange.from_dict
    )
