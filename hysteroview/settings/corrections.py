"""Colors and aspect of a source as the operator set them, if its metadata is missing or wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from hysteroview.core.errors import SourceError
from hysteroview.core.locations import is_address
from hysteroview.core.types import SQUARE_PIXELS


class ColorChoice(StrEnum):
    """Color matrix and range of a video."""

    AS_SENT = "as-sent"
    BT601 = "bt601"
    BT709 = "bt709"
    BT601_FULL = "bt601-full"
    BT709_FULL = "bt709-full"


class AspectChoice(StrEnum):
    """Proportions of the whole picture on the screen, or of its pixels."""

    AS_SENT = "as-sent"
    SQUARE = "square"  # square pixels
    RATIO_4_3 = "4:3"
    RATIO_5_4 = "5:4"
    RATIO_16_10 = "16:10"
    RATIO_16_9 = "16:9"

    def pixel_aspect(self, declared: Fraction, width_px: int, height_px: int) -> Fraction:
        """Return width divided by height of a pixel of an upright picture of this size.

        Parameters
        ----------
        declared
            As its metadata says.
        """
        if self is AspectChoice.AS_SENT:
            return declared
        if self is AspectChoice.SQUARE:
            return SQUARE_PIXELS
        across, down = map(int, self.value.split(":"))
        return Fraction(across * height_px, down * width_px)


@dataclass(frozen=True, slots=True)
class Correction:
    """What the operator set for a source, in place of its metadata."""

    color: ColorChoice = ColorChoice.AS_SENT
    aspect: AspectChoice = AspectChoice.AS_SENT

    def __bool__(self) -> bool:
        """Whether anything is corrected."""
        return self != UNCORRECTED

    def __str__(self) -> str:
        """Return it as it stands behind a location: ``color=bt601&aspect=4:3``, or nothing."""
        parts = (("color", self.color), ("aspect", self.aspect))
        return "&".join(f"{name}={value}" for name, value in parts if value != "as-sent")

    def changed(self, color: str | None, aspect: str | None) -> Correction:
        """Return a correction with other values, those of the enumerations; None keeps one."""
        return Correction(ColorChoice(color or self.color), AspectChoice(aspect or self.aspect))


UNCORRECTED = Correction()
_BEHIND = re.compile(r"#((?:color|aspect)=[^#]*)\Z")


class CurrentCorrection:
    """The correction in force, for all threads: sources read `now` for each picture."""

    def __init__(self, correction: Correction = UNCORRECTED) -> None:
        self.now = correction


def parse_correction(text: str) -> Correction:
    """Read a correction as `Correction` writes it.

    Raises
    ------
    ValueError
        It has an unknown name or value.
    """
    color, aspect = ColorChoice.AS_SENT, AspectChoice.AS_SENT
    for part in filter(None, text.split("&")):
        name, _, value = part.partition("=")
        if name == "color" and value in set(ColorChoice):
            color = ColorChoice(value)
        elif name == "aspect" and value in set(AspectChoice):
            aspect = AspectChoice(value)
        else:
            raise ValueError("it is not a correction")
    return Correction(color, aspect)


def split_correction(location: str) -> tuple[str, Correction]:
    """Split a location such as ``film.mpg#aspect=16:9`` into location and correction.

    Raises
    ------
    SourceError
        The correction has an unknown value.
    """
    found = _BEHIND.search(location)
    if found is None:
        return location, UNCORRECTED
    try:
        return location[: found.start()], parse_correction(found[1])
    except ValueError as error:
        raise SourceError(  # not repeated: it may be part of a password
            "What stands behind # in this location is neither a color nor an aspect.",
            remedy=f"Use #color= with one of {', '.join(ColorChoice)}, or #aspect= with one of "
            f"{', '.join(AspectChoice)}.",
        ) from error


def without_correction(location: str) -> str:
    """Return a location without the correction behind it, whatever its values."""
    return _BEHIND.sub("", location)


def with_correction(location: str, correction: Correction) -> str:
    """Return a location, which has no correction yet, with one; `split_correction` splits it."""
    return f"{location}#{correction}" if correction else location


def takes_colors(location: str) -> bool:
    """Whether colors can be set: camera drivers convert them themselves."""
    return is_address(location) or _scheme(location) not in ("camera", "phantom")


def takes_aspect(location: str) -> bool:
    """Whether the aspect can be set."""
    return _scheme(location) != "phantom"


def check_correction(location: str, correction: Correction) -> None:
    """Check that a source takes this correction.

    Raises
    ------
    ValueError
        It does not; the message says what cannot be set.
    """
    if correction.color is not ColorChoice.AS_SENT and not takes_colors(location):
        raise ValueError("colors can be set only for a recording or a network stream")
    if correction.aspect is not AspectChoice.AS_SENT and not takes_aspect(location):
        raise ValueError("the aspect of a phantom cannot be set")


def _scheme(location: str) -> str:
    return location.partition(":")[0].lower()
