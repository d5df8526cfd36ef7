"""The export of an exam as DICOM objects: made, checked, logged, and only then there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.exam.store.dicom.uids import new_uid
from hysteroview.export.deidentify.key_file import deidentifier_for
from hysteroview.export.dicom.objects.directory import write_directory
from hysteroview.export.output.target import Draft
from hysteroview.pipeline.dicom.objects import make_objects
from hysteroview.pipeline.dicom.options import ObjectOptions, ObjectsMade
from hysteroview.pipeline.exports.content import read_content
from hysteroview.pipeline.exports.leaving import ExportRequest, leaving, lineage_of
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.report.record import read_record
from hysteroview.pipeline.report.writing import identity_of


def export_objects(
    place: ExamPlace, options: ObjectOptions, request: ExportRequest, *, has_directory: bool = False
) -> ObjectsMade:
    """Export an exam as DICOM objects in a new folder or ZIP file.

    Parameters
    ----------
    has_directory
        With a DICOMDIR, and the objects in folders as it requires.

    Returns
    -------
    What was made; the paths are those in the folder, also if it is a ZIP file.

    Raises
    ------
    StorageError
        The exam has nothing of what is wanted, or it cannot be read or written: nothing appears.
    ExportCanceledError
        It was canceled.
    """
    content = read_content(place)
    who = deidentifier_of(place, request)
    chosen = replace(options, language=request.language)
    facts: dict[str, Any] = {}
    lineage = lineage_of(content, who, {each.name: each.sha256 for each in content.media})
    with leaving(
        request, lineage, "DICOM objects", place=place, deidentifier=who, notes=facts
    ) as draft:
        made = make_objects(place, draft.folder, chosen, who=who, progress=request.progress)
        if has_directory:
            made = _with_directory(draft, made)
        facts |= _facts(draft, made)
    objects = tuple(
        replace(each, path=request.target / draft.name_of(each.path)) for each in made.objects
    )
    return replace(made, objects=objects)


def deidentifier_of(place: ExamPlace, request: ExportRequest) -> Deidentifier | None:
    """Return what replaces the patient and all people in the record; None if nothing does."""
    if not request.is_deidentified:
        return None
    with place.read() as store:
        identity = identity_of(read_record(store, place.exam_id))
    return deidentifier_for(request.key_file, identity, keeps_identity=not place.is_encrypted)


def _with_directory(draft: Draft, made: ObjectsMade) -> ObjectsMade:
    """Move the objects below a DICOMDIR."""
    study = made.objects[0].study_instance_uid
    paths = [each.path for each in made.objects]
    moved = write_directory(draft.folder, paths, new_uid(study, "directory"))
    objects = tuple(replace(each, path=moved[each.path]) for each in made.objects)
    return replace(made, objects=objects)


def _facts(draft: Draft, made: ObjectsMade) -> Mapping[str, Any]:
    """Return what the manifest says of the objects."""
    return {
        "objects": [
            {
                "file": draft.name_of(each.path), "kind": each.kind.value,
                "sop_class_uid": each.sop_class_uid, "sop_instance_uid": each.sop_instance_uid,
                "transfer_syntax_uid": each.transfer_syntax_uid,
            }
            for each in made.objects
        ],
        "left_out": list(made.left_out),
        "may_have_text": list(made.to_check),
    }  # fmt: skip
