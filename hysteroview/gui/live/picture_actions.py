"""Actions on the picture itself: freeze, layout, zoom, class of the heatmap."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from hysteroview.core.types import NS_PER_S, Label, LabelSet
from hysteroview.gui.actions.runner import ActionRunner
from hysteroview.gui.actions.table import Act
from hysteroview.gui.live.controller import LiveController
from hysteroview.gui.live.page import LivePage
from hysteroview.gui.picture.clean_feed import CleanFeed
from hysteroview.gui.picture.zoom import KEY_STEP, Zoom
from hysteroview.gui.picture.zoom_mouse import ZoomMouse
from hysteroview.gui.session.bridge import LiveBridge

Log = Callable[[str, Mapping[str, Any]], None]


class PictureActions(QObject):
    """Provide the actions of the picture, and show their outcome.

    Parameters
    ----------
    labels
        Of the model; there is a heatmap for all but the normal class.
    log
        Writes an event into the exam's log.
    """

    def __init__(
        self,
        page: LivePage,
        bridge: LiveBridge,
        controller: LiveController,
        *,
        labels: LabelSet,
        log: Log,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page, self._bridge, self._controller = page, bridge, controller
        self._log = log
        self._labels = [None, *(label for label in labels if not label.is_normal)]
        self._label: Label | None = None
        self.feed = CleanFeed(page, bridge, self)
        mouse = ZoomMouse(page.video)
        mouse.zoomed.connect(page.video.show_zoom)

    def offer(self, runner: ActionRunner) -> None:
        """Register these actions."""
        runner.offer(Act.FREEZE, self.freeze)
        runner.offer(Act.NEXT_CLASS, self.show_next_class)
        runner.offer(Act.LAYOUT, self._controller.show_next_layout)
        runner.offer(Act.ZOOM_IN, partial(self._zoom_by, KEY_STEP))
        runner.offer(Act.ZOOM_OUT, partial(self._zoom_by, 1 / KEY_STEP))
        runner.offer(Act.ZOOM_RESET, partial(self._page.video.show_zoom, Zoom()))
        runner.offer(Act.SECOND_SCREEN, self.toggle_second_screen)

    def close(self) -> None:
        """Close the picture on the second screen. Safe to call twice."""
        self.feed.close()

    def freeze(self) -> None:
        """Freeze the picture, or return to live."""
        video = self._page.video
        self._bridge.refresh()  # so that the picture at the key press is frozen
        frozen = video.frozen
        if frozen is not None:
            video.unfreeze()
            after_s = (time.monotonic_ns() - frozen.at_ns) / NS_PER_S
            self._log("freeze", {"on": False, "after_s": round(after_s, 3)})
        elif video.freeze():
            shown = video.shown()
            assert shown is not None
            frame = shown.frame
            self._log("freeze", {"on": True, "frame": frame.index, "pts_ns": frame.pts_ns})
        else:
            text = self.tr("There is no live picture to freeze")
            self._page.notice.show_hint(text)
        self._show_frozen()

    def show_next_class(self) -> None:
        """Show the heatmap of the next class, and after the last one of the most likely class."""
        place = self._labels.index(self._label)
        self._label = self._labels[(place + 1) % len(self._labels)]
        self._page.video.show_label(self._label)
        self._page.controls.show_label(self._label)
        self._log("heatmap_label", {"label": self._label.code if self._label else None})

    def toggle_second_screen(self) -> None:
        """Show only the live picture on the second screen, or close it."""
        if not self.feed.toggle():
            self._page.notice.show_hint(self.tr("No second screen is connected"))

    def _zoom_by(self, times: float) -> None:
        video = self._page.video
        video.show_zoom(video.zoom.by(times))

    def _show_frozen(self) -> None:
        frozen = self._page.video.frozen
        is_frozen = frozen is not None
        self._page.findings.show_frozen(None if frozen is None else frozen.status)
        rail = self._page.rail
        rail.show_on(Act.FREEZE, on=is_frozen)
        words = self.tr("Go live") if is_frozen else self.tr("Freeze")
        rail.show_words(Act.FREEZE, words, "resume" if is_frozen else "freeze")
