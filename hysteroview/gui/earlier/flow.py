"""Finds earlier exams in an archive, fetches one, and shows it in the review or beside an exam."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hysteroview.capture.dicom.finding import series_in, with_series
from hysteroview.capture.dicom.opening import patient_words
from hysteroview.core.errors import ArchiveError
from hysteroview.exam.store.records import Exam
from hysteroview.export.dicom.retrieve.archive import EarlierExams
from hysteroview.export.dicom.retrieve.kept import KeptStudies, earlier_folder
from hysteroview.export.dicom.retrieve.moving import Destination
from hysteroview.export.dicom.retrieve.progress import FetchProgress
from hysteroview.export.dicom.retrieve.receiving import Wanted
from hysteroview.export.dicom.send.connection import Peer
from hysteroview.gui.earlier.dialog import Choice, EarlierDialog
from hysteroview.gui.earlier.pictures import FetchedPictures, read_pictures
from hysteroview.gui.earlier.words import missing_words, whom_words
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.viewer.controller import ViewerController
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.start.series_dialog import FoundSeries, SeriesDialog
from hysteroview.gui.tasks import TaskRunner

_MOST_TASKS = 8
_CLOSE_TIMEOUT_S = 3.0

T = TypeVar("T")
Use = Callable[[Choice, str, int], None]  # with location, and how much did not come


@dataclass(frozen=True, slots=True)
class FetchedSeries:
    """What was fetched.

    Attributes
    ----------
    missing
        Number of pictures and videos that did not come.
    found
        What can be opened in the folder.
    """

    folder: Path
    missing: int
    found: tuple[FoundSeries, ...]


class EarlierFlow(QObject):
    """Earlier exams of the patient of an exam.

    What is asked and what is fetched run in a thread each, so that a slow archive keeps nobody.

    Signals
    -------
    review_requested(str, int)
        Location of what was fetched, and how many pictures and videos did not come.
    writes_known(WaitingWrites)
        Those of what is said of the pictures of the present exam.

    Attributes
    ----------
    dialog, chooser, pictures
        What is open.
    """

    review_requested = Signal(str, int)
    writes_known = Signal(object)

    def __init__(self, settings: ObservedSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._asking = TaskRunner(_MOST_TASKS, self)
        self._fetching = TaskRunner(1, self)
        self._writing = TaskRunner(_MOST_TASKS, self)
        self._kept: KeptStudies | None = None
        self._progress: FetchProgress | None = None
        self.dialog: EarlierDialog | None = None
        self.chooser: SeriesDialog | None = None
        self.pictures: ViewerController | None = None
        self._scale = 1.0
        self._use: Use | None = None  # what is done with what is fetched
        self._warned: set[tuple[str, str]] = set()  # archive and series: said to be incomplete

    def close(self) -> None:
        """Cancel what is fetched, and remove what was. May be called twice."""
        if self._progress is not None:
            self._progress.cancel()
        self._asking.drop_waiting()
        for each in (self._asking, self._fetching, self._writing):
            each.finish(_CLOSE_TIMEOUT_S)
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def ask(self, exam: Exam, access: ExamAccess, page: QWidget, scale: float) -> None:
        """Show the dialog for an exam."""
        names = [name for name, _ in self._settings.now.archives.named]
        dialog = self.dialog = EarlierDialog(exam.patient, names, page)
        dialog.studies_requested.connect(partial(self._ask_studies, exam.patient.identifier))
        dialog.series_requested.connect(self._ask_series)
        dialog.open_requested.connect(partial(self._fetch, self._open))
        show = partial(self._read, exam.exam_id, access, page)
        dialog.compare_requested.connect(partial(self._fetch, show))
        dialog.again_requested.connect(self._fetch_again)
        dialog.finished.connect(self._forget)
        self._warned.clear()
        self._scale = scale
        dialog.set_scale(scale)
        dialog.open()
        dialog.ask()

    def _forget(self) -> None:
        dialog, self.dialog = self.dialog, None
        if self._progress is not None:
            self._progress.cancel()
        if dialog is not None:
            dialog.deleteLater()

    def _archive(self, name: str) -> EarlierExams:
        now = self._settings.now
        archive = now.archives.find(name)
        if archive is None:
            raise ArchiveError(
                "This archive is not in the settings any more.",
                remedy="Close this list and open it again.",
            )
        here = Destination(now.sending.earlier_title, now.sending.earlier_port)
        peer = Peer(archive=archive, own_title=now.worklist.own_title)
        return EarlierExams(peer, here, now.worklist.fallback_charset)

    def _ask_studies(self, patient_id: str, name: str) -> None:
        if (dialog := self.dialog) is not None:
            show = partial(dialog.show_studies, name)
            self._ask(dialog, lambda: self._archive(name).studies(patient_id), show)

    def _ask_series(self, name: str, study_uid: str) -> None:
        if (dialog := self.dialog) is not None:
            show = partial(dialog.show_series, study_uid)
            self._ask(dialog, lambda: self._archive(name).series(study_uid), show)

    def _ask(
        self, dialog: EarlierDialog, question: Callable[[], T], show: Callable[[T], None]
    ) -> None:
        """Ask an archive; only the last question counts."""
        self._asking.drop_waiting()
        done, failed = self._of(dialog, show), self._of(dialog, dialog.show_failure)
        self._asking.submit_or_fail(question, done, failed)

    def _of(self, dialog: EarlierDialog, show: Callable[[T], None]) -> Callable[[T], None]:
        """Return a function that shows something if its dialog is still open."""

        def show_if_open(found: T) -> None:
            if dialog is self.dialog:
                show(found)

        return show_if_open

    def _fetch_again(self, choice: Choice) -> None:
        if self._use is not None:
            self._warned.discard((choice.archive, choice.series.uid))
            self._fetch(self._use, choice, again=True)

    def _fetch(self, use: Use, choice: Choice, *, again: bool = False) -> None:
        dialog = self.dialog
        if dialog is None or self._progress is not None:
            return
        self._use = use
        series = choice.series
        progress = self._progress = FetchProgress(series.stills + series.videos)
        dialog.show_progress(progress)

        def end(show: Callable[[T], None], found: T) -> None:
            self._progress = None
            self._of(dialog, show)(found)

        def take(fetched: FetchedSeries) -> None:
            dialog.show_progress(None)
            self._choose(choice, fetched, use)

        work = partial(self._fetch_series, choice, progress, again=again)
        self._fetching.submit_or_fail(work, partial(end, take), partial(end, dialog.show_failure))

    def _fetch_series(
        self, choice: Choice, progress: FetchProgress, *, again: bool
    ) -> FetchedSeries:
        """Fetch a series, or find it; runs in the thread for that."""
        if self._kept is None:
            self._kept = KeptStudies(earlier_folder())
        archive = self._archive(choice.archive)
        wanted = Wanted(choice.study.uid, (choice.series.uid,))
        kept = self._kept.find(
            choice.archive, wanted,
            lambda folder: archive.fetch(wanted, folder, progress).missing, again=again,
        )  # fmt: skip
        return fetched_series(kept.folder, choice.study.patient_id, kept.missing)

    def _choose(self, choice: Choice, fetched: FetchedSeries, use: Use) -> None:
        """Use what was fetched; of several videos the one that the operator chooses."""
        key, missing = (choice.archive, choice.series.uid), fetched.missing
        if missing and self.dialog is not None and key not in self._warned:
            self._warned.add(key)
            what_next = self.tr("Fetch it again, or press the same button to show what is there.")
            self.dialog.offer_again(f"{missing_words(missing)} {what_next}")
            return
        location = str(fetched.folder)
        if len(fetched.found) < 2:
            use(choice, location, missing)
            return
        chooser = self.chooser = SeriesDialog(fetched.found, self.dialog)
        chooser.chosen.connect(lambda number: use(choice, with_series(location, number), missing))
        chooser.finished.connect(chooser.deleteLater)
        chooser.set_scale(self._scale)
        chooser.open()

    def _open(self, _: Choice, location: str, missing: int) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.review_requested.emit(location, missing)

    def _read(
        self, exam_id: str, access: ExamAccess, page: QWidget, choice: Choice, location: str,
        missing: int,
    ) -> None:  # fmt: skip
        dialog = self.dialog
        if dialog is not None:
            show = partial(self._show, exam_id, access, page, choice, missing)
            done, failed = self._of(dialog, show), self._of(dialog, dialog.show_failure)
            self._fetching.submit_or_fail(partial(read_pictures, location), done, failed)

    def _show(
        self, exam_id: str, access: ExamAccess, page: QWidget, choice: Choice, missing: int,
        found: FetchedPictures,
    ) -> None:  # fmt: skip
        """Show pictures of both exams side by side."""
        if self.dialog is not None:
            self.dialog.accept()
        words = self.tr("Archive: {0}").format(found.patient or whom_words(choice.study))
        marks = [each for each in (choice.doubt, missing_words(missing)) if each]
        title = " · ".join((f"⚠ {words}", *marks)) if marks else words
        pictures = ViewerController(
            access, exam_id, self._writing, page, list(found.frames), earlier=title
        )
        self.pictures = pictures
        self.writes_known.emit(pictures.notes.writes)
        pictures.viewer.finished.connect(self._end_pictures)
        pictures.open(page.window())

    def _end_pictures(self, _result: int) -> None:
        pictures, self.pictures = self.pictures, None
        if pictures is not None:
            pictures.close()


def fetched_series(folder: Path, patient_id: str, missing: int) -> FetchedSeries:
    """Look into what was fetched.

    Raises
    ------
    ArchiveError
        It is of another patient ID than the archive has listed.
    SourceError
        It cannot be read.
    """
    series = series_in(str(folder))
    others = {image.patient_id for each in series for image in each.images} - {"", patient_id}
    if others:
        raise ArchiveError(
            "The pictures have another patient ID than the archive has listed.",
            remedy="Do not use them for this patient. Tell who runs the archive.",
        )
    found = tuple(
        FoundSeries(
            is_video=each.is_video,
            frames=each.frames,
            description=each.images[0].description,
            patient=patient_words(each.images[0]),
        )
        for each in series
    )
    return FetchedSeries(folder, missing, found)
