"""The page with the site's own table of AI, operator and pathology."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QListView,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.agreement.cases import Source, Unit
from hysteroview.core.agreement.intervals import FEWEST_PATIENTS, Estimate
from hysteroview.core.agreement.tables import PAIRS, Agreement, Comparison
from hysteroview.core.agreement.words import FIGURES, figure_words, is_shown
from hysteroview.gui.archive.agreement.words import (
    codes_words,
    left_out_words,
    pair_words,
    source_words,
    states_words,
    target_words,
    title_words,
    unit_words,
)
from hysteroview.gui.look.language import translated_card
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.inference.model.card import ModelCard


class AgreementPage(QWidget):
    """Shows counts and figures; it only emits what is requested.

    Parameters
    ----------
    names
        Of the classes, by code, in the language of the window.

    Signals
    -------
    left()
    save_requested()
        As a table in a file.
    """

    left = Signal()
    save_requested = Signal()

    def __init__(
        self, card: ModelCard, names: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = self.tr("Agreement")
        self._names = names
        self.tables: Sequence[Agreement] = ()
        self._heading = text_label(
            self, "pageTitle", self.tr("Agreement of AI, operator and pathology"), wrap=True
        )
        self.unit = self._choice(self.tr("What is counted"))
        for unit, words in ((Unit.EXAM, self.tr("By exam")), (Unit.LESION, self.tr("By lesion"))):
            self.unit.addItem(words, unit.value)
        self.pair = self._choice(self.tr("What is compared"))
        for pair in PAIRS:
            self.pair.addItem(pair_words(*pair))
        self.pair.addItem(self.tr("All three together"))
        self._number = text_label(self, "cardName", self.tr("Reading the exams…"))
        self._states = text_label(self, "body", wrap=True)
        self._warning = text_label(self, "fault", wrap=True)
        self.figures = self._table(self.tr("Counts and figures"))
        self._left_out = text_label(self, "body", wrap=True)
        self._remark = text_label(self, "caption", wrap=True)
        self.rows = self._table(self.tr("AI, operator and pathology together"))
        self.notice = NoticeBar(self)
        self.notice.hide()
        self.notice.shown_changed.connect(self.notice.setVisible)
        self.save = QPushButton(self.tr("Save as table…"), self)
        self.save.clicked.connect(self.save_requested)
        self.save.setEnabled(False)
        self.leave = QPushButton(self.tr("Back"), self)
        self.leave.setObjectName("primary")
        self.leave.clicked.connect(self.left)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.left.emit)
        self._research = text_label(self, "research", translated_card(card.warning), wrap=True)
        self._place()
        for choice in (self.unit, self.pair):
            choice.currentIndexChanged.connect(lambda _: self._show())

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        side = round(40 * scale)
        self._layout.setContentsMargins(side, round(20 * scale), side, round(20 * scale))
        self._layout.setSpacing(round(10 * scale))
        for table in (self.figures, self.rows):
            table.resizeRowsToContents()

    def take_focus(self) -> None:
        """Focus the choice of what is counted."""
        self.unit.setFocus()

    def show_tables(self, tables: Sequence[Agreement]) -> None:
        """Show the tables by exam and by lesion."""
        self.tables = tables
        self.save.setEnabled(any(each.cases for each in tables))
        self._show()

    def _show(self) -> None:
        unit, place = Unit(self.unit.currentData()), self.pair.currentIndex()
        table = next((each for each in self.tables if each.unit is unit), None)
        if table is None:
            return
        self._number.setText(unit_words(table.unit, table.cases, table.patients))
        self._states.setText(states_words(table.states) if table.cases else "")
        many = self.tr("The exams were made with {0} models, which are pooled here.")
        self._warning.setText(many.format(len(table.models)) if len(table.models) > 1 else "")
        self._warning.setVisible(len(table.models) > 1)
        is_pair = place < len(PAIRS)
        self._stack.setCurrentWidget(self.figures if is_pair else self.rows)
        for part in (self._left_out, self._remark):
            part.setVisible(is_pair)
        self._show_rows(table)
        if is_pair:
            pair = PAIRS[place]
            self._show_figures(
                [each for each in table.comparisons if (each.test, each.reference) == pair]
            )

    def _show_figures(self, shown: Sequence[Comparison]) -> None:
        """Show a column for the two-class result and each class."""
        first = shown[0]
        counts = (
            (self.tr("Both"), [each.true_positives for each in shown]),
            (self._only(first.reference), [each.false_negatives for each in shown]),
            (self._only(first.test), [each.false_positives for each in shown]),
            (self.tr("Neither"), [each.true_negatives for each in shown]),
            (self.tr("Not counted"), [sum(each.left_out.values()) for each in shown]),
        )
        cells = [[title, *map(str, numbers)] for title, numbers in counts]
        titles = self._figure_titles(first)
        for field, _ in FIGURES:
            if any(is_shown(each, field) for each in shown):
                cells.append([titles[field], *(self._figure(each, field) for each in shown)])
        header = ["", *(target_words(each.target) for each in shown)]
        _fill(self.figures, header, cells)
        for column, each in enumerate(shown, 1):
            title = self.figures.horizontalHeaderItem(column)
            assert title is not None
            title.setToolTip(self._names.get(each.target, ""))
        self._left_out.setText(left_out_words(first))
        words = self.tr(
            "95 % intervals by patient; none with fewer than {0} patients. What is not counted is "
            "no negative result. Tissue is taken where something was seen, so sensitivity is "
            "overestimated."
        )
        self._remark.setText(words.format(FEWEST_PATIENTS))

    def _only(self, source: Source) -> str:
        return self.tr("Only {0}").format(source_words(source))

    def _show_rows(self, table: Agreement) -> None:
        header = [*map(title_words, Source), self.tr("Number")]
        cells = [
            [*map(codes_words, (row.ai, row.operator, row.pathology)), str(row.count)]
            for row in table.rows
        ]
        _fill(self.rows, header, cells)

    def _figure(self, comparison: Comparison, field: str) -> str:
        """Return a figure, and below it its interval or that there is none."""
        estimate: Estimate = getattr(comparison, field)
        words = figure_words(estimate, is_share=field != "kappa")
        if estimate.value is None:
            return words
        if estimate.low is None:
            return f"{words}\n{self.tr('no interval')}"
        return words.replace(" (", "\n", 1).replace(" to ", self.tr(" to ")).removesuffix(")")

    def _figure_titles(self, comparison: Comparison) -> dict[str, str]:
        all_of = self.tr("Sensitivity, with those in which {0}\nnamed nothing counted as missed")
        return {
            "sensitivity": self.tr("Sensitivity"),
            "sensitivity_of_all": all_of.format(source_words(comparison.test)),
            "specificity": self.tr("Specificity"),
            "positive_predictive_value": self.tr("Positive predictive value"),
            "negative_predictive_value": self.tr("Negative predictive value"),
            "agreement": self.tr("Agreement"),
            "kappa": self.tr("Kappa"),
        }

    def _choice(self, title: str) -> QComboBox:
        made = QComboBox(self)
        made.setView(QListView(made))  # its rows follow the height in the style sheet
        made.setAccessibleName(title)
        return made

    def _table(self, title: str) -> QTableWidget:
        made = QTableWidget(self)
        made.setObjectName("figures")
        made.setAccessibleName(title)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.verticalHeader().hide()
        made.setTabKeyNavigation(False)
        made.setWordWrap(True)
        made.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignCenter | Qt.AlignmentFlag(Qt.TextFlag.TextWordWrap)
        )
        return made

    def _place(self) -> None:
        tools = QHBoxLayout()
        tools.addWidget(self.unit)
        tools.addWidget(self.pair)
        tools.addWidget(self._number, 1)
        self._stack = QStackedWidget(self)
        for table in (self.figures, self.rows):
            self._stack.addWidget(table)
        footer = QHBoxLayout()
        footer.addWidget(self.save)
        footer.addWidget(self._research, 1)
        footer.addWidget(self.leave)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._heading)
        self._layout.addLayout(tools)
        self._layout.addWidget(self._states)
        self._layout.addWidget(self._warning)
        self._layout.addWidget(self._stack, 1)
        self._layout.addWidget(self._left_out)
        self._layout.addWidget(self._remark)
        self._layout.addWidget(self.notice)
        self._layout.addLayout(footer)


def _fill(table: QTableWidget, header: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Show texts in a table, below a header."""
    table.clear()
    table.setColumnCount(len(header))
    table.setRowCount(len(cells))
    table.setHorizontalHeaderLabels(header)
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            if column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            table.setItem(row, column, item)
    bar = table.horizontalHeader()
    bar.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    if header:
        bar.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    table.resizeRowsToContents()
