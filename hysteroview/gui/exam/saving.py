"""Saving a source under a name, from the page before an exam."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.sources.choice import SourceChoice, save_choice
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.settings.source_presets import presets_path

_SAVING = "saving a source"  # subject of notices


def save_source(notice: NoticeBar, choice: SourceChoice, name: str) -> None:
    """Save a source, and say so, or why not."""
    try:
        preset = save_choice(choice, name, presets_path())
    except ValueError as error:
        reason = translated_message(str(error))
        words = _tr("This name cannot be used: {0}.")
        notice.show_warning(words.format(reason), subject=_SAVING)
    except HysteroViewError as error:
        notice.show_failure(error, subject=_SAVING)
    else:
        notice.show_success(_tr("Saved as “{0}”").format(preset.name), subject=_SAVING)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Program", text)
