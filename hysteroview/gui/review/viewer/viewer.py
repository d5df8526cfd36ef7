"""The window of the viewer: one or two pictures, tools, and the lists beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.review.drawing import Drawing, DrawingView, ShapeKind
from hysteroview.core.review.editing import Tool
from hysteroview.gui.look.messages import failure_words, join_sentences
from hysteroview.gui.look.theme import scale_for
from hysteroview.gui.picture.zoom import KEY_STEP, Zoom
from hysteroview.gui.review.viewer.canvas import PictureCanvas
from hysteroview.gui.review.viewer.place_button import PlaceButton
from hysteroview.gui.review.viewer.toolbar import TOOL_KEYS, DrawingTools
from hysteroview.gui.review.viewer.trays import PictureList, ReportTray
from hysteroview.gui.widgets.basic import text_label

_BASE_SIDE_PX = 250
_NUDGE = 0.005  # of the view's diameter


class PictureViewer(QDialog):
    """Shows pictures; it only emits what is requested, for the picture on which keys act.

    Signals
    -------
    source_chosen(int)
        Place in the list of exams.
    picture_chosen(str)
        Key of a picture of the list.
    stepped(int)
        The next picture, or the one before.
    compared(bool)
        Whether two pictures are wanted.
    side_chosen(int)
        The left or the right picture was clicked.
    place_chosen(Place, int)
        Where it was taken, or the number of the lesion; both None for neither.
    report_toggled()
    report_ordered(list)
        Keys of the pictures for the report.
    report_shifted(int)
        One place earlier or later in the report.
    drawn(Drawing)
    """

    source_chosen = Signal(int)
    picture_chosen = Signal(str)
    stepped = Signal(int)
    compared = Signal(bool)
    side_chosen = Signal(int)
    place_chosen = Signal(object, object)
    report_toggled = Signal()
    report_ordered = Signal(list)
    report_shifted = Signal(int)
    drawn = Signal(object)

    def __init__(self, undo: QAction, redo: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setWindowTitle(self.tr("Pictures"))
        self.canvases = (PictureCanvas(self), PictureCanvas(self))
        self.side = 0
        self.tools = DrawingTools(undo, redo, self)
        self.sources = QComboBox(self)
        self.sources.setAccessibleName(self.tr("Pictures of"))
        self.sources.activated.connect(self.source_chosen)
        self.pictures = PictureList(self)
        self.pictures.setAccessibleName(self.tr("All pictures"))
        self.pictures.chosen.connect(self.picture_chosen)
        self.tray = ReportTray(self)
        self.tray.setAccessibleName(self.tr("Pictures for the report"))
        self.tray.chosen.connect(self.picture_chosen)
        self.tray.ordered.connect(self.report_ordered)
        self._tray_title = text_label(self, "caption", wrap=True)
        self._told = text_label(self, "cardName", wrap=True)
        self._fault = text_label(self, "fault", wrap=True)
        self.place = PlaceButton(self)
        self.place.place_chosen.connect(self.place_chosen)
        self.report = self._button(
            self.tr("In the report"), self.tr("Takes it into the report, or leaves it out (R).")
        )
        self.report.setCheckable(True)
        self.report.clicked.connect(self.report_toggled)
        self.compare = self._button(
            self.tr("Side by side"), self.tr("Shows two pictures beside one another (C).")
        )
        self.compare.setCheckable(True)
        self.compare.clicked.connect(self.compared)
        self.previous = self._button(self.tr("Previous"), self.tr("The picture before (←)."))
        self.previous.clicked.connect(lambda: self.stepped.emit(-1))
        self.next = self._button(self.tr("Next"), self.tr("The next picture (→)."))
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self.leave = self._button(self.tr("Close"), "")
        self.leave.clicked.connect(self.accept)
        self._place()
        self._bind(undo, redo)
        self.show_side(0)
        self.show_both(on=False)

    def open_in(self, window: QWidget) -> None:
        """Open as large as this window."""
        self.resize(QSize(round(window.width() * 0.98), round(window.height() * 0.96)))
        self._set_scale(scale_for(window.width(), window.height()))
        self.open()
        self.canvases[0].setFocus()

    @property
    def canvas(self) -> PictureCanvas:
        """The picture on which keys act."""
        return self.canvases[self.side]

    def show_sources(self, names: Sequence[str], chosen: int) -> None:
        """Show of which exams pictures can be shown."""
        self.sources.clear()
        self.sources.addItems(list(names))
        self.sources.setCurrentIndex(chosen)
        self.sources.setVisible(len(names) > 1)

    def show_entries(self, entries: Sequence[tuple[str, str, QIcon]], chosen: str) -> None:
        """Show the pictures that can be chosen; see `PictureList.show_entries`."""
        self.pictures.show_entries(entries)
        self.pictures.select(chosen)

    def show_report(self, entries: Sequence[tuple[str, str, QIcon]], chosen: str) -> None:
        """Show the pictures for the report in their order."""
        self.tray.show_entries(entries)
        self.tray.select(chosen)
        self._tray_title.setText(
            self.tr("For the report: {0}").format(len(entries)) if entries
            else self.tr("For the report: drag pictures here, or press R.")
        )  # fmt: skip

    def show_both(self, *, on: bool) -> None:
        """Show one picture, or two side by side, cut to their fields of view."""
        self.canvases[1].setVisible(on)
        for canvas in self.canvases:
            canvas.show_cropped(on=on)
        self.compare.setChecked(on)
        if not on:
            self.show_side(0)
        self.show_side(self.side)

    def show_side(self, side: int) -> None:
        """Show on which picture keys act."""
        self.side = side
        has_two = self.canvases[1].isVisibleTo(self)
        for place, canvas in enumerate(self.canvases):
            canvas.show_active(on=has_two and place == side)
            if place != side:
                canvas.leave_shape()
        self._follow_shape()

    def show_picture(
        self, side: int, image: QImage | None, drawing: Drawing | None, title: str,
        view: DrawingView | None = None,
    ) -> None:  # fmt: skip
        """Show a picture; None for nothing. See `PictureCanvas.show_picture`."""
        self._fault.clear()
        canvas = self.canvases[side]
        canvas.show_picture(image, drawing, title, view)
        self._follow_shape()

    def show_notes(self, words: str, place: str, *, is_chosen: bool, is_own: bool) -> None:
        """Show what is said about the picture on which keys act.

        Parameters
        ----------
        is_own
            Whether it is a snapshot of this exam, so that all of this can be changed.
        """
        self._told.setText(words)
        self.report.setChecked(is_chosen)
        self.place.show_chosen(place, is_own=is_own)
        self.report.setEnabled(is_own)
        self._follow_shape()

    def show_failure(self, failure: HysteroViewError) -> None:
        """Show why something is not there."""
        self._fault.setText(failure_words(failure))

    def show_unsaved(self, failure: HysteroViewError) -> None:
        """Show why something is not saved."""
        lead = self.tr("Not saved yet; it is tried again every 5 seconds.")
        self._fault.setText(join_sentences((lead, failure_words(failure))))

    def show_whether_saved(self, unsaved: int) -> None:
        """Remove what was shown of a failure, once nothing is unsaved."""
        if not unsaved:
            self._fault.clear()

    @property
    def fault(self) -> str:
        """Why there is no picture, or what was not kept; empty if all is well."""
        return self._fault.text()

    @property
    def text(self) -> str:
        """All words about the picture."""
        return "\n".join((self._told.text(), self._tray_title.text(), self.tools.remark))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves what is being done, then the tool, then the selection, then the viewer."""
        canvas = self.canvas
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif canvas.editor.is_busy:
            canvas.editor.cancel()
            canvas.update()
        elif canvas.editor.tool is not Tool.SELECT:
            self._choose_tool(Tool.SELECT)
        elif canvas.editor.selected is not None:
            canvas.editor.selected = None
            canvas.update()
            self._follow_shape()
        else:
            self.reject()

    def _choose_tool(self, tool: Tool) -> None:
        for canvas in self.canvases:
            canvas.choose_tool(tool)
        self.tools.show_tool(tool)
        self._follow_shape()

    def _choose_color(self, color: str) -> None:
        self.tools.show_color(color)
        for canvas in self.canvases:
            if canvas is not self.canvas:
                canvas.editor.color = color
        self.canvas.take(self.canvas.editor.recolor(color))

    def _press_digit(self, digit: int) -> None:
        self.place.press_digit(digit)
        self._follow_shape()

    def _await_lesion(self) -> None:
        self.place.await_lesion()
        self.tools.show_remark(self.tr("Press the number of the lesion: 1 to 9."))

    def _delete(self) -> None:
        if self.canvas.editor.selected is not None:
            self.canvas.take(self.canvas.editor.delete())
        elif self.tray.hasFocus() and self.tray.selected:
            self.report_ordered.emit([key for key in self.tray.keys if key != self.tray.selected])
        self._follow_shape()

    def _next_shape(self, way: int) -> None:
        if self.canvas.is_editable:
            self._choose_tool(Tool.SELECT)
            self.canvas.editor.step(way)
            self.canvas.update()
            self._follow_shape()

    def _nudge(self, across: int, down: int) -> None:
        self.canvas.take(self.canvas.editor.nudge(across * _NUDGE, down * _NUDGE))

    def _zoom_by(self, times: float) -> None:
        self.canvas.show_zoom(self.canvas.zoom.by(times))

    def _other_side(self) -> None:
        if self.canvases[1].isVisible():
            self.side_chosen.emit(1 - self.side)

    def _follow_shape(self) -> None:
        """Show what can be done with the picture and the selected shape."""
        canvas = self.canvas
        shape = canvas.editor.shape
        self.tools.show_possible(can_draw=canvas.is_editable, has_shape=shape is not None)
        is_measure = canvas.editor.tool is Tool.MEASURE or (
            shape is not None and shape.kind is ShapeKind.MEASURE
        )
        if canvas.image is not None and not canvas.is_editable:
            words = self.tr("Only snapshots of this exam can be drawn on.")
        elif canvas.editor.is_full:
            words = self.tr("This drawing has as many shapes as it can have.")
        elif not is_measure:
            words = ""
        elif canvas.editor.drawing.view.is_whole:
            words = self.tr("In percent of the picture's larger side. These are not millimeters.")
        else:
            words = self.tr("In percent of the view's diameter. These are not millimeters.")
        self.tools.show_remark(words)

    def _bind(self, undo: QAction, redo: QAction) -> None:
        self.tools.tool_chosen.connect(self._choose_tool)
        self.tools.color_chosen.connect(self._choose_color)
        self.tools.delete_requested.connect(self._delete)
        for place, canvas in enumerate(self.canvases):
            canvas.pressed.connect(partial(self.side_chosen.emit, place))
            canvas.drawn.connect(self.drawn)
            canvas.shape_changed.connect(self._follow_shape)
        acts: dict[str, Callable[[], object]] = {
            key: partial(self._choose_tool, tool) for tool, key in TOOL_KEYS.items()
        }
        acts |= {str(digit): partial(self._press_digit, digit) for digit in range(1, 10)}
        acts |= {
            "Left": partial(self.stepped.emit, -1), "Right": partial(self.stepped.emit, 1),
            "Ctrl+Left": partial(self.report_shifted.emit, -1),
            "Ctrl+Right": partial(self.report_shifted.emit, 1),
            "Shift+Left": partial(self._nudge, -1, 0), "Shift+Right": partial(self._nudge, 1, 0),
            "Shift+Up": partial(self._nudge, 0, -1), "Shift+Down": partial(self._nudge, 0, 1),
            "+": partial(self._zoom_by, KEY_STEP), "=": partial(self._zoom_by, KEY_STEP),
            "-": partial(self._zoom_by, 1 / KEY_STEP),
            "0": lambda: self.canvas.show_zoom(Zoom()),
            "L": self._await_lesion, "R": self.report.click, "C": self.compare.click,
            "O": self._other_side, "Del": self._delete, "Backspace": self._delete,
            "N": partial(self._next_shape, 1), "Shift+N": partial(self._next_shape, -1),
            "Ctrl+Z": undo.trigger, "Ctrl+Shift+Z": redo.trigger, "Ctrl+Y": redo.trigger,
        }  # fmt: skip
        for key, act in acts.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _button(self, text: str, does: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(does)
        button.setAutoDefault(False)
        return button

    def _set_scale(self, scale: float) -> None:
        self.tools.set_scale(scale)
        self.pictures.set_scale(scale)
        self.tray.set_scale(scale)
        is_upright = self.height() > self.width()
        ways = QBoxLayout.Direction
        for layout in (self._halves, self._panes):
            layout.setDirection(ways.TopToBottom if is_upright else ways.LeftToRight)
        self._lists.setDirection(ways.LeftToRight if is_upright else ways.TopToBottom)
        side = round(_BASE_SIDE_PX * scale)
        if is_upright:
            self._side.setFixedHeight(side)
        else:
            self._side.setFixedWidth(side)
        gap = round(8 * scale)
        for layout in (self._layout, self._halves, self._lists, self._row):
            layout.setSpacing(gap)
        self._layout.setContentsMargins(gap, gap, gap, gap)

    def _place(self) -> None:
        self._panes = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._panes.setSpacing(4)
        for canvas in self.canvases:
            self._panes.addWidget(canvas, 1)
        self._side = QWidget(self)
        self._lists = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._side)
        self._lists.setContentsMargins(0, 0, 0, 0)
        for parts, share in (
            ((self.sources, self.pictures), 3), ((self._tray_title, self.tray), 2),
        ):  # fmt: skip
            column = QVBoxLayout()
            for part in parts:
                column.addWidget(part)
            self._lists.addLayout(column, share)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.addLayout(self._panes, 1)
        self._halves.addWidget(self._side)
        self._row = QHBoxLayout()
        self._row.addWidget(self._told, 1)
        self._row.addWidget(self._fault, 2)
        for button in (
            self.place, self.report, self.compare, self.previous, self.next, self.leave,
        ):  # fmt: skip
            self._row.addWidget(button)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.tools)
        self._layout.addLayout(self._halves, 1)
        self._layout.addLayout(self._row)
