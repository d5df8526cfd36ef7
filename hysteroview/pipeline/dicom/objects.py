"""All DICOM objects of an exam, made into a folder: for an export, and for an archive."""

from __future__ import annotations

from pathlib import Path

from pydicom.dataset import Dataset

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.errors import StorageError
from hysteroview.export.dicom.objects.writing import DicomObject, ObjectKind
from hysteroview.export.output.progress import Progress, no_progress
from hysteroview.pipeline.dicom.options import ObjectOptions, ObjectsMade
from hysteroview.pipeline.dicom.stills import still_of, write_snapshot
from hysteroview.pipeline.dicom.study import StudyObjects, study_objects
from hysteroview.pipeline.exports.content import ExamContent, read_content
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.exports.shots import NoViewError


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
    ExportCanceledError
        It was canceled.
    """
    content = read_content(place)
    with study_objects(place, content, who) as study:
        making = _Making(content, study, options, who, folder, progress)
        making.add_stills()
        if not making.objects:
            raise StorageError(
                "The exam has nothing of what is to be exported.", remedy="Choose another exam."
            )
    return ObjectsMade(
        objects=tuple(making.objects),
        left_out=tuple(making.left_out),
        to_check=tuple(making.to_check),
        notes=tuple(making.notes),
    )


class _Making:
    """The objects so far."""

    def __init__(
        self, content: ExamContent, study: StudyObjects, options: ObjectOptions,
        who: Deidentifier | None, folder: Path, progress: Progress,
    ) -> None:  # fmt: skip
        self._content, self._study, self._options, self._who = content, study, options, who
        self._folder, self._progress = folder, progress
        self.objects: list[DicomObject] = []
        self.left_out: list[str] = []
        self.to_check: list[str] = []
        self.notes: list[str] = []
        self._sources: dict[str, Dataset] = {}  # by item: what results refer to

    def add_stills(self) -> None:
        """Add the snapshots."""
        if not self._options.wants(ObjectKind.STILL):
            return
        wanted = [each for each in self._content.snapshots if self._options.wants_item(each.item)]
        for number, snapshot in enumerate(wanted):
            self._progress(number, len(wanted))
            name = f"still_{snapshot.number:04d}.dcm"
            try:
                still = still_of(self._content, snapshot, self._who)
            except NoViewError:
                self.left_out.append(name)
                continue
            if self._who is not None and still.may_identify:
                self.to_check.append(name)
            made, header = write_snapshot(
                self._free(name), still, snapshot, self._study,
                is_lossless=self._options.is_lossless,
            )  # fmt: skip
            self.objects.append(made)
            self._sources[snapshot.item] = header

    def _free(self, name: str) -> Path:
        """Return a path that no object has yet."""
        path, number = self._folder / name, 1
        while path.exists():
            number += 1
            path = self._folder / f"{Path(name).stem}-{number}.dcm"
        return path
