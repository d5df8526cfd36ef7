"""The start page: sources on the left, exams on the right."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hysteroview.capture.dicom.finding import with_series
from hysteroview.capture.live.address import parse_address
from hysteroview.capture.thumbnail import thumbnail
from hysteroview.core.errors import HysteroViewError, SourceError
from hysteroview.gui.archive.panel import ExamsPanel
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.sending.status import SendingStatus
from hysteroview.gui.sources.card import BASE_WIDTH_PX, SourceCard
from hysteroview.gui.sources.choice import FoundSources, SourceChoice, choice_of, find_sources
from hysteroview.gui.start.recording_probe import ProbedRecording, RecordingProbe
from hysteroview.gui.start.recording_zone import RecordingZone
from hysteroview.gui.start.saved_sources import SavedSourcesMenu
from hysteroview.gui.start.series_dialog import SeriesDialog
from hysteroview.gui.tasks import TaskRunner
from hysteroview.gui.widgets.basic import text_label, turn
from hysteroview.gui.widgets.dropped import dropped_file
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.inference.package.archive import SUFFIX
from hysteroview.pipeline.archive.ledger.ledger import is_results
from hysteroview.settings.corrections import split_correction
from hysteroview.settings.last_source import last_source_path
from hysteroview.settings.source_presets import presets_path

_MOST_THUMBNAILS = 40
_THUMBNAIL_TIMEOUT_S = 9.0  # longer than the timeout of a thumbnail
_CARDS_IN_A_ROW, _CARDS_IN_A_WIDE_ROW = 2, 3
_GAP_PX = 14  # at scale 1
_SOURCES_PX = _CARDS_IN_A_ROW * (BASE_WIDTH_PX + 20) + _GAP_PX + 22  # with the bar that scrolls
_ANY_PX = 16_777_215  # no limit, in Qt
_SAVED, _FOUND, _CHOSEN = "saved sources", "sources", "chosen source"  # subjects of notices


class StartPage(QWidget):
    """Shows sources to choose from, and the exams of the store.

    Signals
    -------
    chosen(SourceChoice, thumbnail)
        The second is (h, w, 4) uint8 BGRA, or None.
    recording_chosen(ProbedRecording)
        A recording that can be played.
    settings_requested()
    agreement_requested()
        The table of AI, operator and pathology is wanted.
    results_requested(Path)
        The results of an archive in this folder are wanted.
    """

    chosen = Signal(object, object)
    recording_chosen = Signal(object)
    model_dropped = Signal(object)
    settings_requested = Signal()
    agreement_requested = Signal()
    results_requested = Signal(object)

    def __init__(
        self, research_words: str, exams: ExamsPanel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.title = ""
        self.exams = exams
        self.cards: list[SourceCard] = []
        self._scale = 1.0
        self._tasks = TaskRunner(_MOST_THUMBNAILS, self)
        self.notice = NoticeBar(self)
        self.notice.hide()
        self.notice.shown_changed.connect(self.notice.setVisible)
        self.agreement = QPushButton(self.tr("Agreement"), self)
        self.agreement.setToolTip(self.tr("How often AI, operator and pathology agree."))
        self.agreement.clicked.connect(self.agreement_requested)
        self.results = QPushButton(self.tr("Results of an archive…"), self)
        self.results.setToolTip(self.tr("Opens a folder that “hysteroview archive” has written."))
        self.results.clicked.connect(self._ask_results)
        self.sending = SendingStatus(self)
        self.settings = QPushButton(self.tr("Settings"), self)
        self.settings.clicked.connect(self.settings_requested)
        self.again = QPushButton(self.tr("Refresh"), self)
        self.again.setToolTip(self.tr("Looks for connected sources again."))
        self.again.clicked.connect(self.refresh)
        self.kept = SavedSourcesMenu(self)
        self.kept.changed.connect(self.refresh)
        succeed = partial(self.notice.show_success, subject=_SAVED)
        self.kept.changed.connect(succeed)
        self.kept.exported.connect(partial(self.notice.show_result, subject=_SAVED))
        self.kept.failed.connect(partial(self.notice.show_failure, subject=_SAVED))
        self.dialog: SeriesDialog | None = None
        self.recording = RecordingZone(self)
        self.recording.chosen.connect(self.choose_recording)
        self.recording.failed.connect(partial(self.notice.show_failure, subject=_CHOSEN))
        self.probe = RecordingProbe(self)
        self.probe.accepted.connect(self._take_recording)
        self.probe.refused.connect(self._refuse_recording)
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
        self._place(research_words)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        side, gap = round(40 * scale), round(_GAP_PX * scale)
        self._layout.setContentsMargins(side, round(16 * scale), side, round(16 * scale))
        self._layout.setSpacing(round(12 * scale))
        self._body.setSpacing(round(28 * scale))
        for column in (self._left_layout, self._right):
            column.setSpacing(round(10 * scale))
        self._grid.setSpacing(gap)
        for row in self._rows:
            row.setSpacing(gap)
        self.recording.set_scale(scale)
        self.exams.set_scale(scale)
        self.notice.set_scale(scale)
        for card in self.cards:
            card.set_scale(scale)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the exams beside the sources, or below them in a narrow window."""
        super().resizeEvent(event)
        self._arrange()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()) is not None:
            self.recording.show_dragging(on=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.recording.show_dragging(on=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.recording.show_dragging(on=False)
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            is_model = path.suffix.lower() == SUFFIX
            (self.model_dropped.emit if is_model else self.choose_recording)(path)

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
        for choice in found.choices:
            card = SourceCard(choice, self)
            card.chosen.connect(partial(self._choose, card))
            self.cards.append(card)
            self._lay_card(card)
            card.show()  # now: a widget that is still hidden loses the focus of a new window
            if choice.may_be_previewed:
                self._load_thumbnail(card)
        self.set_scale(self._scale)
        if found.notice:
            self.notice.show_warning(translated_message(found.notice), subject=_FOUND)
        if had_focus or self.isVisible():
            self.take_focus()

    def cancel_thumbnails(self) -> None:
        """Cancel thumbnails that are not loaded yet: a source was chosen."""
        self._tasks.drop_waiting()

    def close_tasks(self) -> None:
        """Cancel all thumbnails, without waiting for a source that hangs."""
        self._tasks.drop_waiting()
        self._tasks.finish(_THUMBNAIL_TIMEOUT_S)
        self.probe.close()
        self.exams.close_tasks()

    def _choose(self, card: SourceCard, choice: SourceChoice) -> None:
        self.chosen.emit(choice, card.pixels)

    def choose_recording(self, path: Path) -> None:
        """Look into a recording; it is opened only if it can be played.

        A folder with the results of an archive is opened as such.
        """
        if is_results(path):
            self.results_requested.emit(path)
            return
        self._tasks.drop_waiting()
        self.notice.end(_CHOSEN)
        self.recording.show_waiting(path.name)
        self.probe.check(path)

    def _ask_results(self) -> None:
        title = self.tr("Open the results of an archive")
        if chosen := QFileDialog.getExistingDirectory(self, title):
            self.results_requested.emit(Path(chosen))

    def _take_recording(self, found: ProbedRecording) -> None:
        self._end_probe()
        if len(found.series) < 2:
            self.recording_chosen.emit(found)
            return
        dialog = self.dialog = SeriesDialog(found.series, self)
        dialog.set_scale(self._scale)
        dialog.chosen.connect(partial(self._take_series, found))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_series(self, found: ProbedRecording, number: int) -> None:
        location = with_series(str(found.path), number)
        self.recording_chosen.emit(replace(found, location=location))

    def _refuse_recording(self, error: HysteroViewError) -> None:
        self._end_probe()
        self.notice.show_failure(error, subject=_CHOSEN)

    def _end_probe(self) -> None:
        self.recording.show_waiting("")
        self.recording.fill()

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
        self._drop_rows()

    def _drop_rows(self) -> None:
        for row in self._rows:
            self._grid.removeItem(row)
            row.deleteLater()
        self._rows.clear()

    def _lay_card(self, card: SourceCard) -> None:
        """Add a card to the last row, or to a new one."""
        if not self._rows or self._rows[-1].count() > self._cards_in_a_row:
            row = QHBoxLayout()
            row.addStretch(1)
            row.setSpacing(round(_GAP_PX * self._scale))
            self._grid.addLayout(row)
            self._rows.append(row)
        row = self._rows[-1]
        row.insertWidget(row.count() - 1, card, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def _cards_in_a_row(self) -> int:
        is_wide = self._body.direction() == QBoxLayout.Direction.LeftToRight
        return _CARDS_IN_A_ROW if is_wide else _CARDS_IN_A_WIDE_ROW

    def _arrange(self) -> None:
        """Place sources and exams beside each other, or one above the other."""
        before = self._body.direction()
        is_wide = not turn(self._body, self)
        if self._body.direction() != before:
            self._drop_rows()
            for card in self.cards:
                self._lay_card(card)
        width = round(_SOURCES_PX * self._scale)
        self._left.setMinimumWidth(width if is_wide else 0)
        self._left.setMaximumWidth(width if is_wide else _ANY_PX)

    def _place(self, research_words: str) -> None:
        header, title, ways = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        header.addWidget(text_label(self, "pageTitle", "HysteroView"))
        header.addWidget(text_label(self, "research", research_words, wrap=True), 1)
        header.addWidget(self.sending)
        header.addWidget(self.results)
        header.addWidget(self.agreement)
        header.addWidget(self.settings)
        title.addWidget(text_label(self, "heading", self.tr("Choose a video source")), 1)
        title.addWidget(self.kept)
        title.addWidget(self.again)
        ways.addWidget(self.address, 1)
        ways.addWidget(self.open)
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
        self._left = QWidget(self)
        self._left_layout = QVBoxLayout(self._left)
        self._left_layout.setContentsMargins(0, 0, 0, 0)
        self._left_layout.addLayout(title)
        self._left_layout.addWidget(area, 1)
        self._left_layout.addLayout(ways)
        self._left_layout.addWidget(self.recording)
        self._right = QVBoxLayout()
        self._right.addWidget(self.exams, 1)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.addWidget(self._left, 2)
        self._body.addLayout(self._right, 3)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(header)
        self._layout.addLayout(self._body, 1)
        self._layout.addWidget(self.notice)
