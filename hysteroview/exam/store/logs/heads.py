"""The sealed heads of an encrypted store: how far its logs reach, so that a cut end is found.

Without the passphrase nobody can write an entry into a sealed log, but anybody can cut one off. So
after each entry a small file is replaced, sealed with the store's key, which says how far the log
of the store reaches, and the logs of those exams of which it does not know the last entry yet. The
entry comes first: a log may reach beyond its head, as after a kill between the two, but never less
far. The file of the key says that there are heads, so that they cannot be removed unnoticed.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from hysteroview.core.errors import StorageError
from hysteroview.core.files import leftover_pattern
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.exam.files.medium import PLAIN, BrokenSealError, Medium, read
from hysteroview.exam.store.audit import Head, genesis

log = logging.getLogger(__name__)

FILE = "heads.json"
STORE = "store"  # name of the chain of the store's log
_SCHEMA, _SCHEMA_VERSION = "hysteroview.heads", 1
MISSING, BROKEN = "is missing", "was changed or is damaged"


@dataclass(frozen=True, slots=True)
class Heads:
    """How far the logs of a store reach at least.

    Attributes
    ----------
    store
        Head of the store's log.
    exams
        Number of exams that were begun and not purged.
    ahead
        Heads of exams that are newer than what the store's log knows, by id.
    """

    store: Head = field(default_factory=lambda: genesis(STORE))
    exams: int = 0
    ahead: Mapping[str, Head] = field(default_factory=lambda: MappingProxyType({}))


class SealedHeads:
    """The heads of a store, kept by its thread.

    Attributes
    ----------
    heads
        How far the logs reach.
    is_kept
        Whether heads are written: those of encrypted stores are.
    """

    def __init__(self, store: Path, medium: Medium) -> None:
        self._path, self._medium = store / FILE, medium
        self.is_kept = medium is not PLAIN
        self.heads = Heads()
        self._written: Heads | None = None

    def open(self) -> str:
        """Read the heads; return what is wrong with the file, empty if nothing is.

        Raises
        ------
        OSError
            The disk failed.
        """
        if not self.is_kept:
            return ""
        leftover = re.compile(leftover_pattern(self._path))
        for path in self._path.parent.glob(f".{self._path.stem}*"):
            if leftover.fullmatch(path.name):
                path.unlink(missing_ok=True)
        found, fault = read_heads(self._path.parent, self._medium)
        if found is not None:
            self.heads = self._written = found
        return fault

    def advance(self, exam_id: str, head: Head) -> None:
        """Keep the head of an exam's log after an entry was added to it."""
        if self.is_kept:
            self.heads = replace(self.heads, ahead={**self.heads.ahead, exam_id: head})
            self._write()

    def noted(self, exam_id: str, store: Head, exams: int) -> None:
        """Keep the head of the store's log after the head of an exam was noted there."""
        if self.is_kept:
            ahead = {each: head for each, head in self.heads.ahead.items() if each != exam_id}
            self.heads = Heads(store, exams, ahead)
            self._write()

    def renew(self, store: Head, exams: int) -> None:
        """Keep the head of the store's log."""
        self.heads = replace(self.heads, store=store, exams=exams)
        self._write()

    def _write(self) -> None:
        """Write the heads if they have changed.

        A full disk is no error here: the logs reach farther then, and the next entry or the next
        start writes the heads.
        """
        if not self.is_kept or self.heads == self._written:
            return
        try:
            write_heads(self._path.parent, self._medium, self.heads)
        except StorageError as error:
            log.warning("the heads of the logs: %s", type(error).__name__)
            return
        self._written = self.heads


def write_heads(store: Path, medium: Medium, heads: Heads) -> None:
    """Replace the heads of a store.

    Raises
    ------
    StorageError
        The disk is full or failed.
    """
    content = {
        "schema": _SCHEMA, "schema_version": _SCHEMA_VERSION, "exams": heads.exams,
        "store": _fields(heads.store),
        "ahead": {exam_id: _fields(head) for exam_id, head in heads.ahead.items()},
    }  # fmt: skip
    medium.write(store / FILE, json.dumps(content, separators=(",", ":")).encode())


def read_heads(store: Path, medium: Medium) -> tuple[Heads | None, str]:
    """Return the heads of an encrypted store, or None and what is wrong with their file.

    Raises
    ------
    OSError
        The disk failed.
    """
    try:
        fields = parse_json(read(medium, store / FILE))
        if (fields["schema"], fields["schema_version"]) != (_SCHEMA, _SCHEMA_VERSION):
            return None, BROKEN
        ahead = {exam_id: Head(*each) for exam_id, each in fields["ahead"].items()}
        return Heads(Head(*fields["store"]), fields["exams"], ahead), ""
    except FileNotFoundError:
        return None, MISSING
    except (BrokenSealError, ValueError, KeyError, TypeError, AttributeError):
        return None, BROKEN  # also another sealed file of the same store in its place


def _fields(head: Head) -> tuple[int, str]:
    return head.count, head.sha256
