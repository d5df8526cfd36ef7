"""Changes of an exam's record that can be undone, and made again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar

from hysteroview.core.foreign.fields import whole


class NumberedChange(Protocol):
    """A change with its number, from 1 in the order of the changes."""

    @property
    def number(self) -> int: ...


Change = TypeVar("Change", bound=NumberedChange)


class EntryKinds(NamedTuple):
    """Kinds of the log entries of a change, of undoing it, and of making it again."""

    changed: str
    undone: str
    redone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLog(Generic[Change]):
    """All changes of one kind; what holds now follows from those in effect.

    Attributes
    ----------
    changes
        In the order of their numbers, with those that were undone.
    undone
        Numbers of changes that are not in effect.
    """

    changes: tuple[Change, ...] = ()
    undone: frozenset[int] = frozenset()

    @property
    def in_effect(self) -> tuple[Change, ...]:
        """Changes that were not undone."""
        return tuple(each for each in self.changes if each.number not in self.undone)

    @property
    def last(self) -> int | None:
        """Number of the change that would be undone next."""
        return max((each.number for each in self.in_effect), default=None)

    @property
    def next_change(self) -> int:
        """Number of the next change."""
        return max((each.number for each in self.changes), default=0) + 1

    def with_change(self, change: Change) -> Self:
        """Return the log after a change."""
        return replace(self, changes=(*self.changes, change))

    def without(self, number: int) -> Self:
        """Return the log after a change was undone."""
        return replace(self, undone=self.undone | {number})

    def again(self, number: int) -> Self:
        """Return the log after a change that was undone was made again."""
        return replace(self, undone=self.undone - {number})

    def replayed(
        self,
        entries: Iterable[tuple[str, Mapping[str, Any]]],
        kinds: EntryKinds,
        read: Callable[[Mapping[str, Any]], Change],
    ) -> Self:
        """Return this log after the entries of an audit log.

        Parameters
        ----------
        entries
            Kind and content of each entry, in order; entries of other kinds are skipped.
        read
            Reads the content of a change.

        Raises
        ------
        KeyError, TypeError, ValueError
            An entry is invalid.
        """
        log = self
        for kind, content in entries:
            if kind == kinds.changed:
                log = log.with_change(read(content))
            elif kind == kinds.undone:
                log = log.without(whole(content["change"]))
            elif kind == kinds.redone:
                log = log.again(whole(content["change"]))
        return log
