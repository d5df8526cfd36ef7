"""Names files that are no recordings, by their first bytes, before anything tries to play them."""

from __future__ import annotations

from pathlib import Path

from hysteroview.core.errors import SourceError

_KINDS = {
    "pdf": "a PDF document",
    "zip": "a ZIP archive or an Office document",
    "office": "an Office document",
    "text": "a text document",
    "dicom": "a DICOM file",
    "program": "a program",
    "archive": "a compressed archive",
    "database": "a database",
    "web": "a web page",
}
# at which byte, which bytes, what the file is
_MAGIC = (
    (0, b"%PDF", "pdf"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"\xd0\xcf\x11\xe0", "office"),
    (0, b"{\\rtf", "text"),
    (128, b"DICM", "dicom"),
    (0, b"MZ", "program"),
    (0, b"\x7fELF", "program"),
    (0, b"\x1f\x8b", "archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive"),
    (0, b"Rar!", "archive"),
    (0, b"SQLite format 3", "database"),
    (0, b"<!DOCTYPE html", "web"),
    (0, b"<html", "web"),
)
_HEAD_BYTES = 4096
_REMEDY = "Choose a video file, or a PNG, JPEG, BMP, TIFF or WebP image."


def refuse_other_kind(path: Path) -> None:
    """Refuse a file that is plainly something else than a video or a picture.

    Raises
    ------
    SourceError
        It is something else; the message says what. Whether a video can be played is not checked.
    """
    try:
        if not path.is_file():
            return
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise SourceError(
            f"{path.name} cannot be read: {error.strerror}.",
            remedy="Check the disk, and that you have permission to read the file.",
        ) from error
    key = next((each[2] for each in _MAGIC if _begins(head, each[0], each[1])), "")
    if not key and head and _is_text(head):
        key = "text"
    if key:
        raise SourceError(f"{path.name} is {_KINDS[key]}, no video or picture.", remedy=_REMEDY)


def _begins(head: bytes, start: int, magic: bytes) -> bool:
    return head[start : start + len(magic)].lower() == magic.lower()


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:  # not just cut within a character
            return False
        text = head[: error.start].decode("utf-8")
    return all(each.isprintable() or each in "\t\r\n" for each in text)
