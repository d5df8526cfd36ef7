"""Parts of a recording that a recorder split into several files, on one timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hysteroview.core.foreign.fields import text, whole
from hysteroview.core.wording import moment


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a recording.

    Attributes
    ----------
    name
        Of the file, without its folder.
    start_ns
        Timestamp of its first picture that is shown, on the timeline of the whole recording.
    origin_ns
        Timestamp of its very first picture on the same timeline; before `start_ns` if the file
        begins with pictures that the part before has too.
    """

    name: str
    start_ns: int
    origin_ns: int

    def as_dict(self) -> dict[str, Any]:
        """Return plain values that `json` can write."""
        return asdict(self)

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Part:
        """Read the output of `as_dict`.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is invalid.
        """
        return cls(text(fields["name"]), whole(fields["start_ns"]), whole(fields["origin_ns"]))


@dataclass(frozen=True, slots=True)
class PartMoment:
    """A time in a part.

    Attributes
    ----------
    number
        Of the part, from 1.
    time_ns
        Since the first picture of this file: where another player finds it.
    """

    number: int
    name: str
    time_ns: int

    def __str__(self) -> str:
        """Return it in words, such as "part 2, 0:12.3"."""
        return f"part {self.number}, {moment(self.time_ns)}"


def part_moment(parts: Sequence[Part], pts_ns: int) -> PartMoment | None:
    """Return where a time of the whole recording is in its parts; None if it is one file.

    Parameters
    ----------
    parts
        In the order of the recording.
    """
    if not parts:
        return None
    number = max((at for at, part in enumerate(parts) if part.start_ns <= pts_ns), default=0)
    return PartMoment(number + 1, parts[number].name, pts_ns - parts[number].origin_ns)


def moment_words(parts: Sequence[Part], pts_ns: int) -> str:
    """Format a time of a recording, and where it is in its parts: "1:02.0 (part 2, 0:12.3)"."""
    within = part_moment(parts, pts_ns)
    return moment(pts_ns) if within is None else f"{moment(pts_ns)} ({within})"
