"""Operating points: thresholds of the probability of premalignant or malignant."""

from __future__ import annotations

from dataclasses import dataclass

from hysteroview.settings.choices import OPERATING_POINTS

THRESHOLDS = (1e-4, 1 - 1e-4)  # nearer to 0 or 1, one of the two results could not occur
_MOST_PATIENTS = 10_000_000


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """A threshold with its sensitivity and specificity, measured on cases not used to choose it.

    Attributes
    ----------
    name
        One of `OPERATING_POINTS`.
    threshold
        Probability of premalignant or malignant from which the result is positive.
    sensitivity, specificity
        Sensitivity and specificity of single pictures.
    sensitivity_interval, specificity_interval
        95 % intervals, by resampling patients.
    patients
        Number of patients in the measurement.
    """

    name: str
    threshold: float
    sensitivity: float
    sensitivity_interval: tuple[float, float]
    specificity: float
    specificity_interval: tuple[float, float]
    patients: int

    def __post_init__(self) -> None:
        if self.name not in OPERATING_POINTS:
            raise ValueError(f"an operating point must be one of {', '.join(OPERATING_POINTS)}")
        low, high = THRESHOLDS
        if not low <= self.threshold <= high:
            raise ValueError(f"threshold must be {low} to {high}, not {self.threshold}")
        for low, value, high in (
            (self.sensitivity_interval[0], self.sensitivity, self.sensitivity_interval[1]),
            (self.specificity_interval[0], self.specificity, self.specificity_interval[1]),
        ):
            if not (0 <= low <= high <= 1 and 0 <= value <= 1):
                raise ValueError("shares and their intervals must lie between 0 and 1")
        if not 1 <= self.patients <= _MOST_PATIENTS:
            raise ValueError(f"an operating point is measured with 1 to {_MOST_PATIENTS} patients")
