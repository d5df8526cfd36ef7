"""What the AI said of the frame under review."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hysteroview.core.record import FrameRecord
from hysteroview.core.wording import (
    NO_CLEAR_CLASS,
    NO_RESULT,
    no_result_words,
    percent,
    shown_words,
)
from hysteroview.gui.look.assessment import cause_text
from hysteroview.gui.look.language import translated_label, translated_state
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.review.player.target import Recording
from hysteroview.gui.widgets.basic import text_label, unbroken
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.track_columns import ASSESSED, CAUSES, NOTHING, TrackColumns


class ResultPanel(QWidget):
    """Shows the stored result of a frame; without one it says so, and never "benign"."""

    def __init__(self, card: ModelCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: TrackColumns | None = None
        self._names = {label.code: label.name for label in card.labels}
        self._title = text_label(self, "verdict", wrap=True)
        self._remark = text_label(self, "body", wrap=True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(text_label(self, "caption", self.tr("What the AI said")))
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._remark)
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._layout.setSpacing(round(6 * scale))
        self._remark.setMinimumHeight(round(40 * scale))  # so that nothing below moves

    @property
    def text(self) -> str:
        """All that is shown."""
        return f"{self._title.text()}\n{self._remark.text()}"

    def show_result(self, recording: Recording | None, pts_ns: int | None) -> None:
        """Show the result of a recording at a time."""
        if recording is None or pts_ns is None:
            self._show("", "")
        elif self._columns is not None:
            self._show_row(self._columns, pts_ns)
        elif recording.results is None:
            self._show(
                self.tr("Not analyzed"),
                translated_state(NO_RESULT),
            )
        elif (results := recording.results.known) is not None:
            self._show_record(results.at(pts_ns))
        elif recording.results.failure is not None:
            self._show(self.tr("Unknown"), self.tr("The stored results cannot be read."))
        else:
            self._show(self.tr("Not known yet"), self.tr("The stored results are being read…"))

    def take_columns(self, columns: TrackColumns | None) -> None:
        """Use these results for a recording without a stored track; None for none."""
        self._columns = columns

    def _show_row(self, columns: TrackColumns, pts_ns: int) -> None:
        row = columns.row_at(pts_ns)
        if row is None:
            self._show_record(None)
            return
        label = int(columns.label[row])
        cause = CAUSES[int(columns.cause[row])]
        if int(columns.cause[row]) != ASSESSED:
            self._show(translated_state(no_result_words(cause.state)), cause_text(cause))
        elif label == NOTHING:
            self._show(translated_state(NO_CLEAR_CLASS), "")
        else:
            code = columns.codes[label]
            figure = unbroken(percent(float(columns.probabilities[label, row])))
            self._show(f"{code}  {figure}", translated_label(self._names.get(code, code)))

    def _show_record(self, record: FrameRecord | None) -> None:
        if record is None:
            self._show(self.tr("Not assessed"), self.tr("This moment was not analyzed."))
            return
        decision = record.decision
        words, reason = shown_words(record.state, record)
        if decision is None or not decision.is_result or decision.label is None:
            self._show(translated_state(words), translated_message(reason) if reason else "")
            return
        name = translated_label(self._names.get(decision.label, decision.label))
        codes = [label.code for label in record.origin.labels] if record.origin else []
        figure = ""
        if decision.label in codes and decision.probabilities:
            figure = unbroken(percent(decision.probabilities[codes.index(decision.label)]))
        self._show(f"{decision.label}  {figure}".strip(), name)

    def _show(self, title: str, remark: str) -> None:
        self._title.setText(title)
        self._remark.setText(remark)
