"""The list of the photo plan: each place and lesion with the frame that shows it best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.review.photo_plan import PhotoSlot
from hysteroview.core.review.photo_proposals import PhotoState, PlanEntry
from hysteroview.core.review.places import PHOTO_PLAN
from hysteroview.core.wording import percent
from hysteroview.gui.look.places import place_words
from hysteroview.gui.look.theme import color
from hysteroview.gui.widgets.basic import text_label, unbroken

_THUMBNAIL_PX = (96, 54)  # at scale 1

When = Callable[[int], str]


class PhotoPlanPanel(QWidget):
    """Shows the pictures of a plan; it only emits what is requested.

    Signals
    -------
    marked(PhotoSlot)
        The frame or part that is shown shows this place.
    unmarked()
        The frame that is shown is in no marked stretch any longer.
    chosen(PhotoSlot)
        The frame that is shown is the picture of this.
    proposed_again(PhotoSlot)
        The proposal counts again.
    shown(int)
        The frame of a picture is wanted, ns.
    thumbnail_requested(int)
        A small picture of this moment is wanted, ns; see `show_thumbnail`.
    """

    marked = Signal(object)
    unmarked = Signal()
    chosen = Signal(object)
    proposed_again = Signal(object)
    shown = Signal(object)
    thumbnail_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[PlanEntry, ...] = ()
        self._pictures: dict[int, QPixmap] = {}
        words = self.tr("Press 1 to 6 while a place is in view. The AI does not know places.")
        self._remark = text_label(self, "remark", words, wrap=True)
        self.list = QListWidget(self)
        self.list.setObjectName("findings")
        self.list.setAccessibleName(self.tr("Pictures of the photo plan"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._show_frame)
        self.list.itemActivated.connect(self._show_frame)
        self.list.currentRowChanged.connect(self._follow_row)
        self.mark = self._button(self.tr("Mark place"), "1–6")
        menu = QMenu(self)
        for number, place in enumerate(PHOTO_PLAN, 1):
            action = menu.addAction(f"{number}  {place_words(place)}")
            action.triggered.connect(partial(self.mark_place, number))
        self.mark.setMenu(menu)
        self.unmark = self._button(self.tr("Remove mark"), self.tr("Delete"))
        self.unmark.clicked.connect(self.unmarked)
        self.use = self._button(self.tr("Use this frame"), "P")
        self.use.clicked.connect(partial(self._emit_row, self.chosen))
        self.again = self._button(self.tr("Propose again"), "")
        self.again.clicked.connect(partial(self._emit_row, self.proposed_again))
        self._grid = QGridLayout()
        for place_, button in enumerate((self.mark, self.unmark, self.use, self.again)):
            self._grid.addWidget(button, *divmod(place_, 2))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._remark)
        self._layout.addWidget(self.list, 1)
        self._layout.addLayout(self._grid)
        self.set_scale(1.0)
        self._follow_row()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        width, height = (round(side * scale) for side in _THUMBNAIL_PX)
        self.list.setIconSize(QSize(width, height))
        self.list.setSpacing(round(2 * scale))
        self._layout.setSpacing(round(6 * scale))
        self._grid.setSpacing(round(6 * scale))

    def mark_place(self, number: int, _checked: object = None) -> None:
        """Request a mark of the place with this number, from 1."""
        self.marked.emit(PhotoSlot.of_place(PHOTO_PLAN[number - 1]))

    def show_entries(
        self, entries: Sequence[PlanEntry], names: Mapping[PhotoSlot, str], when: When
    ) -> None:
        """Show the pictures of a plan.

        Parameters
        ----------
        names
            Of lesions and findings.
        when
            Returns a time in words.
        """
        selected = self.selected
        self._entries = tuple(entries)
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's way
        self.list.clear()
        for number, entry in enumerate(self._entries, 1):
            name = names.get(entry.slot, entry.slot.name)
            if entry.slot.place is not None:
                name = f"{number}  {place_words(entry.slot.place)}"
            item = QListWidgetItem(f"{name}\n{self._state_words(entry, number, when)}")
            item.setSizeHint(self._size_of(item.text()))
            item.setIcon(self._icon(entry.pts_ns))
            if entry.state is PhotoState.MISSING:
                item.setForeground(color("caution"))
            self.list.addItem(item)
            if entry.slot == selected:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)  # noqa: FBT003
        self._follow_row()

    def show_thumbnail(self, pts_ns: int, image: QImage) -> None:
        """Show the picture of the frame at this time."""
        self._pictures[pts_ns] = QPixmap.fromImage(image)
        for row, entry in enumerate(self._entries):
            if entry.pts_ns == pts_ns:
                self.list.item(row).setIcon(self._icon(pts_ns))

    def select(self, slot: PhotoSlot) -> None:
        """Select a picture."""
        for row, entry in enumerate(self._entries):
            if entry.slot == slot:
                self.list.setCurrentRow(row)
                self.list.scrollToItem(self.list.item(row))

    @property
    def selected(self) -> PhotoSlot | None:
        """The picture that is selected; None without one."""
        row = self.list.currentRow()
        return self._entries[row].slot if 0 <= row < len(self._entries) else None

    @property
    def text(self) -> str:
        """All text of the list."""
        return "\n".join(self.list.item(row).text() for row in range(self.list.count()))

    def _state_words(self, entry: PlanEntry, number: int, when: When) -> str:
        if entry.pts_ns is None:
            return self._missing_words(entry, number)
        if entry.state is PhotoState.PROPOSED and entry.score is not None:
            share = unbroken(percent(entry.score))
            return self.tr("Proposed, {0}, quality {1}").format(when(entry.pts_ns), share)
        words = {
            PhotoState.CHOSEN: self.tr("Chosen by you, {0}"),
            PhotoState.TAKEN: self.tr("Snapshot, {0}"),
            PhotoState.PROPOSED: self.tr("Marked frame, {0}, not analyzed"),
        }
        return words[entry.state].format(when(entry.pts_ns))

    def _missing_words(self, entry: PlanEntry, number: int) -> str:
        if entry.slot.place is None:
            return self.tr("Missing: no frame or picture is linked to it")
        if entry.is_marked:
            return self.tr("Missing: no frame that was marked is good enough")
        return self.tr("Missing: press {0} while it is in view").format(number)

    def _size_of(self, text: str) -> QSize:
        room = QRect(0, 0, 10_000, 10_000)
        metrics = self.list.fontMetrics()
        needed = metrics.boundingRect(room, 0, text).height() + metrics.height() // 2
        icon = self.list.iconSize()
        return QSize(2 * icon.width(), max(needed, icon.height()) + 2 * (self.list.spacing() + 3))

    def _icon(self, pts_ns: int | None) -> QIcon:
        pixmap = QPixmap(self.list.iconSize())
        pixmap.fill(color("raised"))
        if pts_ns is not None and pts_ns in self._pictures:
            pixmap = self._pictures[pts_ns]
        elif pts_ns is not None:
            self.thumbnail_requested.emit(pts_ns)
        made = QIcon(pixmap)
        made.addPixmap(pixmap, QIcon.Mode.Selected)
        return made

    def _show_frame(self, item: QListWidgetItem) -> None:
        pts_ns = self._entries[self.list.row(item)].pts_ns
        if pts_ns is not None:
            self.shown.emit(pts_ns)

    def _emit_row(self, signal: SignalInstance, _checked: object = None) -> None:
        if self.selected is not None:
            signal.emit(self.selected)

    def _follow_row(self, _row: int = 0) -> None:
        """Enable what can be done with the selected picture."""
        entry = self._entries[self.list.currentRow()] if self.selected is not None else None
        self.use.setEnabled(entry is not None)
        self.again.setEnabled(entry is not None and entry.state is PhotoState.CHOSEN)

    def _button(self, text: str, key: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName("compact")
        if key:
            button.setToolTip(self.tr("Key {0}").format(key))
        return button
