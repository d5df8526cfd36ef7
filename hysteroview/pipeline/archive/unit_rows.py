"""Frames of a unit while they are gathered, and the arrays that are made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import nan
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, FieldOfView, Frame, Outputs
from hysteroview.imaging.pixels.sampling import Thumbnails
from hysteroview.inference.decide.looking import Seen
from hysteroview.pipeline.archive.unit_result import NO_VIEW, UnitFacts, UnitResult

T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """One frame; `values` are its measures, None if there is almost nothing in its view."""

    index: int
    pts_ns: int
    half: NDArray[np.uint8]
    whole: NDArray[np.uint8] | None
    view: int
    values: tuple[float, ...] | None
    covered: float


class UnitRows:
    """Gathers the frames of a unit.

    Parameters
    ----------
    pixel_aspect
        Of the recording.
    """

    def __init__(self, pixel_aspect: Fraction) -> None:
        self._pixel_aspect = pixel_aspect
        self._size = (0, 0)
        self._reasons: tuple[str, ...] = ()
        self._views: dict[tuple[FieldOfView, Box], int] = {}
        self._rows: list[_Row] = []
        self._computed: list[tuple[int, int]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def view_of(self, seen: Seen | None) -> int:
        """Return the number of the field of view in which a frame was looked at."""
        if seen is None:
            return NO_VIEW
        return self._views.setdefault((seen.view, seen.box), len(self._views))

    def add(self, frame: Frame, small: Thumbnails, seen: Seen | None) -> None:
        """Add the next frame of the unit."""
        self._size = frame.width_px, frame.height_px
        measures = None if seen is None else seen.measures
        values = None
        if measures is not None:
            self._reasons = tuple(reason.name for reason in measures.values)
            values = (*measures.values.values(), measures.softness)
        covered = nan if seen is None else seen.share_of_instrument
        whole = small.whole if small.has_whole else None
        self._rows.append(
            _Row(frame.index, frame.pts_ns, small.half, whole, self.view_of(seen), values, covered)
        )

    def add_computed(self, frame_index: int, view: int) -> None:
        """Add a frame that the network sees, which may lie behind the unit."""
        self._computed.append((frame_index, view))

    def result(
        self,
        outputs: Sequence[Outputs],
        *,
        following: tuple[int, ...],
        runtime: str,
        damage: str,
    ) -> UnitResult:
        """Return all of it, with the network's outputs in the order of `add_computed`.

        See `UnitFacts` for the rest.
        """
        rows, views = self._rows, list(self._views)
        facts = UnitFacts(
            size=self._size,
            pixel_aspect=(self._pixel_aspect.numerator, self._pixel_aspect.denominator),
            views=tuple(view for view, _ in views),
            boxes=tuple(box for _, box in views),
            reasons=self._reasons,
            following=following,
            runtime=runtime,
            damage=damage,
        )
        nothing = (nan,) * (len(self._reasons) + 1)
        wholes = [(at, each.whole) for at, each in enumerate(rows) if each.whole is not None]
        return UnitResult(
            facts,
            frame_index=np.array([each.index for each in rows], np.int64),
            pts_ns=np.array([each.pts_ns for each in rows], np.int64),
            half=np.stack([each.half for each in rows]),
            whole_rows=np.array([at for at, _ in wholes], np.int64),
            whole=_stacked([whole for _, whole in wholes], np.uint8),
            view=np.array([each.view for each in rows], np.int32),
            is_measured=np.array([each.values is not None for each in rows]),
            measures=np.array([(*(each.values or nothing), each.covered) for each in rows]),
            computed=np.array([index for index, _ in self._computed], np.int64),
            computed_view=np.array([view for _, view in self._computed], np.int32),
            logits=_stacked([each.logits for each in outputs], np.float32),
            class_maps=_stacked([each.class_maps for each in outputs], np.float32),
            embedding=_stacked([each.embedding for each in outputs], np.float32),
        )


def _stacked(arrays: list[NDArray[T]], kind: type[T]) -> NDArray[T]:
    return np.stack(arrays) if arrays else np.zeros(0, kind)
