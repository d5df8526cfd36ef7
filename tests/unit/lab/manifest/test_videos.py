"""The videos of a manifest: a table of paths is enough, and each wrong row has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.manifest.videos import read_videos

SUFFIXES = (".mp4", ".mkv")


def _write(folder: Path, text: str) -> Path:
    for name in ("a.mp4", "b.MKV", "c.png"):
        (folder / name).touch()
    file = folder / "manifest.csv"
    file.write_text(text)
    return file


@pytest.mark.parametrize("header", ["file", "path", "Video;patient;label"])
def test_videos_are_returned_once_in_the_order_of_the_table(tmp_path: Path, header: str) -> None:
    file = _write(tmp_path, f"{header}\nb.MKV\na.mp4\nb.MKV\n")
    assert read_videos(file, SUFFIXES) == [tmp_path / "b.MKV", tmp_path / "a.mp4"]


def test_everything_wrong_is_reported_at_once_with_its_line(tmp_path: Path) -> None:
    file = _write(tmp_path, "patient,file\nP1,a.mp4\nP1,c.png\n\nP2,none.mp4\nP3,\n")
    with pytest.raises(HysteroViewError) as raised:
        read_videos(file, SUFFIXES)
    message = str(raised.value)
    assert "3 errors" in message
    assert "line 3: “c.png” is not a video." in message
    assert "line 5: There is no file “none.mp4”." in message
    assert "line 6: There is no file." in message


@pytest.mark.parametrize(
    ("text", "expected"),
    [("patient\nP1\n", "column file is missing; there are patient"), ("file\n", "no rows")],
)
def test_a_table_without_videos_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(HysteroViewError, match=expected):
        read_videos(_write(tmp_path, text), SUFFIXES)
