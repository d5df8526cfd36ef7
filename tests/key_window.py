"""A program with a button and a text field that says on its output what keys and pedals mean."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hysteroview.gui.actions.bindings import Bindings
from hysteroview.gui.actions.key_filter import KeyFilter
from hysteroview.gui.actions.table import Act
from hysteroview.settings.keys import parse_keys

LIFE_MS = 300_000


def tell(line: str) -> None:
    """Print a line for the parent process."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Show the window until the overview is asked for; a mark goes on to the text field."""
    application = QApplication(sys.argv)
    window = QWidget()
    window.setMinimumSize(300, 200)
    window.setWindowTitle("keys")
    layout = QVBoxLayout(window)
    button, field = QPushButton("button", window), QLineEdit(window)
    layout.addWidget(button)
    layout.addWidget(field)
    pedal = parse_keys({"snapshot": ["PgDown"], "freeze": ["hold PgDown"]})
    keys = KeyFilter(Bindings(pedal=pedal), lambda: True)
    keys.pressed.connect(lambda act: tell(act.value))
    keys.pressed.connect(lambda act: field.setFocus() if act is Act.MARK else None)
    keys.pressed.connect(lambda act: application.quit() if act is Act.OVERVIEW else None)
    keys.install(application)
    window.show()
    button.setFocus()
    QTimer.singleShot(0, lambda: tell("ready"))
    QTimer.singleShot(LIFE_MS, application.quit)
    application.exec()
    tell(f"field {field.text()}")
    keys.close()


if __name__ == "__main__":
    main()
