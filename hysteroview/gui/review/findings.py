"""The findings of an exam, with their intervals, and what was shown only briefly."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hysteroview.core.recordings.parts import Part
from hysteroview.core.wording import NO_RESULT, duration_words, percent
from hysteroview.gui.look.language import translated_card, translated_label, translated_state
from hysteroview.gui.review.part_words import when
from hysteroview.gui.widgets.basic import NO_BREAK, text_label, unbroken
from hysteroview.inference.decide.verdict import Brief, Finding, Share, Verdict
from hysteroview.inference.model.card import ModelCard


class FindingsList(QWidget):
    """Shows the verdict of one exam: each finding in a line, its figures muted below it."""

    def __init__(self, card: ModelCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card, self._scale = card, 1.0
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        self._layout.setSpacing(round(4 * scale))

    def clear(self) -> None:
        """Show nothing."""
        while (item := self._layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def show_verdict(self, verdict: Verdict | None, parts: Sequence[Part] = ()) -> None:
        """Show a verdict; None if the exam was made with another model.

        Parameters
        ----------
        parts
            Of a source in several files.
        """
        self.clear()
        if verdict is None:
            self._add(
                "body",
                self.tr("Another model was used in this exam. `hysteroview verdict` evaluates it."),
            )
            return
        if verdict.premalignant_or_malignant is None:
            self._add("finding", translated_state(NO_RESULT))
        for finding in verdict.findings:
            self._add_finding(finding, parts)
        if verdict.premalignant_or_malignant is not None:
            self._add_two_class(verdict, verdict.premalignant_or_malignant)
        if verdict.brief:
            brief = "; ".join(_brief_words(each, parts) for each in verdict.brief)
            self._add("remark", self.tr("Shown briefly: {0}").format(brief))

    @property
    def text(self) -> str:
        """All text, one line for each label."""
        labels = self.findChildren(QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly)
        texts = (label.text() for label in labels if not label.isHidden())
        return "\n".join(texts).replace(NO_BREAK, " ")

    def _add_finding(self, finding: Finding, parts: Sequence[Part]) -> None:
        label = next(each for each in self._card.labels if each.code == finding.code)
        name = f"{label.code} {translated_label(label.name)}"
        self._add("finding", f"{name}: {percent(finding.share.value)}")
        interval = _interval_words(finding.share, finding.pooled_episodes, finding.episodes)
        shown = self.tr("Shown for {0}, first at {1}")
        shown = shown.format(duration_words(finding.shown_s), when(parts, finding.first_ns))
        self._add("remark", f"{interval}\n{shown}")

    def _add_two_class(self, verdict: Verdict, share: Share) -> None:
        words = self.tr("Premalignant or malignant: {0}").format(percent(share.value))
        self._add("finding", words)
        episodes = sum(finding.episodes for finding in verdict.findings)
        interval = _interval_words(share, len(verdict.pooled_episodes), episodes)
        calibration = translated_card(self._card.calibration_words).capitalize()
        self._add("remark", f"{interval}\n{calibration}")

    def _add(self, name: str, text: str) -> None:
        if name == "finding" and self._layout.count():
            self._layout.addSpacing(round(6 * self._scale))
        self._layout.addWidget(text_label(self, name, text, wrap=True))


def _tr(text: str) -> str:
    return QCoreApplication.translate("FindingsList", text)


def _interval_words(share: Share, pooled: int, episodes: int) -> str:
    if episodes == 1:
        words = _tr("95 % interval over 1 episode: {0} to {1}")
    elif pooled == episodes:
        words = _tr("95 % interval over {2} episodes: {0} to {1}")
    else:
        words = _tr("95 % interval over the {3} best-supported of {2} episodes: {0} to {1}")
    low, high = (unbroken(percent(each)) for each in (share.low, share.high))
    return words.format(low, high, episodes, pooled)


def _brief_words(brief: Brief, parts: Sequence[Part]) -> str:
    if brief.episodes == 1:
        words = _tr("{0} once, {1}, at {2}")
    else:
        words = _tr("{0} {3} times, {1} in all, first at {2}")
    at, shown = when(parts, brief.first_ns), duration_words(brief.shown_s)
    return words.format(brief.code, shown, at, brief.episodes)
