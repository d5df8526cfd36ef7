"""The audit log: append-only, with entries chained by hashes, so that changes are detected.

Each line of the file is one entry in canonical JSON (sorted keys, no blanks) with the hash of the
entry before it and its own, SHA-256 over that hash and the rest of the line. Changing, removing,
inserting or reordering an entry breaks the chain there; removing entries at the end is detected by
the head, which is also stored elsewhere (in the database and in every export).
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hysteroview.core.files import storage_error
from hysteroview.core.foreign.fields import text, whole
from hysteroview.core.foreign.json_text import is_flat, parse_json
from hysteroview.exam.files.lines import MOST_LOG_BYTES, lines_of, whole_lines_end
from hysteroview.exam.files.medium import PLAIN, BrokenSealError, Medium, open_media
from hysteroview.exam.files.names import is_own_path

FILES = "files"  # in an entry: names and hashes of the files that were added
_PRIVATE = 0o600
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a chain: number of entries, and hash of the last one."""

    count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log."""

    number: int
    wall_ns: int
    kind: str
    content: Mapping[str, Any]
    sha256: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in a chain: line of the file, from 1, and description."""

    line: int
    words: str


def genesis(name: str) -> Head:
    """Return the head of an empty chain; the name prevents chains from being swapped."""
    return Head(0, hashlib.sha256(f"hysteroview.audit:{name}".encode()).hexdigest())


def logged_files(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the SHA-256 of each file that was added to the exam, by name, from its log.

    Names that lead out of the exam's folder are left out; the program never writes them.
    """
    found: dict[str, str] = {}
    for entry in entries:
        files = entry.content.get(FILES)
        if isinstance(files, Mapping):
            found |= {
                name: sha256
                for name, sha256 in files.items()
                if is_own_path(name) and isinstance(sha256, str)
            }
    return found


def shortfall(entries: Sequence[Entry], head: Head) -> str:
    """Return how a log falls short of a head that was kept elsewhere; empty if it does not."""
    if len(entries) < head.count:
        return f"{head.count - len(entries)} entries at the end were removed"
    if head.count and entries[head.count - 1].sha256 != head.sha256:
        return "its end was removed and written anew, or the whole log was"
    return ""


def _canonical(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _hash(fields: Mapping[str, Any], previous: str) -> str:
    return hashlib.sha256(f"{previous}\n{_canonical(fields)}".encode()).hexdigest()


class AuditLog:
    """The log of one exam, open for writing by one thread of one process.

    Parameters
    ----------
    head
        Head of the log: from `read_chain`, or `genesis` for a new one.
    """

    def __init__(self, path: Path, head: Head, medium: Medium = PLAIN) -> None:
        self._path, self._medium = path, medium
        self.head = head
        self._before = head

    def take_back(self) -> None:
        """Remove the entry that was added last, because its action failed.

        Must be called immediately. If the disk fails here too, the entry stays, and the next start
        completes its action.
        """
        if self.head == self._before:
            return
        try:
            with self._path.open("rb+") as file:
                length = file.seek(0, os.SEEK_END)
                file.truncate(whole_lines_end(file, length - 1))
                os.fsync(file.fileno())
        except OSError:
            return
        self.head = self._before

    def append(self, kind: str, content: Mapping[str, Any], wall_ns: int) -> Head:
        """Add an entry and flush it to the disk.

        Raises
        ------
        StorageError
            It could not be written; the log is unchanged.
        """
        number, previous = self.head.count + 1, self.head.sha256
        fields = {"number": number, "wall_ns": wall_ns, "kind": kind, "content": dict(content)}
        sha256 = _hash(fields, previous)
        line = _canonical({**fields, "previous": previous, "sha256": sha256}) + "\n"
        append_line(self._path, self._medium.line(line.encode()))
        self._before, self.head = self.head, Head(number, sha256)
        return self.head


def read_chain(
    path: Path, name: str, medium: Medium = PLAIN
) -> tuple[list[Entry], Head, list[Fault]]:
    """Read a log and check its chain.

    Returns
    -------
    The entries up to the first fault, the head after them, and the faults: only the first break,
    because nothing after it can be trusted.
    """
    entries: list[Entry] = []
    head = genesis(name)
    if not path.exists():
        return entries, head, []
    # an empty line is a fault too, because the program never writes one
    try:
        for line_number, line in enumerate(lines_of(path, medium, MOST_LOG_BYTES), start=1):
            fault, entry = _check(line, head)
            if entry is None:
                return entries, head, [Fault(line_number, fault)]
            entries.append(entry)
            head = Head(entry.number, entry.sha256)
    except BrokenSealError as error:
        words = error.message.removeprefix(f"{path.name} ").removesuffix(".")
        return entries, head, [Fault(len(entries) + 1, f"the log {words}")]
    return entries, head, []


def _check(line: bytes, head: Head) -> tuple[str, Entry | None]:
    try:
        fields = parse_json(line)
        given, previous = text(fields.pop("sha256")), text(fields.pop("previous"))
        number, wall_ns = whole(fields["number"]), whole(fields["wall_ns"])
        entry = Entry(number, wall_ns, text(fields["kind"]), fields["content"], given)
        if not isinstance(entry.content, dict) or not is_flat(fields):
            return "the line is not a complete entry", None
        if _canonical({**fields, "previous": previous, "sha256": given}).encode() != line:
            return "the entry is not in its original form", None
    except (ValueError, KeyError, TypeError, AttributeError):
        return "the line is not a complete entry", None
    if entry.number != head.count + 1 or previous != head.sha256:
        return f"entry {entry.number} does not follow entry {head.count}", None
    if _hash(fields, previous) != given:
        return f"entry {entry.number} was changed", None
    return "", entry


def append_line(path: Path, line: bytes) -> None:
    """Add a line to a file, completely or not at all, and flush it to the disk.

    No buffer is used: a buffer that could not be flushed would be written again on closing, after
    the incomplete line was removed.

    Raises
    ------
    StorageError
        The disk is full or failed; the file is unchanged.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _BINARY, _PRIVATE)
        try:
            length = os.lseek(descriptor, 0, os.SEEK_END)
            try:
                if os.write(descriptor, line) != len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(descriptor)
            except OSError:
                os.ftruncate(descriptor, length)
                raise
        finally:
            os.close(descriptor)
    except OSError as error:
        raise storage_error(path, error) from error


def cut_torn_line(path: Path) -> None:
    """Remove an incomplete last line, which a crash while writing leaves.

    Raises
    ------
    OSError
        The disk failed.
    BrokenSealError
        It is no regular file.
    """
    if not path.exists():
        return
    open_media(path).close()  # a pipe would keep the program waiting
    with path.open("rb+") as file:
        end = whole_lines_end(file)
        if end != file.seek(0, os.SEEK_END):
            file.truncate(end)
            file.flush()
            os.fsync(file.fileno())
