"""Title of a snapshot whose picture was not live."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hysteroview.core.states import PictureState


def not_live_title(picture: PictureState) -> str:
    """Return a short title for a picture in this state; empty if it was live."""
    if picture is PictureState.NO_SIGNAL:
        return QCoreApplication.translate("VideoView", "NO SIGNAL")
    if picture is PictureState.ENDED:
        return QCoreApplication.translate("Filmstrip", "ENDED")
    return ""
