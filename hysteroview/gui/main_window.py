"""The main window: shows one page at a time, and asks before it is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QStackedWidget, QWidget

from hysteroview.gui.look.theme import BASE_HEIGHT_PX, BASE_WIDTH_PX, scale_for, style_sheet
from hysteroview.settings.remembered.window_place import WindowPlace

_LEAST_PX = QSize(960, 540)  # a screen of 1920 × 1080 at 200 %


@runtime_checkable
class Page(Protocol):
    """A widget that can be shown as a page of the window."""

    title: str

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""

    def take_focus(self) -> None:
        """Focus the widget that is used first."""


class _Pages(QStackedWidget):
    """Pages; hidden ones do not keep the window large, since each follows its scale when shown."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)


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
        self._pages = _Pages(self)
        self.setCentralWidget(self._pages)
        self._scale = 0.0
        self._is_page_new = False  # shown by the event that is being handled
        self.setMinimumSize(_LEAST_PX)
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
        self._is_page_new = True
        QTimer.singleShot(0, self, self._end_event_of_page)

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

    def restore(self, place: WindowPlace) -> None:
        """Show the window as it was closed last, as far as the screen allows."""
        room = self.screen().availableSize().expandedTo(QSize(BASE_WIDTH_PX, BASE_HEIGHT_PX))
        size = QSize(place.width_px, place.height_px).boundedTo(room)
        self.resize(size.expandedTo(_LEAST_PX))
        state = self.windowState()
        if place.is_maximized:
            state |= Qt.WindowState.WindowMaximized
        if place.is_full_screen:
            state |= Qt.WindowState.WindowFullScreen
        self.setWindowState(state)

    @property
    def place(self) -> WindowPlace:
        """How the window is shown now."""
        is_whole = self.isMaximized() or self.isFullScreen()
        size = self.normalGeometry().size() if is_whole else self.size()
        if size.isEmpty():
            size = self.size()
        return WindowPlace(
            width_px=size.width(),
            height_px=size.height(),
            is_maximized=bool(self.windowState() & Qt.WindowState.WindowMaximized),
            is_full_screen=self.isFullScreen(),
        )

    def toggle_full_screen(self) -> None:
        """Switch full screen on or off."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def leave_full_screen(self) -> bool:
        """Leave full screen; return False if it was off."""
        was_full = self.isFullScreen()
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
        return was_full

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the focused button also with Return, which Qt does only in dialogs."""
        focused = self.focusWidget()
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and self._is_page_new:
            event.accept()  # it led to this page, and must not press a button of it too
            return
        if is_return and not event.isAutoRepeat() and isinstance(focused, QAbstractButton):
            focused.click()
            event.accept()
            return
        super().keyPressEvent(event)

    def _end_event_of_page(self) -> None:
        self._is_page_new = False

    def closeEvent(self, event: QCloseEvent) -> None:
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
