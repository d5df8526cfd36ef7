"""The viewer of one snapshot, in a corner, so that the live picture stays visible."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hysteroview.capture.files.still_aspect import declared_aspect
from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.exam.files.medium import MOST_PICTURE_BYTES, PLAIN, Medium, read
from hysteroview.gui.live.controller import KeptSnapshot
from hysteroview.gui.live.snapshots.not_live import not_live_title
from hysteroview.gui.tasks import TaskRunner
from hysteroview.gui.widgets.basic import text_label
from hysteroview.imaging.pixels.square import square_size

_SHARE = 0.46  # of the width of the window


def read_picture(path: Path, medium: Medium = PLAIN) -> QImage:
    """Read a picture from the disk, with square pixels; not for the GUI thread.

    Raises
    ------
    StorageError
        It cannot be read.
    """
    remedy = "Check the disk; `hysteroview exam verify` tells what is damaged."
    try:
        encoded = read(medium, path, MOST_PICTURE_BYTES)
    except OSError as error:
        reason = f"The snapshot {path.name} cannot be read: {error.strerror}."
        raise StorageError(reason, remedy=remedy) from error
    image = QImage.fromData(encoded)
    if image.isNull():
        raise StorageError(f"The snapshot {path.name} is not a picture.", remedy=remedy)
    size = QSize(*square_size(image.width(), image.height(), declared_aspect(encoded)))
    return image.scaled(size, mode=Qt.TransformationMode.SmoothTransformation)


class _Picture(QWidget):
    """Shows a whole picture in its proportions."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        if self.image.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size: QSize = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRect(0, 0, size.width(), size.height())
        box.moveCenter(self.rect().center())
        painter.drawImage(box, self.image)


class SnapshotViewer(QFrame):
    """Shows a chosen snapshot until it is closed.

    Signals
    -------
    removal_requested(KeptSnapshot)
        To remove or restore it.
    step_requested(int, int)
        Number of the snapshot shown; -1 for an older, 1 for a newer one.
    failed(HysteroViewError)
    """

    removal_requested = Signal(object)
    step_requested = Signal(int, int)
    failed = Signal(object)

    def __init__(self, tasks: TaskRunner, parent: QWidget, *, may_remove: bool) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tasks = tasks
        self._kept: KeptSnapshot | None = None
        self._picture = _Picture(self)
        self._title = text_label(self, "body")
        newer, older = QPushButton("◀", self), QPushButton("▶", self)
        self.remove = QPushButton(self.tr("Remove"), self)
        close = QPushButton(self.tr("Close"), self)
        for button, name, act in (
            (newer, self.tr("Newer snapshot"), partial(self._step, 1)),
            (older, self.tr("Older snapshot"), partial(self._step, -1)),
            (self.remove, self.tr("Remove from the exam"), self._ask_removal),
            (close, close.text(), self.close),
        ):
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.clicked.connect(lambda _, do=act: do())
        self.remove.setVisible(may_remove)
        row = QHBoxLayout()
        for widget in (newer, older, self._title):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.remove)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(self._picture, 1)
        layout.addLayout(row)
        self.hide()

    @property
    def shown(self) -> KeptSnapshot | None:
        """The snapshot that is shown; None while the viewer is closed."""
        return self._kept if self.isVisible() else None

    def place(self, room: QRect) -> None:
        """Move into the lower left corner of this part of the window."""
        width = round(room.width() * _SHARE)
        height = min(width * 9 // 16 + 80, room.height())
        self.setGeometry(room.left(), room.bottom() + 1 - height, width, height)

    def show_removed(self, *, on: bool) -> None:
        """Show whether the snapshot is removed from the exam."""
        self.remove.setText(self.tr("Restore") if on else self.tr("Remove"))
        name = self.tr("Restore to the exam") if on else self.tr("Remove from the exam")
        self.remove.setAccessibleName(name)
        self.remove.setToolTip(name)

    def show_snapshot(self, kept: KeptSnapshot, *, is_removed: bool) -> None:
        """Show a snapshot: its thumbnail at once, the picture as soon as it is read."""
        self._kept = kept
        self.show_removed(on=is_removed)
        small = kept.thumbnail
        height, width = small.shape[:2]
        image = QImage(small.data, width, height, small.strides[0], QImage.Format.Format_RGB32)
        self._picture.image = image.copy()
        self._picture.update()
        text = self.tr("{0} · {1}").format(kept.number, kept.local_time)
        if title := not_live_title(kept.picture):
            text = f"{text} · {title}"
        self._title.setText(text)
        self.setAccessibleName(self.tr("Snapshot {0}").format(self._title.text()))
        self._tasks.submit(
            partial(read_picture, kept.large, kept.medium),
            partial(self._show_read, kept),
            self._show_failure,
        )
        self.show()
        self.raise_()
        self.setFocus()

    def leave(self) -> bool:
        """Close; return False if it was not open."""
        return self.isVisible() and self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: 1, Qt.Key.Key_Right: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self._step(step)
        elif event.key() == Qt.Key.Key_Delete and not self.remove.isHidden():
            self._ask_removal()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _show_read(self, kept: KeptSnapshot, image: QImage) -> None:
        if kept is self._kept:
            self._picture.image = image
            self._picture.update()

    def _show_failure(self, error: HysteroViewError) -> None:
        self.failed.emit(error)

    def _step(self, by: int) -> None:
        if self._kept is not None:
            self.step_requested.emit(self._kept.number, by)

    def _ask_removal(self) -> None:
        if self._kept is not None:
            self.removal_requested.emit(self._kept)
