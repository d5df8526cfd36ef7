"""The place where a recording is opened: a large button, files dropped on it, recent ones."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hysteroview.capture.dicom.finding import DICOM_SUFFIXES
from hysteroview.capture.files.container import VIDEO_SUFFIXES
from hysteroview.capture.files.stills import SUFFIXES
from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.widgets.basic import text_label
from hysteroview.settings.remembered.recent_recordings import (
    forget_recordings,
    recall_recordings,
    recent_recordings_path,
)


class RecordingZone(QFrame):
    """Emits the recording that was chosen; what is in it is looked at elsewhere.

    Signals
    -------
    chosen(Path)
    failed(HysteroViewError)
        The list of recent recordings cannot be cleared.
    """

    chosen = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dropZone")
        self.open = QPushButton(self.tr("Open recording…"), self)
        self.open.setObjectName("large")
        self.open.setToolTip(self.tr("Opens a video or picture file."))
        self.open.clicked.connect(self._ask)
        self.recent = QPushButton(self.tr("Recent"), self)
        self.recent.setAccessibleName(self.tr("Recent recordings"))
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self.fill)
        self.recent.setMenu(self.menu)
        self._told = text_label(self, "caption")
        self._layout = QVBoxLayout(self)
        row = QHBoxLayout()
        row.addWidget(self.open, 1)
        row.addWidget(self.recent)
        self._layout.addLayout(row)
        self._layout.addWidget(self._told, 0, Qt.AlignmentFlag.AlignHCenter)
        self.show_dragging(on=False)
        self.fill()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        gap = round(10 * scale)
        self._layout.setContentsMargins(gap, gap, gap, round(6 * scale))
        self._layout.setSpacing(round(4 * scale))

    def show_dragging(self, *, on: bool) -> None:
        """Show whether a file is held over the page that can be dropped."""
        words = self.tr("Drop it to open it") if on else self.tr("or drop a file on this page")
        self._told.setText(words)
        if bool(self.property("isOver")) != on:
            self.setProperty("isOver", on)
            self.style().unpolish(self)
            self.style().polish(self)

    def show_waiting(self, name: str) -> None:
        """Show that a recording is being looked into; empty when that has ended."""
        self.open.setText(self.tr("Opening {0}…").format(name) if name else self.open_words())
        self.open.setEnabled(not name)

    def open_words(self) -> str:
        """Words of the large button."""
        return self.tr("Open recording…")

    def fill(self) -> None:
        """Show the recent recordings that are still there in the menu."""
        self.menu.clear()
        recordings = recall_recordings(recent_recordings_path())
        for recording in recordings:
            action = self.menu.addAction(recording.name.replace("&", "&&"))
            action.setToolTip(str(recording.parent))
            action.triggered.connect(partial(self.chosen.emit, recording))
        if recordings:
            self.menu.addSeparator()
            self.menu.addAction(self.tr("Clear this list")).triggered.connect(self._forget)
        self.recent.setEnabled(bool(recordings))

    def _forget(self) -> None:
        try:
            forget_recordings(recent_recordings_path())
        except HysteroViewError as error:
            self.failed.emit(error)
            return
        self.recent.setEnabled(False)  # the menu itself is filled when it opens

    def _ask(self) -> None:
        recent = recall_recordings(recent_recordings_path())
        folder = str(recent[0].parent) if recent and recent[0].parent.is_dir() else ""
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open a recording"), folder, self.name_filter()
        )
        if chosen:
            self.chosen.emit(Path(chosen))

    def name_filter(self) -> str:
        """Return the kinds of files that the dialog shows."""
        kinds = ((self.tr("Videos"), VIDEO_SUFFIXES), (self.tr("Pictures"), SUFFIXES))
        all_kinds = (
            self.tr("Videos and pictures"), (*VIDEO_SUFFIXES, *SUFFIXES, *DICOM_SUFFIXES)
        )  # fmt: skip
        filters = [f"{words} ({_patterns(suffixes)})" for words, suffixes in (all_kinds, *kinds)]
        dicom = f"{self.tr('DICOM')} ({_patterns(DICOM_SUFFIXES)} DICOMDIR)"
        return ";;".join((*filters, dicom))


def _patterns(suffixes: tuple[str, ...]) -> str:
    """Return the patterns of a filter, also in capitals, which cameras write."""
    return " ".join(f"*{each} *{each.upper()}" for each in suffixes)
