"""Optional parts of a card: calibration, open set, operating points, quality limits.

Cards of format 1 have none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from hysteroview.imaging.quality.limits import QualityLimits
from hysteroview.inference.model.bundle_files import STATISTICS_FILE
from hysteroview.inference.model.calibration import Calibration
from hysteroview.inference.model.card_fields import get, number, numbers, pair, rows, text
from hysteroview.inference.model.open_set import OpenSet, unpack_statistics
from hysteroview.inference.model.operating_point import OperatingPoint


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Parts that `hysteroview lab calibrate` adds to a bundle; None or empty if missing."""

    calibration: Calibration | None = None
    open_set: OpenSet | None = None
    operating_points: tuple[OperatingPoint, ...] = ()
    quality_limits: QualityLimits | None = None


def parse_parts(
    content: dict[str, Any], files: Mapping[str, str], read: Callable[[str], bytes]
) -> Parts:
    """Read the parts of a card.

    Parameters
    ----------
    files
        Files of the bundle that the card lists, whose hashes are checked.
    read
        Function that returns the content of a file of the bundle.

    Raises
    ------
    KeyError, TypeError, ValueError
        A part is incomplete or invalid.
    """
    return Parts(
        calibration=_calibration(content) if "calibration" in content else None,
        open_set=_open_set(content, files, read) if "open_set" in content else None,
        operating_points=_operating_points(content),
        quality_limits=_quality_limits(content) if "quality_limits" in content else None,
    )


def format_parts(parts: Parts) -> dict[str, Any]:
    """Return the tables of a card; `parse_parts` reads them back."""
    content: dict[str, Any] = {}
    if parts.calibration is not None:
        content["calibration"] = asdict(parts.calibration)
    if parts.open_set is not None:
        content["open_set"] = {
            "method": parts.open_set.method,
            "threshold": parts.open_set.threshold,
        }
    if parts.operating_points:
        content["operating_points"] = [asdict(point) for point in parts.operating_points]
    if parts.quality_limits is not None:
        content["quality_limits"] = asdict(parts.quality_limits)
    return content


def _calibration(content: dict[str, Any]) -> Calibration:
    table = get(content, "calibration", dict)
    return Calibration(
        temperature=number(table, "temperature"),
        ece=number(table, "ece"),
        brier=number(table, "brier"),
        bins=get(table, "bins", int),
    )


def _open_set(
    content: dict[str, Any], files: Mapping[str, str], read: Callable[[str], bytes]
) -> OpenSet:
    table = get(content, "open_set", dict)
    if STATISTICS_FILE not in files:
        raise KeyError(f"files.{STATISTICS_FILE}")
    return unpack_statistics(
        get(table, "method", str), number(table, "threshold"), read(STATISTICS_FILE)
    )


def _operating_points(content: dict[str, Any]) -> tuple[OperatingPoint, ...]:
    if "operating_points" not in content:
        return ()
    points = tuple(
        OperatingPoint(
            name=text(row, "name"),
            threshold=number(row, "threshold"),
            sensitivity=number(row, "sensitivity"),
            sensitivity_interval=pair(row, "sensitivity_interval"),
            specificity=number(row, "specificity"),
            specificity_interval=pair(row, "specificity_interval"),
            patients=get(row, "patients", int),
        )
        for row in rows(content, "operating_points")
    )
    if len({point.name for point in points}) != len(points):
        raise ValueError("operating points have distinct names")
    return points


def _quality_limits(content: dict[str, Any]) -> QualityLimits:
    """Read the table of limits; a limit that is missing in it has its default."""
    limits = numbers(content, "quality_limits")
    unknown = set(limits) - {each.name for each in fields(QualityLimits)}
    if unknown:
        raise ValueError(f"quality_limits has unknown entries: {len(unknown)}")
    return QualityLimits(**limits)
