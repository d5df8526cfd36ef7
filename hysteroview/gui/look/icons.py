"""The program's own icons, drawn in the colors of the theme at any size."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from hysteroview.core.resources import bundled_path
from hysteroview.gui.look.theme import color

_INKS = {
    "snapshot": "canvas",  # on the primary button
    "record": "alert",  # a red light
    "camera": "pictureInk",  # where a picture of the source will be
    "network": "pictureInk",
    "recording": "pictureInk",
    "phantom": "pictureInk",
}


class _InkedIcon(QIconEngine):
    """An SVG whose `currentColor` is replaced by a color of the theme when it is painted."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._renderers: dict[str, QSvgRenderer] = {}

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        ink = "disabled" if mode is QIcon.Mode.Disabled else _INKS.get(self._name, "ink")
        renderer = self._renderer(color(ink).name())
        side = min(rect.width(), rect.height())
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(rect).center())
        renderer.render(painter, box)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _InkedIcon(self._name)

    def _renderer(self, ink: str) -> QSvgRenderer:
        if ink not in self._renderers:
            self._renderers[ink] = QSvgRenderer(QByteArray(_source(self._name, ink)))
        return self._renderers[ink]


def _source(name: str, ink: str) -> bytes:
    path = bundled_path("resources") / "icons" / f"{name}.svg"
    return path.read_text(encoding="utf-8").replace("currentColor", ink).encode()


@cache
def icon(name: str) -> QIcon:
    """Return one of the program's own icons; it follows the theme."""
    return QIcon(_InkedIcon(name))
