"""Loads the pictures of the exams that are on the screen, off the GUI thread."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.archive.store_tasks import exam_picture
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.tasks import TaskRunner

MOST_KEPT = 300  # pictures, of 150 KB each
_MOST_WANTED = 40  # more than fit on a screen
_AT_ONCE = 2
_CLOSE_TIMEOUT_S = 5.0


class ExamThumbnails(QObject):
    """Pictures by exam, of which the last ones that were shown are kept.

    Signals
    -------
    loaded(str)
        The picture of this exam is there from now on.
    """

    loaded = Signal(str)

    def __init__(self, access: Callable[[], ExamAccess], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._access = access
        self._tasks = TaskRunner(_AT_ONCE, self)
        self._kept: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._wanted: OrderedDict[str, None] = OrderedDict()
        self._loading: set[str] = set()
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._load)
        self._is_closed = False

    def picture(self, exam_id: str) -> QPixmap | None:
        """Return the picture of an exam that is being painted; None if there is none yet."""
        if exam_id in self._kept:
            self._kept.move_to_end(exam_id)
            return self._kept[exam_id]
        self._wanted[exam_id] = None
        self._wanted.move_to_end(exam_id)
        if len(self._wanted) > _MOST_WANTED:
            self._wanted.popitem(last=False)  # it was scrolled out of sight
        if not self._timer.isActive():
            self._timer.start()
        return None

    def forget(self, exam_id: str | None = None) -> None:
        """Forget the picture of an exam, or all of them: of another store, or without its key."""
        if exam_id is None:
            self._kept.clear()
            self._wanted.clear()
            self._loading.clear()
            self._tasks.drop_waiting()
        else:
            self._kept.pop(exam_id, None)

    def close(self) -> None:
        """End, after the pictures that are being read."""
        self._is_closed = True
        self._wanted.clear()
        self._tasks.drop_waiting()
        self._tasks.finish(_CLOSE_TIMEOUT_S)

    def _load(self) -> None:
        while self._wanted and not self._is_closed and self._tasks.waiting < _AT_ONCE:
            exam_id, _ = self._wanted.popitem()  # the one that was painted last
            if exam_id in self._loading:
                continue
            self._loading.add(exam_id)
            read = partial(exam_picture, self._access(), exam_id)
            self._tasks.submit(read, partial(self._keep, exam_id), partial(self._fail, exam_id))

    def _keep(self, exam_id: str, pixels: NDArray[np.uint8] | None) -> None:
        if exam_id in self._loading:
            self._loading.discard(exam_id)
            self._kept[exam_id] = None if pixels is None else _pixmap(pixels)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            self.loaded.emit(exam_id)
        self._timer.start()

    def _fail(self, exam_id: str, _: HysteroViewError) -> None:
        self._keep(exam_id, None)


def _pixmap(pixels: NDArray[np.uint8]) -> QPixmap:
    height, width = pixels.shape[:2]
    held = np.ascontiguousarray(pixels)
    image = QImage(held.data, width, height, width * 4, QImage.Format.Format_RGB32)
    return QPixmap.fromImage(image.copy())  # owns its pixels from here on
