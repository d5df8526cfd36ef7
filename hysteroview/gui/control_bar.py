"""What the operator can do, in reach of a gloved hand."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QSlider,
    QWidget,
)

from hysteroview.core.settings import LiveSettings
from hysteroview.core.types import AssessmentState
from hysteroview.gui.actions import Act
from hysteroview.gui.bindings import Bindings
from hysteroview.gui.icons import icon
from hysteroview.gui.live_status import LiveStatus
from hysteroview.gui.parts import button

RATES_HZ = (None, 15.0, 10.0, 5.0, 2.0)


class ControlBar(QWidget):
    """Buttons, slider and list under the picture; it tells intentions and does nothing itself.

    Signals
    -------
    heatmap_toggled(bool)
    opacity_chosen(float)
        In [0, 1].
    rate_chosen(float | None)
        Frames a second; None for every frame.
    analysis_action_requested()
        Pause, resume or restart, as the button says.
    """

    heatmap_toggled = Signal(bool)
    opacity_chosen = Signal(float)
    rate_chosen = Signal(object)
    analysis_action_requested = Signal()

    def __init__(self, settings: LiveSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("controls")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.heatmap = button(self, "heatmap", self.tr("Heatmap"), "H")
        self.heatmap.setCheckable(True)
        self.heatmap.setChecked(settings.heatmap_on)
        self.heatmap.toggled.connect(self.heatmap_toggled)
        self.opacity = QSlider(Qt.Orientation.Horizontal, self)
        self.opacity.setRange(0, 100)
        self.opacity.setPageStep(10)
        self.opacity.setValue(round(settings.heatmap_opacity * 100))
        self.opacity.setAccessibleName(self.tr("Opacity of the heatmap"))
        self._opacity_words = QLabel(self)
        self._tell_opacity(self.opacity.value())
        self.opacity.valueChanged.connect(self._tell_opacity)
        self.opacity.valueChanged.connect(lambda value: self.opacity_chosen.emit(value / 100))
        self.rate = QComboBox(self)
        self.rate.setView(QListView(self.rate))  # whose rows are as high as the style sheet says
        self.rate.setAccessibleName(self.tr("Frames to analyze"))
        self._fill_rates(settings.rate_hz)
        self.rate.currentIndexChanged.connect(
            lambda index: self.rate_chosen.emit(self.rate.itemData(index))
        )
        self.analysis = button(self, "pause", self.tr("Pause AI"), "P")
        self.analysis.clicked.connect(self.analysis_action_requested)
        self._layout = QHBoxLayout(self)
        self._count = QLabel(self)
        self._layout.addWidget(self._count)
        self._layout.addStretch(2)
        self._layout.addWidget(self.heatmap)
        self._layout.addWidget(self.opacity, 6)
        self._layout.addWidget(self._opacity_words)
        self._layout.addStretch(1)
        self._layout.addWidget(QLabel(self.tr("Analyze"), self))
        self._layout.addWidget(self.rate)
        self._layout.addWidget(self.analysis)
        self.fit(1.0)

    def fit(self, scale: float) -> None:
        """Take the room that the longest words need at this scale."""
        side, gap = round(16 * scale), round(10 * scale)
        self._layout.setContentsMargins(side, round(2 * scale), side, round(2 * scale))
        self._layout.setSpacing(gap)
        icon_side = round(22 * scale)
        for each in (self.heatmap, self.analysis):
            each.setIconSize(QSize(icon_side, icon_side))
        self.analysis.ensurePolished()
        longest = max(
            self.analysis.fontMetrics().horizontalAdvance(words)
            for words in (self.tr("Pause AI"), self.tr("Resume AI"), self.tr("Restart AI"))
        )
        self.analysis.setFixedWidth(longest + icon_side + round(40 * scale))
        self.opacity.setMinimumWidth(round(90 * scale))
        self._count.ensurePolished()
        self._count.setFixedWidth(
            self._count.fontMetrics().horizontalAdvance(self._counted(999)) + 2
        )
        self._opacity_words.ensurePolished()
        self._opacity_words.setFixedWidth(
            self._opacity_words.fontMetrics().horizontalAdvance("100 %") + 2
        )

    def show_bindings(self, bindings: Bindings) -> None:
        """Tell the keys of the buttons."""
        self.heatmap.setToolTip(bindings.tooltip(Act.HEATMAP))
        self.analysis.setToolTip(bindings.tooltip(Act.PAUSE_AI))

    def show_status(self, status: LiveStatus) -> None:
        """Let the button of the analysis say what it would do now."""
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
        self._count.setText(self._counted(count))

    def _counted(self, count: int) -> str:
        return self.tr("{0} saved").format(count)

    def _tell_opacity(self, value: int) -> None:
        self._opacity_words.setText(self.tr("{0} %").format(value))

    def _fill_rates(self, rate_hz: float | None) -> None:
        rates = list(RATES_HZ)
        if rate_hz not in rates:  # from the settings file or the command line
            rates.append(rate_hz)
        for each in rates:
            words = self.tr("Every frame") if each is None else self.tr("{0:g} per second")
            self.rate.addItem(words.format(each), each)
        self.rate.setCurrentIndex(rates.index(rate_hz))
