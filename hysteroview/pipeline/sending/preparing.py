"""Making the objects of an exam for an archive, by its rules, into the outbox."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from hysteroview.exam.outbox.items import Added, NewItem
from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.export.deidentify.key_file import default_key_file
from hysteroview.export.dicom.objects.writing import ObjectKind
from hysteroview.export.dicom.send.objects import read_object
from hysteroview.export.dicom.send.photographic import make_photographic
from hysteroview.pipeline.dicom.objects import make_objects
from hysteroview.pipeline.dicom.options import ObjectOptions
from hysteroview.pipeline.exports.content import read_content
from hysteroview.pipeline.exports.leaving import (
    ExportLog,
    ExportRequest,
    check_clean,
    deidentifier_of,
)
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.sending.adding import new_item
from hysteroview.pipeline.sending.selection import Selection
from hysteroview.settings.archives import ArchiveSettings, VideoRule
from hysteroview.settings.sections import Settings

_PRIVATE = 0o600


def prepare(
    outbox: Outbox, place: ExamPlace, name: str, settings: Settings, selection: Selection
) -> Added:
    """Make the objects of an exam and let them wait for an archive.

    The exam's log says what leaves. Objects that the archive was sent before have the same UIDs
    and are not sent again.

    Raises
    ------
    HysteroViewError
        They cannot be made: nothing is added.
    """
    archive = settings.archives.find(name)
    assert archive is not None
    request = ExportRequest(
        target=outbox.folder, is_deidentified=archive.deidentify, key_file=default_key_file()
    )
    log = ExportLog(place, "archive", is_deidentified=archive.deidentify)
    log.check()
    who = deidentifier_of(place, read_content(place), request)
    folder = outbox.new_folder(place.exam_id)
    try:
        with log.watched():
            options = ObjectOptions(
                kinds=_kinds(selection, archive),
                items=selection.items,
                is_lossless=archive.uncompressed,
                language=selection.language,
                report_folder=settings.report.folder,
            )
            made = make_objects(place, folder, options, who=who).objects
            if archive.video is VideoRule.PHOTOGRAPHIC:
                videos = [each.path for each in made if each.kind is ObjectKind.VIDEO]
                make_photographic(videos, [each.path for each in made])
            if who is not None:
                check_clean([each.path for each in made], who)
            items = [_item(each.path, outbox.folder) for each in made]
            log.enter([])
            return outbox.add(name, place.exam_id, items)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _kinds(selection: Selection, archive: ArchiveSettings) -> tuple[ObjectKind, ...]:
    """Return the kinds to be made; empty for all."""
    if archive.video is not VideoRule.NONE:
        return selection.kinds
    kinds = selection.kinds or tuple(ObjectKind)
    return tuple(each for each in kinds if each is not ObjectKind.VIDEO)


def _item(path: Path, folder: Path) -> NewItem:
    """Return the item for a file in the outbox, and flush the file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    path.chmod(_PRIVATE)
    return new_item(read_object(path), path.relative_to(folder).as_posix())
