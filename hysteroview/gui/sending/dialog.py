"""The dialog in which it is chosen what of an exam is sent, and where to."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QListView, QListWidget, QListWidgetItem, QWidget

from hysteroview.export.dicom.objects.writing import ObjectKind
from hysteroview.gui.look.language import shown_language
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.form_dialog import FormDialog
from hysteroview.pipeline.exports.content import read_content
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.sending.selection import Selection
from hysteroview.settings.archives import Archives, VideoRule
from hysteroview.settings.choices import Language

_BASE_SIZE_PX = QSize(560, 560)
_ITEM = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Sendable:
    """What there is in an exam.

    Attributes
    ----------
    pictures
        Names of the snapshots' records, in the order of time.
    clips
        Names of the records of its recordings.
    """

    exam_id: str
    pictures: tuple[str, ...]
    clips: tuple[str, ...]
    is_encrypted: bool


def read_sendable(place: ExamPlace) -> Sendable:
    """Return what can be sent of an exam; raises as `read_content` does."""
    content = read_content(place)
    return Sendable(
        exam_id=place.exam_id,
        pictures=tuple(each.item for each in content.snapshots),
        clips=tuple(dict.fromkeys(each.item for each in content.media if each.kind == "clip")),
        is_encrypted=place.is_encrypted,
    )


class SendDialog(FormDialog):
    """Asks for the archive, and for what is sent.

    Signals
    -------
    chosen(str, Selection)
        Name of the archive; the dialog has closed.
    """

    chosen = Signal(str, object)

    def __init__(self, has: Sendable, archives: Archives, parent: QWidget | None = None) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("Send to an archive"))
        self._has, self._archives = has, archives
        self.archive = QComboBox(self)
        self.archive.setView(QListView(self.archive))
        self.archive.setAccessibleName(self.tr("Archive"))
        self.archive.addItems([name for name, _ in archives.named])
        self.archive.currentIndexChanged.connect(lambda _: self._follow())
        self.content.addWidget(text_label(self, "fieldTitle", self.tr("Archive")))
        self.content.addWidget(self.archive)
        self.pictures = self._box(self.tr("Pictures"), has.pictures)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Pictures to be sent"))
        for number, item in enumerate(has.pictures, 1):
            row = QListWidgetItem(self.tr("Picture {0}").format(number), self.list)
            row.setData(_ITEM, item)
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(Qt.CheckState.Checked)
        self.list.setVisible(bool(has.pictures))
        self.content.addWidget(self.list, 1)
        self.videos = self._box(self.tr("Recordings"), has.clips)
        self.results = self._box(self.tr("Results of the AI"), has.pictures or has.clips)
        self.report = self._box(self.tr("Report"))
        self._hint = text_label(self, "caption", wrap=True)
        self.content.addWidget(self._hint)
        self.add_buttons(self.tr("Send"))
        self.pictures.toggled.connect(self.list.setEnabled)
        self.list.itemChanged.connect(lambda _: self._follow())
        self._follow()

    @property
    def selection(self) -> Selection:
        """What is chosen now."""
        boxes = (
            (self.pictures, ObjectKind.STILL),
            (self.videos, ObjectKind.VIDEO),
            (self.results, ObjectKind.RESULT),
            (self.report, ObjectKind.REPORT),
        )
        rows = [self.list.item(at) for at in range(self.list.count())]
        wanted = [each.data(_ITEM) for each in rows if each.checkState() is Qt.CheckState.Checked]
        is_all = len(wanted) == len(rows)
        return Selection(
            kinds=tuple(kind for box, kind in boxes if box.isChecked()),
            items=None if is_all else (*wanted, *self._has.clips),
            language="zh" if shown_language() == Language.CHINESE else "en",
        )

    def submit(self) -> None:
        """Send, if something is chosen."""
        selection = self.selection
        if not selection.kinds:
            self.show_fault(self.tr("Choose what is to be sent."))
            return
        self.accept()
        self.chosen.emit(self.archive.currentText(), selection)

    def _box(self, words: str, has: object = "always") -> QCheckBox:
        box = QCheckBox(words, self)
        box.setChecked(bool(has))
        box.setEnabled(bool(has))
        box.toggled.connect(lambda _: self._follow())
        self.content.addWidget(box)
        return box

    def _follow(self) -> None:
        """Say what the rules of the archive make of it."""
        self.show_fault("")
        archive = self._archives.find(self.archive.currentText())
        if archive is None:
            return
        hints = []
        takes_video = archive.video is not VideoRule.NONE
        self.videos.setEnabled(takes_video and bool(self._has.clips))
        if not takes_video and self._has.clips:
            hints.append(self.tr("By its settings, this archive gets no videos."))
        if archive.deidentify:
            hints.append(self.tr("The patient is replaced by a code."))
        if self._has.is_encrypted:
            hints.append(
                self.tr("The exams are encrypted; what waits to be sent is not, until the archive "
                        "has confirmed it.")
            )  # fmt: skip
        self._hint.setText(" ".join(hints))
