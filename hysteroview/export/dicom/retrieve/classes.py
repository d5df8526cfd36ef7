"""Which objects of an archive are fetched: pictures and videos, and how they may be encoded."""

from __future__ import annotations

from typing import Final

STILL_CLASSES: Final = (
    "1.2.840.10008.5.1.4.1.1.77.1.1",  # endoscopic
    "1.2.840.10008.5.1.4.1.1.77.1.2",  # microscopic
    "1.2.840.10008.5.1.4.1.1.77.1.4",  # photographic
    "1.2.840.10008.5.1.4.1.1.7",  # secondary capture
    "1.2.840.10008.5.1.4.1.1.7.2",
    "1.2.840.10008.5.1.4.1.1.7.4",
)
VIDEO_CLASSES: Final = (
    "1.2.840.10008.5.1.4.1.1.77.1.1.1",
    "1.2.840.10008.5.1.4.1.1.77.1.2.1",
    "1.2.840.10008.5.1.4.1.1.77.1.4.1",
)
_IMPLICIT, _EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"
_JPEG = "1.2.840.10008.1.2.4"
STILL_SYNTAXES: Final = (
    _EXPLICIT,
    _IMPLICIT,
    *(f"{_JPEG}.{last}" for last in (50, 57, 70, 80, 81, 90, 91)),
    "1.2.840.10008.1.2.5",  # RLE
)
VIDEO_SYNTAXES: Final = (
    *(f"{_JPEG}.{last}" for last in range(100, 109)),
    *(f"{_JPEG}.{last}.1" for last in range(100, 107)),  # in several fragments
)
CONTEXTS: Final = (
    *((each, syntax) for each in STILL_CLASSES for syntax in STILL_SYNTAXES),
    *((each, syntax) for each in VIDEO_CLASSES for syntax in VIDEO_SYNTAXES),
)
MODALITIES: Final = ("ES", "XC", "OT", "GM")  # endoscopy, photographs, captures, microscopy


def is_fetched(sop_class: str, syntax: str) -> bool:
    """Whether an object of this class and transfer syntax is kept."""
    return (sop_class, syntax) in CONTEXTS
