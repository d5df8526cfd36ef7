"""The dialog for a model file: its card, who signed it, the trial, and only then its use."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.states import AssessmentState
from hysteroview.core.wording import printable, state_words
from hysteroview.gui.look.language import translated_card, translated_label, translated_state
from hysteroview.gui.look.messages import failure_words, translated_message
from hysteroview.gui.widgets.basic import scrolled, text_label
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.package.signing import Signer, Trust
from hysteroview.pipeline.trial.model_trial import TrialReport

_BASE_SIZE_PX = QSize(720, 560)
_MOST_CHARACTERS = 600  # of a text of the card


class ModelDialog(QDialog):
    """Shows a model that is to be imported; it only emits what is requested.

    The model is tried first. A model that no trusted key has signed is tried only after the
    operator has said that the file's origin is known.

    Signals
    -------
    trial_requested()
    use_requested()
    """

    trial_requested = Signal()
    use_requested = Signal()

    def __init__(self, card: ModelCard, signer: Signer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setWindowTitle(self.tr("Import a model"))
        self._is_tried = False
        self._inside = QWidget(self)
        self._grid = QGridLayout(self._inside)
        self._grid.setColumnStretch(1, 1)
        for title, words in self._rows(card, signer):
            self._add(title, words)
        self.trial = self._add(self.tr("Trial"), self.tr("Not tried yet"))
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self.accepts = QCheckBox(self.tr("I know where this file comes from."), self)
        self.accepts.setVisible(signer.trust is not Trust.TRUSTED)
        self.accepts.toggled.connect(self._update)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.fault = text_label(self, "fault", wrap=True)
        self.fault.hide()
        self.leave = QPushButton(self.tr("Cancel"), self)
        self.leave.clicked.connect(self.reject)
        self.primary = QPushButton(self.tr("Try on this computer"), self)
        self.primary.setObjectName("primary")
        self.primary.setDefault(True)
        self.primary.clicked.connect(self._submit)
        footer = QHBoxLayout()
        footer.addWidget(self.accepts, 1)
        footer.addStretch(1)
        footer.addWidget(self.leave)
        footer.addWidget(self.primary)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(text_label(self, "heading", printable(card.title), wrap=True))
        self._layout.addWidget(
            text_label(self, "research", translated_card(card.warning), wrap=True)
        )
        self._layout.addWidget(scrolled(self, self._inside), 1)
        self._layout.addWidget(self.bar)
        self._layout.addWidget(self.fault)
        self._layout.addLayout(footer)
        self._update()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        side, gap = round(24 * scale), round(12 * scale)
        self._layout.setContentsMargins(side, side, side, side)
        self._layout.setSpacing(gap)
        self._grid.setContentsMargins(0, 0, gap, 0)
        self._grid.setHorizontalSpacing(side)
        self._grid.setVerticalSpacing(gap)
        self.resize(_BASE_SIZE_PX * scale)

    def show_busy(self) -> None:
        """Show that the trial runs."""
        self.fault.hide()
        self.bar.show()
        self.trial.setText(self.tr("The model is tried on this computer."))
        self.primary.setEnabled(False)
        self.accepts.setEnabled(False)

    def show_report(self, report: TrialReport) -> None:
        """Show that the trial was passed; the model can be used now."""
        self._is_tried = True
        self.bar.hide()
        counts = ", ".join(
            f"{count} {self._state_words(state)}" for state, count in report.states.items()
        )
        lines = (
            self.tr("The trial was passed."),
            self.tr(
                "{0}: agrees with {1} reference pictures (greatest difference of a probability {2})"
            ).format(report.runtime, report.references, f"{report.probability:.1e}"),
            self.tr("Phantoms: {0}. {1} ms for each picture.").format(
                counts, f"{report.median_ms:.0f}"
            ),
        )
        self.trial.setText("\n".join(lines))
        self.primary.setText(self.tr("Use this model"))
        self._update()
        self.primary.setFocus()

    def show_failure(self, failure: HysteroViewError) -> None:
        """Show why the model cannot be used."""
        self.bar.hide()
        self.trial.setText(self.tr("The trial was not passed, so the model was not imported."))
        self.fault.setText(failure_words(failure))
        self.fault.show()
        self.leave.setText(self.tr("Close"))
        self.primary.hide()
        self.accepts.hide()

    def _rows(self, card: ModelCard, signer: Signer) -> list[tuple[str, str]]:
        classes = "\n".join(f"{each.code} {translated_label(each.name)}" for each in card.labels)
        trained = (
            self.tr("Synthetic phantoms: it knows nothing of real tissue.")
            if card.is_synthetic
            else self.tr("Recordings or pictures of patients")
        )
        lacks = ", ".join(translated_card(each) for each in card.missing)
        return [
            (self.tr("Origin"), translated_message(signer.words())),
            (self.tr("Trained on"), trained),
            (self.tr("Intended use"), _short(card.intended_use)),
            (self.tr("Classes"), _lines(classes)),
            *([(self.tr("It lacks"), lacks)] if lacks else []),
        ]

    def _state_words(self, state: str) -> str:
        words = state_words(AssessmentState(state))
        is_result = state == AssessmentState.ACTIVE
        return self.tr("with a result") if is_result else translated_state(words.title)

    def _add(self, title: str, words: str) -> QLabel:
        row = self._grid.rowCount()
        name = text_label(self._inside, "fieldTitle", title)
        label = text_label(self._inside, "body", words, wrap=True)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(label, row, 1, Qt.AlignmentFlag.AlignTop)
        return label

    def _submit(self) -> None:
        (self.use_requested if self._is_tried else self.trial_requested).emit()

    def _update(self) -> None:
        is_accepted = self.accepts.isHidden() or self.accepts.isChecked()
        self.primary.setEnabled(is_accepted)


def _short(text: str) -> str:
    words = printable(" ".join(text.split()))
    return words if len(words) <= _MOST_CHARACTERS else f"{words[:_MOST_CHARACTERS]} …"


def _lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.splitlines())
