"""Parameters of a phantom, and ground truth of each of its pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray


class Lesion(Enum):
    """The five kinds of lesion, and the empty cavity."""

    NONE = "none"
    EH = "EH"
    AH = "AH"
    EC = "EC"
    EP = "EP"
    SM = "SM"


class Structure(Enum):
    """Structures that an otherwise empty cavity may contain."""

    NONE = "none"
    SYNECHIA = "synechia"
    IUD = "IUD"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhantomSpec:
    """Parameters of a phantom; the same parameters give the same pictures.

    Attributes
    ----------
    seed
        All random parameters follow from it and from `lesion`.
    lesion
        The one lesion of the case.
    width_px, height_px
        Size of the picture; the round field of view is as high as the smaller of the two.
    blood, bubbles, blur, instrument, console_text
        Artifacts, each switched on separately.
    structure
        Structure in the cavity, only without a lesion; it has no mask.
    """

    seed: int = 7
    lesion: Lesion = Lesion.EP
    width_px: int = 1280
    height_px: int = 720
    blood: bool = False
    bubbles: bool = False
    blur: bool = False
    instrument: bool = False
    console_text: bool = False
    structure: Structure = Structure.NONE

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise ValueError("seed must not be negative")
        if not (32 <= self.width_px <= 4096 and 32 <= self.height_px <= 4096):
            raise ValueError("width_px and height_px must be 32 to 4096")
        if self.structure is not Structure.NONE and self.lesion is not Lesion.NONE:
            raise ValueError("a structure is possible only in a cavity without a lesion")


@dataclass(frozen=True, slots=True)
class PhantomTruth:
    """Ground truth of one picture.

    Attributes
    ----------
    lesion_share
        Share of the round field of view that is visible lesion, 0 to 1.
    box
        x, y, width, height of the visible lesion, px; None if none is visible.
    view_center, view_radius
        Round field of view, px; it may extend beyond the picture.
    time_s
        Time on the camera's loop; -1 for a random view.
    blood, bubbles, blur, instrument
        0 without the artifact. Blood: mean opacity over the view. Bubbles: their number. Blur:
        standard deviation in px. Instrument: share of the view that it covers.
    console_text
        Whether text is burned in outside the view.
    """

    lesion: Lesion
    seed: int
    lesion_share: float
    box: tuple[int, int, int, int] | None
    view_center: tuple[float, float]
    view_radius: float
    time_s: float
    blood: float = 0.0
    bubbles: int = 0
    blur: float = 0.0
    instrument: float = 0.0
    console_text: bool = False

    def as_dict(self) -> dict[str, object]:
        """Return plain values that `json` can write."""
        return {
            "lesion": self.lesion.value,
            "seed": self.seed,
            "lesion_share": self.lesion_share,
            "box": None if self.box is None else list(self.box),
            "view_center": list(self.view_center),
            "view_radius": self.view_radius,
            "time_s": self.time_s,
            "blood": self.blood,
            "bubbles": self.bubbles,
            "blur": self.blur,
            "instrument": self.instrument,
            "console_text": self.console_text,
        }


@dataclass(frozen=True, slots=True, eq=False)
class PhantomFrame:
    """One picture with its ground truth.

    Attributes
    ----------
    pixels
        (H, W, 3) uint8, BGR.
    mask
        (H, W) uint8, 255 where the lesion is visible inside the field of view, else 0.
    """

    pixels: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    truth: PhantomTruth = field(repr=False)
