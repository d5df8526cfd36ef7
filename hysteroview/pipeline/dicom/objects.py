"""All DICOM objects of an exam, made into a folder: for an export, and for an archive."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pydicom.dataset import Dataset

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.errors import StorageError
from hysteroview.core.files import storage_error
from hysteroview.core.review.places import Place
from hysteroview.core.wording import NO_RESULT
from hysteroview.exam.store.audit import Entry, read_chain
from hysteroview.export.dicom.objects.result import Result, Statement, write_result
from hysteroview.export.dicom.objects.writing import DicomObject, ObjectKind
from hysteroview.export.output.progress import Progress, no_progress
from hysteroview.pipeline.dicom.options import ObjectOptions, ObjectsMade
from hysteroview.pipeline.dicom.overlays import write_snapshot_overlay
from hysteroview.pipeline.dicom.report import write_report
from hysteroview.pipeline.dicom.statements import of_recording, of_snapshot
from hysteroview.pipeline.dicom.stills import still_of, write_snapshot
from hysteroview.pipeline.dicom.study import StudyObjects, study_objects
from hysteroview.pipeline.dicom.tracks import read_results
from hysteroview.pipeline.dicom.videos import RecordingWriter, WrittenVideo
from hysteroview.pipeline.exports.content import ExamContent, KeptSnapshot, read_content
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.exports.shots import NoViewError, notes_of
from hysteroview.pipeline.report.record import ExamRecord, read_record

_WARNING: Final = "Research use only. Not for diagnosis."


def make_objects(
    place: ExamPlace, folder: Path, options: ObjectOptions, *,
    who: Deidentifier | None = None, progress: Progress = no_progress,
) -> ObjectsMade:  # fmt: skip
    """Make the DICOM objects of an exam as files in an existing folder.

    Objects with the same content have the same SOP Instance UID each time; see
    `exam.store.dicom.uids`. The export itself is not logged: the caller does that when the
    objects have left.

    Parameters
    ----------
    who
        Replaces the patient; None if the objects are not de-identified.

    Raises
    ------
    StorageError
        The exam has nothing of what is wanted, or it cannot be read or written.
    SourceError
        A recording that has to be encoded again cannot be read.
    ExportCanceledError
        It was canceled.
    """
    content = read_content(place)
    with place.read() as store:
        record = read_record(store, place.exam_id, options.model)
        entries, _, _ = read_chain(content.folder.audit, place.exam_id, content.folder.medium)
    try:
        with study_objects(place, content, who, entries) as study:
            making = _Making(content, study, options, who, folder, progress)
            making.make(record, entries)
            if not making.objects:
                raise StorageError(
                    "The exam has nothing of what is to be exported.",
                    remedy="Choose another exam.",
                )
    except OSError as error:
        raise storage_error(folder, error) from error
    return ObjectsMade(
        objects=tuple(making.objects),
        left_out=tuple(making.left_out),
        to_check=tuple(making.to_check),
        notes=tuple(making.notes),
    )


@dataclass(slots=True)
class _Making:
    """The objects so far, and what later ones refer to."""

    content: ExamContent
    study: StudyObjects
    options: ObjectOptions
    who: Deidentifier | None
    folder: Path
    progress: Progress
    objects: list[DicomObject] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    to_check: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _stills: dict[str, Dataset] = field(default_factory=dict)  # by item
    _videos: dict[str, list[WrittenVideo]] = field(default_factory=dict)

    def make(self, record: ExamRecord, entries: list[Entry]) -> None:
        """Make all that is wanted, in an order in which each finds what it refers to."""
        wants = self.options.wants
        wants_result = wants(ObjectKind.RESULT)
        if wants(ObjectKind.STILL) or wants_result:
            self._add_stills()
        if wants(ObjectKind.VIDEO) or wants_result:
            self._add_videos()
        if wants_result:
            self._add_overlays()
            self._add_result()
        if wants(ObjectKind.REPORT):
            made = write_report(
                self._free("report.dcm"), record, entries, self.options, self.study,
                self.who,
            )  # fmt: skip
            self.objects.append(made)

    @property
    def _snapshots(self) -> list[KeptSnapshot]:
        return [each for each in self.content.snapshots if self.options.wants_item(each.item)]

    def _add_stills(self) -> None:
        for number, snapshot in enumerate(self._snapshots):
            self.progress(number, len(self._snapshots))
            name = f"still_{snapshot.number:04d}.dcm"
            try:
                still = still_of(self.content, snapshot, self.who)
            except NoViewError:
                self.left_out.append(name)
                continue
            if self.who is not None and still.may_identify:
                self.to_check.append(name)
            made, header = write_snapshot(
                self._free(name), still, snapshot, self.study,
                is_lossless=self.options.is_lossless,
            )  # fmt: skip
            self._stills[snapshot.item] = header
            self._keep(made)

    def _add_videos(self) -> None:
        clips = sorted(self.content.clips, key=lambda each: each.taken_wall_ns)
        for number, clip in enumerate(clips, 1):
            if not self.options.wants_item(clip.item):
                continue
            writer = RecordingWriter(
                self.content, clip, number, self.study, self.who, self.options.most_video_bytes,
                self.progress,
            )  # fmt: skip
            name = f"video_{number:02d}"
            written = list(writer.write(self._free, name))
            self._videos[clip.item] = written
            for each in written:
                self._keep(each.made)
            self.notes += writer.notes
            if writer.may_have_text:
                self.to_check.append(f"{name}.dcm")

    def _add_overlays(self) -> None:
        """Add pictures with the result, of the stills of which the AI said something."""
        for snapshot in self._snapshots:
            source = self._stills.get(snapshot.item)
            if source is None or snapshot.origin is None:
                continue
            self.progress(0, None)
            path = self._free(f"overlay_{snapshot.number:04d}.dcm")
            made = write_snapshot_overlay(
                path, self.content, snapshot, self.study, source=source,
                language=self.options.language, who=self.who,
            )  # fmt: skip
            self.objects.append(made)

    def _add_result(self) -> None:
        statements = [
            of_snapshot(each, self._stills[each.item], self.study, self._place(each))
            for each in self._snapshots
            if each.item in self._stills
        ]
        comments = []
        for number, (item, videos) in enumerate(self._videos.items(), 1):
            name = f"Recording {number}"
            results = read_results(self.content, item)
            if results is None or not results.records:
                comments.append(f"{name} was not analyzed: {NO_RESULT}")
                continue
            statements += of_recording(name, results.records, results.first_ns, videos, self.study)
        if not statements:
            return
        if any(each.finding is None for each in statements):
            comments.append(f"Of pictures and spans without a finding: {NO_RESULT}")
        exam = self.content.exam
        key = hashlib.sha256(repr([_plain(each) for each in statements]).encode()).hexdigest()
        taken_ns = exam.ended_wall_ns or exam.started_wall_ns
        instance = self.study.instance("result", key, taken_ns)
        warnings = {str(each.fields.get("warning") or _WARNING) for each in self._snapshots}
        result = Result(
            statements=tuple(statements), device_uid=self.study.uid("device"),
            warning="; ".join(sorted(warnings or {_WARNING})), comments=tuple(comments),
        )  # fmt: skip
        series = self.study.series("result")
        made = write_result(self._free("result.dcm"), result, self.study.study, series, instance)
        self.objects.append(made)

    def _keep(self, made: DicomObject) -> None:
        """Take an object among those that were made; one that is only referred to is removed."""
        if self.options.wants(made.kind):
            self.objects.append(made)
        else:
            made.path.unlink()

    def _place(self, snapshot: KeptSnapshot) -> Place | None:
        return notes_of(self.content, snapshot.item).place

    def _free(self, name: str) -> Path:
        """Return a path that no object has yet."""
        path, number = self.folder / name, 1
        while path.exists():
            number += 1
            path = self.folder / f"{Path(name).stem}-{number}.dcm"
        return path


def _plain(statement: Statement) -> tuple[object, ...]:
    """Return a statement with the UID of its source in place of the source."""
    uid = str(statement.source.SOPInstanceUID)
    return uid, repr(replace(statement, source=Dataset()))
