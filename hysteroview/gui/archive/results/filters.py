"""The choices above the table of an archive, and the filter that they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QListView, QWidget

from hysteroview.core.states import TwoClass
from hysteroview.gui.archive.results.words import (
    cause_name,
    class_words,
    mark_words,
    outcome_words,
    two_class_words,
)
from hysteroview.gui.widgets.page_field import PageField
from hysteroview.pipeline.archive.results.filter import Filter
from hysteroview.pipeline.archive.results.marks import MarkKind
from hysteroview.pipeline.archive.results.rows import Outcome, RowKind
from hysteroview.pipeline.archive.results.table import Listed, ResultsTable

_TYPING_MS = 150  # after the last key the table is filtered
_QUALITIES = (0.9, 0.8, 0.7, 0.6, 0.5)
_IN_A_ROW, _IN_A_NARROW_ROW = 6, 3
_LETTERS = 8  # that a choice shows at least


class FilterBar(QWidget):
    """Emits when another filter is chosen.

    Parameters
    ----------
    names
        Of the classes, by code, in the language of the window.

    Signals
    -------
    changed()
    """

    changed = Signal()

    def __init__(self, names: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._listed = Listed.FINDINGS
        self.text = PageField(self)
        self.text.setPlaceholderText(self.tr("File, folder, class, cause, note…"))
        self.text.setAccessibleName(self.tr("Search the table"))
        self.text.setClearButtonEnabled(True)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self.text.textChanged.connect(lambda _: self._typing.start())
        self.kind = self._choice(
            self.tr("All rows"),
            [
                (self.tr("Findings only"), RowKind.FINDING),
                (self.tr("Not assessed only"), RowKind.NOT_ASSESSED),
            ],
        )
        self.outcome = self._choice(
            self.tr("All recordings"), [(outcome_words(each), each) for each in Outcome]
        )
        self.code = self._choice(self.tr("All classes"), ())
        self.two_class = self._choice(
            self.tr("Any result"), [(two_class_words(e.name), e.name) for e in TwoClass]
        )
        least = self.tr("Quality from {0}")
        self.quality = self._choice(
            self.tr("Any quality"), [(least.format(f"{each:.1f}"), each) for each in _QUALITIES]
        )
        self.cause = self._choice(self.tr("Any cause"), ())
        marks = [each for each in MarkKind if each is not MarkKind.NONE]
        self.mark = self._choice(
            self.tr("Any mark"),
            [(self.tr("Without a mark"), MarkKind.NONE), *((mark_words(e), e) for e in marks)],
        )
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._columns = 0
        self.show_for(Listed.FINDINGS)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._grid.setSpacing(round(8 * scale))

    def lay_out(self, *, is_narrow: bool) -> None:
        """Place the choices in one row, or in several."""
        columns = _IN_A_NARROW_ROW if is_narrow else _IN_A_ROW
        if columns != self._columns:
            self._columns = columns
            self._place()

    def show_for(self, listed: Listed) -> None:
        """Show the choices that apply to findings, or to recordings."""
        self._listed = listed
        self._place()

    def show_table(self, table: ResultsTable) -> None:
        """Offer the classes and causes of a table; what was chosen stays chosen."""
        codes = [(class_words(code, self._names), code) for code in table.codes()]
        causes = [(cause_name(name), name) for name in table.causes()]
        for choice, items in ((self.code, codes), (self.cause, causes)):
            chosen = choice.currentData()
            choice.blockSignals(True)  # noqa: FBT003 - Qt has no keyword
            while choice.count() > 1:
                choice.removeItem(1)
            for words, value in items:
                choice.addItem(words, value)
            choice.setCurrentIndex(max(choice.findData(chosen), 0))
            choice.blockSignals(False)  # noqa: FBT003 - Qt has no keyword

    def clear(self) -> None:
        """Want all rows again."""
        for choice in self._choices():
            choice.setCurrentIndex(0)
        self.text.clear()

    @property
    def wanted(self) -> Filter:
        """The filter that is chosen."""
        is_findings = self._listed is Listed.FINDINGS
        return Filter(
            codes=_one(self.code),
            kinds=_one(self.kind) if is_findings else frozenset(),
            outcomes=frozenset() if is_findings else _one(self.outcome),
            least_quality=self.quality.currentData() if is_findings else None,
            two_class=_one(self.two_class) if is_findings else frozenset(),
            causes=_one(self.cause),
            marks=_one(self.mark),
            text=self.text.text(),
        )

    def _choices(self) -> tuple[QComboBox, ...]:
        return (
            self.kind, self.outcome, self.code, self.two_class, self.quality, self.cause, self.mark,
        )  # fmt: skip

    def _shown(self) -> list[QComboBox]:
        if self._listed is Listed.FINDINGS:
            return [each for each in self._choices() if each is not self.outcome]
        return [self.outcome, self.code, self.cause, self.mark]

    def _place(self) -> None:
        shown = self._shown()
        for choice in self._choices():
            self._grid.removeWidget(choice)
            choice.setVisible(choice in shown)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        for number, choice in enumerate(shown):
            row, column = divmod(number, self._columns or _IN_A_ROW)
            self._grid.addWidget(choice, row, column)
            self._grid.setColumnStretch(column, 1)

    def _choice(self, every: str, items: Iterable[tuple[str, Any]]) -> QComboBox:
        made = QComboBox(self)
        made.setView(QListView(made))  # its rows follow the height in the style sheet
        made.setAccessibleName(every)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(_LETTERS)
        made.addItem(every, None)
        for words, value in items:
            made.addItem(words, value)
        made.currentIndexChanged.connect(lambda _: self.changed.emit())
        return made


def _one(choice: QComboBox) -> frozenset[Any]:
    chosen = choice.currentData()
    return frozenset() if chosen is None else frozenset({chosen})
