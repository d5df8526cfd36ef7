"""Assembles the window and runs it."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import SourceError, StorageError
from hysteroview.core.memory import bound_arenas
from hysteroview.exam.store.records import ExamEntry, Patient
from hysteroview.gui.defects import DefectReporter
from hysteroview.gui.end_requests import EndRequests
from hysteroview.gui.exam.pixelation_question import ask_whether_to_pixelate
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.look.language import install_language
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.program import Program
from hysteroview.gui.running_window import RunningWindow, show_running_window, socket_name
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.choices import Pixelation
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings

_FIRST_PICTURE_MS = 10_000  # then a run without an operator goes on without a picture


def run_window(
    source: VideoSource | None,
    card: ModelCard,
    settings: CurrentSettings,
    options: WindowOptions,
) -> int:
    """Show a source in the live window, or without one the start page, until it is closed.

    If a window is open already, a start without a source brings that one to the front instead.

    Returns
    -------
    Exit status: 0, or 1 after a defect of the program.

    Raises
    ------
    HysteroViewError
        What failed while closing; in a run that closes by itself also what the operator would
        have read in the window.
    """
    bound_arenas()
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("HysteroView")
    application.setDesktopFileName("hysteroview")
    has_operator, name = options.seconds is None, socket_name()
    is_start = source is None and not options.reviews and options.results is None
    if is_start and has_operator and show_running_window(name):
        return 0
    apply_theme(application, settings.now.appearance.theme)
    install_language(settings.now.appearance.language)
    program = Program(card, settings, options)
    running = RunningWindow(program.window, name) if has_operator else None
    defects = DefectReporter(program.window)
    defects.install()
    requests = EndRequests(application, program.complete_exam, program.window.leave)
    try:
        if source is None:
            _show_first(program, options)
        else:
            entry = _entry(settings.now, options)
            if requests.is_ending:  # while the operator was asked
                source.close()
                return 0
            program.begin(source, entry)
        _schedule(program, options)
        application.exec()
        failure = program.source_failure()
    finally:
        if running is not None:
            running.close()
        program.close()
        requests.close()
        defects.uninstall()
    if program.failure_on_close is not None:
        raise program.failure_on_close
    if options.seconds is not None:
        if failure is not None:
            raise SourceError(failure)
        if program.failure is not None:
            raise program.failure
    return 1 if defects.count else 0


def _show_first(program: Program, options: WindowOptions) -> None:
    """Show the start page, and the review or the results that a command asks for."""
    program.show_start()
    if options.reviews_exam:
        program.review_exam(options.reviews, options.reviews_at_ns)
    elif options.reviews:
        program.review_file(options.reviews, options.reviews_at_ns)
    elif options.results is not None:
        program.show_results(options.results)


def _entry(settings: Settings, options: WindowOptions) -> ExamEntry | None:
    """Return the entry of the exam that a command starts; None if it starts none."""
    if not options.keeps_exam:
        return None
    pixelates = options.pixelates
    asks = settings.recording.pixelation is Pixelation.ASK
    if asks and pixelates is None and options.seconds is None:
        pixelates = ask_whether_to_pixelate()
    patient = options.patient or Patient()
    return ExamEntry(patient=patient, is_emergency=not patient.is_known, pixelates=pixelates)


def _schedule(program: Program, options: WindowOptions) -> None:
    """Schedule the snapshot, the screenshot and the end of a run without an operator.

    The times count from the first picture on, so that a slow start does not use them up.
    """

    def finish() -> None:
        picture = program.window.grab()
        if options.screenshot is not None and not picture.save(str(options.screenshot)):
            program.failure = StorageError(
                f"The screenshot {options.screenshot} cannot be written.",
                remedy="Check the folder, and that the name ends in .png.",
            )
        program.window.leave()

    def begin() -> None:
        waiting.stop()
        if options.snapshot_at_s is not None:
            after_ms = round(options.snapshot_at_s * 1000)
            QTimer.singleShot(after_ms, program, program.take_snapshot)
        if options.seconds is not None:
            QTimer.singleShot(round(options.seconds * 1000), program, finish)

    live = program.live
    if options.records and live is not None and live.exam is not None:
        live.exam.toggle_recording()
    waiting = QTimer(program, singleShot=True)
    waiting.timeout.connect(begin)
    waiting.start(0 if live is None else _FIRST_PICTURE_MS)
    if live is not None:
        once = Qt.ConnectionType.SingleShotConnection
        live.page.video.frame_painted.connect(begin, once)
