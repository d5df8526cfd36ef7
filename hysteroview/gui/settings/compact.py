"""A group of settings in little space: one line each, in two columns, with the help as tooltips."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hysteroview.gui.look.icons import icon
from hysteroview.gui.settings.row import SettingsRow
from hysteroview.gui.widgets.basic import text_label
from hysteroview.settings.entry import Entry

_BASE_EDITOR_PX = 190
_COLUMNS = 2


class CompactRow(SettingsRow):
    """Shows an entry in one line."""

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(round(8 * scale))
        self.editor.setFixedWidth(round(_BASE_EDITOR_PX * scale))
        side = round(18 * scale)
        self.reset.setIconSize(QSize(side, side))

    def _place(self, label: str, does: str, default: str) -> None:
        """Place label, editor and a small button for the default in one line."""
        self.setObjectName("compactEntry")
        words = text_label(self, "compactWords", label, wrap=True)
        for part in (words, self.editor):
            part.setToolTip(f"{does}\n{default}")
        self.reset.setText("")
        self.reset.setIcon(icon("undo"))
        self.reset.setToolTip(self.reset.accessibleName())
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(words, 1)
        self._layout.addWidget(self.editor)
        self._layout.addWidget(self.reset)


class CompactGroup(QFrame):
    """Shows the entries of a section, with a remark above them.

    Parameters
    ----------
    entries
        With their defaults.
    """

    def __init__(
        self, remark: str, entries: Sequence[tuple[Entry, object]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("entry")
        self.rows = [CompactRow(entry, default, self) for entry, default in entries]
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(text_label(self, "entryRemark", remark, wrap=True))
        self._grid = QGridLayout()
        self._layout.addLayout(self._grid)
        self.arrange()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale; those of the rows are set separately."""
        side = round(14 * scale)
        self._layout.setContentsMargins(side, side, side, side)
        self._layout.setSpacing(side)
        self._grid.setHorizontalSpacing(round(40 * scale))
        self._grid.setVerticalSpacing(round(8 * scale))

    def arrange(self) -> None:
        """Place the rows that are shown, down the first column and then the second."""
        shown = [row for row in self.rows if not row.isHidden()]
        height = -(-len(shown) // _COLUMNS)
        for row in self.rows:
            self._grid.removeWidget(row)
        for place, row in enumerate(shown):
            self._grid.addWidget(row, place % height, place // height, Qt.AlignmentFlag.AlignTop)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.setVisible(bool(shown))
