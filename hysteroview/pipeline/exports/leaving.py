"""The way out: what leaves is checked, described, logged in the exam, and only then appears."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.errors import StorageError
from hysteroview.core.types import NS_PER_S
from hysteroview.export.deidentify.key_file import default_key_file, deidentifier_for
from hysteroview.export.output.manifest import MANIFEST, Lineage, write_manifest
from hysteroview.export.output.progress import Progress, no_progress
from hysteroview.export.output.target import Draft, new_export
from hysteroview.pipeline.exports.content import ExamContent
from hysteroview.pipeline.exports.place import EXPORTED, NOT_EXPORTED, ExamPlace, now_ns

_ENDS_BYTES: Final = 256 * 1024  # of a picture: its metadata are at one of its ends
_TEXTS: Final = (".csv", ".json")
_DICOM: Final = b"DICM"  # after the preamble of 128 bytes (PS3.10, 7.1)
_PART_BYTES: Final = 8 << 20
_OVERLAP_BYTES: Final = 4096  # longer than any identifier
_MOST_WHOLE_BYTES: Final = 256 << 20  # of a DICOM file; only longer videos are not read whole


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What is the same for all kinds of exports.

    Attributes
    ----------
    target
        New folder, ZIP file or video.
    language
        Of captions and labels: "en" or "zh".
    key_file
        Of de-identified exports.
    """

    target: Path
    language: str = "en"
    is_deidentified: bool = False
    key_file: Path = field(default_factory=default_key_file)
    progress: Progress = no_progress


def deidentifier_of(
    place: ExamPlace, content: ExamContent, request: ExportRequest
) -> Deidentifier | None:
    """Return what replaces the patient; None if the export is not de-identified."""
    if not request.is_deidentified:
        return None
    return deidentifier_for(
        request.key_file, content.identity, keeps_identity=not place.is_encrypted
    )


def lineage_of(
    content: ExamContent, deidentifier: Deidentifier | None, sources: Mapping[str, str]
) -> Lineage:
    """Return where the exported files come from."""
    exam = content.exam.exam_id
    return Lineage(
        exam=exam if deidentifier is None else deidentifier.exam_code,
        is_deidentified=deidentifier is not None,
        audit_count=content.head.count,
        audit_sha256=content.head.sha256,
        sources=sources,
        exported_wall_ns=now_ns() if deidentifier is None else None,
    )


@contextmanager
def leaving(
    request: ExportRequest, lineage: Lineage, what: str, *,
    place: ExamPlace | None = None, deidentifier: Deidentifier | None = None,
    notes: Mapping[str, Any] | None = None,
) -> Iterator[Draft]:  # fmt: skip
    """Yield the draft of an export; see `new_export`.

    When the body has ended, de-identified files are searched for identifiers, `export.json` is
    written, and the export is entered in the exam's log; then it appears.

    Parameters
    ----------
    what
        Kind of the export, for log and manifest.
    place
        The exam; None for files that belong to no exam.
    deidentifier
        None if the export is not de-identified.
    notes
        Further facts for the manifest; read when the body has ended.
    """
    log = ExportLog(place, what, is_deidentified=deidentifier is not None)
    log.check()

    def before_it_appears(draft: Draft) -> None:
        hashes = draft.hashes()
        manifest = draft.new_file(MANIFEST)
        write_manifest(manifest, lineage, hashes, {"what": what, **(notes or {})})
        if deidentifier is not None:
            check_clean(draft.files(), deidentifier)
            for path in draft.files():
                date_neutrally(path)
        log.enter(sorted(hashes.values()))

    with log.watched(), new_export(request.target, before_it_appears=before_it_appears) as draft:
        yield draft


class ExportLog:
    """Enters one export in the log of its exam; does nothing for files outside an exam."""

    def __init__(self, place: ExamPlace | None, what: str, *, is_deidentified: bool) -> None:
        self._place = place
        self._content = {"what": what, "deidentified": is_deidentified}
        self._is_entered = False

    def check(self) -> None:
        """Refuse an export that could not be logged, before it is made."""
        if self._place is not None:
            self._place.check_writable()

    def enter(self, hashes: Sequence[str]) -> None:
        """Enter what is about to appear; its names are left out."""
        if self._place is not None:
            self._place.note(EXPORTED, {**self._content, "sha256": list(hashes)})
            self._is_entered = True

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note it too if what was entered did not appear."""
        try:
            yield
        except BaseException:
            if self._is_entered and self._place is not None:
                with suppress(StorageError):
                    self._place.note(NOT_EXPORTED, self._content)
            raise


def check_clean(paths: Sequence[Path], deidentifier: Deidentifier) -> None:
    """Refuse files in which an identifier is left; their names count too.

    Raises
    ------
    StorageError
        One is left: nothing appears.
    """
    for path in paths:
        found = {
            kind
            for part in (path.name.encode(), *_telling_parts(path))
            for kind in deidentifier.found_in(part)
        }
        if found:
            kinds = ", ".join(sorted(found))
            raise StorageError(
                f"Nothing was exported: a file ({path.suffix}) still contains the patient's "
                f"{kinds}.",
                remedy="Check the texts of the exam, and what is burned into its pictures.",
            )


def date_neutrally(path: Path) -> None:
    """Give a file no date of the export, which is close to that of the exam."""
    with suppress(OSError):  # on some disks times cannot be set
        os.utime(path, ns=(946_684_800 * NS_PER_S,) * 2)  # 2000-01-01


def _telling_parts(path: Path) -> Iterator[bytes]:
    """Yield what of a file may contain text: all of a table, both ends of a picture or video.

    A DICOM file is read whole, in parts that overlap, since what it encapsulates may be anywhere in
    it.
    """
    with path.open("rb") as file:
        if path.suffix in _TEXTS:
            yield file.read()
            return
        start = file.read(_ENDS_BYTES)
        size = file.seek(0, os.SEEK_END)
        if start[128:132] == _DICOM and size <= _MOST_WHOLE_BYTES:
            file.seek(len(start))
            while part := file.read(_PART_BYTES):
                yield start[-_OVERLAP_BYTES:] + part
                start = part
            yield start
            return
        file.seek(max(size - _ENDS_BYTES, len(start)))
        yield start + file.read()
