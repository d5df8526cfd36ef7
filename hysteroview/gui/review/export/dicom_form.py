"""The part of the export dialog in which DICOM objects are chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from hysteroview.export.dicom.objects.writing import ObjectKind
from hysteroview.gui.review.export.choice import Exportable
from hysteroview.pipeline.dicom.options import ObjectOptions
from hysteroview.settings.table import ExportSettings

_GAP_PX = 10


class DicomForm(QWidget):
    """Asks which objects are made, and how.

    Parameters
    ----------
    defaults
        What is preselected.

    Signals
    -------
    changed
        Another choice was made.
    """

    changed = Signal()

    def __init__(self, has: Exportable, defaults: ExportSettings, parent: QWidget) -> None:
        super().__init__(parent)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_GAP_PX)
        has_pixels = bool(has.pictures or has.clips)
        self.stills = self._check(rows, self.tr("Pictures"), is_there=bool(has.pictures))
        self.video = self._check(rows, self.tr("Recordings"), is_there=bool(has.clips))
        self.result = self._check(
            rows, self.tr("Results of the AI, and pictures with the overlay"), is_there=has_pixels
        )
        self.report = self._check(rows, self.tr("Report as PDF"), is_there=True)
        self.lossless = self._check(
            rows,
            self.tr("Pictures without loss, several times as large"),
            is_there=bool(has.pictures),
        )
        self.directory = self._check(
            rows, self.tr("With DICOMDIR, for a disk or USB stick"), is_there=True
        )
        self.lossless.setChecked(defaults.lossless)
        self.directory.setChecked(defaults.dicomdir)
        rows.addStretch(1)

    @property
    def options(self) -> ObjectOptions:
        """What is chosen."""
        chosen = {
            ObjectKind.STILL: self.stills, ObjectKind.VIDEO: self.video,
            ObjectKind.RESULT: self.result, ObjectKind.REPORT: self.report,
        }  # fmt: skip
        kinds = tuple(kind for kind, check in chosen.items() if check.isChecked())
        return ObjectOptions(kinds=kinds, is_lossless=self.lossless.isChecked())

    @property
    def has_directory(self) -> bool:
        """Whether a DICOMDIR is wanted."""
        return self.directory.isChecked()

    @property
    def has_any(self) -> bool:
        """Whether anything is chosen."""
        return bool(self.options.kinds)

    def _check(self, rows: QVBoxLayout, words: str, *, is_there: bool) -> QCheckBox:
        check = QCheckBox(words, self)
        check.setEnabled(is_there)
        check.setChecked(is_there)
        check.toggled.connect(lambda _: self.changed.emit())
        rows.addWidget(check)
        return check
