"""What was computed of one unit of a recording: all that is needed to decide over it in order."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.files import atomic_file
from hysteroview.core.foreign.fields import build
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.core.states import Reason
from hysteroview.core.types import Box, FieldOfView, Outputs
from hysteroview.imaging.quality.gate import Measures

NO_VIEW: Final = -1
_FACTS = "facts"


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is said of a unit as a whole.

    Attributes
    ----------
    size
        Width and height of its frames, px.
    pixel_aspect
        Numerator and denominator.
    views, boxes
        All fields of view, and the squares around them that the network saw.
    reasons
        Names of the columns of `UnitResult.measures`, without the last two.
    following
        Index and timestamp of the frame behind it; empty at the end of the recording.
    runtime
        That computed the outputs.
    damage
        What was lost at its end, in sentences; empty if nothing was.
    """

    size: tuple[int, ...]
    pixel_aspect: tuple[int, ...]
    views: tuple[FieldOfView, ...]
    boxes: tuple[Box, ...]
    reasons: tuple[str, ...]
    following: tuple[int, ...]
    runtime: str
    damage: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class UnitResult:
    """Measures of each frame of a unit, its thumbnails, and the network's outputs.

    Attributes
    ----------
    frame_index, pts_ns
        (n,) int64.
    half
        (n, h, w, 3) uint8, BGR: half thumbnails.
    whole_rows, whole
        (m,) int64 and (m, H, W, 3) uint8: thumbnails of the frames in which the view was measured.
    view
        (n,) int32, index of the field of view; `NO_VIEW` without one.
    is_measured
        (n,) bool: whether there is more than almost nothing in the view.
    measures
        (n, R + 2) float64: measures of the quality gate, softness, share of an instrument.
    computed, computed_view
        (d,) int64, index of each frame that the network has seen, which may lie behind the unit;
        (d,) int32, the field of view in which it saw it.
    logits, class_maps, embedding
        (d, C), (d, C, h, w), (d, K) float32: see `Outputs`.
    """

    facts: UnitFacts
    frame_index: NDArray[np.int64]
    pts_ns: NDArray[np.int64]
    half: NDArray[np.uint8]
    whole_rows: NDArray[np.int64]
    whole: NDArray[np.uint8]
    view: NDArray[np.int32]
    is_measured: NDArray[np.bool_]
    measures: NDArray[np.float64]
    computed: NDArray[np.int64]
    computed_view: NDArray[np.int32]
    logits: NDArray[np.float32]
    class_maps: NDArray[np.float32]
    embedding: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.frame_index)

    @property
    def aspect(self) -> Fraction:
        """Width of a pixel divided by its height."""
        return Fraction(*self.facts.pixel_aspect)

    def measures_of(self, row: int) -> Measures | None:
        """Return what was measured in a frame; None if there is almost nothing in its view."""
        if not self.is_measured[row]:
            return None
        *values, softness, _ = self.measures[row]
        reasons = [Reason[name] for name in self.facts.reasons]
        return Measures(dict(zip(reasons, map(float, values), strict=True)), float(softness))

    def outputs_of(self, place: int) -> Outputs:
        """Return the outputs of the network at a place of `computed`."""
        return Outputs(self.logits[place], self.class_maps[place], self.embedding[place])


class LostUnitError(HysteroViewError):
    """The file of a unit is missing or damaged: it has to be computed again."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} cannot be read: a result that was kept is missing or damaged.",
            remedy="This part of the recording is analyzed again.",
        )
        self.path = path


_ARRAYS: Final = tuple(each.name for each in fields(UnitResult) if each.name != _FACTS)


def write_unit(path: Path, result: UnitResult) -> None:
    """Write a unit to a file that only its owner can read.

    Raises
    ------
    StorageError
        The disk is full or failed.
    """
    arrays: dict[str, Any] = {name: getattr(result, name) for name in _ARRAYS}
    arrays[_FACTS] = np.frombuffer(json.dumps(asdict(result.facts)).encode(), np.uint8)
    with atomic_file(path, private=True) as temporary, temporary.open("wb") as file:
        np.savez(file, **arrays)


def read_unit(path: Path) -> UnitResult:
    """Read a unit.

    Raises
    ------
    LostUnitError
        It is not there, or is damaged.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as content:
            facts = build(UnitFacts, parse_json(bytes(content[_FACTS])))
            arrays = {name: _numbers(content[name]) for name in _ARRAYS}
    except (OSError, KeyError, TypeError, ValueError, BadZipFile, zlib.error) as error:
        raise LostUnitError(path) from error
    return UnitResult(facts, **arrays)


def _numbers(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array of plain numbers; TypeError if it is anything else."""
    if array.dtype.kind not in "biuf":
        raise TypeError("numbers are expected")
    return array
