"""The heatmap of one analysis, drawn once and painted with every picture."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from hysteroview.core.types import Analysis, Box, Evidence, Frame, Label
from hysteroview.exam.snapshot.explanation import ShownHeatmap
from hysteroview.gui.picture.layout import box_in_pane
from hysteroview.gui.picture.placed_layer import PlacedLayer, place
from hysteroview.gui.picture.zoom import Zoom
from hysteroview.imaging.overlay.heatmap import heatmap_layer, visible_part
from hysteroview.imaging.overlay.map_smoothing import MapSmoother
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.table import LiveSettings


class HeatmapPainter:
    """Makes a layer once per analysis and change of the settings, not once per picture.

    Attributes
    ----------
    label
        The class of the heatmap; None for the class that is shown, or the most likely one.
    """

    def __init__(self, settings: CurrentSettings) -> None:
        self.label: Label | None = None
        self.analysis: Analysis | None = None
        self._settings = settings
        self._smoother = MapSmoother(settings.now.live.heatmap_smoothing_s)
        self._evidence: Evidence | None = None
        self._shown: ShownHeatmap | None = None  # undimmed
        self._part: Box | None = None  # of the layer, in its cells; the rest is transparent
        self._placed: PlacedLayer | None = None  # of the same layer

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to paint."""
        return self._shown is None

    def show(self, analysis: Analysis) -> None:
        """Draw the heatmap of this analysis from now on."""
        self.analysis = analysis
        self._smooth(analysis)
        self._draw()

    def forget(self) -> None:
        """Draw nothing until the next analysis."""
        self.analysis = self._evidence = None
        self._smoother.reset()
        self._draw()

    def choose(self, label: Label | None) -> None:
        """Draw the evidence for another class, which begins with this analysis alone."""
        if label != self.label:
            self.label = label
            self._restart()

    def follow(self, before: LiveSettings) -> None:
        """Draw it as the settings say now; `before` are those by which it was drawn."""
        if self._settings.now.live.heatmap_smoothing_s != before.heatmap_smoothing_s:
            self._restart()
        else:
            self._draw()

    def frozen_copy(self) -> HeatmapPainter:
        """Return a copy with the present heatmap, which later analyses do not change."""
        twin = HeatmapPainter(self._settings)
        twin.label = self.label
        twin.analysis, twin._evidence = self.analysis, self._evidence
        twin._draw()
        return twin

    def shown(self, dimming: float) -> ShownHeatmap | None:
        """Return the visible heatmap at this dimming; None if nothing is visible."""
        if self._shown is None or dimming == 0.0 or not self._shown.layer.any():
            return None
        return replace(self._shown, dimming=dimming)

    def paint(
        self, painter: QPainter, pane: QRect, frame: Frame, zoom: Zoom, *, dimming: float
    ) -> None:
        """Paint it over a frame in this pane."""
        if self._shown is None or self._part is None:
            return
        whole = box_in_pane(self._shown.box, frame, pane, zoom)
        if self._placed is None or (self._placed.whole, self._placed.pane) != (whole, pane):
            self._placed = place(self._shown.layer, self._part, whole, QRect(pane))
        if self._placed.pixels is None:
            return
        painter.setClipRect(pane)
        painter.setOpacity(dimming)
        painter.drawImage(self._placed.at, self._placed.image())
        painter.setOpacity(1.0)
        painter.setClipping(False)

    def _label(self, analysis: Analysis) -> Label | None:
        return self.label or analysis.evidence_label

    def _restart(self) -> None:
        """Smooth from this analysis on."""
        self._smoother = MapSmoother(self._settings.now.live.heatmap_smoothing_s)
        if self.analysis is not None:
            self._smooth(self.analysis)
        self._draw()

    def _smooth(self, analysis: Analysis) -> None:
        label = self._label(analysis)
        evidence = None if label is None else analysis.evidence_for(label)
        if evidence is not None and self.label is not None:
            evidence = _as_read(evidence, analysis, self.label)
        if label is None or evidence is None:
            self._smoother.reset()
            self._evidence = None
        else:
            self._evidence = self._smoother.smooth(evidence, label.code, analysis.pts_ns)

    def _draw(self) -> None:
        self._shown = self._part = self._placed = None
        analysis, evidence = self.analysis, self._evidence
        if analysis is None or evidence is None:
            return
        label = self._label(analysis)
        live = self._settings.now.live
        layer = heatmap_layer(evidence, live.heatmap_opacity, live.color_map)
        self._shown = ShownHeatmap(
            layer=layer,
            box=evidence.box,
            frame_index=analysis.frame_index,
            dimming=1.0,
            label=None if label is None else label.code,
            is_chosen=self.label is not None,
        )
        self._part = visible_part(layer)


def _as_read(evidence: Evidence, analysis: Analysis, label: Label) -> Evidence:
    """Return the evidence with the probability that is displayed for this class, so that the
    heatmap of a chosen class matches its bar, even if this frame alone has a lower value.
    """
    decision = analysis.decision
    if decision is None or decision.probabilities is None:
        return evidence
    index = analysis.labels.codes.index(label.code)
    return replace(evidence, probability=float(decision.probabilities[index]))
