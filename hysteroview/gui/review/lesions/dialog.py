"""The dialog for the lesions of an exam and their pathology."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.review.lesions import Lesion
from hysteroview.gui.review.lesions.form import LesionForm
from hysteroview.gui.review.lesions.kept import KeptLesions
from hysteroview.gui.review.lesions.words import lesion_lines
from hysteroview.gui.widgets.basic import scrolled, text_label
from hysteroview.gui.widgets.form_dialog import FormDialog

_BASE_SIZE_PX = QSize(980, 660)
_BASE_LIST_PX = 320
_ROW_PADDING_PX = 22  # at scale 1, with the border


class LesionsDialog(FormDialog):
    """Enters lesions and their pathology; nothing is kept before "Save".

    Parameters
    ----------
    names
        Of the classes, by code, in the language of the window.

    Signals
    -------
    saved(tuple)
        The lesions as they are to be.
    undo_requested()
        The last entry that was kept is to be undone.
    """

    saved = Signal(object)
    undo_requested = Signal()

    def __init__(
        self, kept: KeptLesions, names: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("Lesions and pathology"))
        self._names = names
        self._lesions: list[Lesion] = []
        self._next = 1
        self._heading = text_label(self, "heading", wrap=True)
        self._earlier = text_label(self, "body", wrap=True)
        self.list = QListWidget(self)
        self.list.setObjectName("lesions")
        self.list.setAccessibleName(self.tr("Lesions of this exam"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setWordWrap(True)
        self.list.currentRowChanged.connect(self._show)
        self.add = QPushButton(self.tr("Add lesion"), self)
        self.add.setToolTip(self.tr("Ctrl+N"))
        self.add.clicked.connect(self._add)
        self.remove = QPushButton(self.tr("Remove"), self)
        self.remove.clicked.connect(self._remove)
        self.form = LesionForm(names, self)
        self.form.edited.connect(self._take)
        self._empty = text_label(
            self, "body", self.tr("No lesion is entered. “Add lesion” enters the first one."),
            wrap=True,
        )  # fmt: skip
        self.undo = QPushButton(self.tr("Undo last entry"), self)
        self.undo.setToolTip(self.tr("Takes back what was saved last; the exam's log keeps both."))
        self.undo.clicked.connect(self.undo_requested)
        QShortcut(QKeySequence("Ctrl+N"), self, self._add)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self._remove)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._place()
        self.add_buttons(self.tr("Save"), self.undo)
        self.show_kept(kept)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        super().set_scale(scale)
        self.form.set_scale(scale)
        self._side.setFixedWidth(round(_BASE_LIST_PX * scale))
        self._halves.setSpacing(round(20 * scale))
        self._show_list()

    def show_kept(self, kept: KeptLesions) -> None:
        """Show the lesions as they are in the exam; what was entered and not saved is dropped."""
        self._lesions = list(kept.review.lesions)
        self._next = kept.review.next_number
        self._heading.setText(kept.whose)
        self._earlier.setText(
            "\n".join(self.tr("Entered for the whole exam: {0}").format(w) for w in kept.earlier)
        )
        self._earlier.setVisible(bool(kept.earlier))
        self.undo.setEnabled(bool(kept.review.in_effect))
        self.form.show_links(kept.findings, kept.pictures)
        self._show_list(0)

    def begin_pathology(self) -> None:
        """Go to the result of the first lesion that waits for it; without lesions, begin one."""
        if not self._lesions:
            self._add()
            self.form.is_biopsied.setChecked(True)
        waiting = [
            row for row, each in enumerate(self._lesions) if each.is_biopsied and not each.pathology
        ]
        if waiting:
            self.list.setCurrentRow(waiting[0])
            self.form.result.setFocus()
            self._area.ensureWidgetVisible(self.form.result)

    @property
    def lesions(self) -> Sequence[Lesion]:
        """The lesions as entered."""
        return tuple(self._lesions)

    def submit(self) -> None:
        """Emit the lesions; the owner closes the dialog when they are kept."""
        if (fault := self.form.fault) is not None and self.fault:
            fault[1].setFocus()
            return
        self.saved.emit(self.lesions)

    def _add(self) -> None:
        if self.fault:
            return
        self._lesions.append(Lesion(number=self._next))
        self._next += 1
        self._show_list(len(self._lesions) - 1)
        self.form.code.setFocus()

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            del self._lesions[row]
            self._show_list(min(row, len(self._lesions) - 1))
            self.list.setFocus()

    def _take(self) -> None:
        """Take what was entered; what is not possible yet is said, and cannot be saved."""
        row = self.list.currentRow()
        if row < 0:
            return
        fault = self.form.fault
        self._show_fault(fault[0] if fault is not None else "")
        if fault is not None:
            return
        lesion = self.form.lesion()
        before = self._lesions[row]
        if before.pathology is not None and lesion.pathology is not None:
            known = replace(lesion.pathology, entered_wall_ns=before.pathology.entered_wall_ns)
            if known != before.pathology:
                known = replace(known, entered_wall_ns=0)
            lesion = replace(lesion, pathology=known)
        self._lesions[row] = lesion
        self._show_row(row)

    def _show_fault(self, text: str) -> None:
        """Show what is missing; until it is entered, the lesion is not left."""
        self.show_fault(text)
        for part in (self.list, self.add):
            part.setEnabled(not text)

    def _show_list(self, row: int | None = None) -> None:
        row = self.list.currentRow() if row is None else row
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's way
        self.list.clear()
        for place in range(len(self._lesions)):
            self.list.addItem(QListWidgetItem())
            self._show_row(place)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)  # noqa: FBT003
        self._show(row)

    def _show_row(self, row: int) -> None:
        item = self.list.item(row)
        item.setText(lesion_lines(self._lesions[row], self._names))
        padding = round(_ROW_PADDING_PX * self._side.maximumWidth() / _BASE_LIST_PX)
        width = self._side.maximumWidth() - 2 * padding
        room = QRect(0, 0, width, 10_000)
        flags = int(Qt.TextFlag.TextWordWrap)
        needed = self.list.fontMetrics().boundingRect(room, flags, item.text())
        item.setSizeHint(QSize(width, needed.height() + padding))

    def _show(self, row: int) -> None:
        has_lesion = 0 <= row < len(self._lesions)
        self._show_fault("")
        self.remove.setEnabled(has_lesion)
        self._stack.setCurrentIndex(0 if has_lesion else 1)
        if has_lesion:
            self.form.show_lesion(self._lesions[row])

    def _place(self) -> None:
        self._side = QWidget(self)
        self._side.setFixedWidth(_BASE_LIST_PX)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.list, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        side.addLayout(buttons)
        self._stack = QStackedWidget(self)
        self._area = scrolled(self, self.form)
        self._stack.addWidget(self._area)
        self._stack.addWidget(self._empty)
        self._halves = QHBoxLayout()
        self._halves.addWidget(self._side)
        self._halves.addWidget(self._stack, 1)
        self.content.addWidget(self._heading)
        self.content.addWidget(self._earlier)
        self.content.addLayout(self._halves, 1)
