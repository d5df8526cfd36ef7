"""The page on which a person works through the results of an archive."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.wording import NO_RESULT
from hysteroview.gui.archive.results.filters import FilterBar
from hysteroview.gui.archive.results.list_view import ResultsView
from hysteroview.gui.archive.results.model import ResultsModel
from hysteroview.gui.archive.results.preview import RowPreview
from hysteroview.gui.archive.results.words import mark_words
from hysteroview.gui.look.language import translated_card, translated_state
from hysteroview.gui.look.messages import join_sentences
from hysteroview.gui.widgets.basic import text_label, turn
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.archive.results.marks import Mark, MarkKind, RowKey
from hysteroview.pipeline.archive.results.table import Listed, ResultsTable


class ResultsPage(QWidget):
    """Shows findings and recordings; it only emits what is requested.

    Parameters
    ----------
    folder
        Folder of the results.
    names
        Of the classes, by code, in the language of the window.

    Signals
    -------
    left()
    refresh_requested()
        The results are to be read again.
    open_requested()
        The row with the cursor is to be opened in the review.
    mark_requested(MarkKind), note_entered(str)
        For the selected rows, and for the one with the cursor.
    undo_requested()
    export_requested()
    row_changed()
        Another row has the cursor.
    """

    left = Signal()
    refresh_requested = Signal()
    open_requested = Signal()
    mark_requested = Signal(object)
    note_entered = Signal(str)
    undo_requested = Signal()
    export_requested = Signal()
    row_changed = Signal()

    def __init__(
        self, folder: Path, card: ModelCard, names: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = self.tr("Results of an archive")
        self.table: ResultsTable | None = None
        self._is_filling = False  # while rows come and go, none of them is shown
        self._heading = text_label(self, "pageTitle", self.title)
        self._folder = text_label(self, "caption", str(folder))
        self._told = text_label(self, "body", wrap=True)
        self._count = text_label(self, "cardName", self.tr("Reading the results…"))
        self.filters = FilterBar(names, self)
        self.filters.changed.connect(self._filter)
        self.filters.text.left.connect(self.take_focus)
        self.filters.text.returnPressed.connect(self.take_focus)
        self.preview = RowPreview(names, self)
        self.preview.note_entered.connect(self.note_entered)
        self.preview.note.left.connect(self.take_focus)
        self.views: dict[Listed, ResultsView] = {}
        self.tabs: dict[Listed, QPushButton] = {}
        self._stack, self._group = QStackedWidget(self), QButtonGroup(self)
        words = {
            Listed.FINDINGS: self.tr("Findings"), Listed.RECORDINGS: self.tr("Recordings"),
        }  # fmt: skip
        for listed, title in words.items():
            self._add_view(listed, title, names)
        self.notice = NoticeBar(self)
        self.notice.hide()
        self.notice.shown_changed.connect(self.notice.setVisible)
        self.refresh = self._button(self.tr("Refresh"), self.refresh_requested.emit)
        self.refresh.setToolTip(self.tr("Reads the results again, also while they are computed."))
        self.marks = {kind: self._mark_button(kind, key) for kind, key in _MARKS}
        self.undo = self._button(self.tr("Undo"), self.undo_requested.emit)
        self.undo.setToolTip(self.tr("Takes your last mark back (Ctrl+Z)."))
        self.export = self._button(self.tr("Export…"), self.export_requested.emit)
        self.export.setToolTip(self.tr("Saves the rows that are shown as CSV or Parquet."))
        self.open = self._button(self.tr("Open in the review"), self.open_requested.emit)
        self.leave = self._button(self.tr("Back"), self.left.emit)
        self.open.setObjectName("primary")
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.left.emit)
        QShortcut(QKeySequence.StandardKey.Undo, self, self.undo_requested.emit)
        QShortcut(QKeySequence.StandardKey.Find, self, self.filters.text.setFocus)
        self._research = text_label(self, "research", translated_card(card.warning), wrap=True)
        self._place()
        self._show_possible()

    @property
    def view(self) -> ResultsView:
        """The table that is shown."""
        return self.views[self.listed]

    @property
    def listed(self) -> Listed:
        """What the rows of the table are."""
        return next(each for each, tab in self.tabs.items() if tab.isChecked())

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        side = round(28 * scale)
        self._layout.setContentsMargins(side, round(16 * scale), side, round(16 * scale))
        for layout in (self._layout, self._header, self._tools, self._footer):
            layout.setSpacing(round(8 * scale))
        self._body.setSpacing(round(16 * scale))
        self.filters.text.setMinimumWidth(round(220 * scale))
        self.filters.set_scale(scale)
        self.preview.set_scale(scale)
        self.notice.set_scale(scale)
        for view in self.views.values():
            view.set_scale(scale)
        self._arrange()

    def take_focus(self) -> None:
        """Focus the table."""
        self.view.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the picture beside the table, or below it in a narrow window."""
        super().resizeEvent(event)
        self._arrange()

    def show_table(self, table: ResultsTable) -> None:
        """Show results that were read; the cursor stays on its row."""
        keys = {each: row.key for each, view in self.views.items() if (row := view.current)}
        self.table, self._is_filling = table, True
        self.filters.show_table(table)
        for listed, view in self.views.items():
            view.rows.show_table(table)
            place = view.rows.place_of(keys[listed]) if listed in keys else None
            view.go_to(place or 0)
        self._is_filling = False
        self._show_told(has_quick=table.has_quick)
        self._filter()

    def show_marks(self, marks: Mapping[RowKey, Mark]) -> None:
        """Show marks that were kept."""
        if self.table is not None:
            self.table.show_marks(marks)
            for view in self.views.values():
                view.rows.show_marks()

    def show_listed(self, listed: Listed) -> None:
        """Show the table of findings, or that of recordings."""
        self.tabs[listed].setChecked(True)
        self._stack.setCurrentWidget(self.view)
        self.filters.show_for(listed)
        self._filter()
        self.take_focus()

    def edit_note(self) -> None:
        """Go to the note of the row with the cursor."""
        if self.preview.note.isEnabled():
            self.preview.note.setFocus()
            self.preview.note.selectAll()

    def _filter(self) -> None:
        self.view.rows.show_only(self.filters.wanted)
        self._show_count()
        if self.view.rows.rowCount() and not self.view.currentIndex().isValid():
            self.view.go_to(0)
        self._show_possible()

    def _show_count(self) -> None:
        if self.table is not None:
            whole = self.table.count(self.listed)
            shown = len(self.view.rows.numbers)
            self._count.setText(self.tr("{0} of {1} rows").format(f"{shown:,}", f"{whole:,}"))

    def _show_told(self, *, has_quick: bool) -> None:
        sentences = [
            self.tr("The AI proposes; nobody has decided. Your marks change no result."),
            self.tr("Where nothing is listed: {0}").format(translated_state(NO_RESULT)),
        ]
        if has_quick:
            sentences.append(
                self.tr("In a quick pass most of a recording is not assessed: its rows say so.")
            )
        self._told.setText(join_sentences(sentences))

    def _show_possible(self) -> None:
        row = self.view.current
        self.preview.show_row(row)
        for button in (*self.marks.values(), self.open):
            button.setEnabled(row is not None)
        self.export.setEnabled(bool(self.view.rows.rowCount()))
        self.row_changed.emit()

    def _add_view(self, listed: Listed, title: str, names: Mapping[str, str]) -> None:
        view = ResultsView(ResultsModel(listed, names, self), title, self)
        view.open_requested.connect(self.open_requested)
        view.mark_requested.connect(self.mark_requested)
        view.note_requested.connect(self.edit_note)
        view.current_changed.connect(partial(self._change_row, view))
        view.rows.changed.connect(self._show_count)
        self.views[listed] = view
        self._stack.addWidget(view)
        tab = QPushButton(title, self)
        tab.setCheckable(True)
        tab.setChecked(listed is Listed.FINDINGS)
        tab.clicked.connect(lambda _, one=listed: self.show_listed(one))
        self._group.addButton(tab)
        self.tabs[listed] = tab

    def _change_row(self, view: ResultsView) -> None:
        if view is self.view and not self._is_filling:
            self._show_possible()

    def _button(self, words: str, act: object) -> QPushButton:
        made = QPushButton(words, self)
        made.clicked.connect(lambda _: act() if callable(act) else None)
        return made

    def _mark_button(self, kind: MarkKind, key: str) -> QPushButton:
        words = mark_words(kind) or self.tr("No mark")
        made = self._button(words, partial(self.mark_requested.emit, kind))
        made.setToolTip(self.tr("Marks the selected rows (key {0}).").format(key))
        return made

    def _arrange(self) -> None:
        is_upright = turn(self._body, self)
        self.filters.lay_out(is_narrow=is_upright)
        self.preview.lay_out(is_below=is_upright)
        for number, button in enumerate(self._buttons()):
            row, column = divmod(number, _IN_A_ROW_UPRIGHT if is_upright else _IN_A_ROW)
            self._footer.addWidget(button, row, column)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (*self.marks.values(), self.undo, self.export, self.open, self.leave)

    def _place(self) -> None:
        self._header, self._tools = QHBoxLayout(), QHBoxLayout()
        self._header.addWidget(self._heading)
        self._header.addWidget(self._folder, 1)
        self._header.addWidget(self._research, 1)
        for tab in self.tabs.values():
            self._tools.addWidget(tab)
        self._tools.addWidget(self.filters.text, 1)
        self._tools.addWidget(self._count)
        self._tools.addWidget(self.refresh)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.addWidget(self._stack, 1)
        self._body.addWidget(self.preview)
        self._footer = QGridLayout()
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._header)
        self._layout.addWidget(self._told)
        self._layout.addLayout(self._tools)
        self._layout.addWidget(self.filters)
        self._layout.addLayout(self._body, 1)
        self._layout.addWidget(self.notice)
        self._layout.addLayout(self._footer)


_MARKS = (
    (MarkKind.SEEN, "S"),
    (MarkKind.TO_DISCUSS, "D"),
    (MarkKind.CONFIRMED, "C"),
    (MarkKind.REJECTED, "R"),
    (MarkKind.NONE, "Del"),
)
_IN_A_ROW, _IN_A_ROW_UPRIGHT = 9, 5  # buttons
