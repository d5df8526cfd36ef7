"""Fetching a study from an archive into a folder that only its user can read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hysteroview.core.errors import ArchiveError, StorageError
from hysteroview.export.dicom.retrieve.getting import get
from hysteroview.export.dicom.retrieve.moving import Destination, move
from hysteroview.export.dicom.retrieve.progress import BOUNDS, Bounds, FetchProgress, canceled
from hysteroview.export.dicom.retrieve.receiving import Receiver, Wanted
from hysteroview.export.dicom.send.connection import Peer


@dataclass(frozen=True, slots=True)
class Fetched:
    """What has come.

    Attributes
    ----------
    missing
        Number of pictures and videos that were expected beside these.
    """

    files: tuple[Path, ...]
    missing: int = 0


def fetch_by_get(
    peer: Peer, wanted: Wanted, folder: Path,
    progress: FetchProgress | None = None, bounds: Bounds = BOUNDS,
) -> Fetched:  # fmt: skip
    """Fetch over the connection that asks for it (C-GET); see `fetch_with`."""
    return fetch_with(lambda receiver: get(peer, receiver), wanted, folder, progress, bounds)


def fetch_by_move(
    peer: Peer, destination: Destination, wanted: Wanted, folder: Path,
    progress: FetchProgress | None = None, bounds: Bounds = BOUNDS,
) -> Fetched:  # fmt: skip
    """Let the archive send to this computer (C-MOVE); see `fetch_with`."""
    return fetch_with(
        lambda receiver: move(peer, destination, receiver), wanted, folder, progress, bounds
    )


def fetch_with(
    way: Callable[[Receiver], None], wanted: Wanted, folder: Path,
    progress: FetchProgress | None, bounds: Bounds,
) -> Fetched:  # fmt: skip
    """Fetch pictures and videos of a study.

    Parameters
    ----------
    folder
        Is made, for its user only; it must not be there yet, and is removed after a failure.
    progress
        Its `total` is the number of objects that are expected, 0 if it is not known.

    Raises
    ------
    ArchiveError
        The archive cannot be reached, refuses, breaks off, or sends more than is permitted; or
        it was canceled.
    StorageError
        The folder cannot be made.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise StorageError(
            f"The folder {folder.name} cannot be made: {error.strerror}.",
            remedy="Choose another folder.",
        ) from error
    progress = progress or FetchProgress()
    receiver = Receiver(wanted, folder, bounds, progress)
    is_complete = False
    try:
        way(receiver)
        if progress.is_canceled:
            raise canceled()
        files = receiver.finish()
        is_complete = True
    except ArchiveError:
        if receiver.failure:  # the connection was ended for this
            receiver.finish()
        raise
    finally:
        if not is_complete:
            shutil.rmtree(folder, ignore_errors=True)
    return Fetched(tuple(files), max(progress.total - len(files), 0))
