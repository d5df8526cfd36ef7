"""Labels, lines and buttons, alike everywhere in the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from hysteroview.gui.look.icons import icon


def words(parent: QWidget, name: str, text: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label for plain text, of the kind `name`."""
    label = QLabel(text, parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    return label


def rule(parent: QWidget) -> QFrame:
    """Return a thin line between sections."""
    line = QFrame(parent)
    line.setObjectName("rule")
    return line


def button(parent: QWidget, name: str, text: str, key: str) -> QPushButton:
    """Return a button with the icon `name`, which tells its key."""
    made = QPushButton(icon(name), f" {text}", parent)
    told = QCoreApplication.translate("Parts", "{0} (key: {1})")
    made.setToolTip(told.format(text, key))
    made.setAccessibleName(text)
    return made
