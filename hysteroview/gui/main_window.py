"""The window: one page at a time, its size, and what may close it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from hysteroview.gui.look.theme import BASE_HEIGHT_PX, BASE_WIDTH_PX, scale_for, style_sheet


@runtime_checkable
class Page(Protocol):
    """What a page is, besides a widget."""

    title: str

    def fit(self, scale: float) -> None:
        """Let type and spacing grow with the window."""

    def take_focus(self) -> None:
        """Give the keyboard to what is used first."""


class MainWindow(QMainWindow):
    """Show pages; what happens on them is decided elsewhere.

    Attributes
    ----------
    guard
        While it is set, the window is not closed by whoever wants to: the guard is called, and
        asks. `leave` closes it nevertheless.

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
        self.setMinimumSize(1260, 672)  # not the layout's, which grows with the scale
        self.resize(BASE_WIDTH_PX, BASE_HEIGHT_PX)
        self._fit()

    @property
    def page(self) -> QWidget | None:
        """The one that is shown."""
        return self._pages.currentWidget()

    @property
    def scale(self) -> float:
        """Of type and spacing."""
        return self._scale

    def show_page(self, page: QWidget) -> None:
        """Show a page from now on; it belongs to the window until `remove_page`."""
        assert isinstance(page, Page)
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        self.setWindowTitle(" · ".join(filter(None, (page.title, "HysteroView"))))
        page.fit(self._scale)
        page.take_focus()

    def remove_page(self, page: QWidget) -> None:
        """Let go of a page; its owner deletes it."""
        self._pages.removeWidget(page)

    def restyle(self) -> None:
        """Take the look of the theme in use."""
        self._scale = 0.0
        self._fit()

    def leave(self) -> None:
        """Close, whatever the guard says."""
        self.guard = None
        self.close()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or give the rest of it back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def leave_full_screen(self) -> bool:
        """Give the rest of the screen back; False if the window did not fill it."""
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
        """Let type and spacing grow with the window, in steps."""
        scale = scale_for(self.width(), self.height())
        if scale == self._scale:
            return
        self._scale = scale
        self.setStyleSheet(style_sheet(scale))
        page: object = self.page
        if isinstance(page, Page):
            page.fit(scale)
