"""Anatomical places in the uterus, for pictures and lesions."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Place(StrEnum):
    """Where a picture was taken, or a lesion lies."""

    CERVICAL_CANAL = "cervical canal"
    FUNDUS = "fundus"
    RIGHT_OSTIUM = "right ostium"
    LEFT_OSTIUM = "left ostium"
    ANTERIOR_WALL = "anterior wall"
    POSTERIOR_WALL = "posterior wall"
    RIGHT_WALL = "right lateral wall"
    LEFT_WALL = "left lateral wall"
    OTHER = "other place"


PHOTO_PLAN: Final = (
    Place.CERVICAL_CANAL,
    Place.FUNDUS,
    Place.RIGHT_OSTIUM,
    Place.LEFT_OSTIUM,
    Place.ANTERIOR_WALL,
    Place.POSTERIOR_WALL,
)
"""The places of which a complete exam has a picture."""
