"""The panel with the exams of the store: search, list, and what can be done with an exam."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QTimer, Signal, SignalInstance
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hysteroview.gui.archive.model import ROW, ExamListModel
from hysteroview.gui.archive.panel_state import PanelState, PanelStateView
from hysteroview.gui.archive.row_painter import RowPainter
from hysteroview.gui.archive.rows import (
    ExamRow,
    Filter,
    Order,
    Query,
    ScheduledRow,
    arrange,
)
from hysteroview.gui.archive.thumbnails import ExamThumbnails
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.widgets.basic import text_label

_TYPING_MS = 120  # after the last key the list is searched


class ExamsPanel(QWidget):
    """Shows exams and emits what the operator wants to do with one.

    Parameters
    ----------
    names
        Of the classes, by code, in the language of the window.
    access
        Returns the present store and its key.

    Signals
    -------
    open_requested(str)
        Id of the exam.
    begin_requested(ExamEntry)
        Of the worklist.
    patient_requested(ExamRow), order_requested(ExamRow), earlier_requested(ExamRow)
    pathology_requested(ExamRow), export_requested(ExamRow)
    delete_requested(ExamRow)
    remedy_requested(PanelState)
        The button of a state was pressed: unlock, rebuild, try again.
    """

    open_requested = Signal(str)
    begin_requested = Signal(object)
    patient_requested = Signal(object)
    order_requested = Signal(object)
    earlier_requested = Signal(object)
    pathology_requested = Signal(object)
    export_requested = Signal(object)
    delete_requested = Signal(object)
    remedy_requested = Signal(object)

    def __init__(
        self,
        names: Mapping[str, str],
        access: Callable[[], ExamAccess],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._exams: Sequence[ExamRow] = ()
        self._scheduled: Sequence[ScheduledRow] = ()
        self.model = ExamListModel(names, self)
        self.thumbnails = ExamThumbnails(access, self)
        self._painter = RowPainter(self.model, self.thumbnails, self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Name, ID, date…"))
        self.search.setAccessibleName(self.tr("Search the exams"))
        self.search.setToolTip(self.tr("Finds names, IDs, dates (2026-11), and findings."))
        self.search.setClearButtonEnabled(True)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._arrange)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.search.returnPressed.connect(self._enter_list)
        self.filter = self._choice(self.tr("Which exams"), self._filters())
        self.order = self._choice(self.tr("Order of the exams"), self._orders())
        self.list = self._make_list()
        self.thumbnails.loaded.connect(lambda _: self.list.viewport().update())
        self.note = text_label(self, "caption", wrap=True)
        self.note.hide()
        self.open = self._action(self.tr("Open"), "primary", self._open)
        self.patient = self._action(self.tr("Patient…"), "", self._emit(self.patient_requested))
        self.order_button = self._action(
            self.tr("Assign to order…"), "", self._emit(self.order_requested)
        )
        self.order_button.setToolTip(
            self.tr("Gives the exam the patient and the numbers of an order of the worklist.")
        )
        self.order_button.hide()
        self.earlier = self._action(
            self.tr("Earlier exams…"), "", self._emit(self.earlier_requested)
        )
        self.earlier.setToolTip(
            self.tr("Finds earlier exams of this patient in an archive, to open or compare them.")
        )
        self.earlier.hide()
        self.pathology = self._action(
            self.tr("Pathology…"), "", self._emit(self.pathology_requested)
        )
        self.export = self._action(self.tr("Export…"), "", self._emit(self.export_requested))
        self.delete = self._action(self.tr("Delete…"), "", self._emit(self.delete_requested))
        self.state = PanelStateView(self)
        self.state.remedy_requested.connect(self.remedy_requested)
        self._stack = QStackedWidget(self)
        self._place()
        self.set_scale(1.0)
        self.show_state(PanelState.LOADING)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self.scale = scale
        for layout in (self._layout, self._inner, self._actions, self._tools):
            layout.setSpacing(round(8 * scale))
        self.state.set_scale(scale)
        self._painter.set_scale(scale)
        self.list.scheduleDelayedItemsLayout()

    def show_state(self, state: PanelState, detail: str = "") -> None:
        """Show why there is no list, and what can be done."""
        self.state.show_state(state, detail)
        self._stack.setCurrentWidget(self.state)
        for part in (self.search, self.filter, self.order):
            part.setEnabled(False)
        self._show_possible()

    def show_exams(self, exams: Sequence[ExamRow]) -> None:
        """Show the exams of the store; what was selected stays selected."""
        self._exams = exams
        self._show_list()

    def show_scheduled(self, scheduled: Sequence[ScheduledRow], note: str = "") -> None:
        """Show the exams that are scheduled for today, or why they are not known."""
        self._scheduled = scheduled
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if scheduled and self.state.state is PanelState.EMPTY:
            self._show_list()
        elif self._stack.currentWidget() is not self.state:
            self._arrange()

    @property
    def selected(self) -> ExamRow | ScheduledRow | None:
        """The row that is selected."""
        indexes = self.list.selectionModel().selectedIndexes()
        found = indexes[0].data(ROW) if indexes else None
        return found if isinstance(found, ExamRow | ScheduledRow) else None

    def select(self, place: int) -> None:
        """Select the row at this place of the list."""
        self.list.setCurrentIndex(self.model.index(place, 0))

    def close_tasks(self) -> None:
        """End the loading of pictures."""
        self._typing.stop()
        self.thumbnails.close()

    def _show_list(self) -> None:
        if not self._exams and not self._scheduled:
            self.model.show_rows(())
            self._show_possible()
            return
        self._stack.setCurrentIndex(0)
        for part in (self.search, self.filter, self.order):
            part.setEnabled(True)
        self._arrange()

    def _arrange(self) -> None:
        query = Query(
            text=self.search.text(),
            filter=Filter(self.filter.currentData()),
            order=Order(self.order.currentData()),
        )
        before, at = self.selected, self.list.verticalScrollBar().value()
        self.model.show_rows(arrange(self._exams, self._scheduled, query, date.today()))
        place = self.model.place_of(before)
        if place is not None:
            self.select(place)
            self.list.verticalScrollBar().setValue(at)
        self.nothing.setVisible(not self.model.rows)
        self._show_possible()

    def _show_possible(self) -> None:
        """Enable what can be done with the row that is selected."""
        row = None if self._stack.currentWidget() is self.state else self.selected
        is_exam = isinstance(row, ExamRow)
        has_ended = isinstance(row, ExamRow) and row.exam.ended_wall_ns is not None
        self.open.setText(self.tr("New exam") if isinstance(row, ScheduledRow) else self.tr("Open"))
        self.open.setEnabled(row is not None)
        for button in (self.patient, self.export):
            button.setEnabled(is_exam)
        for button in (self.pathology, self.delete, self.order_button):
            button.setEnabled(has_ended)
        self.earlier.setEnabled(isinstance(row, ExamRow) and bool(row.exam.patient.identifier))

    def _open(self) -> None:
        row = self.selected
        if isinstance(row, ExamRow):
            self.open_requested.emit(row.exam.exam_id)
        elif isinstance(row, ScheduledRow):
            self.begin_requested.emit(row.entry)

    def _emit(self, signal: SignalInstance) -> Callable[[], None]:
        def emit() -> None:
            if isinstance(row := self.selected, ExamRow):
                signal.emit(row)

        return emit

    def _enter_list(self) -> None:
        """Go from the search field to what it has found."""
        self._typing.stop()
        self._arrange()
        if self.model.rows and self.selected is None:
            self.select(1)  # after the title of the first section
        self.list.setFocus()

    def _filters(self) -> dict[str, str]:
        return {
            Filter.ALL.value: self.tr("All exams"),
            Filter.WITH_FINDING.value: self.tr("With a finding"),
            Filter.NO_RESULT.value: self.tr("No result"),
            Filter.NO_PATHOLOGY.value: self.tr("Pathology pending"),
            Filter.NO_PATIENT.value: self.tr("Patient missing"),
        }

    def _orders(self) -> dict[str, str]:
        return {
            Order.NEWEST.value: self.tr("Newest first"),
            Order.OLDEST.value: self.tr("Oldest first"),
            Order.NAME.value: self.tr("By name"),
            Order.FINDING.value: self.tr("By finding"),
            Order.LONGEST.value: self.tr("Longest first"),
        }

    def _choice(self, title: str, options: Mapping[str, str]) -> QComboBox:
        made = QComboBox(self)
        made.setView(QListView(made))  # its rows follow the height in the style sheet
        made.setAccessibleName(title)
        made.setToolTip(title)
        for value, words in options.items():
            made.addItem(words, value)
        made.currentIndexChanged.connect(lambda _: self._arrange())
        return made

    def _make_list(self) -> QListView:
        made = QListView(self)
        made.setObjectName("exams")
        made.setAccessibleName(self.tr("Exams"))
        made.setModel(self.model)
        made.setItemDelegate(self._painter)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        made.setMouseTracking(True)
        made.activated.connect(lambda _: self._open())
        made.selectionModel().selectionChanged.connect(lambda *_: self._show_possible())
        return made

    def _action(self, words: str, name: str, act: Callable[[], None]) -> QPushButton:
        made = QPushButton(words, self)
        made.setObjectName(name)
        made.clicked.connect(act)
        return made

    def _place(self) -> None:
        self._tools = QHBoxLayout()
        self._tools.addWidget(self.search, 1)
        self._tools.addWidget(self.filter)
        self._tools.addWidget(self.order)
        self.nothing = text_label(self, "caption", self.tr("No exam matches this search."))
        self.nothing.hide()
        inside = QWidget(self)
        self._inner = QVBoxLayout(inside)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.addWidget(self.nothing)
        self._inner.addWidget(self.list, 1)
        self._stack.addWidget(inside)
        self._stack.addWidget(self.state)
        self._actions = QGridLayout()
        buttons = (self.open, self.patient, self.pathology, self.export, self.delete)
        for column, button in enumerate(buttons):
            self._actions.addWidget(button, 0, column)
            self._actions.setColumnStretch(column, 1)
        self._actions.addWidget(self.order_button, 1, 1, 1, 2)
        self._actions.addWidget(self.earlier, 1, 3, 1, 2)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(self._tools)
        self._layout.addWidget(self._stack, 1)
        self._layout.addWidget(self.note)
        self._layout.addLayout(self._actions)
