"""Recordings that were opened last: privately kept, and forgotten on request."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from hysteroview.settings.remembered.recent_recordings import (
    MOST,
    forget_recordings,
    recall_recordings,
    remember_recent,
)


def test_the_newest_comes_first_and_each_once(tmp_path: Path) -> None:
    file = tmp_path / "settings" / "recent"
    assert recall_recordings(file) == ()
    names = [tmp_path / f"{number}.mp4" for number in range(MOST + 3)]
    for name in [*names, names[5]]:
        remember_recent(name, file)
    expected = [names[5], *(each for each in reversed(names) if each != names[5])]
    assert recall_recordings(file) == tuple(expected[:MOST])


def test_names_of_recordings_are_private_and_can_be_forgotten(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    file = tmp_path / "recent"
    remember_recent(Path("/films/Weiss Anna.mp4"), file)
    if os.name != "nt":
        assert file.stat().st_mode & 0o777 == 0o600
    forget_recordings(file)
    forget_recordings(file)
    assert recall_recordings(file) == ()
    assert not file.exists()
    assert "Weiss" not in caplog.text


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"relative.mp4\n", b"/x" + b"y" * 5000])
def test_a_damaged_list_is_no_list(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "recent"
    file.write_bytes(content)
    assert recall_recordings(file) == ()
