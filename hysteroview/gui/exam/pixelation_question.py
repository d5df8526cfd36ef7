"""The question whether frames outside the body are pixelated in an exam."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox

_YES, _NO = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No


def ask_whether_to_pixelate() -> bool:
    """Ask, and wait for the answer; closing the window means yes."""
    question = QMessageBox(
        QMessageBox.Icon.Question, "HysteroView",
        _tr("Pixelate frames filmed outside the body in the recordings of this exam?"), _YES | _NO,
    )  # fmt: skip
    question.setInformativeText(_tr("This cannot be undone. Snapshots are not changed."))
    question.setDefaultButton(_YES)
    question.setEscapeButton(_YES)
    question.exec()
    return question.clickedButton() is not question.button(_NO)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PrivacyQuestion", text)
