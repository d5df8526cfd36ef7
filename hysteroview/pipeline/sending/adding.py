"""Adding DICOM files to the outbox, as the rules of an archive want them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from hysteroview.core.files import storage_error
from hysteroview.exam.outbox.items import Added, NewItem
from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.export.dicom.send.objects import DicomObject, ObjectKind, read_object
from hysteroview.export.dicom.send.photographic import make_photographic
from hysteroview.settings.archives import ArchiveSettings, VideoRule

_PRIVATE = 0o600


def find_files(places: Sequence[Path]) -> list[Path]:
    """Return the files of folders, and single files, in order of their names."""
    found: list[Path] = []
    for place in places:
        inside = sorted(place.rglob("*")) if place.is_dir() else [place]
        found += [each for each in inside if each.is_file() and each.name != "DICOMDIR"]
    return found


def add_files(
    outbox: Outbox, name: str, archive: ArchiveSettings, files: Sequence[Path], exam: str = ""
) -> tuple[Added, int]:
    """Copy files into the outbox and let them wait; returns also how many videos are left out.

    Raises
    ------
    ArchiveError
        A file is not a DICOM file: nothing is added.
    StorageError
        The disk is full or failed: nothing is added.
    """
    objects = [(path, read_object(path)) for path in files]
    wanted = [pair for pair in objects if _is_wanted(pair[1], archive)]
    if not wanted:
        return Added(0, 0), len(objects)
    folder = outbox.new_folder(exam)
    try:
        kept_files, videos = [], []
        for number, (path, each) in enumerate(wanted, 1):
            kept = folder / f"{number}.dcm"
            with path.open("rb") as source, _new_private(kept) as target:
                shutil.copyfileobj(source, target)
                target.flush()
                os.fsync(target.fileno())
            kept_files.append(kept)
            if each.kind is ObjectKind.VIDEO:
                videos.append(kept)
        if archive.video is VideoRule.PHOTOGRAPHIC:
            make_photographic(videos, kept_files)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise storage_error(folder, error) from error
    items = [
        new_item(read_object(each), each.relative_to(outbox.folder).as_posix())
        for each in kept_files
    ]
    return outbox.add(name, exam, items), len(objects) - len(wanted)


def _new_private(path: Path) -> BinaryIO:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    return os.fdopen(descriptor, "wb")


def new_item(each: DicomObject, file: str) -> NewItem:
    """Return the item for an object whose file is in the outbox."""
    return NewItem(
        sop_class=each.sop_class, syntax=each.syntax, instance=each.instance, study=each.study,
        series=each.series, file=file, size_bytes=each.size_bytes,
    )  # fmt: skip


def _is_wanted(each: DicomObject, archive: ArchiveSettings) -> bool:
    return each.kind is not ObjectKind.VIDEO or archive.video is not VideoRule.NONE
