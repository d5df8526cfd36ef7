"""Decisions about the findings of a recording that belongs to no exam, beside its kept track."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hysteroview.core.files import storage_error
from hysteroview.core.review.findings import ReviewFinding
from hysteroview.exam.clip.track import read_lines
from hysteroview.exam.files.lines import lines_of
from hysteroview.exam.files.medium import PLAIN
from hysteroview.exam.store.audit import append_line
from hysteroview.exam.store.folder import make_private_folder
from hysteroview.pipeline.review.kept.track_file import DECISIONS

_PRIVATE = 0o600
_MOST_BYTES = 16 << 20


class RecordingDecisions:
    """Reads and writes the decisions in the folder of a kept track; they only grow.

    To be used by one thread at a time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Return kind and content of each entry, up to the first that is incomplete.

        Raises
        ------
        StorageError
            They cannot be read.
        """
        path = self._folder / DECISIONS
        try:
            entries = list(read_lines(lines_of(path, PLAIN, _MOST_BYTES)))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise storage_error(path, error) from error
        return [(str(each.get("kind")), each.get("content", {})) for each in entries]

    def write(
        self, kind: str, content: Mapping[str, Any], decided: Iterable[ReviewFinding]
    ) -> None:
        """Append one entry; see `hysteroview.core.review.findings`.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        del decided  # follows from the entries
        line = json.dumps({"kind": kind, "content": content}, separators=(",", ":")) + "\n"
        path = self._folder / DECISIONS
        try:
            make_private_folder(self._folder)
            path.touch(_PRIVATE)
        except OSError as error:
            raise storage_error(path, error) from error
        append_line(path, line.encode())
