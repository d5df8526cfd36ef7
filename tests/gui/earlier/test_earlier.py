"""Earlier exams of a patient in Orthanc, found, fetched, opened and compared in the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dicom_peers import Orthanc, free_port, orthanc
from earlier_studies import write_studies
from exported import console_picture, keep_pictures
from foreign_dicom import write_still
from hysteroview.capture.opening import open_source
from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.records import Exam, Patient
from hysteroview.exam.store.store import open_store
from hysteroview.export.dicom.retrieve.archive import EarlierExams
from hysteroview.export.dicom.retrieve.studies import EarlierSeries
from hysteroview.gui.earlier.flow import EarlierFlow
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.settings.archives import Archives, ArchiveSettings
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from numbered import read_number

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen
WANG = Patient(identifier="4711", name="Wang^Fang=王^芳", birth_date="1980-01-02")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    folder = tmp_path_factory.mktemp("archive")
    other = {"PatientName": "Li^Na", "PatientBirthDate": "19700101", "SeriesInstanceUID": "1.2.7.1"}
    with orthanc(folder / "orthanc") as running:
        late = {"StudyInstanceUID": "1.2.7", "StudyDate": "20280101"}
        for each in (*write_studies(folder), write_still(folder / "f.dcm", [9], **late, **other)):
            running.post("/instances", each.read_bytes())
        yield running


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1280, 800)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def access(tmp_path: Path) -> ExamAccess:
    return ExamAccess(keep_pictures(tmp_path / "store", [console_picture()], patient=WANG).store)


def exam_of(access: ExamAccess) -> Exam:
    with open_store(access.store, read_only=True) as store:
        (exam,) = store.search(Search())
    return exam


def flow_for(port: int, title: str = "ORTHANC") -> EarlierFlow:
    listed = {
        "Main": ArchiveSettings(host="127.0.0.1", port=port, called_title=title),
        "Down": ArchiveSettings(host="127.0.0.1", port=free_port()),
    }
    settings = Settings(archives=Archives(tuple(listed.items())))
    return EarlierFlow(ObservedSettings(CurrentSettings(settings)))


@pytest.fixture
def flow(archive: Orthanc) -> Iterator[EarlierFlow]:
    made = flow_for(archive.port)
    yield made
    made.close()


def ask(flow: EarlierFlow, access: ExamAccess, page: QWidget, qtbot: QtBot) -> None:
    flow.ask(exam_of(access), access, page, 1.0)
    dialog = flow.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.studies.count() == 3)


def choose(flow: EarlierFlow, study: int, series: int, qtbot: QtBot) -> None:
    dialog = flow.dialog
    assert dialog is not None
    dialog.studies.setCurrentRow(study)
    qtbot.waitUntil(lambda: dialog.series.count() > series)
    dialog.series.setCurrentRow(series)


def test_an_earlier_video_is_fetched_and_opened_once(
    flow: EarlierFlow, access: ExamAccess, page: QWidget, qtbot: QtBot
) -> None:
    ask(flow, access, page, qtbot)
    choose(flow, 2, 1, qtbot)
    dialog = flow.dialog
    assert dialog is not None
    assert "王芳 (Wang, Fang) · 4711 · born 1980-01-02" in dialog.studies.item(2).text()
    assert dialog.doubt.text() == ""
    with qtbot.waitSignal(flow.review_requested) as opened:
        dialog.primary.click()
    assert opened.args is not None
    source = open_source(opened.args[0])
    frame = source.read()
    source.close()
    assert frame is not None
    assert read_number(frame.pixels) == 0
    flow.close()
    assert not Path(opened.args[0]).exists(), "nothing of it is kept when the program ends"


def test_pictures_of_both_exams_are_side_by_side(
    flow: EarlierFlow, access: ExamAccess, page: QWidget, qtbot: QtBot
) -> None:
    ask(flow, access, page, qtbot)
    choose(flow, 2, 0, qtbot)
    assert flow.dialog is not None
    flow.dialog.compare.click()
    qtbot.waitUntil(lambda: flow.pictures is not None)
    pictures = flow.pictures
    assert pictures is not None
    qtbot.waitUntil(lambda: all(each.image is not None for each in pictures.viewer.canvases))
    titles = [each._title for each in pictures.viewer.canvases]
    assert titles[0].startswith("1")
    assert titles[1] == "Archive: Wang Fang 王 芳 · 4711 · 2026-03-04 · 1"
    pictures.viewer.accept()
    qtbot.waitUntil(lambda: flow.pictures is None)


def test_an_incomplete_series_never_looks_complete(
    flow: EarlierFlow, access: ExamAccess, page: QWidget, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The archive lists each picture twice and sends it once."""
    listed = EarlierExams.series

    def one_more(it: EarlierExams, study_uid: str) -> list[EarlierSeries]:
        return [replace(each, objects=each.objects * 2) for each in listed(it, study_uid)]

    monkeypatch.setattr(EarlierExams, "series", one_more)
    ask(flow, access, page, qtbot)
    choose(flow, 2, 0, qtbot)
    dialog = flow.dialog
    assert dialog is not None
    assert not dialog.refetch.isVisible()
    for button in (dialog.compare, dialog.refetch):
        button.click()
        assert dialog.bar.isVisible()
        qtbot.waitUntil(dialog.refetch.isVisible)
        assert "Incomplete: 1 pictures or videos" in dialog.fault
    dialog.compare.click()
    qtbot.waitUntil(lambda: flow.pictures is not None)
    assert flow.pictures is not None
    canvas = flow.pictures.viewer.canvases[1]
    qtbot.waitUntil(lambda: canvas._title.startswith("⚠ Archive: Wang Fang"))
    assert "Incomplete: 1 pictures" in canvas._title
    flow.pictures.viewer.accept()
    ask(flow, access, page, qtbot)
    choose(flow, 2, 0, qtbot)
    dialog = flow.dialog
    assert dialog is not None
    dialog.primary.click()
    qtbot.waitUntil(dialog.refetch.isVisible)
    with qtbot.waitSignal(flow.review_requested) as opened:
        dialog.primary.click()
    assert opened.args is not None
    assert opened.args[1] == 1


def test_another_patient_under_this_id_is_never_shown_as_the_same(
    flow: EarlierFlow, access: ExamAccess, page: QWidget, qtbot: QtBot
) -> None:
    ask(flow, access, page, qtbot)
    choose(flow, 0, 0, qtbot)
    dialog = flow.dialog
    assert dialog is not None
    assert dialog.studies.item(0).text().splitlines()[1].startswith("⚠ Li, Na · 4711")
    assert "This may be another patient" in dialog.doubt.text()
    dialog.compare.click()
    qtbot.waitUntil(lambda: flow.pictures is not None)
    assert flow.pictures is not None
    qtbot.waitUntil(lambda: "Li Na" in flow.pictures.viewer.canvases[1]._title)  # type: ignore[union-attr]
    assert "This may be another patient" in flow.pictures.viewer.canvases[1]._title
    flow.pictures.viewer.accept()


def test_an_archive_that_is_down_is_said_and_another_one_can_be_chosen(
    flow: EarlierFlow, access: ExamAccess, page: QWidget, qtbot: QtBot
) -> None:
    ask(flow, access, page, qtbot)
    dialog = flow.dialog
    assert dialog is not None
    dialog.archive.setCurrentText("Down")
    qtbot.waitUntil(lambda: "cannot be reached" in dialog.fault)
    assert not dialog.primary.isEnabled()
    dialog.archive.setCurrentText("Main")
    qtbot.waitUntil(lambda: dialog.studies.count() == 3)
    assert dialog.fault == ""
    dialog.reject()


def test_a_fetch_is_canceled_and_the_dialog_stays(
    flow: EarlierFlow, access: ExamAccess, page: QWidget, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The archive sends when the operator has canceled already."""
    ask(flow, access, page, qtbot)
    choose(flow, 2, 0, qtbot)
    dialog = flow.dialog
    assert dialog is not None
    dialog.primary.click()
    assert dialog.bar.isVisible()
    assert not dialog.studies.isEnabled()
    dialog.cancel.click()
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: not dialog.bar.isVisible())
    assert "canceled" in dialog.fault
    dialog.cancel.click()
    assert flow.dialog is None


def test_pictures_of_another_id_are_refused(tmp_path: Path) -> None:
    from hysteroview.gui.earlier.flow import fetched_series

    write_still(tmp_path / "a.dcm", [1], PatientID="4712")
    with pytest.raises(HysteroViewError, match="another patient ID"):
        fetched_series(tmp_path, "4711", 0)
    assert len(fetched_series(tmp_path, "4712", 0).found) == 1
