"""The actions of the live page as large buttons beside the picture, usable with gloves."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from hysteroview.gui.actions.bindings import Bindings
from hysteroview.gui.actions.table import Act
from hysteroview.gui.look.icons import icon
from hysteroview.gui.widgets.basic import in_two_lines

BASE_WIDTH_PX, BASE_BUTTON_PX = 76, 52
_GROUPS = (
    (Act.SNAPSHOT, Act.MARK),
    (Act.RECORD, Act.PREROLL),
    (Act.FREEZE, Act.NEXT_CLASS, Act.HIDE_AI),
    (Act.UNDO, Act.OVERVIEW, Act.END_EXAM),
)
_LONGEST_LINE = 7  # characters on a button
_STATEFUL = {Act.FREEZE, Act.HIDE_AI}


class ActionRail(QWidget):
    """A column of buttons from the table of actions; it only emits what was requested.

    Signals
    -------
    requested(Act)
    """

    requested = Signal(object)

    def __init__(self, bindings: Bindings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.buttons: dict[Act, QToolButton] = {}
        self._layout = QVBoxLayout(self)
        for index, group in enumerate(_GROUPS):
            if index:
                self._layout.addStretch(1)
            for act in group:
                self._layout.addWidget(self._button(act, bindings))
        self.show_bindings(bindings)
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self.setFixedWidth(round(BASE_WIDTH_PX * scale))
        gap = round(3 * scale)
        side_gap = round(2 * scale)  # the picture needs the width
        self._layout.setContentsMargins(side_gap, gap, side_gap, gap)
        self._layout.setSpacing(gap)
        side = round(22 * scale)
        for button in self.buttons.values():
            button.setIconSize(QSize(side, side))
            button.setMinimumHeight(round(BASE_BUTTON_PX * scale))

    def show_bindings(self, bindings: Bindings) -> None:
        """Show keys and pedals in the tooltip of each button."""
        for act, button in self.buttons.items():
            button.setToolTip(bindings.tooltip(act))
            if not button.accessibleName():
                self.show_words(act, bindings.table[act].words)

    def show_words(self, act: Act, text: str, icon_name: str = "") -> None:
        """Set text and icon of a button."""
        button = self.buttons[act]
        if icon_name:
            button.setIcon(icon(icon_name))
        button.setText(in_two_lines(text, _LONGEST_LINE))
        button.setAccessibleName(text)

    def show_on(self, act: Act, *, on: bool) -> None:
        """Show whether a state is on."""
        self.buttons[act].setChecked(on)

    def show_offered(self, acts: Iterable[Act]) -> None:
        """Show the buttons of these actions only."""
        offered = set(acts)
        for act, button in self.buttons.items():
            button.setVisible(act in offered)

    def _button(self, act: Act, bindings: Bindings) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("primaryAct" if act is Act.SNAPSHOT else "act")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIcon(icon(bindings.table[act].icon))
        button.setCheckable(act in _STATEFUL)
        button.clicked.connect(lambda *_, asked=act: self._ask(asked))
        self.buttons[act] = button
        return button

    def _ask(self, act: Act) -> None:
        button = self.buttons[act]
        if button.isCheckable():
            button.setChecked(not button.isChecked())  # it shows the present state
        self.requested.emit(act)
