"""The source that was used last: kept for its owner, and never in the way."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from hysteroview.settings.last_source import recall_source, remember_source


def test_it_is_recalled_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "config" / "last-source"
    assert recall_source(file) == ""
    remember_source("rtsp://user:secret@10.0.0.5/live", file)
    assert recall_source(file) == "rtsp://user:secret@10.0.0.5/live"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a\nb", b"x" * 5000, b""])
def test_what_is_damaged_is_not_known(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "last-source"
    file.write_bytes(content)
    assert recall_source(file) == ""


def test_a_failure_to_save_it_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file")
    remember_source("phantom:", tmp_path / "config" / "last-source")
    assert [each.name for each in tmp_path.iterdir()] == ["config"]
