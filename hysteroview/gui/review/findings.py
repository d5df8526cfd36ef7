"""The findings of an exam, with their intervals, and what was shown only briefly."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from hysteroview.core.recordings.parts import Part
from hysteroview.core.wording import NO_RESULT, duration_words, percent
from hysteroview.gui.look.language import translated_card, translated_label, translated_state
from hysteroview.gui.review.part_words import when
from hysteroview.gui.widgets.basic import NO_BREAK, text_label, unbroken
from hysteroview.inference.decide.verdict import Brief, Finding, Share, Verdict
from hysteroview.inference.model.card import ModelCard

_STRONG = 2  # columns in bold
_FILLED = Qt.AlignmentFlag(0)  # a wrapped text needs the width of its column


class FindingsList(QWidget):
    """The findings of one exam as a table: probability, time seen, first; intervals below each."""

    def __init__(self, card: ModelCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card, self._scale = card, 1.0
        self._lines: list[str] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        self._layout.setSpacing(round(4 * scale))

    def clear(self) -> None:
        """Show nothing."""
        self._lines.clear()
        self.setAccessibleDescription("")
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
        if verdict.findings:
            self._layout.addWidget(self._table(verdict, parts))
        if verdict.brief:
            brief = "; ".join(_brief_words(each, parts) for each in verdict.brief)
            self._add("remark", self.tr("Shown briefly: {0}").format(brief))
        self.setAccessibleDescription(self.text)

    @property
    def text(self) -> str:
        """All that is shown as sentences, for screen readers."""
        return "\n".join(self._lines).replace(NO_BREAK, " ")

    def _table(self, verdict: Verdict, parts: Sequence[Part]) -> QWidget:
        table = QWidget(self)
        table.setObjectName("findingsTable")
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(round(16 * self._scale))
        grid.setVerticalSpacing(round(2 * self._scale))
        grid.setColumnStretch(0, 1)
        heads = (self.tr("Finding"), self.tr("Probability"), self.tr("Seen"), self.tr("First"))
        for column, head in enumerate(heads):
            label = text_label(table, "fieldTitle", head)
            grid.addWidget(label, 0, column, Qt.AlignmentFlag.AlignRight if column else _FILLED)
        for finding in verdict.findings:
            self._add_finding(table, grid, finding, parts)
        if verdict.premalignant_or_malignant is not None:
            self._add_two_class(table, grid, verdict, verdict.premalignant_or_malignant)
        return table

    def _add_finding(
        self, table: QWidget, grid: QGridLayout, finding: Finding, parts: Sequence[Part]
    ) -> None:
        label = next(each for each in self._card.labels if each.code == finding.code)
        name = f"{label.code} {translated_label(label.name)}"
        share, first = percent(finding.share.value), when(parts, finding.first_ns)
        shown = duration_words(finding.shown_s)
        interval = _interval_words(finding.share, finding.pooled_episodes, finding.episodes)
        _add_row(table, grid, (name, share, shown, first), interval)
        said = self.tr("Shown for {0}, first at {1}").format(shown, first)
        self._lines += [f"{name}: {share}", interval, said]

    def _add_two_class(
        self, table: QWidget, grid: QGridLayout, verdict: Verdict, share: Share
    ) -> None:
        words = self.tr("Premalignant or malignant")
        episodes = sum(finding.episodes for finding in verdict.findings)
        interval = _interval_words(share, len(verdict.pooled_episodes), episodes)
        calibration = translated_card(self._card.calibration_words).capitalize()
        _add_row(table, grid, (words, percent(share.value)), f"{interval}\n{calibration}")
        self._lines += [f"{words}: {percent(share.value)}", interval, calibration]

    def _add(self, name: str, text: str) -> None:
        self._layout.addWidget(text_label(self, name, text, wrap=True))
        self._lines.append(text)


def _add_row(table: QWidget, grid: QGridLayout, cells: Sequence[str], remark: str) -> None:
    """Add the cells of a finding, and below them what its probability rests on."""
    row = grid.rowCount()
    for column, text in enumerate(cells):
        label = text_label(table, "finding" if column < _STRONG else "body", text, wrap=not column)
        grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignRight if column else _FILLED)
    grid.addWidget(text_label(table, "remark", remark, wrap=True), row + 1, 0, 1, 4)


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
