"""Reports on begin and end of an exam, from its record into the outbox."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Final

from hysteroview.exam.outbox.items import ItemKind, NewItem
from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.dicom.uids import new_uid, uids_of
from hysteroview.export.dicom.send.objects import DicomObject
from hysteroview.export.dicom.send.steps import (
    STEP_CONTEXT,
    StepBegin,
    StepEnd,
    begin_content,
    end_content,
)
from hysteroview.pipeline.exports.content import local_time
from hysteroview.pipeline.exports.place import ExamPlace, now_ns

_LONGEST_ID: Final = 16  # characters of SH
_PRIVATE, _DAY_DIGITS = 0o600, 8
_SCHEDULED: Final = {  # identifiers of the order, in the attributes of the scheduled step
    "procedure_id": "RequestedProcedureID",
    "description": "RequestedProcedureDescription",
    "step_id": "ScheduledProcedureStepID",
}


def add_begin(outbox: Outbox, place: ExamPlace, name: str, own_title: str) -> None:
    """Let the report that an exam has begun wait.

    Raises
    ------
    StorageError
        The exam cannot be read, or the outbox not written.
    """
    with place.read() as store:
        exam = store.exam(place.exam_id)
        folder = store.exam_folder(place.exam_id)
        entries, _, _ = read_chain(folder.audit, place.exam_id, folder.medium)
    birth = exam.patient.birth_date.replace("-", "")
    step = StepBegin(
        step_id=exam.exam_id[:_LONGEST_ID],
        own_title=own_title,
        study=uids_of(entries).study or new_uid(exam.exam_id, "study"),
        begun=local_time(exam.started_wall_ns),
        patient={
            "PatientName": exam.patient.name,
            "PatientID": exam.patient.identifier,
            "PatientBirthDate": birth if len(birth) == _DAY_DIGITS else "",
        },
        scheduled={
            "AccessionNumber": exam.accession_number,
            **{keyword: exam.order.get(name, "") for name, keyword in _SCHEDULED.items()},
        },
    )
    _add(outbox, name, exam.exam_id, ItemKind.BEGIN, begin_content(step))


def add_end(outbox: Outbox, exam_id: str, name: str, end: StepEnd, ended: datetime) -> None:
    """Let the report that an exam has ended wait, with what of it is in the outbox.

    Raises
    ------
    StorageError
        The outbox cannot be read or written.
    """
    objects = {
        each.instance: DicomObject(
            sop_class=each.sop_class, syntax=each.syntax, instance=each.instance,
            study=each.study, series=each.series, size_bytes=each.size_bytes,
        )
        for each in outbox.items()
        if each.exam == exam_id and each.kind is ItemKind.OBJECT
    }  # fmt: skip
    content = end_content(end, ended, list(objects.values()))
    _add(outbox, name, exam_id, ItemKind.END, content)


def add_missing_ends(outbox: Outbox) -> None:
    """Report exams as discontinued whose program ended before it could report their end."""
    reports = [each for each in outbox.items() if each.kind is not ItemKind.OBJECT]
    ended = {(each.archive, each.exam) for each in reports if each.kind is ItemKind.END}
    ended |= {(each.archive, each.exam) for each in outbox.jobs.listed()}
    for each in reports:
        if each.kind is ItemKind.BEGIN and (each.archive, each.exam) not in ended:
            end = StepEnd.DISCONTINUED
            add_end(outbox, each.exam, each.archive, end, local_time(now_ns()))


def _add(outbox: Outbox, name: str, exam_id: str, kind: ItemKind, content: bytes) -> None:
    path = outbox.new_folder(exam_id) / f"{kind}.dcm"
    _write_private(path, content)
    uid = new_uid(exam_id, "step")
    sop_class, syntax = STEP_CONTEXT
    item = NewItem(
        kind=kind, sop_class=sop_class, syntax=syntax, instance=uid, study="", series="",
        file=path.relative_to(outbox.folder).as_posix(), size_bytes=len(content),
    )  # fmt: skip
    outbox.add(name, exam_id, [item])


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
