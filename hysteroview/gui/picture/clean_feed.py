"""The live picture alone on a second screen, without AI and controls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from hysteroview.gui.picture.video_view import VideoView
from hysteroview.gui.session.bridge import LiveBridge
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import LiveSettings


class CleanFeed(QObject):
    """Opens and closes a full-screen window on another screen than the program's.

    It shows whether the picture is live, and nothing else: no heatmap, no zoom, no frozen picture.

    Parameters
    ----------
    window
        Of the program, whose screen is not used.
    screens
        Returns the connected screens.
    """

    def __init__(
        self,
        window: QWidget,
        bridge: LiveBridge,
        parent: QObject | None = None,
        *,
        screens: Callable[[], Sequence[QScreen]] = QGuiApplication.screens,
    ) -> None:
        super().__init__(parent)
        self._window, self._bridge, self._screens = window, bridge, screens
        self.view: VideoView | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.screenRemoved.connect(self._leave)

    def toggle(self) -> bool:
        """Open or close it; return False if there is no second screen."""
        if self.view is not None:
            self.close()
            return True
        own = self._window.screen()
        other = next((screen for screen in self._screens() if screen is not own), None)
        if other is None:
            return False
        self.view = self._opened(other)
        self._bridge.refresh()  # so that it gets the state of the picture at once
        return True

    def close(self) -> None:
        """Close the window. Safe to call twice."""
        if self.view is None:
            return
        view, self.view = self.view, None
        for text, slot in self._wires(view):
            text.disconnect(slot)
        view.close()
        view.deleteLater()

    def _opened(self, screen: QScreen) -> VideoView:
        without_heatmap = Settings(live=LiveSettings(heatmap_on=False))
        view = VideoView(ObservedSettings(CurrentSettings(without_heatmap)))
        view.setWindowTitle(self.tr("Live picture · HysteroView"))
        view.setWindowFlags(Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        # the program's window keeps the keyboard
        view.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        view.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setCursor(Qt.CursorShape.BlankCursor)
        for text, slot in self._wires(view):
            text.connect(slot)
        view.setScreen(screen)
        view.setGeometry(screen.geometry())
        view.showFullScreen()
        return view

    def _wires(self, view: VideoView) -> tuple[tuple[Any, Callable[..., None]], ...]:
        bridge = self._bridge
        return (
            (bridge.ticked, view.show_time),
            (bridge.frame_arrived, view.show_frame),
            (bridge.status_changed, view.show_status),
        )

    def _leave(self, screen: QScreen) -> None:
        """Close it when its screen is unplugged, or when it would move to the program's screen."""
        if self.view is not None and self.view.screen() in (screen, self._window.screen()):
            self.close()
