"""Anatomical places in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hysteroview.core.review.places import Place


def _tr(text: str) -> str:
    return QCoreApplication.translate("Place", text)


def place_words(place: Place | None) -> str:
    """Return the name of a place; empty for none."""
    if place is None:
        return ""
    return {
        Place.CERVICAL_CANAL: _tr("Cervical canal"),
        Place.FUNDUS: _tr("Fundus"),
        Place.RIGHT_OSTIUM: _tr("Right ostium"),
        Place.LEFT_OSTIUM: _tr("Left ostium"),
        Place.ANTERIOR_WALL: _tr("Anterior wall"),
        Place.POSTERIOR_WALL: _tr("Posterior wall"),
        Place.RIGHT_WALL: _tr("Right lateral wall"),
        Place.LEFT_WALL: _tr("Left lateral wall"),
        Place.OTHER: _tr("Other place"),
    }[place]
