"""Takes pictures of each page and state, in each size and theme: `make screenshots`.

The pages are real: a recording of the phantom, an exam in a separate store, its summary. Only
states that need a failure are set directly.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
from PySide6.QtWidgets import QApplication, QWidget

from hysteroview.core.states import Reason
from hysteroview.core.types import AssessmentState
from hysteroview.gui.actions.table import Act
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.look.language import install_language
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.program import Program
from hysteroview.gui.session.status import LiveStatus, PictureState
from hysteroview.inference.model.card import find_model, load_card
from hysteroview.settings.choices import Language, Theme
from hysteroview.settings.last_source import last_source_path, remember_source
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.source_presets import SourcePreset, presets_path, save_presets
from hysteroview.settings.table import AppearanceSettings, StorageSettings
from review_shots import after_exam, pause, wait_until

LOOKS = (
    AppearanceSettings(Theme.DARK, Language.ENGLISH),
    AppearanceSettings(Theme.LIGHT, Language.ENGLISH),
    AppearanceSettings(Theme.DARK, Language.CHINESE),
)
SIZES = ((1280, 720), (1920, 1080), (3840, 2160))


class Camera:
    """Takes pictures of one window in one size."""

    def __init__(self, program: Program, folder: Path) -> None:
        self._program, self._folder = program, folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, name: str, of: QWidget | None = None) -> None:
        pause(150)
        (of or self._program.window).grab().save(str(self._folder / f"{name}.png"))


def told_states(status: LiveStatus) -> Iterable[tuple[str, LiveStatus]]:
    """Yield the states of the page that need a failure."""
    session = status.session
    for state in AssessmentState:
        if state is not AssessmentState.ACTIVE:
            detail = Reason.RED_OUT.value if state is AssessmentState.NOT_ASSESSABLE else ""
            changed = replace(session, state=state, detail=detail)
            yield state.value.lower(), replace(status, session=changed, analysis=None)
    lost = replace(session, state=AssessmentState.STALE, signal_loss="No picture is received.")
    for picture in (PictureState.NO_SIGNAL, PictureState.ENDED):
        yield (
            picture.name.lower(),
            replace(status, session=lost, picture=picture, analysis=None),
        )
    yield "ai_hidden", replace(status, is_ai_hidden=True)


def live_pictures(live: LiveWindow, camera: Camera) -> None:
    """Take the live page: normal, with a question, and in every state."""
    page, runner = live.page, live.actions.runner
    live.controller.take_snapshot()
    runner.perform(Act.MARK)
    runner.perform(Act.RECORD)
    wait_until(lambda: live.controller.saved > 0)
    pause(2700)  # confirmations have disappeared
    camera.take("live")
    live.window.close()
    camera.take("live_asked")
    runner.cancel()
    runner.perform(Act.OVERVIEW)
    camera.take("keys", live.actions.overview)
    runner.perform(Act.OVERVIEW)
    status = live.bridge.refresh()
    live.bridge.stop()
    for name, told in told_states(status):
        page.show_status(told)
        page.video.show_time(time.monotonic_ns())  # old results have faded
        camera.take(f"live_{name}")
    live.bridge.start()
    picture_states(live, camera)


def picture_states(live: LiveWindow, camera: Camera) -> None:
    """Take what can be done with the picture: layouts, zoom, freeze, and both together."""
    runner = live.actions.runner
    wait_until(lambda: (shown := live.page.video.shown()) is not None and bool(shown.heatmap))
    for layout in ("side_by_side", "picture_in_picture", "overlay"):
        runner.perform(Act.LAYOUT)
        runner.perform(Act.FREEZE)
        camera.take(f"live_frozen_{layout}")
        runner.perform(Act.FREEZE)
        camera.take(f"live_{layout}")
    for _ in range(2):
        runner.perform(Act.ZOOM_IN)
    runner.perform(Act.NEXT_CLASS)
    camera.take("live_zoomed")
    runner.perform(Act.ZOOM_RESET)


def walk(program: Program, camera: Camera) -> None:
    """Go from the start page to the summary and take a picture of each."""
    program.show_start()
    wait_until(lambda: any(card.pixels is not None for card in program.start.cards))
    camera.take("start")
    program.start.address.setText("gopher://10.0.0.5")
    program.start.open.click()
    camera.take("start_fault")
    program.start.address.clear()
    program.start.notice.clear()
    program.show_settings()
    assert program.settings_controller is not None
    camera.take("settings")
    program.settings_controller.page.search.setText("heatmap")
    camera.take("settings_search")
    program.settings_controller.page.back.click()
    wait_until(lambda: any(card.pixels is not None for card in program.start.cards))
    program.start.cards[0].button.click()
    camera.take("exam")
    program.exam_page.begin.click()
    camera.take("exam_fault")
    form = program.exam_page.form
    for field, text in (
        (form.identifier, "4711"),
        (form.family_name, "Phantom"),
        (form.given_name, "Anna"),
        (form.birth_date, "1980-02-29"),
        (form.operator, "Dr. Example"),
        (form.indication, "Postmenopausal bleeding"),
    ):
        field.setText(text)
    program.exam_page.begin.click()
    wait_until(lambda: program.live is not None and program.live.session.status().analyzed > 30)
    assert program.live is not None
    live_pictures(program.live, camera)
    program.live.actions.exam_end_requested.emit()
    wait_until(lambda: program.live is None and program.summary.thumbnails.count() > 0)
    camera.take("summary")
    program.summary.patient.click()
    assert program.summary.dialog is not None
    camera.take("patient", program.summary.dialog)
    program.summary.dialog.reject()
    after_exam(program, camera)


def main(folder: Path) -> None:
    """Make all pictures below a folder."""
    cv2.setNumThreads(1)
    application = QApplication([])
    card = load_card(find_model(None))
    for look, (width, height) in product(LOOKS, SIZES):
        with tempfile.TemporaryDirectory() as place:
            os.environ["XDG_CONFIG_HOME"] = place
            remember_source("phantom:?seed=3&lesion=EC", last_source_path())
            save_presets([SourcePreset("Tower 2", "rtsp://10.0.0.5/live")], presets_path())
            apply_theme(application, look.theme)
            install_language(look.language)
            store = StorageSettings(store=Path(place) / "store")
            settings = Settings(storage=store, appearance=look)
            program = Program(card, CurrentSettings(settings), WindowOptions(folder=None))
            program.window.resize(width, height)
            name = f"{look.theme}-{look.language}"
            try:
                walk(program, Camera(program, folder / name / f"{width}x{height}"))
            finally:
                program.close()
                pause(50)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
