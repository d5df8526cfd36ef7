"""The list of findings under review, with what can be decided about them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QImage, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QLineEdit,
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

_KEY = Qt.ItemDataRole.UserRole
_THUMBNAIL_PX = (96, 54)  # at scale 1


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
        self._names = {label.code: translated_label(label.name) for label in labels}
        self._names[OTHER] = self.tr("Other finding")
        self._findings: tuple[ReviewFinding, ...] = ()
        self._origin_ns = 0
        self._pictures: dict[int, QPixmap] = {}
        self._title = text_label(self, "caption", self.tr("Findings to decide on"))
        self._remark = text_label(self, "remark", wrap=True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Findings to decide on"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemSelectionChanged.connect(self._follow_selection)
        self.list.itemActivated.connect(self._show_best)
        self.list.itemClicked.connect(self._show_best)
        self.note = QLineEdit(self)
        self.note.setPlaceholderText(self.tr("Note"))
        self.note.setAccessibleName(self.tr("Note on the finding"))
        self.note.editingFinished.connect(self._take_note)
        self.accept = self._button(self.tr("Accept"), lambda: self._decide(FindingState.ACCEPTED))
        self.reject = self._button(self.tr("Reject"), lambda: self._decide(FindingState.REJECTED))
        self.reopen = self._button(self.tr("Open again"), lambda: self._decide(FindingState.OPEN))
        self.split = self._button(self.tr("Split here"), self._split)
        self.merge = self._button(self.tr("Merge"), self._merge)
        self.relabel = self._menu_button(self.tr("Class"), self._relabel)
        self.add = self._menu_button(self.tr("Add finding"), self.add_requested.emit)
        self.undo, self.redo = QPushButton(self), QPushButton(self)
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

    def bind_history(self, undo: QAction, redo: QAction) -> None:
        """Let the buttons undo and redo; their texts say what."""
        for button, action, words, keys in (
            (self.undo, undo, self.tr("Undo"), QKeySequence.StandardKey.Undo),
            (self.redo, redo, self.tr("Redo"), QKeySequence.StandardKey.Redo),
        ):
            action.setShortcuts(keys)
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            self.addAction(action)
            button.setText(words)
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)
            button.setEnabled(action.isEnabled())

    def show_findings(self, findings: Sequence[ReviewFinding], origin_ns: int = 0) -> None:
        """Show findings; those that stay selected are known by their keys.

        Parameters
        ----------
        origin_ns
            Time that is shown as 0:00.
        """
        self._findings, self._origin_ns = tuple(findings), origin_ns
        selected = set(self.selected)
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's way
        self.list.clear()
        for finding in self._findings:
            item = QListWidgetItem(self._text(finding))
            item.setSizeHint(self._size_of(item.text()))  # the list's own leaves out lines
            item.setData(_KEY, finding.key)
            item.setIcon(QIcon(self._picture(finding.best_ns)))
            if finding.state is FindingState.REJECTED:
                item.setForeground(color("muted"))
            self.list.addItem(item)
            item.setSelected(finding.key in selected)
        self.list.blockSignals(False)  # noqa: FBT003
        is_empty = not self._findings
        self._remark.setText(
            join_sentences([self.tr("No findings to decide on."), translated_state(NO_RESULT)])
            if is_empty
            else self.tr("Nothing is a finding until it is accepted.")
        )  # fmt: skip
        self._follow_selection()

    def show_thumbnail(self, pts_ns: int, image: QImage) -> None:
        """Show the picture of the best frame at this time."""
        self._pictures[pts_ns] = QPixmap.fromImage(image)
        for row, finding in enumerate(self._findings):
            if finding.best_ns == pts_ns:
                self.list.item(row).setIcon(QIcon(self._pictures[pts_ns]))

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
        begin, end = (moment(t - self._origin_ns) for t in (finding.start_ns, finding.end_ns))
        figures = [self.tr("{0} to {1}").format(begin, end)]
        if finding.peak is not None:
            share = unbroken(percent(finding.peak))
            figures.append(self.tr("probability up to {0}").format(share))
        else:
            figures.append(self.tr("added by the operator"))
        lines = [f"{code} {name}".strip(), states[finding.state], *figures]
        if finding.ai_code is not None and finding.ai_code != finding.code:
            lines[1] += " · " + self.tr("The AI said {0}").format(finding.ai_code)
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

    def _follow_selection(self) -> None:
        """Enable what can be done with the selection."""
        chosen = [each for each in self._findings if each.key in self.selected]
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

    def _decide(self, state: FindingState) -> None:
        by_key = {each.key: each for each in self._findings}
        for key in self.selected:
            if by_key[key].state is not state:
                self.decided.emit(key, state)

    def _split(self) -> None:
        self.split_requested.emit(self.selected[0])

    def _merge(self) -> None:
        self.merge_requested.emit(self.selected)

    def _relabel(self, code: str) -> None:
        if self.selected:
            self.relabeled.emit(self.selected[0], code)

    def _take_note(self) -> None:
        chosen = [each for each in self._findings if each.key in self.selected]
        if len(chosen) == 1 and self.note.text() != chosen[0].note:
            self.noted.emit(chosen[0].key, self.note.text())

    def _button(self, text: str, act: object) -> QPushButton:
        button = QPushButton(text, self)
        button.clicked.connect(act)
        return button

    def _menu_button(self, text: str, act: object) -> QPushButton:
        button, menu = QPushButton(text, self), QMenu(self)
        for code, name in self._names.items():
            shown = name if code == OTHER else f"{code} {name}"
            action = menu.addAction(shown)
            action.setData(code)
        menu.triggered.connect(lambda action: act(action.data()))  # type: ignore[operator]
        button.setMenu(menu)
        return button

    def _place(self) -> None:
        self._grid = QGridLayout()
        rows = (
            (self.accept, self.reject), (self.relabel, self.reopen), (self.split, self.merge),
            (self.add, None), (self.undo, self.redo),
        )  # fmt: skip
        for row, buttons in enumerate(rows):
            for column, button in enumerate(buttons):
                if button is not None:
                    self._grid.addWidget(button, row, column, 1, 2 if buttons[1] is None else 1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for part in (self._title, self._remark):
            self._layout.addWidget(part)
        self._layout.addWidget(self.list, 1)
        self._layout.addWidget(self.note)
        self._layout.addLayout(self._grid)
