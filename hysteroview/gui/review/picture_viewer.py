"""The pictures of an exam, one at a time and as large as the window."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.look.theme import color
from hysteroview.gui.widgets.basic import text_label


class _Canvas(QWidget):
    """Paints one picture, as large as it fits and never larger than its pixels allow at 200 %."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.image: QImage | None = None

    def show_image(self, image: QImage | None) -> None:
        self.image = image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("black"))
        if self.image is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = self.size().boundedTo(self.image.size() * 2)
        size = self.image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        box = QRect(0, 0, size.width(), size.height())
        box.moveCenter(self.rect().center())
        painter.drawImage(box, self.image)


class PictureViewer(QDialog):
    """Shows the pictures with these numbers; the arrow keys lead from one to the next.

    Signals
    -------
    wanted(int)
        `show_picture` or `show_failure` is called with the picture of this number.
    """

    wanted = Signal(int)

    def __init__(self, numbers: Sequence[int], first: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setWindowTitle(self.tr("Snapshots"))
        self._numbers = list(numbers)
        self.number = first
        self.canvas = _Canvas(self)
        self._told = text_label(self, "cardName")
        self._fault = text_label(self, "fault", wrap=True)
        self.previous = QPushButton(self.tr("Previous"), self)
        self.previous.clicked.connect(lambda: self._step(-1))
        self.next = QPushButton(self.tr("Next"), self)
        self.next.clicked.connect(lambda: self._step(1))
        self.leave = QPushButton(self.tr("Close"), self)
        self.leave.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(self._told)
        row.addWidget(self._fault, 1)
        for button in (self.previous, self.next, self.leave):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.canvas, 1)
        layout.addLayout(row)

    def open_in(self, window: QWidget) -> None:
        """Open as large as this window, and request the first picture."""
        self.resize(QSize(round(window.width() * 0.96), round(window.height() * 0.94)))
        self.open()
        self._ask()

    def show_picture(self, number: int, pixels: NDArray[np.uint8]) -> None:
        """Show a picture, (h, w, 4) uint8 BGRA, unless another one is wanted by now."""
        if number != self.number:
            return
        height, width = pixels.shape[:2]
        held = np.ascontiguousarray(pixels)
        image = QImage(held.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self.canvas.show_image(image.copy())  # owns its pixels from here on

    def show_failure(self, number: int, failure: HysteroViewError) -> None:
        """Show why there is no picture."""
        if number == self.number:
            self._fault.setText(failure_words(failure))

    @property
    def fault(self) -> str:
        """Why there is no picture; empty if there is one."""
        return self._fault.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self._step(step)
            return
        super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        place = self._numbers.index(self.number) + step
        if 0 <= place < len(self._numbers):
            self.number = self._numbers[place]
            self._ask()

    def _ask(self) -> None:
        place = self._numbers.index(self.number)
        self._told.setText(
            self.tr("Snapshot {0} ({1} of {2})").format(self.number, place + 1, len(self._numbers))
        )
        self._fault.clear()
        self.canvas.show_image(None)
        self.previous.setEnabled(place > 0)
        self.next.setEnabled(place < len(self._numbers) - 1)
        self.wanted.emit(self.number)
