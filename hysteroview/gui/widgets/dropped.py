"""Files that are dropped on a page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def dropped_file(content: QMimeData) -> Path | None:
    """Return the one file or folder that is dragged; None for anything else."""
    urls = content.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())
