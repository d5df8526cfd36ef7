"""Burn the result of the model into a picture: the heatmap, and a panel with the result as text."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.language.translation import ENGLISH
from hysteroview.core.types import Analysis, Box, FieldOfView, Frame, LabelSet
from hysteroview.imaging.overlay.heatmap import blend, heatmap_layer
from hysteroview.imaging.overlay.panel import PanelLayout, draw_panel
from hysteroview.imaging.pixels.square import with_square_pixels

OPACITY = 0.6
_TEXT_SHARE = 1 / 40  # share of the picture's height
_SMALLEST_TEXT_PX, _LARGEST_TEXT_PX = 8, 56
_LARGEST_SHARE = 0.45  # share of the height; a higher panel is drawn without bars
_OLDER_DIMMING = 0.5
_COVER = 0.92
_FINENESS = 2
_DARK = 40  # of 255; console borders are darker


def plan_panel(
    width_px: int, height_px: int, labels: LabelSet, caution: tuple[str, ...],
    look: AnnotationLook | None = None,
) -> PanelLayout | None:  # fmt: skip
    """Choose the panel's size for a picture; None if no legible panel would fit."""
    look = look or AnnotationLook()
    text_px = round(min(height_px, width_px) * _TEXT_SHARE)
    text_px = min(max(text_px, _SMALLEST_TEXT_PX), _LARGEST_TEXT_PX)
    for has_bars in (True, False):
        layout = PanelLayout(text_px, labels, caution, has_bars, look.language, look.has_clock)
        largest = _LARGEST_SHARE if has_bars else 1.0
        if layout.height_px <= largest * height_px and layout.width_px <= width_px:
            return layout
    return None


def place_panel(
    size: tuple[int, int], pixels: NDArray[np.uint8], view: FieldOfView | None
) -> tuple[int, int]:
    """Choose the corner where a panel hides the least of the endoscopic picture, then of text.

    Parameters
    ----------
    size
        Width and height of the panel.
    pixels
        The picture, (H, W, 4) uint8, BGRA.
    view
        Field of view in this picture.

    Returns
    -------
    x, y of the panel's upper left pixel.
    """
    width, height = size
    inside = np.zeros(pixels.shape[:2], np.uint8)
    if view is not None and view.ellipse is not None:
        box = view.ellipse
        center = (box.x + box.width // 2, box.y + box.height // 2)
        cv2.ellipse(inside, center, (box.width // 2, box.height // 2), 0, 0, 360, 1, cv2.FILLED)
    elif view is not None:
        box = view.bounds
        inside[max(box.y, 0) : box.y + box.height, max(box.x, 0) : box.x + box.width] = 1
    gap = min(round(height * 0.05), max((pixels.shape[0] - height) // 2, 0))
    gap = min(gap, max((pixels.shape[1] - width) // 2, 0))
    # exclude dark corners of a view that is not round
    inside[pixels[..., :3].max(axis=2) <= _DARK] = 0
    right, bottom = pixels.shape[1] - width - gap, pixels.shape[0] - height - gap
    corners = [(right, bottom), (gap, bottom), (right, gap), (gap, gap)]

    def cost(corner: tuple[int, int]) -> tuple[float, float]:
        x, y = corner
        area = np.s_[y : y + height, x : x + width]
        return round(float(inside[area].mean()), 2), float(pixels[area][..., 1].mean())

    return min(corners, key=cost)


def lay_panel(pixels: NDArray[np.uint8], panel: NDArray[np.uint8], corner: tuple[int, int]) -> None:
    """Blend a panel over a picture in place; the picture stays slightly visible below it."""
    x, y = corner
    under = pixels[y : y + panel.shape[0], x : x + panel.shape[1], :3]
    under[:] = cv2.addWeighted(panel, _COVER, under, 1 - _COVER, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationLook:
    """What is drawn into annotated pictures.

    Attributes
    ----------
    language
        Of the panel.
    has_clock
        Whether the panel has the time and the state.
    first_ns
        Timestamp that counts as time 0 of the clock.
    """

    language: str = ENGLISH
    has_heatmap: bool = True
    has_panel: bool = True
    has_clock: bool = False
    first_ns: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Position of the panel in pictures of one size.

    `layout` describes the drawing, which is larger than `size` in the picture.
    """

    shape: tuple[int, ...]
    layout: PanelLayout | None
    size: tuple[int, int] = (0, 0)
    corner: tuple[int, int] = (0, 0)
    is_final: bool = True


class Annotator:
    """Annotate the frames of one source in order.

    The position of the panel is kept, so that it does not jump, and so is the newest analysis: a
    frame without its own analysis shows the previous one until that is stale, with dimmed heatmap
    and gray text.

    Parameters
    ----------
    labels
        Classes of the model.
    caution
        Lines of text shown in every picture.
    look
        What is drawn.
    """

    def __init__(
        self, labels: LabelSet, caution: tuple[str, ...], look: AnnotationLook | None = None
    ) -> None:
        self._labels = labels
        self._caution = caution
        self._look = look or AnnotationLook()
        self._place: _Place | None = None
        self._newest: Analysis | None = None

    def annotate(self, frame: Frame, analysis: Analysis | None) -> NDArray[np.uint8]:
        """Return the frame with heatmap and panel, a new (H, W, 4) uint8 array, BGRA.

        Its pixels are square, so that every viewer shows it in its true proportions.

        Parameters
        ----------
        analysis
            Analysis of this frame; None if it was not analyzed.
        """
        is_current = analysis is not None
        if analysis is not None:
            self._newest = analysis
        shown = self._newest
        if shown is not None and FRESHNESS.is_stale(frame.pts_ns - shown.pts_ns):
            shown = None
        heat = shown if self._look.has_heatmap else None
        heated = _with_heatmap(frame, heat, 1.0 if is_current else _OLDER_DIMMING)
        pixels = with_square_pixels(heated, frame.pixel_aspect)
        place = self._place_for(frame, pixels.shape, shown)
        if place.layout is not None:
            time_ns = frame.pts_ns - self._look.first_ns
            panel = draw_panel(place.layout, shown, is_current=is_current, time_ns=time_ns)
            # drawn large, so that small letters keep their spacing and shape
            fitted = cv2.resize(panel, place.size, interpolation=cv2.INTER_AREA)
            lay_panel(pixels, np.asarray(fitted, np.uint8), place.corner)
        return pixels

    def _place_for(self, frame: Frame, shape: tuple[int, ...], analysis: Analysis | None) -> _Place:
        """Return the position of the panel; it is final once the field of view is known."""
        view = analysis.view if analysis is not None else None
        place = self._place
        is_same = place is not None and place.shape == shape
        if place is not None and is_same and (place.is_final or view is None):
            return place
        layout = plan_panel(shape[1], shape[0], self._labels, self._caution, self._look)
        if layout is None or not self._look.has_panel:
            self._place = _Place(shape, None)
            return self._place
        size = (layout.width_px, layout.height_px)
        pixels = with_square_pixels(frame.pixels, frame.pixel_aspect)
        corner = place_panel(size, pixels, view and _scaled(view, frame, shape))
        fine = replace(layout, text_px=_FINENESS * layout.text_px)
        self._place = _Place(shape, fine, size, corner, view is not None)
        return self._place


def _scaled(view: FieldOfView, frame: Frame, shape: tuple[int, ...]) -> FieldOfView:
    """Return bounds and ellipse of a view in a picture of another size."""
    across, down = shape[1] / frame.width_px, shape[0] / frame.height_px

    def scale(box: Box) -> Box:
        width, height = max(round(box.width * across), 1), max(round(box.height * down), 1)
        return Box(round(box.x * across), round(box.y * down), width, height)

    return FieldOfView(scale(view.bounds), view.ellipse and scale(view.ellipse))


def _with_heatmap(frame: Frame, analysis: Analysis | None, dimming: float) -> NDArray[np.uint8]:
    evidence = analysis.evidence if analysis is not None else None
    if evidence is None:
        return frame.pixels.copy()
    return blend(frame.pixels, heatmap_layer(evidence, OPACITY * dimming), evidence.box)
