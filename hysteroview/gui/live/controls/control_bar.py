"""The bar of controls under the picture."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QSlider,
    QWidget,
)

from hysteroview.core.types import AssessmentState, Label
from hysteroview.gui.actions.bindings import Bindings
from hysteroview.gui.actions.table import Act
from hysteroview.gui.look.icons import icon
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.widgets.basic import button, in_two_lines
from hysteroview.gui.widgets.operating_point_choice import OperatingPointChoice
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.table import LiveSettings

_LONGEST_LINE = 16  # characters on a button
RATES_HZ = (None, 15.0, 10.0, 5.0, 2.0)


class ControlBar(QWidget):
    """Buttons, a slider and lists under the picture; it only emits what was chosen.

    Signals
    -------
    chosen(str, object)
        A value of a setting of the live window, with the setting's name.
    analysis_action_requested()
        To pause, resume or restart, according to the button.
    """

    chosen = Signal(str, object)
    analysis_action_requested = Signal()

    def __init__(
        self, settings: LiveSettings, card: ModelCard, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("controls")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.heatmap = button(self, "heatmap", self.tr("Heatmap"))
        self._labels = card.labels
        self.show_label(None)
        self.heatmap.setCheckable(True)
        self.heatmap.toggled.connect(lambda on: self.chosen.emit("heatmap_on", on))
        self.opacity = QSlider(Qt.Orientation.Horizontal, self)
        self.opacity.setRange(0, 100)
        self.opacity.setPageStep(10)
        self.opacity.setAccessibleName(self.tr("Heatmap opacity"))
        self.opacity.valueChanged.connect(
            lambda value: self.chosen.emit("heatmap_opacity", value / 100)
        )
        self.rate = QComboBox(self)
        self.rate.setView(QListView(self.rate))  # its rows follow the height in the style sheet
        self.rate.setAccessibleName(self.tr("Frames to analyze"))
        for rate_hz in RATES_HZ:
            self._add_rate(rate_hz)
        self.rate.currentIndexChanged.connect(
            lambda index: self.chosen.emit("rate_hz", self.rate.itemData(index))
        )
        self.point = OperatingPointChoice(card, settings.operating_point, self)
        self.point.point_chosen.connect(lambda name: self.chosen.emit("operating_point", name))
        self.analysis = button(self, "pause", self.tr("Pause AI"))
        self.analysis.clicked.connect(self.analysis_action_requested)
        self._layout = QHBoxLayout(self)
        self.count = QLabel(self)
        self._layout.addWidget(self.count)
        self._layout.addStretch(2)
        self._layout.addWidget(self.heatmap)
        self._layout.addWidget(self.opacity, 6)
        self._layout.addStretch(1)
        for title, choice in (
            (self.tr("Analyze"), self.rate),
            (self.tr("Threshold"), self.point),
        ):
            caption = QLabel(title, self)
            caption.setBuddy(choice)
            self._layout.addWidget(caption)
            self._layout.addWidget(choice)
        self._layout.addWidget(self.analysis)
        self.show_settings(settings)
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale, with room for the longest texts."""
        side = round(12 * scale)
        self._layout.setContentsMargins(side, round(2 * scale), side, round(2 * scale))
        self._layout.setSpacing(round(6 * scale))
        icon_side = round(22 * scale)
        for each in (self.heatmap, self.analysis):
            each.setIconSize(QSize(icon_side, icon_side))
        self.heatmap.ensurePolished()
        widest = max(
            self.heatmap.fontMetrics().horizontalAdvance(line)
            for label in (None, *self._labels)
            for line in self._lines_of(label).splitlines()
        )
        self.heatmap.setFixedWidth(widest + icon_side + round(40 * scale))
        self.analysis.ensurePolished()
        longest = max(
            self.analysis.fontMetrics().horizontalAdvance(words)
            for words in (self.tr("Pause AI"), self.tr("Resume AI"), self.tr("Restart AI"))
        )
        self.analysis.setFixedWidth(longest + icon_side + round(40 * scale))
        self.opacity.setMinimumWidth(round(64 * scale))
        self.count.ensurePolished()
        self.count.setFixedWidth(self.count.fontMetrics().horizontalAdvance(self._counted(999)) + 2)

    def show_settings(self, settings: LiveSettings) -> None:
        """Show what is set, without choosing it."""
        with QSignalBlocker(self.heatmap), QSignalBlocker(self.opacity), QSignalBlocker(self.rate):
            self.heatmap.setChecked(settings.heatmap_on)
            self.opacity.setValue(round(settings.heatmap_opacity * 100))
            if self._place_of(settings.rate_hz) is None:  # from the settings or the command line
                self._add_rate(settings.rate_hz)
            self.rate.setCurrentIndex(self._place_of(settings.rate_hz) or 0)
        self.point.show_point(settings.operating_point)
        text = self.tr("Heatmap opacity: {0} %").format(self.opacity.value())
        self.opacity.setToolTip(text)

    def show_label(self, label: Label | None) -> None:
        """Show the class of the heatmap; None for the most likely class."""
        self.heatmap.setText(self._lines_of(label))
        self.heatmap.setAccessibleName(self._words_of(label))

    def show_bindings(self, bindings: Bindings) -> None:
        """Show the keys in the tooltips."""
        self.heatmap.setToolTip(bindings.tooltip(Act.HEATMAP))
        self.analysis.setToolTip(bindings.tooltip(Act.PAUSE_AI))

    def show_status(self, status: LiveStatus) -> None:
        """Show on its button whether the analysis can be paused, resumed or restarted."""
        state = status.session.state
        name, words = "pause", self.tr("Pause AI")
        if state is AssessmentState.PAUSED:
            name, words = "resume", self.tr("Resume AI")
        elif state is AssessmentState.ERROR:
            name, words = "restart", self.tr("Restart AI")
        if self.analysis.accessibleName() != words:
            self.analysis.setText(f" {words}")
            self.analysis.setAccessibleName(words)
            self.analysis.setIcon(icon(name))
        can_act = state is not AssessmentState.OFF and status.session.source_failure is None
        self.analysis.setEnabled(can_act)

    def show_count(self, count: int) -> None:
        """Show how many snapshots were saved in this session."""
        self.count.setText(self._counted(count))

    def _words_of(self, label: Label | None) -> str:
        shown = self.tr("most likely class") if label is None else label.code
        return self.tr("Heatmap: {0}").format(shown)

    def _lines_of(self, label: Label | None) -> str:
        return in_two_lines(f" {self._words_of(label)}", _LONGEST_LINE).replace("\n", "\n ")

    def _counted(self, count: int) -> str:
        return self.tr("{0} saved").format(count)

    def _place_of(self, rate_hz: float | None) -> int | None:
        rates = (self.rate.itemData(place) for place in range(self.rate.count()))
        return next((place for place, each in enumerate(rates) if each == rate_hz), None)

    def _add_rate(self, rate_hz: float | None) -> None:
        words = self.tr("all") if rate_hz is None else self.tr("{0:g}/s")
        self.rate.addItem(words.format(rate_hz), rate_hz)
