"""The findings of an exam: what the AI said, with intervals, and what was decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from hysteroview.core.recordings.parts import Part
from hysteroview.core.review.findings import OTHER, FindingState, ReviewFinding
from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import NO_RESULT, duration_words, percent
from hysteroview.gui.look.language import translated_card, translated_label, translated_state
from hysteroview.gui.look.shapes import Shape, draw_shape
from hysteroview.gui.look.theme import color
from hysteroview.gui.review.part_words import when
from hysteroview.gui.widgets.basic import NO_BREAK, text_label, unbroken
from hysteroview.inference.decide.verdict import Brief, Finding, Share, Verdict
from hysteroview.inference.model.card import ModelCard

_ICON_PX, _BASE_ICON_PX = 48, 14  # as painted, and as shown at scale 1
_STRONG = 2  # columns in bold
_FILLED = Qt.AlignmentFlag(0)  # a wrapped text needs the width of its column


class FindingsList(QWidget):
    """The findings of one exam as a table: probability, time seen, first; intervals below each.

    Below each class is a button for each of its findings, with what was decided about it.

    Signals
    -------
    finding_requested(int)
        The finding whose best frame has this time is to be shown in the player, ns.
    """

    finding_requested = Signal(object)

    def __init__(self, card: ModelCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card, self._scale = card, 1.0
        self._lines: list[str] = []
        self._parts: Sequence[Part] = ()
        self._findings: list[ReviewFinding] = []  # that are not in the table yet
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

    def show_verdict(
        self,
        verdict: Verdict | None,
        parts: Sequence[Part] = (),
        findings: Sequence[ReviewFinding] = (),
    ) -> None:
        """Show a verdict; None if the exam was made with another model.

        Parameters
        ----------
        parts
            Of a source in several files.
        findings
            With what was decided about them, the heaviest first.
        """
        self.clear()
        self._parts, self._findings = parts, list(findings)
        if verdict is None:
            self._add(
                "body",
                self.tr("Another model was used in this exam. `hysteroview verdict` evaluates it."),
            )
            self._add_others()
            return
        if verdict.premalignant_or_malignant is None:
            self._add("finding", translated_state(NO_RESULT))
        if verdict.findings:
            self._layout.addWidget(self._table(verdict, parts))
        self._add_others()
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
        of_class = [each for each in self._findings if each.ai_code == finding.code]
        for each in of_class:
            self._findings.remove(each)
            grid.addWidget(self._button(each), grid.rowCount(), 0, 1, 4)

    def _add_others(self) -> None:
        """Add the findings that belong to no class of the table, such as those of the operator."""
        if self._findings:
            self._layout.addWidget(text_label(self, "fieldTitle", self.tr("Further findings")))
        for each in self._findings:
            self._layout.addWidget(self._button(each))

    def _button(self, finding: ReviewFinding) -> QPushButton:
        """Return the button that shows a finding in the player."""
        words = finding_words(finding, self._card, self._parts)
        button = QPushButton(state_icon(finding.state), words, self)
        button.setObjectName("findingRow")
        button.setIconSize(QSize(1, 1) * round(_BASE_ICON_PX * self._scale))
        button.setToolTip(self.tr("Shows its best frame in the player."))
        button.clicked.connect(partial(self._request, finding.best_ns))
        self._lines.append(words)
        return button

    def _request(self, best_ns: int, _checked: object = None) -> None:
        self.finding_requested.emit(best_ns)

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


def finding_words(finding: ReviewFinding, card: ModelCard, parts: Sequence[Part]) -> str:
    """Return a finding in one line: when, how sure the AI was, and what was decided about it."""
    states = {
        FindingState.OPEN: _tr("not decided"),
        FindingState.ACCEPTED: _tr("accepted"),
        FindingState.REJECTED: _tr("rejected"),
    }
    seen_s = (finding.end_ns - finding.start_ns) / NS_PER_S
    facts = [when(parts, finding.start_ns), duration_words(seen_s)]
    if finding.peak is not None:
        facts.append(_tr("up to {0}").format(unbroken(percent(finding.peak))))
    if finding.ai_code is None:
        facts.append(_tr("added by the operator"))
    facts.append(states[finding.state])
    if finding.code != finding.ai_code:
        names = {label.code: translated_label(label.name) for label in card.labels}
        name = _tr("Other finding") if finding.code == OTHER else finding.code
        facts.insert(0, " ".join(filter(None, (name, names.get(finding.code)))))
    if finding.note:
        facts.append(finding.note)
    return " · ".join(facts)


def state_icon(state: FindingState) -> QIcon:
    """Return the shape of what was decided: a tick, a cross, or an open ring."""
    shapes = {
        FindingState.OPEN: (Shape.RING, "muted"),
        FindingState.ACCEPTED: (Shape.TICK, "active"),
        FindingState.REJECTED: (Shape.CROSS, "muted"),
    }
    shape, ink = shapes[state]
    pixmap = QPixmap(_ICON_PX, _ICON_PX)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_shape(painter, shape, QRectF(pixmap.rect()).adjusted(2, 2, -2, -2), color(ink))
    painter.end()
    return QIcon(pixmap)


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
