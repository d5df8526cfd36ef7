"""The dialog with all keys and pedals, in which they are assigned by pressing them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hysteroview.gui.actions.bindings import Bindings, Device, fault_words, press_words
from hysteroview.gui.actions.key_filter import KeyFilter
from hysteroview.gui.actions.table import Act
from hysteroview.gui.widgets.basic import text_label
from hysteroview.settings.presses import Press

_CANCELS = Press("Esc")
_BASE_SIZE_PX, _BASE_LEAST_PX, _BASE_CELL_PX = QSize(960, 640), QSize(880, 480), 190


class KeysOverview(QDialog):
    """A table of actions; after a click on a cell, the next key or pedal is assigned to it.

    Signals
    -------
    assigned(Bindings)
        They are in use already.
    """

    assigned = Signal(object)

    def __init__(self, keys: KeyFilter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys and pedals"))
        self._keys = keys
        self._waiting: tuple[Act, Device] | None = None
        self._taken: Press | None = None
        self.cells: dict[tuple[Act, Device], QPushButton] = {}
        self.hint = text_label(self, "hint", wrap=True)
        self.clear = self._footer_button(self.tr("Remove key"), self._assign_none)
        self.cancel = self._footer_button(self.tr("Cancel"), self._stop)
        self.defaults = self._footer_button(self.tr("Restore defaults"), self._restore)
        close = self._footer_button(self.tr("Close"), self.close)
        close.setFocus()
        layout = QVBoxLayout(self)
        layout.addWidget(self._rows(), 1)
        layout.addWidget(self.hint)
        footer = QHBoxLayout()
        for button in (self.clear, self.cancel):
            footer.addWidget(button)
        footer.addStretch(1)
        for button in (self.defaults, close):
            footer.addWidget(button)
        layout.addLayout(footer)
        keys.captured.connect(self._take)
        self.set_scale(1.0)
        self._show_bindings()
        self._stop()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self.setMinimumSize(_BASE_LEAST_PX * scale)
        self.resize(_BASE_SIZE_PX * scale)
        for cell in self.cells.values():
            cell.setMinimumWidth(round(_BASE_CELL_PX * scale))

    def hideEvent(self, event: QHideEvent) -> None:
        self._stop()
        super().hideEvent(event)

    def _rows(self) -> QScrollArea:
        inside = QWidget(self)
        grid = QGridLayout(inside)
        grid.setColumnStretch(1, 1)
        headings = (self.tr("Action"), self.tr("What it does"), self.tr("Key"), self.tr("Pedal"))
        for column, heading in enumerate(headings):
            grid.addWidget(text_label(inside, "caption", heading), 0, column)
        for row, (act, action) in enumerate(self._keys.bindings.table.items(), 1):
            grid.addWidget(text_label(inside, "actionWords", action.words), row, 0)
            grid.addWidget(text_label(inside, "remark", action.does, wrap=True), row, 1)
            for column, device in enumerate((Device.KEYS, Device.PEDAL), 2):
                cell = QPushButton(inside)
                cell.setAutoDefault(False)
                cell.clicked.connect(lambda _, where=(act, device): self._wait_for(*where))
                self.cells[act, device] = cell
                grid.addWidget(cell, row, column)
        area = QScrollArea(self)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the cells take the focus, and are scrolled to
        return area

    def _footer_button(self, text: str, act: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def _wait_for(self, act: Act, device: Device) -> None:
        self._waiting, self._taken = (act, device), None
        action = self._keys.bindings.table[act].words
        what = (
            self.tr("Press or hold the pedal for “{0}”. Esc cancels.")
            if device is Device.PEDAL
            else self.tr("Press or hold the key for “{0}”. Esc cancels.")
        )
        self.hint.setText(what.format(action))
        for button in (self.clear, self.cancel):
            button.setEnabled(True)
        self._keys.capture(on=True)

    def _take(self, press: Press) -> None:
        if self._waiting is None:
            return
        if press == _CANCELS:
            self._stop()
            return
        act, device = self._waiting
        owner = self._keys.bindings.act_of(press)
        if owner is not None and owner[0] is not act and press != self._taken:
            self._taken = press
            table = self._keys.bindings.table
            self.hint.setText(
                self.tr(
                    "{0} is set for “{1}”. Press it again to use it for “{2}” instead. Esc cancels."
                ).format(press_words(press), table[owner[0]].words, table[act].words)
            )
            self._keys.capture(on=True)
            return
        self._assign(self._keys.bindings.assigning(act, device, (press,)))
        if device is Device.PEDAL and len(press.key) == 1:
            self.hint.setText(
                self.tr(
                    "In text fields this pedal types “{0}”. A key such as F13 works there too."
                ).format(press_words(Press(press.key)))
            )

    def _assign_none(self) -> None:
        if self._waiting is not None:
            act, device = self._waiting
            self._assign(self._keys.bindings.assigning(act, device, ()))

    def _restore(self) -> None:
        self._assign(Bindings(table=self._keys.bindings.table))

    def _assign(self, bindings: Bindings) -> None:
        self._keys.bind(bindings)
        self._stop()
        self._show_bindings()
        self.assigned.emit(bindings)

    def _stop(self) -> None:
        self._waiting = self._taken = None
        self._keys.capture(on=False)
        choose = self.tr("Click a cell to set another key or pedal.")
        self.hint.setText(fault_words(self._keys.bindings) or choose)
        for button in (self.clear, self.cancel):
            button.setEnabled(False)

    def _show_bindings(self) -> None:
        bindings = self._keys.bindings
        for (act, device), cell in self.cells.items():
            presses = bindings.presses_of(act, device)
            text = ", ".join(press_words(press) for press in presses) or "—"
            cell.setText(text)
            of = (
                self.tr("Key for “{0}”: {1}")
                if device is Device.KEYS
                else self.tr("Pedal for “{0}”: {1}")
            )
            cell.setAccessibleName(of.format(bindings.table[act].words, text))
