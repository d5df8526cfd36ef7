"""The panel of results: most likely class, two-class result, and all classes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hysteroview.capture.source import SourceInfo
from hysteroview.core.types import FRAME_STATES, AssessmentState, Decision, TwoClass
from hysteroview.core.wording import NO_CLEAR_CLASS, percent, state_words
from hysteroview.exam.store.records import Patient
from hysteroview.gui.actions.bindings import Bindings
from hysteroview.gui.actions.table import Act
from hysteroview.gui.look.assessment import warning_text
from hysteroview.gui.look.icons import icon
from hysteroview.gui.look.language import translated_card, translated_label, translated_state
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.widgets.basic import button, rule, text_label
from hysteroview.gui.widgets.class_bars import NOTHING, ClassBars
from hysteroview.gui.widgets.dot_button import DotButton
from hysteroview.gui.widgets.operating_point_choice import point_words
from hysteroview.gui.widgets.status_light import StatusLight
from hysteroview.gui.widgets.traffic_light import TrafficLight
from hysteroview.inference.model.card import ModelCard

BASE_WIDTH_PX = 328
_ANY_PX = 16_777_215  # no limit, in Qt


def no_result(state: AssessmentState) -> str:
    """Text for a missing result, in the operator's language."""
    return translated_state(state_words(state).no_result)


def two_class_words(result: TwoClass) -> str:
    """Text of a two-class result, in the operator's language."""
    return translated_state(result.value)


def _format_of(source: SourceInfo) -> str:
    rate = f" · {float(source.fps):.4g} fps" if source.fps else ""
    return f"{source.width_px} × {source.height_px}{rate}"


class FindingsPanel(QFrame):
    """The column beside the picture; its parts keep their places."""

    def __init__(self, card: ModelCard, source: SourceInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._card, self._is_below = card, False
        self._status: LiveStatus | None = None
        self._frozen: LiveStatus | None = None
        self._source_format = _format_of(source)
        self._source_name = source.name
        self.source = text_label(self, "source")
        self._patient_words = ""
        self.setup = QPushButton(icon("settings"), "", self)
        self.setup.setObjectName("dismiss")
        self.setup.setAccessibleName(self.tr("Picture of the source"))
        self.setup.setToolTip(
            self.tr("Change colors, aspect ratio and field of view if they are wrong.")
        )
        self.setup.hide()
        self.patient = button(self, "patient", self.tr("Patient"))
        self.patient.setObjectName("patient")
        self.patient.setToolTip(self.tr("Enter or correct the patient details."))
        self.patient.hide()
        self.status_light = StatusLight(self)
        self._code = text_label(self, "code")
        self._share = text_label(self, "share")
        self._share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._name = text_label(self, "name", wrap=True)
        self._remark = text_label(self, "remark")
        self.traffic_light = TrafficLight(self)
        self._verdict = text_label(self, "verdict", wrap=True)
        self._verdict_remark = text_label(self, "remark")
        self.bars = ClassBars(card.labels, self)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._header(source))
        self._layout.addWidget(rule(self))
        self._layout.addWidget(self.status_light)
        self._layout.addWidget(rule(self))
        self._layout.addStretch(1)
        self._layout.addWidget(self._name)
        self._layout.addLayout(self._two_class_row())
        self._layout.addStretch(1)
        self._layout.addLayout(self._beside(self._code, self._share))
        self._layout.addWidget(self._remark)
        self._layout.addWidget(self._verdict_remark)
        self._two_class_caption = text_label(self, "caption", self.tr("Two-class result"))
        self._layout.addWidget(self._two_class_caption)
        self._layout.addWidget(rule(self))
        self._layout.addWidget(text_label(self, "caption", self.tr("All classes")))
        self._layout.addWidget(self.bars)
        self._layout.addStretch(2)
        self._layout.addWidget(rule(self))
        self._layout.addLayout(self._footer())
        self.set_scale(1.0)
        self._show_nothing(AssessmentState.STARTING)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale, with room for the longest texts."""
        width = round(BASE_WIDTH_PX * scale)
        self.setMinimumWidth(width)
        self.setMaximumWidth(_ANY_PX if self._is_below else width)
        side, gap = round(18 * scale), round(12 * scale)
        self._layout.setContentsMargins(side, gap, side, gap)
        self._layout.setSpacing(round(6 * scale))
        self.status_light.fix_height()
        self.figures.set_scale(scale)
        self.source.ensurePolished()
        self.setup.setIconSize(QSize(round(18 * scale), round(18 * scale)))
        self._source_line.setSpacing(self._layout.spacing())
        has_setup = self.setup.isVisibleTo(self)
        beside = self.setup.sizeHint().width() + self._source_line.spacing() if has_setup else 0
        self._source_width_px = width - 2 * side - 1 - beside
        self._show_source()
        self.patient.setIconSize(QSize(round(20 * scale), round(20 * scale)))
        self._show_patient_name()
        one_line = (self._code, self._share, self._remark, self._verdict_remark)
        two_lines = (self._name, self._verdict)
        for label in one_line + two_lines:
            label.ensurePolished()
            lines = 2 if label in two_lines else 1
            label.setFixedHeight(label.fontMetrics().lineSpacing() * lines + 2)
        self.traffic_light.set_height(round(self._verdict.height() * 1.2))

    def show_below(self, *, on: bool) -> None:
        """Take the whole width below the picture, or a column beside it."""
        self._is_below = on
        self.setMaximumWidth(_ANY_PX if on else self.minimumWidth())

    def show_status(self, status: LiveStatus) -> None:
        """Show the state, and the decision if there is one: numbers only while ACTIVE."""
        self._status = status
        self.status_light.show_status(status)
        source = status.session.source
        if source is not None and _format_of(source) != self._source_format:
            self._source_format = _format_of(source)
            self._show_source()
        if (frozen := self._frozen) is not None:
            is_hidden = status.is_ai_hidden or frozen.is_ai_hidden
            status = replace(frozen, is_ai_hidden=is_hidden)
        self._show_result(status)

    def _show_result(self, status: LiveStatus) -> None:
        state = status.session.state
        if status.is_ai_hidden:
            self._show_nothing(state)
            # the headline says it, unless it is about something else
            self._name.setText("" if state in FRAME_STATES else self.tr("AI hidden"))
            self._two_class_caption.setText(self._caption_for(""))
            return
        analysis = status.analysis
        decision = analysis.decision if analysis is not None else None
        if (
            state is not AssessmentState.ACTIVE
            or analysis is None
            or decision is None
            or not decision.is_result
            or decision.probabilities is None
            or decision.two_class is None
        ):
            self._show_nothing(state)
            return
        is_calibrated = analysis.origin.is_calibrated
        self._show_label(decision, decision.probabilities, is_calibrated=is_calibrated)
        self._show_warning(warning_text(decision.warnings))
        self.bars.show_decision(decision)
        self._show_two_class(
            decision.two_class,
            self._card.labels.share_of(decision.probabilities),
            is_calibrated=is_calibrated,
        )
        self._two_class_caption.setText(self._caption_for(decision.operating_point))

    def show_bindings(self, bindings: Bindings) -> None:
        """Set the keys that are named while the analysis is paused."""
        self.status_light.show_resume_keys(bindings.words_of(Act.PAUSE_AI))

    def show_patient(self, patient: Patient) -> None:
        """Show the patient on a button that opens the patient dialog."""
        who = " · ".join(filter(None, (patient.shown_name, patient.identifier)))
        self._patient_words = who or self.tr("Emergency: enter patient")
        self.patient.show()
        self._show_patient_name()

    def show_frozen(self, frozen: LiveStatus | None) -> None:
        """Show the result of the moment of a frozen picture, as long as that is on the screen.

        The status light stays that of the present.

        Parameters
        ----------
        frozen
            What the window showed at that moment; None if the picture is live.
        """
        self._frozen = frozen
        self.frozen.setVisible(frozen is not None)
        if self._status is not None:
            self.show_status(self._status)

    @property
    def text(self) -> str:
        """All text about the result, and the headline."""
        labels = (self._code, self._share, self._name, self._remark)
        texts = [label.text() for label in (*labels, self._verdict, self._verdict_remark)]
        return " ".join([*texts, *self.bars.figures(), self.status_light.title])

    def _show_label(
        self, decision: Decision, probabilities: NDArray[np.float64], *, is_calibrated: bool
    ) -> None:
        label = decision.label
        if label is None:
            self._code.setText(NOTHING)
            self._share.clear()
            self._name.setText(translated_state(NO_CLEAR_CLASS))
            self._remark.clear()
            return
        self._code.setText(label.code)
        self._share.setText(
            percent(float(probabilities[self._card.labels.codes.index(label.code)]))
        )
        self._name.setText(translated_label(label.name))
        calibrated, raw = self.tr("Calibrated probability"), self.tr("Uncalibrated probability")
        self._remark.setText(calibrated if is_calibrated else raw)

    def _show_warning(self, warning: str) -> None:
        """Show a warning in place of the calibration, which was measured without such frames."""
        self._remark.setToolTip(warning)
        if bool(self._remark.property("warns")) != bool(warning):
            self._remark.setProperty("warns", bool(warning))
            self._remark.style().unpolish(self._remark)
            self._remark.style().polish(self._remark)
        if warning:  # in one line: the status light shows all of it
            metrics, room = self._remark.fontMetrics(), self._source_width_px
            shown = metrics.elidedText(warning, Qt.TextElideMode.ElideRight, room)
            self._remark.setText(shown)

    def _show_two_class(self, result: TwoClass, share: float, *, is_calibrated: bool) -> None:
        self.traffic_light.show_result(result)
        self._verdict.setText(two_class_words(result))
        if result is TwoClass.PREMALIGNANT_OR_MALIGNANT:
            calibrated, raw = self.tr("{0}, calibrated"), self.tr("{0}, uncalibrated")
            remark = (calibrated if is_calibrated else raw).format(percent(share))
        else:
            remark = self.tr("Premalignant or malignant: {0}").format(percent(share))
        self._verdict_remark.setText(remark)

    def _caption_for(self, operating_point: str) -> str:
        caption = self.tr("Two-class result")
        return f"{caption}, {point_words(operating_point).lower()}" if operating_point else caption

    def _show_nothing(self, state: AssessmentState) -> None:
        """Show no result; the headline says why.

        It does not for a frozen picture, whose state is past, and while a result is waited for.
        """
        self._code.setText(NOTHING)
        self._share.clear()
        is_said_here = self._frozen is not None or state is AssessmentState.ACTIVE
        self._name.setText(no_result(state) if is_said_here else "")
        self._remark.clear()
        self._show_warning("")
        self.bars.show_decision(None)
        self.traffic_light.show_result(None)
        self._verdict.clear()
        self._verdict_remark.clear()

    def _header(self, source: SourceInfo) -> QVBoxLayout:
        header, first = QVBoxLayout(), QHBoxLayout()
        first.addWidget(text_label(self, "brand", "HysteroView"))
        first.addStretch(1)
        self.frozen = text_label(self, "frozenChip", self.tr("FROZEN"))
        self.frozen.setToolTip(self.tr("The result is that of the frozen picture."))
        self.frozen.hide()
        first.addWidget(self.frozen)
        if source.is_synthetic:
            first.addWidget(text_label(self, "phantom", self.tr("PHANTOM")))
        header.addLayout(first)
        self.source.setToolTip(self._source_name)
        line = self._source_line = QHBoxLayout()
        line.addWidget(self.source, 1)
        line.addWidget(self.setup)
        header.addLayout(line)
        header.addWidget(self.patient)
        return header

    def _show_source(self) -> None:
        """Show the source in one line; a long name is elided in the middle."""
        metrics = self.source.fontMetrics()
        room = self._source_width_px - metrics.horizontalAdvance(f" · {self._source_format}") - 4
        name = metrics.elidedText(self._source_name, Qt.TextElideMode.ElideMiddle, room)
        self.source.setText(f"{name} · {self._source_format}")

    def _show_patient_name(self) -> None:
        """Show the patient in one line; a long name is elided at the end."""
        room = self._source_width_px - 2 * self.patient.iconSize().width()
        metrics = self.patient.fontMetrics()
        text = metrics.elidedText(self._patient_words, Qt.TextElideMode.ElideRight, room)
        self.patient.setText(f" {text}")
        self.patient.setAccessibleName(self.tr("Patient: {0}").format(self._patient_words))

    def _footer(self) -> QVBoxLayout:
        footer = QVBoxLayout()
        title = text_label(self, "modelTitle", self._card.title, wrap=True)
        lacks = "".join(f"\n{gap}" for gap in self._card.missing)
        title.setToolTip(f"{self._card.name}\n{self._card.sha256}{lacks}")
        self.figures = DotButton(self)
        self.figures.setAccessibleName(self.tr("Figures of the program"))
        self.figures.setToolTip(self.tr("Shows rates, latency and losses below the picture."))
        first = QHBoxLayout()
        first.addWidget(title, 1)
        first.addWidget(self.figures)
        footer.addLayout(first)
        caution = translated_card(self._card.caution) + (self.tr(", incomplete") if lacks else "")
        warning = text_label(self, "research", caution[:1].upper() + caution[1:], wrap=True)
        warning.setToolTip(lacks.strip())
        footer.addWidget(warning)
        return footer

    def _two_class_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.traffic_light)
        row.addWidget(self._verdict, 1)
        return row

    def _beside(self, left: QWidget, right: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(left)
        row.addWidget(right, 1)
        return row
