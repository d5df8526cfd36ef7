"""Keeps objects that an archive sends: only those that were asked for, and within bounds."""

from __future__ import annotations

import shutil
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydicom import config as pydicom_config
from pydicom import dcmread
from pydicom.errors import InvalidDicomError
from pydicom.filereader import read_file_meta_info
from pynetdicom import _config, dimse_messages
from pynetdicom.association import Association
from pynetdicom.events import Event

from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.retrieve.classes import is_fetched
from hysteroview.export.dicom.retrieve.progress import Bounds, FetchProgress

# archives hold what violates the standard in fields that do not matter here
pydicom_config.settings.reading_validation_mode = pydicom_config.IGNORE

SUCCESS, OUT_OF_RESOURCES, NOT_ASKED_FOR = 0x0000, 0xA700, 0xA900
_FOREIGN = (
    OSError, ValueError, TypeError, AttributeError, LookupError, NotImplementedError,
    RecursionError, EOFError, struct.error, InvalidDicomError,
)  # fmt: skip
_LARGEST_VALUE = 64 * 1024  # bytes; longer ones stay in the file
_LONGEST_UID = 64  # characters
_PART = ".part"
_TOO_LARGE = "The study is larger than what is fetched at most."
_switch = threading.Lock()
_place = threading.local()  # `folder`: where the thread of a connection writes what comes
_users = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is fetched of a study.

    Attributes
    ----------
    series
        UIDs of its series; empty for all.

    Raises
    ------
    ArchiveError
        One of them is no UID.
    """

    study: str
    series: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for each in (self.study, *self.series):
            parts = each.split(".")
            if len(each) > _LONGEST_UID or not all(p.isascii() and p.isdigit() for p in parts):
                raise ArchiveError(
                    "This is not the UID of a study or series.",
                    remedy="`hysteroview pacs find` lists them.",
                )


@dataclass(slots=True)
class Receiver:
    """Keeps what was asked for in a folder; to be used by several threads.

    Attributes
    ----------
    others
        Number of objects that were not asked for, or are no pictures.
    failure
        Why nothing more is taken; empty while it is.
    """

    wanted: Wanted
    folder: Path
    bounds: Bounds
    progress: FetchProgress
    files: list[Path] = field(default_factory=list)
    others: int = 0
    failure: str = ""
    _kept_bytes: int = 0
    _archive_bytes: int = 0
    _other_bytes: int = 0
    _known: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, size_bytes: int, *, is_archive: bool = True) -> bool:
        """Count bytes as they come; False if they are too many.

        Only those of the archive end the fetch; others, together, have the same bound.
        """
        with self._lock:
            self.progress.size_bytes += size_bytes
            if not is_archive:
                self._other_bytes += size_bytes
                return not self.failure and self._other_bytes <= self.bounds.received_bytes
            self._archive_bytes += size_bytes
            if self._archive_bytes > self.bounds.received_bytes:
                self.failure = self.failure or _TOO_LARGE
            return not self.failure

    def count_event(self, event: Event, *, is_archive: bool = True) -> None:
        """Count what comes over a connection, and end that if it is too much.

        Called by the connection's thread before it writes the bytes to a file.
        """
        _place.folder = self.folder
        if not self.count(len(event.data), is_archive=is_archive):
            event.assoc.abort()

    def keep_event(self, event: Event) -> int:
        """Keep an object of a connection; return the status of the answer."""
        return self.keep(event.dataset_path)  # of its user only; pynetdicom does not remove it

    def new_part(self, number: int) -> Path:
        """Return where an object may be written until it is kept."""
        return self.folder / f"{number:05}{_PART}"

    def keep(self, path: Path) -> int:
        """Move one object into the folder, or remove it; return a status of DICOM."""
        with self._lock:
            status = self._keep(path)
        if status != SUCCESS:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        return status

    def _keep(self, path: Path) -> int:
        if self.failure:
            return OUT_OF_RESOURCES
        instance = self._asked_for(path)
        if instance is None:
            self.others += 1
            return NOT_ASKED_FOR
        if instance in self._known:
            path.unlink(missing_ok=True)  # the archive has sent it again
            return SUCCESS
        size = path.stat().st_size
        is_too_much = len(self.files) >= self.bounds.objects
        if is_too_much or self._kept_bytes + size > self.bounds.size_bytes:
            self.failure = _TOO_LARGE
            return OUT_OF_RESOURCES
        kept = self.folder / f"{len(self.files) + 1:05}.dcm"
        try:
            shutil.move(path, kept)
        except OSError:
            self.failure = "The study cannot be kept on this disk."
            with suppress(OSError):
                kept.unlink(missing_ok=True)
            return OUT_OF_RESOURCES
        self.files.append(kept)
        self._known.add(instance)
        self._kept_bytes += size
        self.progress.objects = len(self.files)
        return SUCCESS

    def _asked_for(self, path: Path) -> str | None:
        """Return the UID of an object that was asked for; None if it is another one."""
        try:
            meta = read_file_meta_info(path)
            syntax = str(meta.TransferSyntaxUID)
            if not is_fetched(str(meta.MediaStorageSOPClassUID), syntax):
                return None
            found = dcmread(
                path, stop_before_pixels=True, defer_size=_LARGEST_VALUE,
                specific_tags=["SOPClassUID", "SOPInstanceUID", "StudyInstanceUID",
                               "SeriesInstanceUID"],
            )  # fmt: skip
            is_fit = is_fetched(str(found.SOPClassUID), syntax)
            is_asked = found.StudyInstanceUID == self.wanted.study and (
                not self.wanted.series or str(found.SeriesInstanceUID) in self.wanted.series
            )
            return str(found.SOPInstanceUID) if is_fit and is_asked else None
        except _FOREIGN:
            return None

    def finish(self) -> list[Path]:
        """Return the files.

        Raises
        ------
        ArchiveError
            It was too much, or there are none.
        """
        for each in self.folder.glob(f"*{_PART}"):
            each.unlink(missing_ok=True)
        if self.failure:
            raise ArchiveError(self.failure, remedy="Open the study at the archive instead.")
        if not self.files:
            raise ArchiveError(
                "The archive has sent no picture or video of this study.",
                remedy="Check that this computer may fetch studies from it.",
                detail=f"{self.others} other objects were refused" if self.others else "",
            )
        return self.files


@contextmanager
def to_files() -> Iterator[None]:
    """Let objects be written to a temporary file while they come: a video exceeds the memory.

    It lies in the folder of the receiver that counts the bytes of the connection. The setting is
    for all connections of the program, and others leave such files behind.
    """
    global _users  # noqa: PLW0603 - counts those that need pynetdicom's own global
    with _switch:
        _users += 1
        _switch_to_files(is_on=True)
    try:
        yield
    finally:
        with _switch:
            _users -= 1
            _switch_to_files(is_on=_users > 0)


def _switch_to_files(*, is_on: bool) -> None:
    _config.STORE_RECV_CHUNKED_DATASET = is_on
    # WORKAROUND: pynetdicom (3.0) makes these files in the temporary folder of the system, where
    # a crash leaves pictures of patients, and which may be in memory
    made = _new_part_file if is_on else NamedTemporaryFile
    dimse_messages.NamedTemporaryFile = made  # type: ignore[attr-defined, assignment]


def _new_part_file(*, delete: bool, mode: str, suffix: str) -> object:
    """Make a file, for its user only, in the folder of the connection of this thread."""
    folder: Path | None = getattr(_place, "folder", None)
    if folder is not None:
        suffix = _PART
    return NamedTemporaryFile(mode, suffix=suffix, dir=folder, delete=delete)


def remove_torn(association: Association) -> None:
    """Remove the file of an object that has not come completely."""
    message = association.dimse.message
    file = None if message is None else message._data_set_file
    if file is not None:
        file.close()
        Path(file.name).unlink(missing_ok=True)
