"""Labels, lines and buttons with the same look everywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QScrollArea, QWidget

from hysteroview.gui.look.icons import icon

NO_BREAK = "\u00a0"


def text_label(parent: QWidget, name: str, text: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label for plain text, of the kind `name`."""
    label = QLabel(text, parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    return label


def unbroken(text: str) -> str:
    """Keep a figure and its unit in one line, such as "> 99 %"."""
    return text.replace(" ", NO_BREAK)


def breakable(name: str) -> str:
    """Let a long name without spaces, such as that of a file, be broken in several lines."""
    return "".join(f"{letter}\u200b" if letter in "_-.,/" else letter for letter in name)


def scrolled(parent: QWidget, inside: QWidget) -> QScrollArea:
    """Return an area in which texts can be higher than their place; its keys scroll it."""
    area = QScrollArea(parent)
    area.setObjectName("texts")
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def in_two_lines(text: str, longest: int) -> str:
    """Break a text of more than `longest` characters in two at the space nearest its middle."""
    spaces = [place for place, character in enumerate(text) if character == " "]
    if len(text) <= longest or not spaces:
        return text
    middle = min(spaces, key=lambda place: abs(2 * place + 1 - len(text)))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def turn(layout: QBoxLayout, page: QWidget) -> bool:
    """Place the halves of a page side by side, or one above the other if it is higher than wide.

    Returns
    -------
    Whether they are one above the other.
    """
    is_upright = page.height() > page.width()
    direction = QBoxLayout.Direction.TopToBottom if is_upright else QBoxLayout.Direction.LeftToRight
    if layout.direction() != direction:
        layout.setDirection(direction)
    return is_upright


def rule(parent: QWidget) -> QFrame:
    """Return a thin line between sections."""
    line = QFrame(parent)
    line.setObjectName("rule")
    return line


def button(parent: QWidget, name: str, text: str) -> QPushButton:
    """Return a button with the icon `name`."""
    made = QPushButton(icon(name), f" {text}", parent)
    made.setAccessibleName(text)
    return made
