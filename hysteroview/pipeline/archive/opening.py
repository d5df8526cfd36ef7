"""The track of an archive for the review of one of its recordings."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from hysteroview.capture.files.fingerprint import fingerprint
from hysteroview.core.errors import StorageError
from hysteroview.core.files import storage_error
from hysteroview.exam.store.folder import make_private_folder
from hysteroview.pipeline.archive.ledger.ledger import read_ledgers
from hysteroview.pipeline.archive.track import TRACK, TRACKS


def take_tracks(results: Path, recording: Path, into: Path) -> int:
    """Copy the tracks of a recording to where the review looks for them; return how many.

    A track that is there already stays as it is: the operator may have decided on its findings.

    Parameters
    ----------
    results
        Folder of the results of an archive.
    into
        Folder of the tracks that the review keeps.

    Raises
    ------
    StorageError
        It is not such a folder, does not know the recording, or the disk failed.
    """
    content = fingerprint(recording)
    names = [
        str(entry.summary[TRACK])
        for ledger in read_ledgers(results)
        if content is not None
        and (entry := ledger.entry(content)) is not None
        and TRACK in entry.summary
    ]
    if not names:
        raise StorageError(
            f"The archive has no results of {recording.name}.",
            remedy="Analyze it with `hysteroview archive`, or open it without --results.",
        )
    copied = 0
    try:
        make_private_folder(into)
        for name in names:
            target = into / Path(name).name
            if not target.exists():
                _copy(results / TRACKS / target.name, target)
                copied += 1
    except OSError as error:
        raise storage_error(into, error) from error
    return copied


def _copy(track: Path, target: Path) -> None:
    """Copy a track, which appears under its name only when it is complete."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        make_private_folder(draft)
        for path in track.iterdir():
            shutil.copyfile(path, draft / path.name)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
