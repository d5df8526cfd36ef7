"""What was entered into the fields of a report, as changes that can be undone; and the fluids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hysteroview.core.foreign.fields import conform, whole
from hysteroview.core.review.change_log import ChangeLog, EntryKinds
from hysteroview.core.review.report_fields import number_of

CHANGED, UNDONE, REDONE = "report", "report_undone", "report_redone"  # kinds of log entries
MOST_DEFICIT_ML: Final = {"hypotonic": 1000.0, "saline": 2500.0, "isotonic": 2500.0}
"""Deficit of a medium from which on a warning is shown, mL, for healthy women (AAGL 2013,
doi:10.1016/j.jmig.2012.12.002)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChange:
    """One change of fields.

    Attributes
    ----------
    number
        From 1, in the order of the changes.
    before, after
        Values of the fields that changed, by their codes; empty for "not recorded".
    """

    number: int
    before: Mapping[str, str]
    after: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"change": self.number, "before": dict(self.before), "after": dict(self.after)}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> ReportChange:
        """Read the output of `as_dict`.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is invalid.
        """
        return cls(
            number=whole(fields["change"]),
            before=conform(dict[str, str], fields["before"]),
            after=conform(dict[str, str], fields["after"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEntry(ChangeLog[ReportChange]):
    """All changes of the fields of a report."""

    @property
    def values(self) -> dict[str, str]:
        """The recorded fields, by their codes."""
        known: dict[str, str] = {}
        for change in self.in_effect:
            known |= change.after
        return {code: value for code, value in sorted(known.items()) if value}

    def change(self, values: Mapping[str, str]) -> ReportChange | None:
        """Return the change to these values of some fields; None if nothing changes."""
        now = self.values
        after = {code: value for code, value in values.items() if now.get(code, "") != value}
        if not after:
            return None
        before = {code: now.get(code, "") for code in after}
        return ReportChange(number=self.next_change, before=before, after=after)


def entry_of(entries: Iterable[tuple[str, Mapping[str, Any]]]) -> ReportEntry:
    """Return the entry from its log.

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
    return ReportEntry().replayed(entries, kinds, ReportChange.from_dict)


def deficit_ml(values: Mapping[str, str]) -> float | None:
    """Return the fluid deficit, mL: as it was entered, or else what went in less what came out.

    None if neither is known. It is not below 0.
    """
    entered = number_of(values.get("deficit_ml", ""))
    if entered is not None:
        return entered
    given, returned = (number_of(values.get(f"fluid_{way}_ml", "")) for way in ("in", "out"))
    if given is None or returned is None:
        return None
    return max(0.0, given - returned)


def deficit_limit_ml(values: Mapping[str, str]) -> float | None:
    """Return the limit that the fluid deficit has reached, mL; None if it has reached none.

    As long as the medium is not recorded, the lower limit holds.
    """
    deficit = deficit_ml(values)
    medium = values.get("medium", "")
    limit = MOST_DEFICIT_ML.get(medium) if medium else min(MOST_DEFICIT_ML.values())
    return limit if deficit is not None and limit is not None and deficit >= limit else None
