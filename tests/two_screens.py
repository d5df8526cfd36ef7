"""A live window beside a second screen, for the test of the clean feed: prints what it saw."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from gui.wall import ColorSource
from holders import observed
from hysteroview.gui.actions.table import Act
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.look.theme import apply_theme
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.live.session import LiveSession
from patience import PATIENCE_S


def wait_until(application: QApplication, is_so: Callable[[], bool]) -> bool:
    end_s = time.monotonic() + PATIENCE_S
    while not is_so() and time.monotonic() < end_s:
        application.processEvents()
    return is_so()


def main(bundle: Path, folder: Path) -> None:
    application = QApplication([])
    apply_theme(application)
    settings = observed()
    session = LiveSession(ColorSource(), load_card(bundle), settings.current)
    live = LiveWindow(session, settings, WindowOptions(folder=folder))
    live.start()
    perform, feed = live.actions.runner.perform, live.actions.picture.feed
    wait_until(application, lambda: live.page.video.shown() is not None)
    perform(Act.SECOND_SCREEN)
    view = feed.view
    assert view is not None
    wait_until(application, lambda: view.shown() is not None)
    seen = view.grab().toImage()
    box = view.geometry()
    told: dict[str, object] = {
        "screen": view.screen().name(),
        "geometry": [box.x(), box.y(), box.width(), box.height()],
        "is_the_source": seen.pixelColor(seen.width() * 5 // 8, seen.height() * 3 // 8).red() > 200,
    }
    wait_until(application, lambda: session.status().captured > 5)
    perform(Act.FREEZE)
    frozen = live.page.video.frozen
    index = frozen.still.frame.index if frozen is not None else -1
    told["while_frozen_it_lives"] = frozen is not None and wait_until(
        application, lambda: (shown := view.shown()) is not None and shown.frame.index > index + 3
    )
    perform(Act.SECOND_SCREEN)
    told["closed_by_key"] = feed.view is None
    perform(Act.SECOND_SCREEN)
    live.window.close()
    told["closed_with_the_window"] = feed.view is None
    live.close()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
