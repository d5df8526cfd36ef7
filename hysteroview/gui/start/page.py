"""The start page: connected and saved sources, and exams without a patient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hysteroview.capture.files.fingerprint import recall
from hysteroview.capture.live.address import parse_address
from hysteroview.capture.thumbnail import thumbnail
from hysteroview.core.errors import HysteroViewError, SourceError
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.records import Exam
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.sources.card import SourceCard
from hysteroview.gui.sources.choice import FoundSources, SourceChoice, choice_of, find_sources
from hysteroview.gui.start.saved_sources import SavedSourcesMenu
from hysteroview.gui.tasks import TaskRunner
from hysteroview.gui.widgets.basic import rule, text_label
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.settings.corrections import split_correction
from hysteroview.settings.last_source import last_source_path
from hysteroview.settings.source_presets import presets_path

_MOST_THUMBNAILS = 40
_THUMBNAIL_TIMEOUT_S = 9.0  # longer than the timeout of a thumbnail
_MOST_TO_COMPLETE = 4
_CARDS_IN_A_ROW = 4
_SAVED, _FOUND, _CHOSEN = "saved sources", "sources", "chosen source"  # subjects of notices


class StartPage(QWidget):
    """Shows sources to choose from, and exams without a patient.

    Signals
    -------
    chosen(SourceChoice, thumbnail)
        The second is (h, w, 4) uint8 BGRA, or None.
    exam_requested(str)
        To enter its patient.
    settings_requested()
    """

    chosen = Signal(object, object)
    exam_requested = Signal(str)
    settings_requested = Signal()

    def __init__(self, research_words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = ""
        self.cards: list[SourceCard] = []
        self._scale = 1.0
        self._tasks = TaskRunner(_MOST_THUMBNAILS, self)
        self.notice = NoticeBar(self)
        self.notice.hide()
        self.notice.shown_changed.connect(self.notice.setVisible)
        self.settings = QPushButton(self.tr("Settings"), self)
        self.settings.clicked.connect(self.settings_requested)
        self.again = QPushButton(self.tr("Refresh"), self)
        self.again.setToolTip(self.tr("Looks for connected sources again."))
        self.again.clicked.connect(self.refresh)
        self.kept = SavedSourcesMenu(self)
        self.kept.changed.connect(self.refresh)
        succeed = partial(self.notice.show_success, subject=_SAVED)
        self.kept.changed.connect(succeed)
        self.kept.exported.connect(succeed)
        self.kept.failed.connect(partial(self.notice.show_failure, subject=_SAVED))
        self.file = QPushButton(self.tr("Recording…"), self)
        self.file.setToolTip(self.tr("Plays a video or picture file as if it were live."))
        self.file.clicked.connect(self._choose_file)
        self.address = QLineEdit(self)
        self.address.setPlaceholderText(
            self.tr("Network address, for example rtsp://10.0.0.5/live")
        )
        self.address.setAccessibleName(self.tr("Network address"))
        self.address.returnPressed.connect(self._choose_address)
        self.open = QPushButton(self.tr("Open"), self)
        self.open.setAccessibleName(self.tr("Open the network address"))
        self.open.clicked.connect(self._choose_address)
        self._waiting = text_label(self, "caption", self.tr("Looking for connected sources…"))
        self._grid = QVBoxLayout()
        self._rows: list[QHBoxLayout] = []
        self._to_complete = QHBoxLayout()
        self._to_complete_title = text_label(self, "caption", self.tr("Exams without a patient"))
        self._place(research_words)
        self.show_exams(())

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        side = round(40 * scale)
        self._layout.setContentsMargins(side, round(20 * scale), side, round(16 * scale))
        self._layout.setSpacing(round(14 * scale))
        self._grid.setSpacing(round(14 * scale))
        for row in self._rows:
            row.setSpacing(round(14 * scale))
        self.address.setMinimumWidth(round(420 * scale))
        self.notice.set_scale(scale)
        for card in self.cards:
            card.set_scale(scale)

    def take_focus(self) -> None:
        """Focus the source that was used last."""
        (self.cards[0].button if self.cards else self.address).setFocus()

    def refresh(self) -> None:
        """Search for sources; their cards are shown when they are found."""
        self.again.setEnabled(False)
        self._waiting.show()
        find = partial(find_sources, presets_path(), last_source_path())
        failed = partial(self.notice.show_failure, subject=_FOUND)
        self._tasks.submit(find, self.show_sources, failed)

    def show_sources(self, found: FoundSources) -> None:
        """Show a card for each source, and load the thumbnails."""
        self._waiting.hide()
        self.again.setEnabled(True)
        had_focus = any(card.button.hasFocus() for card in self.cards)
        self._clear()
        for number, choice in enumerate(found.choices):
            if number % _CARDS_IN_A_ROW == 0:
                row = QHBoxLayout()
                row.addStretch(1)
                self._grid.addLayout(row)
                self._rows.append(row)
            card = SourceCard(choice, self)
            card.chosen.connect(partial(self._choose, card))
            row = self._rows[-1]
            row.insertWidget(row.count() - 1, card, 0, Qt.AlignmentFlag.AlignTop)
            card.show()  # now: a widget that is still hidden loses the focus of a new window
            self.cards.append(card)
            if choice.may_be_previewed:
                self._load_thumbnail(card)
        self.set_scale(self._scale)
        if found.notice:
            self.notice.show_warning(translated_message(found.notice), subject=_FOUND)
        if had_focus or self.isVisible():
            self.take_focus()

    def show_exams(self, exams: Sequence[Exam]) -> None:
        """Show the exams without a patient, the newest first."""
        while (item := self._to_complete.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._to_complete_title.setVisible(bool(exams))
        for exam in exams[:_MOST_TO_COMPLETE]:
            began = datetime.fromtimestamp(exam.started_wall_ns / NS_PER_S)
            made = QPushButton(self.tr("{0:%Y-%m-%d %H:%M} · enter patient").format(began), self)
            made.setToolTip(self.tr("Exam {0}").format(exam.exam_id))
            made.clicked.connect(partial(self.exam_requested.emit, exam.exam_id))
            self._to_complete.addWidget(made)
        if len(exams) > _MOST_TO_COMPLETE:
            more = self.tr("and {0} more").format(len(exams) - _MOST_TO_COMPLETE)
            self._to_complete.addWidget(text_label(self, "caption", more))
        self._to_complete.addStretch(1)

    def cancel_thumbnails(self) -> None:
        """Cancel thumbnails that are not loaded yet: a source was chosen."""
        self._tasks.drop_waiting()

    def close_tasks(self) -> None:
        """Cancel all thumbnails, without waiting for a source that hangs."""
        self._tasks.drop_waiting()
        self._tasks.finish(_THUMBNAIL_TIMEOUT_S)

    def _choose(self, card: SourceCard, choice: SourceChoice) -> None:
        self.chosen.emit(choice, card.pixels)

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Open a recording"))
        if chosen:
            self.choose_recording(chosen)

    def choose_recording(self, path: str) -> None:
        """Choose a recording, with the colors and the aspect that were set for it before."""
        self._tasks.drop_waiting()
        self._tasks.submit_or_fail(
            partial(recall, path),
            lambda location: self.chosen.emit(choice_of(location), None),
            partial(self.notice.show_failure, subject=_CHOSEN),
        )

    def _choose_address(self) -> None:
        text = self.address.text().strip()
        try:
            if not text:
                raise SourceError(self.tr("Enter the address of a stream first."))
            parse_address(text)
        except SourceError as error:
            self.notice.show_failure(error, subject=_CHOSEN)
            self.address.setFocus()
            return
        self.notice.end(_CHOSEN)
        self.chosen.emit(choice_of(text), None)

    def _load_thumbnail(self, card: SourceCard) -> None:
        def show(found: NDArray[np.uint8] | HysteroViewError) -> None:
            if card in self.cards:
                card.show_thumbnail(found)

        location = card.choice.location
        path = Path(split_correction(location)[0])
        is_there = not location or not path.is_absolute() or path.exists()
        if is_there:
            self._tasks.submit(partial(thumbnail, location), show, show)
        else:
            card.show_thumbnail(SourceError(self.tr("The file no longer exists.")))

    def _clear(self) -> None:
        for card in self.cards:
            card.deleteLater()
        self.cards.clear()
        for row in self._rows:
            self._grid.removeItem(row)
            row.deleteLater()
        self._rows.clear()

    def _place(self, research_words: str) -> None:
        header, ways = QHBoxLayout(), QHBoxLayout()
        header.addWidget(text_label(self, "pageTitle", "HysteroView"))
        header.addWidget(
            text_label(self, "research", research_words), 0, Qt.AlignmentFlag.AlignBottom
        )
        header.addStretch(1)
        header.addWidget(self.settings)
        ways.addWidget(self.address, 1)
        for button in (self.open, self.file, self.kept, self.again):
            ways.addWidget(button)
        inside = QWidget(self)
        inside.setObjectName("page")
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._waiting)
        inner.addLayout(self._grid)
        inner.addStretch(1)
        area = QScrollArea(self)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(header)
        self._layout.addWidget(text_label(self, "heading", self.tr("Choose a video source")))
        self._layout.addWidget(area, 1)
        self._layout.addWidget(self.notice)
        self._layout.addLayout(ways)
        self._layout.addWidget(rule(self))
        self._layout.addWidget(self._to_complete_title)
        self._layout.addLayout(self._to_complete)
