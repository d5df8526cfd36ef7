"""The choice of the operating point of the two-class result."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QListView, QWidget

from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.operating_point import OperatingPoint


def point_words(name: str) -> str:
    """Name of an operating point in the operator's language."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("OperatingPointChoice", text)

    return {
        "sensitive": tr("Sensitive"),
        "balanced": tr("Balanced"),
        "specific": tr("Specific"),
    }.get(name, name)


class OperatingPointChoice(QComboBox):
    """Lists the operating points of the model with their accuracy; disabled if it has none.

    Signals
    -------
    point_chosen(str)
        Its name.
    """

    point_chosen = Signal(str)

    def __init__(self, card: ModelCard, chosen: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setView(QListView(self))  # its rows follow the height in the style sheet
        self.setAccessibleName(self.tr("Operating point of the two-class result"))
        for point in card.operating_points:
            self.addItem(point_words(point.name), point.name)
            text = self._costs_of(point, is_synthetic=card.is_synthetic)
            self.setItemData(self.count() - 1, text, Qt.ItemDataRole.ToolTipRole)
        if not card.operating_points:
            self.addItem(self.tr("None"), "")
            self.setEnabled(False)
        self.show_point(chosen)
        self.currentIndexChanged.connect(self._choose)

    def show_point(self, name: str) -> None:
        """Show the point with this name without choosing it; the first if the card has none."""
        with QSignalBlocker(self):
            self.setCurrentIndex(max(self.findData(name), 0))
        self._show_tooltip()

    def _choose(self) -> None:
        self._show_tooltip()
        self.point_chosen.emit(self.currentData())

    def _show_tooltip(self) -> None:
        text = self.itemData(self.currentIndex(), Qt.ItemDataRole.ToolTipRole)
        nothing = self.tr("This model has no operating points.")
        self.setToolTip(text or nothing)

    def _costs_of(self, point: OperatingPoint, *, is_synthetic: bool) -> str:
        text = self.tr("{0}: sensitivity {1:.1%} ({2:.1%} to {3:.1%}), specificity {4:.1%}"
                       " ({5:.1%} to {6:.1%}), measured on {7} patients")  # fmt: skip
        phantom = self.tr("{0}: sensitivity {1:.1%} ({2:.1%} to {3:.1%}), specificity {4:.1%}"
                          " ({5:.1%} to {6:.1%}), measured on {7} phantoms")  # fmt: skip
        return (phantom if is_synthetic else text).format(
            point_words(point.name),
            point.sensitivity,
            *point.sensitivity_interval,
            point.specificity,
            *point.specificity_interval,
            point.patients,
        )
