"""The list of findings under review, with what can be decided about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QItemSelectionModel, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QImage, QPixmap, QUndoStack
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.labels import LabelSet
from hysteroview.core.review.findings import OTHER, FindingState, ReviewFinding
from hysteroview.core.wording import NO_RESULT, moment, percent
from hysteroview.gui.look.language import translated_label, translated_state
from hysteroview.gui.look.messages import join_sentences
from hysteroview.gui.look.theme import color
from hysteroview.gui.widgets.basic import text_label, unbroken
from hysteroview.gui.widgets.page_field import PageField

When = Callable[[ReviewFinding], str]

_KEY = Qt.ItemDataRole.UserRole
_THUMBNAIL_PX = (96, 54)  # at scale 1
_COLUMNS = 3  # of buttons


class FindingsPanel(QWidget):
    """Lists findings, the heaviest first; it only emits what is requested.

    Signals
    -------
    decided(str, FindingState)
        A finding was accepted or rejected, or is open again.
    relabeled(str, str)
        A finding gets another class.
    split_requested(str)
        A finding is to be split at the player's position.
    merge_requested(list)
        Findings are to become one.
    noted(str, str)
        A finding gets a note.
    add_requested(str)
        A finding of this class is to be added at the player's position or chosen part.
    shown(int)
        The best frame of a finding is wanted, ns.
    thumbnail_requested(int)
        A small picture of this moment is wanted, ns; see `show_thumbnail`.
    """

    decided = Signal(str, FindingState)
    relabeled = Signal(str, str)
    split_requested = Signal(str)
    merge_requested = Signal(list)
    noted = Signal(str, str)
    add_requested = Signal(str)
    shown = Signal(object)  # objects, since Qt's int has 32 bits
    thumbnail_requested = Signal(object)

    def __init__(self, labels: LabelSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings: tuple[ReviewFinding, ...] = ()
        self._waiting = ""
        self._unsaved = 0
        self._when: When = time_words
        self._pictures: dict[int, QPixmap] = {}
        self._remark = text_label(self, "remark", wrap=True)
        self.list = QListWidget(self)
        self.list.setObjectName("findings")
        self.list.setAccessibleName(self.tr("Findings to decide on"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemSelectionChanged.connect(self._follow_selection)
        self.list.itemActivated.connect(self._show_best)
        self.list.itemClicked.connect(self._show_best)
        self.note = PageField(self)
        self.note.setPlaceholderText(self.tr("Note"))
        self.note.setAccessibleName(self.tr("Note on the finding"))
        self.note.editingFinished.connect(self._take_note)
        self.note.returnPressed.connect(self.note.left)
        self.accept = self._button(self.tr("Accept"), lambda: self._decide(FindingState.ACCEPTED))
        self.reject = self._button(self.tr("Reject"), lambda: self._decide(FindingState.REJECTED))
        self.reopen = self._button(self.tr("Open again"), lambda: self._decide(FindingState.OPEN))
        self.split = self._button(self.tr("Split here"), self._split)
        self.merge = self._button(self.tr("Merge"), self._merge)
        self.relabel = self._button(self.tr("Class"))
        self.add = self._button(self.tr("Add"))
        self.undo, self.redo = self._button(self.tr("Undo")), self._button(self.tr("Redo"))
        for button, act in ((self.relabel, self._relabel), (self.add, self.add_requested.emit)):
            button.setMenu(QMenu(self))
            button.menu().triggered.connect(partial(_call, act))
        for button, key in (
            (self.accept, "Y"), (self.reject, "X"), (self.split, "D"), (self.merge, "G"),
            (self.relabel, "C"), (self.add, "T"),
        ):  # fmt: skip
            button.setToolTip(self.tr("Key {0}").format(key))
        self.take_labels(labels)
        self._place()
        self.set_scale(1.0)
        self._follow_selection()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        width, height = (round(side * scale) for side in _THUMBNAIL_PX)
        self.list.setIconSize(QSize(width, height))
        self.list.setSpacing(round(2 * scale))
        self._layout.setSpacing(round(6 * scale))
        self._grid.setSpacing(round(6 * scale))

    def take_labels(self, labels: LabelSet) -> None:
        """Offer these classes from now on, and the finding that is none of them."""
        self._names = {label.code: translated_label(label.name) for label in labels}
        self._names[OTHER] = self.tr("Other finding")
        for button in (self.relabel, self.add):
            menu = button.menu()
            menu.clear()
            for code, name in self._names.items():
                action = menu.addAction(name if code == OTHER else f"{code} {name}")
                action.setData(code)

    def bind_history(self, history: QUndoStack) -> None:
        """Let buttons undo and redo; their tooltips say what."""
        self.undo.clicked.connect(history.undo)
        self.redo.clicked.connect(history.redo)
        history.canUndoChanged.connect(self.undo.setEnabled)
        history.canRedoChanged.connect(self.redo.setEnabled)
        history.undoTextChanged.connect(self.undo.setToolTip)
        history.redoTextChanged.connect(self.redo.setToolTip)
        self.undo.setEnabled(history.canUndo())
        self.redo.setEnabled(history.canRedo())

    def show_waiting(self, words: str) -> None:
        """Show why nothing can be decided about the episodes yet; empty if it can."""
        self._waiting = words
        self._show_remark()
        self._follow_selection()

    def show_unsaved(self, number: int) -> None:
        """Show how many decisions are made and cannot be saved; 0 if all are saved."""
        self._unsaved = number
        self._show_remark()

    def show_findings(self, findings: Sequence[ReviewFinding], when: When | None = None) -> None:
        """Show findings; those that stay selected are known by their keys.

        Parameters
        ----------
        when
            Returns the time of a finding in words; None for that of the findings' own clock.
        """
        self._findings, self._when = tuple(findings), when or time_words
        selected = set(self.selected)
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's way
        self.list.clear()
        for finding in self._findings:
            item = QListWidgetItem(self._text(finding))
            item.setSizeHint(self._size_of(item.text()))  # the list's own leaves out lines
            item.setData(_KEY, finding.key)
            item.setIcon(_icon(self._picture(finding.best_ns)))
            if finding.state is FindingState.REJECTED:
                item.setForeground(color("muted"))
            self.list.addItem(item)
            item.setSelected(finding.key in selected)
        self.list.blockSignals(False)  # noqa: FBT003 - Qt's way
        self._show_remark()
        self._follow_selection()

    def show_thumbnail(self, pts_ns: int, image: QImage) -> None:
        """Show the picture of the best frame at this time."""
        self._pictures[pts_ns] = QPixmap.fromImage(image)
        for row, finding in enumerate(self._findings):
            if finding.best_ns == pts_ns:
                self.list.item(row).setIcon(_icon(self._pictures[pts_ns]))

    @property
    def selected(self) -> list[str]:
        """Keys of the findings that are selected, in the order of the list."""
        rows = sorted(self.list.row(item) for item in self.list.selectedItems())
        return [str(self.list.item(row).data(_KEY)) for row in rows]

    def select(self, keys: Sequence[str]) -> None:
        """Select findings."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setSelected(item.data(_KEY) in keys)

    def step(self, way: int) -> None:
        """Select the next finding of the list, or the one before, and show its best frame."""
        self.note.clearFocus()  # what was typed belongs to the finding before
        rows = [self.list.row(item) for item in self.list.selectedItems()]
        last = self.list.count() - 1
        if last < 0:
            return
        at = 0 if way > 0 else last
        if rows:
            at = min(max((max(rows) if way > 0 else min(rows)) + way, 0), last)
        item = self.list.item(at)
        self.list.setCurrentItem(item, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.list.scrollToItem(item)
        self._show_best(item)

    @property
    def text(self) -> str:
        """All text of the list."""
        rows = [self.list.item(row).text() for row in range(self.list.count())]
        return "\n".join([*rows, self._remark.text()])

    def _text(self, finding: ReviewFinding) -> str:
        name = self._names.get(finding.code, "")
        code = "" if finding.code == OTHER else finding.code
        states = {
            FindingState.OPEN: self.tr("Not decided"),
            FindingState.ACCEPTED: self.tr("Accepted"),
            FindingState.REJECTED: self.tr("Rejected"),
        }
        figure = self.tr("added by the operator")
        if finding.peak is not None:
            figure = self.tr("AI: up to {0}").format(unbroken(percent(finding.peak)))
        decision = f"{states[finding.state]} · {figure}"
        lines = [f"{code} {name}".strip(), self._when(finding), decision]
        if finding.ai_code is not None and finding.ai_code != finding.code:
            lines.append(self.tr("The AI said {0}").format(finding.ai_code))
        if finding.note:
            lines.append(finding.note)
        return "\n".join(lines)

    def _size_of(self, text: str) -> QSize:
        """Return the size of an item, also of scripts whose font is higher than the window's."""
        room = QRect(0, 0, 10_000, 10_000)
        metrics = self.list.fontMetrics()
        needed = metrics.boundingRect(room, 0, text).height() + metrics.height()
        icon = self.list.iconSize()
        return QSize(2 * icon.width(), max(needed, icon.height()) + 2 * (self.list.spacing() + 5))

    def _picture(self, pts_ns: int) -> QPixmap:
        if pts_ns in self._pictures:
            return self._pictures[pts_ns]
        self.thumbnail_requested.emit(pts_ns)
        empty = QPixmap(self.list.iconSize())
        empty.fill(color("raised"))
        return empty

    def _show_remark(self) -> None:
        words = self._waiting
        if not words and not self._findings:
            nothing = self.tr("No findings to decide on.")
            words = join_sentences([nothing, translated_state(NO_RESULT)])
        if self._unsaved:
            words = self.tr("Changes not saved yet: {0}.").format(self._unsaved)
        self._remark.setText(words or self.tr("Nothing is a finding until it is accepted."))

    def _follow_selection(self) -> None:
        """Enable what can be done with the selection."""
        chosen = self._chosen
        states = {each.state for each in chosen}
        self.accept.setEnabled(bool(states - {FindingState.ACCEPTED}))
        self.reject.setEnabled(bool(states - {FindingState.REJECTED}))
        self.reopen.setEnabled(bool(states - {FindingState.OPEN}))
        self.relabel.setEnabled(len(chosen) == 1)
        self.split.setEnabled(len(chosen) == 1)
        self.merge.setEnabled(len(chosen) > 1)
        self.note.setEnabled(len(chosen) == 1)
        if not self.note.hasFocus() or len(chosen) != 1:
            self.note.setText(chosen[0].note if len(chosen) == 1 else "")

    def _show_best(self, item: QListWidgetItem) -> None:
        finding = self._findings[self.list.row(item)]
        self.shown.emit(finding.best_ns)

    @property
    def _chosen(self) -> list[ReviewFinding]:
        """The selected findings that can be decided on, in the order of the list."""
        selected = set(self.selected)
        chosen = [each for each in self._findings if each.key in selected]
        if self._waiting:  # an episode may still grow, but not what the operator has added
            chosen = [each for each in chosen if each.ai_code is None]
        return chosen

    def _decide(self, state: FindingState) -> None:
        for finding in self._chosen:
            if finding.state is not state:
                self.decided.emit(finding.key, state)

    def _split(self) -> None:
        for finding in self._chosen[:1]:
            self.split_requested.emit(finding.key)

    def _merge(self) -> None:
        self.merge_requested.emit([each.key for each in self._chosen])

    def _relabel(self, code: str) -> None:
        for finding in self._chosen[:1]:
            self.relabeled.emit(finding.key, code)

    def _take_note(self) -> None:
        chosen = self._chosen
        if len(chosen) == 1 and self.note.text() != chosen[0].note:
            self.noted.emit(chosen[0].key, self.note.text())

    def _button(self, text: str, act: Callable[[], object] | None = None) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName("compact")
        if act is not None:
            button.clicked.connect(act)
        return button

    def _place(self) -> None:
        self._grid = QGridLayout()
        buttons = (
            self.accept, self.reject, self.reopen, self.relabel, self.split, self.merge,
            self.add, self.undo, self.redo,
        )  # fmt: skip
        for place, button in enumerate(buttons):
            self._grid.addWidget(button, *divmod(place, _COLUMNS))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._remark)
        self._layout.addWidget(self.list, 1)
        self._layout.addWidget(self.note)
        self._layout.addLayout(self._grid)


def time_words(finding: ReviewFinding, origin_ns: int = 0) -> str:
    """Return when a finding was seen.

    Parameters
    ----------
    origin_ns
        Time that is shown as 0:00.
    """
    begin, end = (moment(each - origin_ns) for each in (finding.start_ns, finding.end_ns))
    return QCoreApplication.translate("FindingsPanel", "{0} to {1}").format(begin, end)


def _icon(pixmap: QPixmap) -> QIcon:
    """Return an icon that is the same when it is selected."""
    made = QIcon(pixmap)
    made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made


def _call(act: Callable[[str], object], action: QAction) -> None:
    act(str(action.data()))
