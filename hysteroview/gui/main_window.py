"""The main window: shows one page at a time, and asks before it is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from hysteroview.gui.look.theme import BASE_HEIGHT_PX, BASE_WIDTH_PX, scale_for, style_sheet


@runtime_checkable
class Page(Protocol):
    """A widget that can be shown as a page of the window."""

    title: str

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""

    def take_focus(self) -> None:
        """Focus the widget that is used first."""


class MainWindow(QMainWindow):
    """A window that shows pages; what happens on them is decided elsewhere.

    Attributes
    ----------
    guard
        If set, it is called instead of closing the window, and can ask the operator. `leave`
        closes the window without it.

    Signals
    -------
    closing()
        Once, when the window is about to close.
    """

    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.guard: Callable[[], None] | None = None
        self._pages = QStackedWidget(self)
        self.setCentralWidget(self._pages)
        self._scale = 0.0
        self.setMinimumSize(1260, 672)  # the layout's own minimum grows with the scale
        self.resize(BASE_WIDTH_PX, BASE_HEIGHT_PX)
        self._fit()

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._pages.currentWidget()

    @property
    def scale(self) -> float:
        """Scale of text and spacing."""
        return self._scale

    def show_page(self, page: QWidget) -> None:
        """Show a page; it belongs to the window until `remove_page`."""
        assert isinstance(page, Page)
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        self.setWindowTitle(" · ".join(filter(None, (page.title, "HysteroView"))))
        page.set_scale(self._scale)
        page.take_focus()

    def remove_page(self, page: QWidget) -> None:
        """Release a page; its owner deletes it."""
        self._pages.removeWidget(page)

    def restyle(self) -> None:
        """Apply the theme in use."""
        self._scale = 0.0
        self._fit()

    def leave(self) -> None:
        """Close without calling the guard."""
        self.guard = None
        self.close()

    def toggle_full_screen(self) -> None:
        """Switch full screen on or off."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def leave_full_screen(self) -> bool:
        """Leave full screen; return False if it was off."""
        was_full = self.isFullScreen()
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
        return was_full

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        if self.guard is not None:
            event.ignore()
            self.guard()
            return
        self.closing.emit()
        super().closeEvent(event)

    def _fit(self) -> None:
        """Scale text and spacing with the window, in steps."""
        scale = scale_for(self.width(), self.height())
        if scale == self._scale:
            return
        self._scale = scale
        self.setStyleSheet(style_sheet(scale))
        page: object = self.page
        if isinstance(page, Page):
            page.set_scale(scale)
