"""Limits of the quality gate: the measure from which a picture is not assessed, for each reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from hysteroview.core.types import Reason

# In order of priority: a red-out is also blurred, and a test card is bright.
LIMIT_NAMES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.TEST_CARD: "test_card",
        Reason.DARK: "dark",
        Reason.OVEREXPOSED: "overexposed",
        Reason.OUTSIDE_BODY: "outside_body",
        Reason.RED_OUT: "red_out",
        Reason.BUBBLES: "bubbles",
        Reason.LENS_CONTACT: "lens_contact",
        Reason.BLUR: "blur",
    }
)


_LEAST, _MOST = 0.01, 1000


@dataclass(frozen=True, slots=True)
class QualityLimits:
    """Measures from which a picture is not assessed for that reason.

    Each is 0.01 to 1000 and usually at most 1; above 1 no picture is stopped for that reason.

    Raises
    ------
    ValueError
        A limit is outside these bounds.
    """

    blur: float = 0.5
    dark: float = 0.5
    overexposed: float = 0.5
    red_out: float = 0.5
    bubbles: float = 0.5
    lens_contact: float = 0.5
    outside_body: float = 0.5
    test_card: float = 0.5

    def __post_init__(self) -> None:
        for name in LIMIT_NAMES.values():
            value = getattr(self, name)
            if not _LEAST <= value <= _MOST:
                raise ValueError(f"the quality limit {name} must be {_LEAST} to {_MOST}")

    def of(self, reason: Reason) -> float:
        """Return the limit of a reason."""
        return float(getattr(self, LIMIT_NAMES[reason]))

    def __str__(self) -> str:
        """Text for display, with the names of the fields in order of priority."""
        if self == DEFAULT_LIMITS:
            return f"{self.blur:g} for every reason (default)"
        values = {name: getattr(self, name) for name in LIMIT_NAMES.values()}
        return ", ".join(
            f"{name.replace('_', ' ')} {'never' if value > 1 else format(value, '.3g')}"
            for name, value in values.items()
        )


@lru_cache(maxsize=8)
def limits_by_reason(limits: QualityLimits) -> Mapping[Reason, float]:
    """Return the limit of every reason; the last ones are kept, because each frame needs them."""
    return MappingProxyType({reason: limits.of(reason) for reason in LIMIT_NAMES})


DEFAULT_LIMITS = QualityLimits()
