"""The dialog that asks which series of a DICOMDIR or a folder of DICOM files is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QWidget

from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.form_dialog import FormDialog

_BASE_SIZE_PX = QSize(640, 420)


@dataclass(frozen=True, slots=True)
class FoundSeries:
    """One series: pictures, or one video.

    Attributes
    ----------
    frames
        Number of pictures, or of frames of the video as its file says.
    description, patient
        As the files say; may be empty.
    """

    is_video: bool
    frames: int
    description: str
    patient: str


class SeriesDialog(FormDialog):
    """Lists series, and lets the operator choose one.

    Signals
    -------
    chosen(int)
        Its number, from 1.
    """

    chosen = Signal(int)

    def __init__(self, series: Sequence[FoundSeries], parent: QWidget | None = None) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("DICOM"))
        self.list = QListWidget(self)
        self.list.setObjectName("worklist")
        self.list.setAccessibleName(self.tr("Series"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for each in series:
            words = self.tr("Video, frames: {0}") if each.is_video else self.tr("Pictures: {0}")
            first = " · ".join(filter(None, (words.format(each.frames), each.description)))
            self.list.addItem("\n".join(filter(None, (first, each.patient))))
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self.submit)
        self.content.addWidget(text_label(self, "heading", self.tr("Which series is opened?")))
        self.content.addWidget(self.list, 1)
        self.add_buttons(self.tr("Open"))

    def submit(self) -> None:
        """Emit the number of the selected series, and close."""
        self.chosen.emit(self.list.currentRow() + 1)
        self.accept()
