"""What each action of the live window does: connects keys, pedals and buttons with the session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog

from hysteroview.core.types import LabelSet
from hysteroview.gui.actions.bindings import Bindings, fault_words
from hysteroview.gui.actions.key_filter import KeyFilter
from hysteroview.gui.actions.keys_overview import KeysOverview
from hysteroview.gui.actions.runner import ActionRunner
from hysteroview.gui.actions.table import CALLS, Act
from hysteroview.gui.live.ai_visibility import AiVisibility
from hysteroview.gui.live.controller import LiveController
from hysteroview.gui.live.controls.study_bar import calls_of
from hysteroview.gui.live.exam.marks import ExamMarks
from hysteroview.gui.live.exam.open_exam import OpenExam
from hysteroview.gui.live.finding_sound import FindingSound
from hysteroview.gui.live.page import LivePage
from hysteroview.gui.live.picture_actions import PictureActions
from hysteroview.gui.live.reading import Reading
from hysteroview.gui.look.messages import join_sentences
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.session.bridge import LiveBridge
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.pipeline.live.recorder_status import RecorderStatus
from hysteroview.settings.sections import Settings

_OF_AN_EXAM = (Act.MARK, Act.RECORD, Act.PREROLL)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LiveParts:
    """What the actions act on.

    Attributes
    ----------
    exam
        None when viewing without saving: then nothing can be marked, recorded or ended.
    """

    page: LivePage
    window: MainWindow
    settings: ObservedSettings
    bridge: LiveBridge
    controller: LiveController
    exam: OpenExam | None
    labels: LabelSet


class LiveActions(QObject):
    """Provide every action that the session allows, and show its outcome.

    Signals
    -------
    exam_end_requested()
        It was confirmed.
    """

    exam_end_requested = Signal()

    def __init__(self, parts: LiveParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts, self._settings = parts, parts.settings
        self.runner = ActionRunner(self)
        now = parts.settings.now
        self.keys = KeyFilter(Bindings(now.keys, now.pedal), self._keys_act, self)
        self.ai_visibility = AiVisibility(parts.settings, parts.bridge.refresh, self._log, self)
        self.marks = ExamMarks(self._log, self)
        self.picture = PictureActions(
            parts.page,
            parts.bridge,
            parts.controller,
            labels=parts.labels,
            log=self._log,
            parent=self,
        )
        self.sound = FindingSound(parts.settings.current)
        self.overview: KeysOverview | None = None
        self._offer()
        self._connect()
        self._show_bindings(self.keys.bindings)

    def start(self, application: QApplication) -> None:
        """Enable keys and pedals."""
        self.keys.install(application)
        self.ai_visibility.start()
        if faults := fault_words(self.keys.bindings):
            remedy = self.tr("Choose “Keys” to change keys and pedals.")
            if overview := self.keys.bindings.words_of(Act.OVERVIEW):
                remedy = self.tr("Press {0} to change keys and pedals.").format(overview)
            self._parts.page.notice.show_warning(join_sentences([faults, remedy]))
        elif self._settings.now.study.is_on and self._parts.exam is None:
            warning = self.tr("Study mode without an exam: your assessments are not saved.")
            remedy = self.tr("Start an exam to save them.")
            self._parts.page.notice.show_warning(join_sentences([warning, remedy]))

    def close(self) -> None:
        """Disable all actions. Safe to call twice."""
        self.keys.close()
        self.picture.close()
        self.ai_visibility.stop()
        self.runner.cancel()
        if self.overview is not None:
            self.overview.close()

    def _offer(self) -> None:
        page, window = self._parts.page, self._parts.window
        controller, runner = self._parts.controller, self.runner
        runner.offer(Act.SNAPSHOT, controller.take_snapshot)
        runner.offer(Act.HEATMAP, page.controls.heatmap.click)
        runner.offer(Act.PAUSE_AI, page.controls.analysis.click)
        runner.offer(Act.HIDE_AI, self.ai_visibility.toggle)
        runner.offer(Act.SOUND, self._toggle_sound)
        runner.offer(Act.FULL_SCREEN, window.toggle_full_screen)
        runner.add_leave_action(window.leave_full_screen)
        self.picture.offer(runner)
        runner.offer(Act.OVERVIEW, self._show_overview)
        runner.offer(Act.QUIT, window.leave)
        for act, code in zip(CALLS, calls_of(self._parts.labels), strict=False):
            runner.offer(act, partial(self._call, code))
        runner.offer(Act.END_EXAM, self.exam_end_requested.emit)
        if (exam := self._parts.exam) is None:
            runner.do_at_once(Act.END_EXAM)
            page.rail.show_words(Act.END_EXAM, self.tr("Stop viewing"), "end-exam")
        else:
            runner.offer(Act.MARK, self._mark)
            runner.offer(Act.RECORD, exam.toggle_recording)
            runner.offer(Act.PREROLL, exam.save_preroll)
            runner.ask_before(Act.QUIT)
            window.guard = partial(runner.perform, Act.QUIT)
        page.rail.show_offered(act for act in Act if runner.is_offered(act))

    def _connect(self) -> None:
        page, controller, runner = self._parts.page, self._parts.controller, self.runner
        self.keys.pressed.connect(runner.perform)
        page.rail.requested.connect(runner.perform)
        page.study.requested.connect(runner.perform)
        page.notice.confirmed.connect(runner.confirm)
        page.notice.declined.connect(runner.cancel)
        runner.asked.connect(self._ask)
        runner.answered.connect(page.notice.end_question)
        runner.undone.connect(self._show_undone)
        runner.unavailable.connect(self._show_unavailable)
        self.ai_visibility.hidden_changed.connect(self._show_hidden)
        self.ai_visibility.reading_changed.connect(self._show_reading)
        self.ai_visibility.warned.connect(self._warn)
        self._settings.changed.connect(self._follow)
        self._parts.bridge.analysis_arrived.connect(self.sound.show_analysis)
        self._parts.bridge.status_changed.connect(self.sound.show_status)
        controller.snapshot_taken.connect(page.filmstrip.show_taken)
        controller.snapshot_saved.connect(page.filmstrip.show_kept)
        controller.snapshot_failed.connect(page.filmstrip.drop)
        if self._parts.exam is not None:
            self._parts.exam.recorder_changed.connect(self._show_recorder)

    def _follow(self, before: Settings, now: Settings) -> None:
        if (before.keys, before.pedal) != (now.keys, now.pedal):
            self.keys.bind(Bindings(now.keys, now.pedal))
            self._show_bindings(self.keys.bindings)

    def _keys_act(self) -> bool:
        """Whether the live picture is shown and no dialog or list has the keyboard."""
        is_elsewhere = isinstance(QApplication.activeWindow(), QDialog)
        over_it = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        return self._parts.page.video.isVisible() and not is_elsewhere and over_it is None

    def _log(self, kind: str, content: Mapping[str, Any]) -> None:
        if self._parts.exam is not None:
            self._parts.exam.log_action(kind, content)

    def _mark(self) -> None:
        shown = self._parts.page.video.shown()
        if shown is None:
            self._parts.page.notice.show_hint(self.tr("There is no picture to mark yet."))
            return
        self.runner.remember(self.marks.mark(shown.frame, shown.state))
        self._show_done(self.tr("Moment marked"), Act.UNDO)

    def _toggle_sound(self) -> None:
        is_on = self._parts.controller.toggle_sound()
        text = self.tr("Sound on") if is_on else self.tr("Sound off")
        self._parts.page.notice.show_hint(text)

    def _call(self, code: str) -> None:
        undo = self.ai_visibility.call(code)
        if undo is not None:
            self.runner.remember(undo)

    def _show_done(self, text: str, way_back: Act) -> None:
        keys = self.keys.bindings.words_of(way_back)
        words = self.tr("{0} · {1} to undo").format(text, keys) if keys else text
        self._parts.page.notice.show_success(words)

    def _show_undone(self, text: str) -> None:
        if text:
            self._parts.page.notice.show_success(text)
        else:
            self._parts.page.notice.show_hint(self.tr("Nothing to undo"))

    def _show_unavailable(self, act: Act) -> None:
        if act not in _OF_AN_EXAM or self._parts.exam is not None:
            return
        words = self.keys.bindings.table[act].words
        if (folder := self._parts.controller.folder) is None:
            text = self.tr("“{0}” needs an exam. Nothing is saved while viewing.").format(words)
        else:
            text = self.tr("“{0}” needs an exam. Only snapshots are saved, in {1}.").format(
                words, folder
            )
        self._parts.page.notice.show_hint(text)

    def _ask(self, act: Act) -> None:
        words = self.keys.bindings.table[act].words
        question = self.tr("{0}? This cannot be undone. Press again to confirm.").format(words)
        self._parts.page.notice.ask(question, words)

    def _warn(self) -> None:
        text = self.tr("Enter your own assessment first. Press again to see the AI without it.")
        self._parts.page.notice.show_hint(text)

    def _show_hidden(self, on: bool) -> None:  # noqa: FBT001 - a signal's slot
        self._parts.bridge.hide_ai(on=on)
        rail = self._parts.page.rail
        rail.show_on(Act.HIDE_AI, on=on)
        words = self.tr("Show AI") if on else self.tr("Hide AI")
        rail.show_words(Act.HIDE_AI, words, "show-ai" if on else "hide-ai")

    def _show_reading(self, reading: Reading) -> None:
        study = self._parts.page.study
        study.setVisible(self._settings.now.study.is_on)
        study.show_reading(reading, self.ai_visibility.left_s())

    def _show_recorder(self, status: RecorderStatus) -> None:
        recording = status.is_recording
        words = self.tr("Stop") if recording else self.tr("Record")
        self._parts.page.rail.show_words(Act.RECORD, words, "stop" if recording else "record")

    def _show_overview(self) -> None:
        if self.overview is None:
            self.overview = KeysOverview(self.keys, self._parts.page)
            self.overview.assigned.connect(lambda bindings: self._settings.put(**bindings.settings))
        window = self._parts.window
        if not self.overview.isVisible():
            self.overview.set_scale(window.scale)
        self.overview.setVisible(not self.overview.isVisible())

    def _show_bindings(self, bindings: Bindings) -> None:
        page = self._parts.page
        page.rail.show_bindings(bindings)
        page.study.show_bindings(bindings)
        page.controls.show_bindings(bindings)
        page.findings.show_bindings(bindings)
