"""What is said after an export, with the folder that can be opened."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hysteroview.core.wording import printable
from hysteroview.exam.store.copies.copying import Exported
from hysteroview.gui.look.messages import join_sentences
from hysteroview.gui.widgets.notice_bar import NoticeBar

EXPORT = "export"  # subject of notices
_MOST_NAMES = 3


def show_exported(made: Exported, notice: NoticeBar) -> None:
    """Show where an export is, and what was left out, until it is dismissed."""
    words = [_tr("Exported to {0}.").format(made.folder)]
    if made.removed:
        words.append(_tr("Removed items were left out: {0}.").format(made.removed))
    if made.foreign:
        names = ", ".join(printable(part.part) for part in made.foreign[:_MOST_NAMES])
        words.append(_tr("Files that do not belong to the exam were left out: {0}.").format(names))
    text = join_sentences(words)
    if made.foreign:
        notice.show_warning(text, subject=EXPORT, folder=made.folder)
    else:
        notice.show_result(text, made.folder, subject=EXPORT)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Exported", text)
