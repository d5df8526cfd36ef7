"""The row of drawing tools."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QWidget

from hysteroview.core.review.drawing import DEFAULT_COLOR
from hysteroview.core.review.editing import COLORS, Tool
from hysteroview.gui.widgets.basic import text_label

TOOL_KEYS = {
    Tool.SELECT: "V",
    Tool.ARROW: "A",
    Tool.ELLIPSE: "E",
    Tool.FREEHAND: "F",
    Tool.TEXT: "T",
    Tool.MEASURE: "M",
}


class DrawingTools(QWidget):
    """Buttons for the tools, the color, and what is done with the selected shape.

    Signals
    -------
    tool_chosen(Tool)
    color_chosen(str)
        "#rrggbb".
    delete_requested()
    """

    tool_chosen = Signal(object)
    color_chosen = Signal(str)
    delete_requested = Signal()

    def __init__(self, undo: QAction, redo: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.buttons: dict[Tool, QPushButton] = {}
        for tool, (words, does) in self._words().items():
            button = self._button(words, f"{does} ({TOOL_KEYS[tool]})")
            button.setCheckable(True)
            button.setChecked(tool is Tool.SELECT)
            button.clicked.connect(lambda _on, tool=tool: self.tool_chosen.emit(tool))
            self._group.addButton(button)
            self.buttons[tool] = button
        self.color = self._button(self.tr("Color"), self.tr("Color of new and selected shapes."))
        self.color.setMenu(self._color_menu())
        self.show_color(DEFAULT_COLOR)
        self.delete = self._button(
            self.tr("Delete"), self.tr("Removes the selected shape (Delete).")
        )
        self.delete.clicked.connect(self.delete_requested)
        self.undo = self._bound(undo, self.tr("Undo"), "Ctrl+Z")
        self.redo = self._bound(redo, self.tr("Redo"), "Ctrl+Y")
        self._remark = text_label(self, "remark", wrap=True)
        self._layout.addWidget(self._remark, 1)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._layout.setSpacing(round(6 * scale))
        self.color.setIconSize(QSize(16, 16) * scale)

    def show_tool(self, tool: Tool) -> None:
        """Show which tool is in use."""
        self.buttons[tool].setChecked(True)

    def show_color(self, color: str) -> None:
        """Show the color of new shapes."""
        self.color.setIcon(_swatch(color))

    def show_possible(self, *, can_draw: bool, has_shape: bool) -> None:
        """Enable what can be done with the picture."""
        for button in (*self.buttons.values(), self.color):
            button.setEnabled(can_draw)
        self.delete.setEnabled(can_draw and has_shape)

    def show_remark(self, text: str) -> None:
        """Show words beside the tools."""
        self._remark.setText(text)

    @property
    def remark(self) -> str:
        """The words beside the tools."""
        return self._remark.text()

    def _words(self) -> dict[Tool, tuple[str, str]]:
        return {
            Tool.SELECT: (self.tr("Select"), self.tr("Selects, moves and changes shapes.")),
            Tool.ARROW: (self.tr("Arrow"), self.tr("Drag from the tail to the tip.")),
            Tool.ELLIPSE: (self.tr("Ellipse"), self.tr("Drag from corner to corner.")),
            Tool.FREEHAND: (self.tr("Freehand"), self.tr("Draw with the button held down.")),
            Tool.TEXT: (self.tr("Text"), self.tr("Click where the text begins.")),
            Tool.MEASURE: (
                self.tr("Measure"),
                self.tr("Drag from end to end, in percent of the view's diameter."),
            ),
        }

    def _button(self, text: str, does: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName("compact")
        button.setToolTip(does)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the picture
        self._layout.addWidget(button)
        return button

    def _bound(self, action: QAction, words: str, key: str) -> QPushButton:
        button = self._button(words, f"{words} ({key})")
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        button.setEnabled(action.isEnabled())
        return button

    def _color_menu(self) -> QMenu:
        menu = QMenu(self)
        names = (
            self.tr("Yellow"), self.tr("White"), self.tr("Red"), self.tr("Blue"), self.tr("Green"),
        )  # fmt: skip
        for color, name in zip(COLORS, names, strict=True):
            action = menu.addAction(_swatch(color), name)
            action.triggered.connect(lambda _on, color=color: self.color_chosen.emit(color))
        return menu


def _swatch(color: str) -> QIcon:
    square = QPixmap(32, 32)
    square.fill(QColor(color))
    return QIcon(square)
