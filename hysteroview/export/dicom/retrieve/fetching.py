"""Fetching a study from an archive into a folder that only its user can read (C-GET)."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.uid import UID
from pynetdicom import _config, build_role, evt
from pynetdicom.association import Association
from pynetdicom.events import Event
from pynetdicom.pdu_primitives import SCP_SCU_RoleSelectionNegotiation

from hysteroview.core.errors import ArchiveError, StorageError
from hysteroview.export.dicom.send.connection import Peer, connected

_GET = UID("1.2.840.10008.5.1.4.1.2.2.3")  # Study Root Query/Retrieve - GET
_IMPLICIT, _EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"
_STILL_CLASSES = (
    "1.2.840.10008.5.1.4.1.1.77.1.1", "1.2.840.10008.5.1.4.1.1.77.1.4",
    "1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.7.4",
)  # fmt: skip
_VIDEO_CLASSES = ("1.2.840.10008.5.1.4.1.1.77.1.1.1", "1.2.840.10008.5.1.4.1.1.77.1.4.1")
_STILL_SYNTAXES = (
    _EXPLICIT, _IMPLICIT, *(f"1.2.840.10008.1.2.4.{last}" for last in (50, 80, 81, 90, 91))
)  # fmt: skip
_VIDEO_SYNTAXES = tuple(f"1.2.840.10008.1.2.4.{last}" for last in range(100, 109))
_PENDING, _SUCCESS, _OUT_OF_RESOURCES = 0xFF00, 0x0000, 0xA700


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much is fetched at most: objects, bytes of all, seconds for all."""

    objects: int = 2000
    size_bytes: int = 8 << 30
    time_s: float = 1800.0


BOUNDS = Bounds()


@dataclass(slots=True)
class _Received:
    """What has come so far; used by the thread of the connection."""

    folder: Path
    bounds: Bounds
    files: list[Path] = field(default_factory=list)
    size_bytes: int = 0
    failure: str = ""

    def keep(self, event: Event) -> int:
        """Keep one object; return the status of the answer."""
        path = event.dataset_path  # of its user only; pynetdicom does not remove it
        size = path.stat().st_size
        is_too_much = len(self.files) >= self.bounds.objects
        if is_too_much or self.size_bytes + size > self.bounds.size_bytes:
            self.failure = "The study is larger than what is fetched at most."
            path.unlink(missing_ok=True)
            return _OUT_OF_RESOURCES
        kept = self.folder / f"{len(self.files) + 1:05}.dcm"
        try:
            shutil.move(path, kept)
        except OSError:
            self.failure = "The study cannot be kept on this disk."
            for each in (kept, path):
                each.unlink(missing_ok=True)
            return _OUT_OF_RESOURCES
        self.files.append(kept)
        self.size_bytes += size
        return _SUCCESS


def fetch_study(peer: Peer, study_uid: str, folder: Path, bounds: Bounds = BOUNDS) -> list[Path]:
    """Fetch pictures and videos of a study; return their files.

    Parameters
    ----------
    folder
        Is made, for its user only; it must not be there yet, and is removed after a failure.

    Raises
    ------
    ArchiveError
        The archive cannot be reached, refuses, breaks off, or sends more than is permitted.
    StorageError
        The folder cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise StorageError(
            f"The folder {folder.name} cannot be made: {error.strerror}.",
            remedy="Choose another folder.",
        ) from error
    received = _Received(folder, bounds)
    try:
        _get(peer, study_uid, received)
        if received.failure:
            raise ArchiveError(received.failure, remedy="Open the study at the archive instead.")
        if not received.files:
            raise ArchiveError(
                "The archive has sent no picture or video of this study.",
                remedy="Check that this computer may fetch studies from it.",
            )
    except ArchiveError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return received.files


def _get(peer: Peer, study_uid: str, received: _Received) -> None:
    classes = [*((each, _STILL_SYNTAXES) for each in _STILL_CLASSES),
               *((each, _VIDEO_SYNTAXES) for each in _VIDEO_CLASSES)]  # fmt: skip
    contexts = [(each, syntax) for each, syntaxes in classes for syntax in syntaxes]
    query = Dataset()
    query.QueryRetrieveLevel = "STUDY"
    query.StudyInstanceUID = study_uid
    with _to_files(), connected(
        peer, [(str(_GET), _IMPLICIT), *contexts],
        handlers=[(evt.EVT_C_STORE, received.keep)],
        roles=_roles([each for each, _ in classes]),
    ) as association:  # fmt: skip
        late = threading.Event()

        def end() -> None:
            late.set()
            association.abort()

        deadline = threading.Timer(received.bounds.time_s, end)
        deadline.daemon = True
        deadline.start()
        try:
            code = _SUCCESS
            for status, _ in association.send_c_get(query, _GET):
                code = status.Status if "Status" in status else -1
        except (RuntimeError, ValueError) as error:
            raise ArchiveError(
                "The archive does not send studies to this computer.",
                remedy="Check that it accepts C-GET from this computer.",
            ) from error
        finally:
            deadline.cancel()
            _remove_torn(association)
        if received.failure:
            return
        if late.is_set() or code not in (_SUCCESS, 0xB000):
            raise ArchiveError(
                "The archive broke off before the study was complete.",
                remedy="Try again later.",
                detail="deadline" if late.is_set() else f"status {code:04X}",
            )


@contextmanager
def _to_files() -> Iterator[None]:
    """Let objects be written to a temporary file while they come: a video exceeds the memory.

    The setting is for all connections of the program, and others leave such files behind.
    """
    before = _config.STORE_RECV_CHUNKED_DATASET
    _config.STORE_RECV_CHUNKED_DATASET = True
    try:
        yield
    finally:
        _config.STORE_RECV_CHUNKED_DATASET = before


def _remove_torn(association: Association) -> None:
    """Remove the file of an object that has not come completely."""
    message = association.dimse.message
    file = None if message is None else message._data_set_file
    if file is not None:
        file.close()
        Path(file.name).unlink(missing_ok=True)


def _roles(classes: Sequence[str]) -> list[SCP_SCU_RoleSelectionNegotiation]:
    return [build_role(UID(each), scu_role=True, scp_role=True) for each in classes]
