"""The study that an exam is, and the UIDs of its objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.exam.store.audit import Entry
from hysteroview.exam.store.dicom.uids import (
    UIDS_EVENT,
    KeptUid,
    KeptUids,
    new_uid,
    uids_event,
    uids_of,
)
from hysteroview.export.dicom.objects.context import Instance, Series, Study
from hysteroview.pipeline.exports.content import ExamContent, local_time
from hysteroview.pipeline.exports.place import ExamPlace, now_ns

_SERIES: Final = {  # number, modality, description
    "stills": (1, "ES", "Pictures"),
    "video": (2, "ES", "Recordings"),
    "overlay": (3, "ES", "Pictures with AI overlay, research use only"),
    "result": (4, "SR", "Results of the AI, research use only"),
    "report": (5, "DOC", "Report"),
}


class StudyObjects:
    """Gives the objects of an exam their study, series and instances.

    Attributes
    ----------
    study
        The exam as it leaves.
    made
        UIDs of all objects that were asked for, by key.
    """

    def __init__(self, content: ExamContent, who: Deidentifier | None, kept: KeptUids) -> None:
        exam = content.exam
        self._who, self._kept = who, KeptUids() if who is not None else kept
        self._exam = exam.exam_id if who is None else who.exam_code
        self._now_ns = now_ns()
        self.made: dict[str, KeptUid] = {}
        patient = exam.patient
        self.study = Study(
            patient_name=patient.name if who is None else who.code,
            patient_id=patient.identifier if who is None else who.code,
            birth_date=patient.birth_date if who is None else "",
            uid=self._kept.study or new_uid(self._exam, "study"),
            study_id=self._exam,
            accession_number=exam.accession_number if who is None else "",
            started=local_time(self.leaving_ns(exam.started_wall_ns)),
            operator=exam.operator if who is None else "",
            is_deidentified=who is not None,
            procedure_id=exam.order.get("procedure_id", "") if who is None else "",
            step_id=exam.order.get("step_id", "") if who is None else "",
        )

    @property
    def is_new(self) -> bool:
        """Whether UIDs were made that the log does not have yet."""
        return self._who is None and any(key not in self._kept.objects for key in self.made)

    def leaving_ns(self, wall_ns: int) -> int:
        """Return a time as it leaves: shifted if the export is de-identified."""
        return wall_ns if self._who is None else self._who.wall_ns(wall_ns)

    def series(self, name: str) -> Series:
        """Return a series by its name in the table above."""
        number, modality, description = _SERIES[name]
        uid = self.uid(f"series/{name}")
        return Series(uid=uid, number=number, modality=modality, description=description)

    def instance(self, series: str, key: str, taken_wall_ns: int, number: int = 1) -> Instance:
        """Return an instance of a series.

        Parameters
        ----------
        key
            Of its content: the same key gives the same UID in each export.
        taken_wall_ns
            The real time of its content, UTC.
        number
            In the series; it must not depend on what else is exported.
        """
        full = f"{series}/{key}"
        kept = self._kept.objects.get(full)
        if kept is None:
            kept = KeptUid(self.uid(full), self._now_ns)
        self.made[full] = kept
        return Instance(
            uid=kept.uid,
            number=number,
            taken=local_time(self.leaving_ns(taken_wall_ns)),
            made=None if self._who is not None else local_time(kept.made_wall_ns),
        )

    def made_ns(self, series: str, key: str) -> int:
        """Return when an object was first made; now if it is new."""
        kept = self._kept.objects.get(f"{series}/{key}")
        return self._now_ns if kept is None else kept.made_wall_ns

    def uid(self, part: str) -> str:
        """Return a UID of something inside an object, always the same one."""
        return new_uid(self._exam, f"{self.study.uid}/{part}")

    def new_ones(self) -> dict[str, KeptUid]:
        """Return the UIDs that the log does not have yet."""
        return {key: each for key, each in self.made.items() if key not in self._kept.objects}


@contextmanager
def study_objects(
    place: ExamPlace, content: ExamContent, who: Deidentifier | None, entries: Iterable[Entry]
) -> Iterator[StudyObjects]:
    """Yield what gives objects their UIDs, and keep new ones in the exam's log afterwards.

    Nothing is kept if the body fails, or of a de-identified export, whose UIDs are computed from
    the code of the exam.

    Parameters
    ----------
    entries
        Of the exam's log.

    Raises
    ------
    StorageError
        The log cannot be written.
    """
    made = StudyObjects(content, who, uids_of(entries))
    yield made
    if made.is_new:
        place.note(UIDS_EVENT, uids_event(made.study.uid, made.new_ones()))
