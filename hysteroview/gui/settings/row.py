"""One setting on the settings page: label, help, editor and default."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hysteroview.gui.look.language import translated_setting
from hysteroview.gui.settings.editors import make_editor
from hysteroview.gui.widgets.basic import text_label
from hysteroview.settings.entry import Entry
from hysteroview.settings.kinds import Entered

_BASE_EDITOR_PX = 360


class SettingsRow(QFrame):
    """Shows an entry and lets it be edited.

    Signals
    -------
    chosen(Entry, object)
        A value was entered, or the default asked for.
    """

    chosen = Signal(object, object)

    def __init__(self, entry: Entry, default: object, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("entry")
        self.entry = entry
        label, does = translated_setting(entry.label), translated_setting(entry.help_text)
        self._default = default
        self.editor = make_editor(entry, self)
        self.editor.chosen.connect(lambda value: self.chosen.emit(entry, value))
        self.editor.refused.connect(self.show_fault)
        self.reset = QPushButton(self.tr("Restore default"), self)
        self.reset.setAutoDefault(False)
        self.reset.setAccessibleName(self.tr("Restore default: {0}").format(label))
        self.reset.clicked.connect(lambda: self.chosen.emit(entry, self._default))
        self._fault = text_label(self, "entryFault", wrap=True)
        self._fault.hide()
        if entry.at_next_exam:
            does = f"{does} {self.tr('Takes effect at the next exam.')}"
        text = self.tr("Default: {0}").format(entry.words(default, translated_setting))
        self._place(label, does, text)

    def _place(self, label: str, does: str, default: str) -> None:
        """Place label, help and default to the left of the editor."""
        self._column = QWidget(self)
        right = QVBoxLayout(self._column)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.editor)
        right.addWidget(self._fault)
        right.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(text_label(self, "entryWords", label, wrap=True))
        left.addWidget(text_label(self, "entryRemark", does, wrap=True))
        left.addWidget(text_label(self, "entryDefault", default, wrap=True))
        left.addStretch(1)
        self._layout = QHBoxLayout(self)
        self._layout.addLayout(left, 1)
        self._layout.addWidget(self._column)
        self._resets = QVBoxLayout()
        self._resets.addWidget(self.reset)
        self._resets.addStretch(1)
        self._layout.addLayout(self._resets)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        side = round(14 * scale)
        self._layout.setContentsMargins(side, side, side, side)
        self._layout.setSpacing(side)
        self._column.setFixedWidth(round(_BASE_EDITOR_PX * scale))

    @property
    def fault(self) -> str:
        """The message about a value that was not accepted; empty if there is none."""
        return self._fault.text()

    def show_value(self, value: object) -> None:
        """Show the present value."""
        self.editor.show_value(value)
        self._show_fault("")
        differs = value != self._default
        if not differs and self.reset.hasFocus():
            self.editor.setFocus()  # a button that is disabled would lose the focus
        self.reset.setEnabled(differs)

    def show_fault(self) -> None:
        """Show that the value is not accepted, and which values are allowed."""
        assert isinstance(self.entry.kind, Entered)  # a choice is always accepted
        permitted = self.entry.kind.permitted(translated_setting)
        self._show_fault(self.tr("Not accepted. Allowed: {0}.").format(permitted))
        self.reset.setEnabled(True)

    def matches(self, wanted: str) -> bool:
        """Whether each word of a search is in its label, its help text or its key."""
        entry = self.entry
        shown = (translated_setting(entry.label), translated_setting(entry.help_text))
        text = f"{' '.join(shown)} {entry.key}".casefold()
        return all(word in text for word in wanted.casefold().split())

    def _show_fault(self, text: str) -> None:
        self._fault.setText(text)
        self._fault.setVisible(bool(text))
        self.editor.show_wrong(wrong=bool(text))
