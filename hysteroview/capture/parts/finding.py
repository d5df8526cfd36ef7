"""Finding the files of one recording, without ever joining two recordings."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from hysteroview.capture.files.container import VIDEO_SUFFIXES
from hysteroview.capture.files.stills import SUFFIXES, natural_key
from hysteroview.capture.parts.facts import (
    FileFacts,
    continues_times,
    facts_of,
    follows_in_time,
    has_same_coding,
    is_as_long,
)
from hysteroview.capture.parts.names import names_after, names_before
from hysteroview.core.errors import SourceError
from hysteroview.settings.joining import Joining

log = logging.getLogger(__name__)

_OPEN_ONE = "Choose one of the files."


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of a recording, in order.

    Attributes
    ----------
    facts
        One for each file; empty if there is only one.
    note
        What the operator should know about the choice of files; may be empty.
    """

    paths: tuple[Path, ...]
    facts: tuple[FileFacts, ...] = ()
    note: str = ""


def find_parts(path: Path, joining: Joining = Joining.AUTO) -> Parts:
    """Find the files that continue this one, or all of a folder.

    A file continues another one if its number is the next, it has the same format, and its
    timestamps go on. If they begin anew, it must have been begun when the other one ended, and
    the other one must have a size or length at which recorders begin another file.

    Raises
    ------
    SourceError
        The folder contains no video, or several recordings.
    """
    if path.is_dir():
        return _parts_of_folder(path, joining)
    if joining is Joining.ALONE:
        return Parts((path,))
    following = _following(path)
    if joining is Joining.JOIN:
        return _joined(list(_same_coding([path, *following])))
    if (first := _begins_at(path)) is not None:
        return Parts((path,), note=_later_note(path, first))
    if not following:
        return Parts((path,))
    return _certain([path, *following])


def is_folder_of_videos(path: Path) -> bool:
    """Whether a folder contains videos, and no pictures."""
    suffixes = {each.suffix.lower() for each in _visible(path)} if path.is_dir() else set()
    return bool(suffixes & {*VIDEO_SUFFIXES}) and not suffixes & {*SUFFIXES}


def _visible(folder: Path) -> Iterator[Path]:
    try:
        yield from (each for each in folder.iterdir() if not each.name.startswith("."))
    except OSError:
        return


def _parts_of_folder(folder: Path, joining: Joining) -> Parts:
    name = folder.resolve().name
    found = [each for each in _visible(folder) if each.suffix.lower() in VIDEO_SUFFIXES]
    paths = sorted(found, key=natural_key)
    if not paths:
        raise SourceError(f"The folder {name} contains no video.", remedy="Choose a video file.")
    if len(paths) == 1:
        return Parts((paths[0],))
    parts = _certain(paths) if joining is Joining.AUTO else _joined(list(_same_coding(paths)))
    if joining is Joining.ALONE or len(parts.paths) != len(paths):
        raise SourceError(
            f"The folder {name} contains {len(paths)} video files that are not certainly the parts "
            "of one recording.",
            remedy=_OPEN_ONE,
        )
    return parts


def _following(path: Path) -> list[Path]:
    """Return the files that are numbered in sequence after this one."""
    found: list[Path] = []
    while True:
        last = found[-1] if found else path
        names = names_after(last.name)
        if found:  # only a first file has no number
            names = names[:1]
        next_path = next((last.with_name(n) for n in names if last.with_name(n).is_file()), None)
        if next_path is None:
            return found
        found.append(next_path)


def _begins_at(path: Path) -> Path | None:
    """Return the first file of the recording that this file continues; None if it is the first."""
    first = None
    for name in names_before(path.name):
        before = path.with_name(name)
        if before.is_file() and len(_certain([before, path, *_following(path)]).paths) > 1:
            first = _begins_at(before) or before
            break
    return first


def _later_note(path: Path, first: Path) -> str:
    return (
        f"{path.name} continues a recording that begins with {first.name}. Open {first.name} to "
        "see it as a whole."
    )


def _joined(facts: list[FileFacts], note: str = "") -> Parts:
    paths = tuple(each.path for each in facts)
    if len(paths) == 1:
        return Parts(paths, note=note)
    joined = f"{len(paths)} files are shown as one recording: {paths[0].name} to {paths[-1].name}."
    return Parts(paths, tuple(facts), " ".join(filter(None, (joined, note))))


def _same_coding(paths: Sequence[Path]) -> Iterator[FileFacts]:
    """Yield the files up to the first one in another format, or that cannot be read."""
    last: FileFacts | None = None
    for path in paths:
        try:
            facts = facts_of(path)
        except SourceError as error:
            if last is None:
                raise
            log.info("a file that may be a part cannot be read: %s", type(error).__name__)
            return
        if last is not None and not has_same_coding(last, facts):
            return
        yield facts
        last = facts


def _certain(paths: Sequence[Path]) -> Parts:
    """Return the files up to the first one that does not certainly continue the one before."""
    facts: list[FileFacts] = []
    refused = ""
    try:
        for each in _same_coding(paths):
            if facts and not _may_continue(facts[-1], each):
                refused = each.path.name
                break
            facts.append(each)
    except SourceError:  # reported when it is opened
        return Parts((paths[0],))
    certain = 1
    for number, (first, second) in enumerate(pairwise(facts)):
        if not continues_times(first, second) and not _was_split(facts, number):
            break
        certain += 1
    is_open = certain == len(facts) and bool(refused) and facts[-1].fills_a_limit
    return _joined(facts[:certain], _doubt_note(refused) if is_open else "")


def _may_continue(first: FileFacts, second: FileFacts) -> bool:
    if second.path.name not in names_after(first.path.name):  # of a folder
        return False
    return continues_times(first, second) or follows_in_time(first, second)


def _was_split(facts: Sequence[FileFacts], number: int) -> bool:
    """Whether a file ended because a limit of the recorder was reached, and not the recording."""
    if facts[number].is_full:
        return True
    if number > 0:
        return is_as_long(facts[0], facts[number])
    return len(facts) > 2 and is_as_long(facts[0], facts[1])


def _doubt_note(name: str) -> str:
    return (
        f"{name} may continue this recording, but its time does not show that. `--parts join` "
        "opens both as one recording."
    )
