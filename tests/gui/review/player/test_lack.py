"""The review of an earlier exam that did not come completely says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clips import write_clip
from hysteroview.gui.program import Program
from patience import PATIENCE_S

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.mark.parametrize("missing", [0, 2])
def test_the_review_of_an_incomplete_series_says_so(
    missing: int, qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    write_clip(film, frames=10, size=(320, 240))
    program.earlier.review_requested.emit(str(film), missing)
    timeout = round(PATIENCE_S * 1000)
    qtbot.waitUntil(lambda: program.review.controller is not None, timeout=timeout)
    assert program.review.controller is not None
    text = program.review.controller.page.text
    assert ("Incomplete: 2 pictures or videos of this series did not come." in text) == bool(
        missing
    )
