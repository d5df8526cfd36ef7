"""The picture on the screen: live or frozen."""

from __future__ import annotations

from dataclasses import dataclass

from hysteroview.core.states import PictureState
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.exam.snapshot.explanation import ShownHeatmap
from hysteroview.gui.picture.heatmap_painter import HeatmapPainter
from hysteroview.gui.picture.still import Still
from hysteroview.gui.session.status import LiveStatus


@dataclass(frozen=True, slots=True, eq=False)
class FrozenPicture:
    """A frozen picture with the heatmap of that moment.

    Attributes
    ----------
    heatmap
        Not changed by later analyses.
    dimming
        Of the heatmap at that moment, in [0, 1]; it stays constant. 0 if the AI was hidden: then
        the heatmap is not shown afterwards either.
    status
        What the window showed beside the picture.
    at_ns
        `time.monotonic_ns()` of that moment.
    """

    still: Still
    heatmap: HeatmapPainter
    dimming: float
    status: LiveStatus
    at_ns: int

    @property
    def label(self) -> str:
        """Code of the class of the result at that moment; empty without a result."""
        analysis = None if self.status.is_ai_hidden else self.status.analysis
        decision = analysis.decision if analysis is not None else None
        return decision.label.code if decision is not None and decision.label is not None else ""

    def seconds_at(self, now_ns: int) -> int:
        """Return for how long it has been frozen, in whole seconds."""
        return max(now_ns - self.at_ns, 0) // NS_PER_S


@dataclass(frozen=True, slots=True, eq=False)
class ShownPicture:
    """The large picture on the screen.

    Attributes
    ----------
    heatmap
        None if none is visible.
    frozen
        None if the picture is not frozen.
    state
        State of this picture; that of a frozen one is LIVE, as it was at its moment.
    """

    frame: Frame
    heatmap: ShownHeatmap | None
    frozen: FrozenPicture | None
    state: PictureState
