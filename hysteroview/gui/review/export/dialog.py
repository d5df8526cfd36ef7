"""The dialog in which an export is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hysteroview.export.dataset.writing import TableFormat
from hysteroview.export.pictures.encoding import PictureFormat
from hysteroview.export.pictures.sheet import PageSize
from hysteroview.gui.look.language import shown_language
from hysteroview.gui.review.export.choice import Exportable, ExportChoice, ExportKind
from hysteroview.gui.review.export.dicom_form import DicomForm
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.form_dialog import FormDialog
from hysteroview.pipeline.exports.shots import Layers
from hysteroview.settings.choices import Language
from hysteroview.settings.table import ExportSettings

_BASE_SIZE_PX = QSize(640, 600)
_GAP_PX = 10  # between a title and its field


class ExportDialog(FormDialog):
    """Asks what is exported of an exam, and how.

    Parameters
    ----------
    defaults
        What is preselected.

    Signals
    -------
    chosen(ExportChoice)
        The dialog has closed.
    copy_requested(ExportChoice)
        The chosen picture is to be copied to the clipboard; the dialog stays open.
    print_requested(ExportChoice)
        The chosen pictures are to be printed; the dialog stays open.
    """

    chosen = Signal(object)
    copy_requested = Signal(object)
    print_requested = Signal(object)

    def __init__(
        self, has: Exportable, defaults: ExportSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("Export"))
        self._has = has
        self._place_kinds()
        self._forms = QStackedWidget(self)
        for form in (self._picture_form(), self._clip_form(), self._table_form()):
            self._forms.addWidget(form)
        self.dicom = DicomForm(has, defaults, self)
        self._forms.addWidget(self.dicom)
        self._forms.addWidget(QWidget(self))
        self.content.addWidget(self._forms)
        self.deidentify = QCheckBox(self.tr("De-identify"), self)
        self.deidentify.setToolTip(
            self.tr("Replaces the patient by a code, shifts dates, and blackens what is outside "
                    "the endoscopic picture.")
        )  # fmt: skip
        self.deidentify.setChecked(defaults.deidentify)
        self.zip = QCheckBox(self.tr("ZIP file"), self)
        options = QHBoxLayout()
        options.addWidget(self.deidentify)
        options.addWidget(self.zip)
        options.addStretch(1)
        self.language = self._combo(self.tr("Language"), (("English", "en"), ("简体中文", "zh")))
        is_chinese = shown_language() == Language.CHINESE
        self.language.setCurrentIndex(int(is_chinese))
        options.addWidget(text_label(self, "fieldTitle", self.tr("Language")))
        options.addWidget(self.language)
        self.content.addLayout(options)
        self._hint = text_label(self, "caption", wrap=True)
        self.content.addWidget(self._hint)
        self.content.addStretch(1)
        self.copy = QPushButton(self.tr("Copy"), self)
        self.copy.setToolTip(self.tr("Copies the chosen picture to the clipboard."))
        self.copy.clicked.connect(lambda: self.copy_requested.emit(self.choice))
        self.print = QPushButton(self.tr("Print…"), self)
        self.print.setToolTip(self.tr("Prints the chosen pictures, one on each page."))
        self.print.clicked.connect(lambda: self.print_requested.emit(self.choice))
        self.add_buttons(self.tr("Choose folder…"), self.copy, self.print)
        if has.is_encrypted:
            self.show_fault(
                self.tr("The exams are encrypted; the exported files are not: anyone who has "
                        "them can read them.")
            )  # fmt: skip
        self._kinds.idToggled.connect(lambda _number, _on: self._follow())
        self.picture.currentIndexChanged.connect(lambda _: self._follow())
        self.deidentify.toggled.connect(lambda _: self._follow())
        self.dicom.changed.connect(self._follow)
        self._follow()

    @property
    def choice(self) -> ExportChoice:
        """What is chosen now."""
        item, sheet = self.picture.currentData(), self.sheet.currentData()
        return ExportChoice(
            kind=list(ExportKind)[self._kinds.checkedId()],
            layers=Layers(
                has_heatmap=self.heatmap.isChecked(), has_drawing=self.drawing.isChecked(),
                has_caption=self.caption.isChecked(),
            ),
            # Qt gives back an enumeration of texts as a text
            form=PictureFormat(self.form.currentData()),
            sheet=None if sheet is None else PageSize(sheet),
            items=None if item is None else (item,),
            clip=self.clip.currentData() or 1,
            has_heatmap=self.clip_heatmap.isChecked(),
            has_panel=self.clip_panel.isChecked(),
            table_format=TableFormat(self.table.currentData()),
            objects=self.dicom.options,
            has_directory=self.dicom.has_directory,
            is_zip=self.zip.isChecked(),
            is_deidentified=self.deidentify.isChecked(),
            language=self.language.currentData(),
        )  # fmt: skip

    def show_kind(self, kind: ExportKind) -> None:
        """Select what is exported."""
        self._kinds.button(list(ExportKind).index(kind)).setChecked(True)

    def submit(self) -> None:
        """Close and emit what is chosen."""
        choice = self.choice
        self.accept()
        self.chosen.emit(choice)

    def _place_kinds(self) -> None:
        self._kinds = QButtonGroup(self)
        row = QHBoxLayout()
        has = self._has
        for number, (words, is_there) in enumerate(
            (
                (self.tr("Pictures"), bool(has.pictures)),
                (self.tr("Recording"), bool(has.clips)),
                (self.tr("Tables"), True),
                (self.tr("DICOM"), True),
                (self.tr("Whole exam"), True),
            )
        ):
            button = QPushButton(words, self)
            button.setCheckable(True)
            button.setEnabled(is_there)
            self._kinds.addButton(button, number)
            row.addWidget(button, 1)
        first = 0 if has.pictures else 1 if has.clips else 2
        self._kinds.button(first).setChecked(True)
        self.content.addLayout(row)

    def _picture_form(self) -> QWidget:
        page, grid = self._grid()
        pictures = [
            (self.tr("Picture {0}").format(number), item)
            for number, item in enumerate(self._has.pictures, 1)
        ]
        self.picture = self._combo(self.tr("Which"), [(self.tr("All pictures"), None), *pictures])
        self.form = self._combo(
            self.tr("Format"),
            (
                ("PNG", PictureFormat.PNG),
                ("JPEG", PictureFormat.JPEG),
                ("TIFF", PictureFormat.TIFF),
            ),
        )
        sheets = [(each.value, each) for each in PageSize]
        self.sheet = self._combo(
            self.tr("Contact sheets"), [(self.tr("Single pictures"), None), *sheets]
        )
        for row, combo in enumerate((self.picture, self.form, self.sheet)):
            grid.addWidget(text_label(self, "fieldTitle", combo.accessibleName()), row, 0)
            grid.addWidget(combo, row, 1)
        self.heatmap = self._check(self.tr("Heatmap, as the operator saw it"))
        self.drawing = self._check(self.tr("Drawing"))
        self.caption = self._check(self.tr("Caption below the picture"))
        for row, check in enumerate((self.heatmap, self.drawing, self.caption), 3):
            grid.addWidget(check, row, 0, 1, 2)
        return page

    def _clip_form(self) -> QWidget:
        page, grid = self._grid()
        clips = [
            (self.tr("Recording {0}").format(number), number)
            for number in range(1, self._has.clips + 1)
        ]
        self.clip = self._combo(self.tr("Which"), clips)
        grid.addWidget(text_label(self, "fieldTitle", self.clip.accessibleName()), 0, 0)
        grid.addWidget(self.clip, 0, 1)
        self.clip_heatmap = self._check(self.tr("Heatmap"))
        self.clip_panel = self._check(self.tr("Result, time and state"))
        for row, check in enumerate((self.clip_heatmap, self.clip_panel), 1):
            grid.addWidget(check, row, 0, 1, 2)
        return page

    def _table_form(self) -> QWidget:
        page, grid = self._grid()
        self.table = self._combo(
            self.tr("Format"),
            (
                (self.tr("CSV, for spreadsheets"), TableFormat.CSV),
                (self.tr("Parquet, for statistics"), TableFormat.PARQUET),
                ("JSON", TableFormat.JSON),
            ),
        )
        grid.addWidget(text_label(self, "fieldTitle", self.table.accessibleName()), 0, 0)
        grid.addWidget(self.table, 0, 1)
        return page

    def _grid(self) -> tuple[QWidget, QGridLayout]:
        page = QWidget(self)
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(_GAP_PX)
        grid.setVerticalSpacing(_GAP_PX)
        outer.addLayout(grid)
        outer.addStretch(1)
        return page, grid

    def _combo(self, name: str, entries: Sequence[tuple[str, object]]) -> QComboBox:
        combo = QComboBox(self)
        combo.setView(QListView(combo))
        combo.setAccessibleName(name)
        for words, value in entries:
            combo.addItem(words, value)
        return combo

    def _check(self, words: str) -> QCheckBox:
        check = QCheckBox(words, self)
        check.setChecked(True)
        return check

    def _follow(self) -> None:
        """Show what belongs to the chosen kind."""
        kind = list(ExportKind)[self._kinds.checkedId()]
        self._forms.setCurrentIndex(self._kinds.checkedId())
        is_whole, is_pictures = kind is ExportKind.WHOLE, kind is ExportKind.PICTURES
        self.deidentify.setEnabled(not is_whole)
        is_dicom = kind is ExportKind.DICOM
        self.zip.setEnabled(kind in (ExportKind.PICTURES, ExportKind.TABLES) or is_dicom)
        self.language.setEnabled(kind in (ExportKind.PICTURES, ExportKind.CLIP) or is_dicom)
        self.primary.setEnabled(not is_dicom or self.dicom.has_any)
        for button in (self.copy, self.print):
            button.setVisible(is_pictures)
        self.copy.setEnabled(self.picture.currentData() is not None or len(self._has.pictures) == 1)
        texts = [self._hint_about(kind)]
        has_pixels = kind in (ExportKind.PICTURES, ExportKind.CLIP) or is_dicom
        if self.deidentify.isChecked() and has_pixels:
            texts.append(
                self.tr("Text inside the endoscopic picture stays: look at what you export.")
            )
        self._hint.setText(" ".join(texts))

    def _hint_about(self, kind: ExportKind) -> str:
        if kind is ExportKind.PICTURES:
            return self.tr("Snapshots with square pixels; the originals stay as they are.")
        if kind is ExportKind.CLIP:
            return self.tr("The recording is analyzed again, so that each frame has a result.")
        if kind is ExportKind.TABLES:
            return self.tr("Frames, episodes, findings, lesions, pictures and the exam.")
        if kind is ExportKind.DICOM:
            return self.tr("Files as archives (PACS) and DICOM viewers take them, with UIDs that "
                           "stay the same in each export.")  # fmt: skip
        return self.tr("Copies the whole exam with its log, and with the patient.")
