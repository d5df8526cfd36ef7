"""The panel burned into annotated pictures: the result of the model as text and bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.assessment_words import cause_words, warning_words
from hysteroview.core.language.translation import ENGLISH, translated
from hysteroview.core.types import (
    Analysis,
    AssessmentState,
    Decision,
    Label,
    LabelSet,
    TwoClass,
)
from hysteroview.core.wording import NO_CLEAR_CLASS, NO_RESULT, moment, percent, state_words

Color = tuple[int, int, int]

_GROUND: Color = (30, 26, 22)  # BGR
_TEXT: Color = (240, 238, 235)
_MUTED: Color = (165, 160, 155)
_CAUTION: Color = (70, 180, 250)
_ACCENT: Color = (215, 190, 110)
_TRACK: Color = (62, 56, 50)
_TWO_CLASS_COLORS = {
    TwoClass.PREMALIGNANT_OR_MALIGNANT: _CAUTION,
    TwoClass.NOT_EXCLUDED: _CAUTION,
    TwoClass.UNDECIDED: _TEXT,
    TwoClass.BENIGN: _ACCENT,
}
_REGULAR, _BOLD = 400, 650

# in units of the text's size
_WIDTH, _MARGIN, _BAR_ROW, _CAUTION_ROW = 16.0, 0.8, 1.25, 1.2
_HEAD_HEIGHT = 6.5


@dataclass(frozen=True, slots=True)
class PanelLayout:
    """Size and content of the panel, in square pixels.

    Attributes
    ----------
    text_px
        Size of regular text.
    caution
        Lines of text that are always shown.
    has_bars
        Whether there is space for the probability of each class.
    language
        Of the words; one of `hysteroview.core.language.translation.LANGUAGES`.
    has_clock
        Whether a row has the time in the recording, and the state.
    """

    text_px: int
    labels: LabelSet
    caution: tuple[str, ...]
    has_bars: bool
    language: str = ENGLISH
    has_clock: bool = False

    @property
    def width_px(self) -> int:
        return round(_WIDTH * self.text_px)

    @property
    def height_px(self) -> int:
        lines = len(self.caution) + self.has_clock
        rows = _HEAD_HEIGHT + _CAUTION_ROW * lines + _MARGIN
        if self.has_bars:
            rows += _BAR_ROW * len(self.labels) + _MARGIN / 2
        return round(rows * self.text_px)


def draw_panel(
    layout: PanelLayout,
    analysis: Analysis | None,
    *,
    is_current: bool,
    time_ns: int = 0,
) -> NDArray[np.uint8]:
    """Draw the panel.

    Parameters
    ----------
    analysis
        Newest analysis; None before the first.
    is_current
        Whether `analysis` belongs to the frame it is drawn into; if not, the panel is gray and says
        so.
    time_ns
        Of the frame since the beginning of the recording, for a panel with a clock.

    Returns
    -------
    (layout.height_px, layout.width_px, 3) uint8, BGR.
    """
    pen, language = _Pen(layout, is_muted=not is_current), layout.language
    decision = analysis.decision if analysis is not None else None
    shares: Sequence[float] = [0.0] * len(layout.labels)
    label: Label | None = None
    if (
        analysis is None
        or decision is None
        or not decision.is_result
        or decision.probabilities is None
        or decision.two_class is None
    ):
        _draw_no_result(pen, layout, decision)
    else:
        label, shares = decision.label, decision.probabilities.tolist()
        share = layout.labels.share_of(decision.probabilities)
        _draw_result(pen, layout, decision)
        calibration = "calibrated" if analysis.origin.is_calibrated else "uncalibrated"
        side = translated("State", TwoClass.PREMALIGNANT_OR_MALIGNANT.value, language)
        side = side if language != ENGLISH else side.lower()
        comma = ", " if language == ENGLISH else "，"
        remark = f"{side} {percent(share)}{comma}{translated('Card', calibration, language)}"
        if not is_current:
            remark = f"of frame {analysis.frame_index}; this frame was not analyzed"
        warning = _warning(decision, language)
        color = _CAUTION if warning else _MUTED
        pen.row(1.1, warning or remark, 0.8 * layout.text_px, color=color)
    pen.skip(_MARGIN / 2)
    if layout.has_bars:
        for each, probability in zip(layout.labels, shares, strict=True):
            pen.bar(each.code, probability, is_top=label is not None and each.code == label.code)
        pen.skip(_MARGIN / 2)
    if layout.has_clock:
        state = decision.state if decision is not None else None
        title = "" if state is None else translated("State", state_words(state).title, language)
        pen.row(
            _CAUTION_ROW, moment(time_ns), 0.82 * layout.text_px, color=_TEXT, right=title,
            is_fixed=True,
        )  # fmt: skip
    for line in layout.caution:
        pen.row(_CAUTION_ROW, line, 0.82 * layout.text_px, _BOLD, _CAUTION, is_fixed=True)
    return pen.picture


def _warning(decision: Decision, language: str) -> str:
    """Return the warning beside a result; empty if there is none."""
    if language == ENGLISH or not decision.warnings:
        return warning_words(decision.warnings)
    causes = (translated("Message", cause_words(each), language) for each in decision.warnings)
    return translated("Assessment", "Warning: {0}", language).format("、".join(causes))


def _draw_no_result(pen: _Pen, layout: PanelLayout, decision: Decision | None) -> None:
    """Draw that there is no result and why, so that it cannot be read as "benign"."""
    size, language = layout.text_px, layout.language
    state = decision.state if decision is not None else AssessmentState.NOT_ASSESSABLE
    reason = decision.reason if decision is not None else None
    words = state_words(state, reason)
    pen.row(1.6, "–", 1.4 * size, _BOLD)
    pen.row(1.3, translated("State", words.no_result, language), 1.0 * size)
    nothing = "No result" if language == ENGLISH else translated("State", NO_RESULT, language)
    pen.row(1.7, nothing, 1.05 * size, _BOLD, _MUTED)
    why = translated("Message", words.why, language) if reason is not None else ""
    pen.row(1.1, why, 0.8 * size, color=_MUTED)


def _draw_result(pen: _Pen, layout: PanelLayout, decision: Decision) -> None:
    size, label = layout.text_px, decision.label
    assert decision.probabilities is not None
    assert decision.two_class is not None
    if label is None:
        pen.row(1.6, "–", 1.4 * size, _BOLD)
        pen.row(1.3, translated("State", NO_CLEAR_CLASS, layout.language), 1.0 * size)
    else:
        of_label = float(decision.probabilities[layout.labels.codes.index(label.code)])
        pen.row(1.6, label.code, 1.4 * size, _BOLD, right=percent(of_label))
        pen.row(1.3, translated("Label", label.name, layout.language), 1.0 * size)
    color = _TWO_CLASS_COLORS[decision.two_class]
    two_class = translated("State", decision.two_class.value, layout.language)
    pen.row(1.7, two_class, 1.05 * size, _BOLD, color)


class _Pen:
    """Draws the rows of a panel from top to bottom."""

    def __init__(self, layout: PanelLayout, *, is_muted: bool) -> None:
        self.picture = np.full((layout.height_px, layout.width_px, 3), _GROUND, np.uint8)
        self._unit = layout.text_px
        self._is_muted = is_muted
        self._font = cv2.FontFace("sans")
        self._left = round(_MARGIN * layout.text_px)
        self._right = layout.width_px - self._left
        self._y = _MARGIN * 0.7 * layout.text_px

    def skip(self, rows: float) -> None:
        self._y += rows * self._unit

    def row(
        self,
        rows: float,
        text: str,
        size: float,
        weight: int = _REGULAR,
        color: Color = _TEXT,
        *,
        right: str = "",
        is_fixed: bool = False,
    ) -> None:
        """Write a line of `rows` units, in smaller text if it is too long."""
        self.skip(rows)
        baseline = round(self._y - 0.3 * self._unit)
        color = _MUTED if self._is_muted and not is_fixed else color
        room = self._right - self._left
        if right:
            width = self._width(right, round(size), weight)
            self._write(right, self._right - width, baseline, round(size), weight, color)
            room -= width + self._left
        fitted = round(size)
        while fitted > 6 and self._width(text, fitted, weight) > room:
            fitted -= 1
        self._write(text, self._left, baseline, fitted, weight, color)

    def bar(self, code: str, probability: float, *, is_top: bool) -> None:
        """Draw the row of one class."""
        self.skip(_BAR_ROW)
        size = round(0.85 * self._unit)
        baseline = round(self._y - 0.3 * self._unit)
        color = _TEXT if is_top and not self._is_muted else _MUTED
        weight = _BOLD if is_top else _REGULAR
        self._write(code, self._left, baseline, size, weight, color)
        text = percent(probability) if probability > 0 else ""
        self._write(
            text, self._right - self._width(text, size, weight), baseline, size, weight, color
        )
        x0, x1 = round(self._left + 2.6 * self._unit), round(self._right - 3.2 * self._unit)
        y0, y1 = baseline - round(0.52 * self._unit), baseline - round(0.08 * self._unit)
        self.picture[y0:y1, x0:x1] = _TRACK
        filled = x0 + round((x1 - x0) * probability)
        self.picture[y0:y1, x0:filled] = _ACCENT if is_top and not self._is_muted else _MUTED

    def _width(self, text: str, size: int, weight: int) -> int:
        if not text:
            return 0
        _, _, width, _ = cv2.getTextSize((0, 0), text, (0, 0), self._font, size, weight)
        return int(width)

    def _write(self, text: str, x: int, y: int, size: int, weight: int, color: Color) -> None:
        if text:
            cv2.putText(self.picture, text, (x, y), color, self._font, size, weight)
