"""A file that is no recording is named for what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from clips import write_clip
from hysteroview.capture.files.other_kinds import refuse_other_kind
from hysteroview.core.errors import SourceError

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)
KINDS = {
    b"%PDF-1.7\n%\xe2\xe3": "is a PDF document",
    b"PK\x03\x04" + bytes(30): "is a ZIP archive or an Office document",
    bytes(128) + b"DICM" + bytes(9): "is a DICOM file",
    b"MZ\x90" + bytes(60): "is a program",
    b"<!doctype HTML><html>": "is a web page",
    "Anamnese: Blutung, größer als üblich\n".encode(): "is a text document",
    ("a" * 4095 + "ü").encode(): "is a text document",
}


@pytest.mark.parametrize(("content", "told"), KINDS.items(), ids=KINDS.values())
def test_other_files_are_named_for_what_they_are(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=told) as refused:
        refuse_other_kind(path)
    assert "Choose a video file" in refused.value.remedy


def test_what_may_be_a_recording_is_left_to_the_player(tmp_path: Path) -> None:
    clip = tmp_path / "film.mp4"
    write_clip(clip, frames=3, fps=25, size=(64, 48))
    for name, content in (("a.png", PICTURE), ("cut.mp4", clip.read_bytes()[:100]), ("0", b"")):
        (tmp_path / name).write_bytes(content)
    for path in (*tmp_path.iterdir(), tmp_path, tmp_path / "missing"):
        refuse_other_kind(path)
