"""Labels and lines with a name by which the style sheet knows them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget


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
