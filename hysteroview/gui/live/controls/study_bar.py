"""Study mode: buttons for the operator's own assessment, and when the AI is revealed."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from hysteroview.core.types import LabelSet
from hysteroview.exam.store.events import NORMAL, OTHER
from hysteroview.gui.actions.bindings import Bindings
from hysteroview.gui.actions.table import CALLS, Act
from hysteroview.gui.live.reading import Reading, StudyPhase
from hysteroview.gui.look.language import translated_label
from hysteroview.gui.widgets.basic import text_label


def calls_of(labels: LabelSet) -> tuple[str, ...]:
    """Return the choices: classes of the model, normal, other; as many as there are keys."""
    return (*labels.codes, NORMAL, OTHER)[: len(CALLS)]


class StudyBar(QWidget):
    """A bar that is shown only in study mode.

    Signals
    -------
    requested(Act)
        An assessment, or `Act.HIDE_AI` to reveal the AI or to go on to the next assessment.
    """

    requested = Signal(object)

    def __init__(self, labels: LabelSet, bindings: Bindings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("controls")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._names = {label.code: translated_label(label.name) for label in labels}
        self._names |= {NORMAL: self.tr("Normal"), OTHER: self.tr("Other")}
        self._layout = QHBoxLayout(self)
        self._phase = text_label(self, "studyTold")
        self._layout.addWidget(self._phase)
        self.buttons: dict[str, QPushButton] = {}
        for act, code in zip(CALLS, calls_of(labels), strict=False):
            button = QPushButton(self._short(code), self)
            button.setObjectName("call")
            button.setCheckable(True)
            button.setAccessibleName(self.tr("Own assessment: {0}").format(self._names[code]))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _, asked=act: self.requested.emit(asked))
            self.buttons[code] = button
            self._layout.addWidget(button, 1)
        self.reveal = QPushButton(self)
        self.reveal.clicked.connect(lambda: self.requested.emit(Act.HIDE_AI))
        self._layout.addWidget(self.reveal)
        self.show_bindings(bindings)
        self.set_scale(1.0)
        self.show_reading(Reading(), None)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale, with room for the longest texts."""
        side, gap = round(16 * scale), round(6 * scale)
        self._layout.setContentsMargins(side, gap, side, gap)
        self._layout.setSpacing(gap)
        least = round(44 * scale)
        for button in self.buttons.values():
            button.ensurePolished()
            text = button.fontMetrics().horizontalAdvance(button.text()) + round(14 * scale)
            button.setMinimumSize(max(least, text), least)
        phases = [
            (self._phase, self._phase_words(15)),
            (self.reveal, [self.tr("Show AI"), self.tr("Next assessment")]),
        ]
        for widget, texts in phases:
            widget.ensurePolished()
            longest = max(widget.fontMetrics().horizontalAdvance(text) for text in texts)
            widget.setFixedWidth(longest + round(26 * scale))

    def show_bindings(self, bindings: Bindings) -> None:
        """Show the keys of the assessments."""
        for act, (code, button) in zip(CALLS, self.buttons.items(), strict=False):
            keys = bindings.words_of(act)
            button.setToolTip(f"{self._names[code]} ({keys})" if keys else self._names[code])
            button.setText(f"{keys} {self._short(code)}" if keys else self._short(code))
        self.reveal.setToolTip(bindings.tooltip(Act.HIDE_AI))

    def show_reading(self, reading: Reading, left_s: float | None) -> None:
        """Show the assessment, and how long the AI stays hidden."""
        is_revealed = reading.phase is StudyPhase.REVEALED
        for code, button in self.buttons.items():
            button.setChecked(code == reading.call)
            button.setEnabled(not is_revealed)
        self.reveal.setText(self.tr("Next assessment") if is_revealed else self.tr("Show AI"))
        self.reveal.setAccessibleName(self.reveal.text())
        yours, counting, waiting, shown = self._phase_words(ceil(left_s or 0))
        if is_revealed:
            self._phase.setText(shown)
        elif reading.phase is StudyPhase.UNDECIDED:
            self._phase.setText(yours)
        elif left_s is not None:
            self._phase.setText(counting)
        else:
            self._phase.setText(waiting)

    @property
    def text(self) -> str:
        """The text about the phase."""
        return self._phase.text()

    def _phase_words(self, left_s: int) -> tuple[str, str, str, str]:
        return (
            self.tr("Assess first"),
            self.tr("AI in {0} s").format(left_s),
            self.tr("Recorded"),
            self.tr("AI is shown"),
        )

    def _short(self, code: str) -> str:
        return self._names[code] if code in (NORMAL, OTHER) else code
