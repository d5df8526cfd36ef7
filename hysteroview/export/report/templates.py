"""The templates of reports: those of the program, or a site's own copy of them."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file, storage_error
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded
from hysteroview.core.resources import bundled_path
from hysteroview.core.wording import printable

MAIN: Final = "report.typ"
WORD: Final = "report.docx"
HEADER: Final = "header.txt"
LOGOS: Final = ("logo.png", "logo.jpg")
_MOST_LINES = 8
_TEXTS: Final = (".typ", ".svg", ".csv")
_PICTURES: Final = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg"}
_MOST_BYTES, _MOST_FILES = 8 << 20, 100
_PACKAGE: Final = re.compile(rb"[\"']\s*@[\w-]+/")
_MOST_PX = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a site says about itself at the head of its reports.

    Attributes
    ----------
    header
        Lines: name, address.
    logo
        PNG or JPEG; empty without one.
    """

    header: tuple[str, ...] = ()
    logo: bytes = field(default=b"", repr=False)


def bundled_templates() -> Path:
    """Return the folder of the program's own templates."""
    return bundled_path("resources") / "report"


def copy_templates(target: Path) -> list[str]:
    """Copy the program's templates to a folder, to be edited there; return their names.

    Raises
    ------
    StorageError
        A file of that name exists already, or the folder cannot be written.
    """
    names = []
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(target, error) from error
    for source in sorted(bundled_templates().glob("*.typ")):
        if (target / source.name).exists():
            raise StorageError(
                f"{source.name} already exists in {target}.", remedy="Choose another folder."
            )
        with atomic_file(target / source.name) as temporary:
            temporary.write_bytes(source.read_bytes())
        names.append(source.name)
    return names


def read_templates(folder: Path | None) -> dict[str, bytes]:
    """Return the files of a template by name.

    Pictures are returned as SVG that contains them: `logo.png` is `logo.png.svg` in a template.

    Parameters
    ----------
    folder
        Of the site's own; files that it lacks are those of the program.

    Raises
    ------
    StorageError
        A file cannot be read, is too large, or is no text or picture.
    """
    files: dict[str, bytes] = {}
    for each in filter(None, (bundled_templates(), folder)):
        if not each.is_dir():
            raise StorageError(
                f"There is no folder of templates {each}.",
                remedy="`hysteroview export report --write-template DIR` makes one.",
            )
        for path in sorted(each.iterdir())[:_MOST_FILES]:
            suffix = path.suffix.lower()
            if suffix in _TEXTS:
                files[path.name] = _text(path)
            elif suffix in _PICTURES:
                files[f"{path.name}.svg"] = picture_svg(read_file(path))
    return files


def site_of(folder: Path | None) -> Site:
    """Return what stands in a site's folder about itself: `header.txt`, and `logo.png` or `.jpg`.

    Raises
    ------
    StorageError
        A file cannot be read, or is no text or picture.
    """
    if folder is None:
        return Site()
    header, logos = folder / HEADER, [folder / name for name in LOGOS]
    lines = _text(header).decode().splitlines()[:_MOST_LINES] if header.exists() else []
    logo = next((read_file(path) for path in logos if path.exists()), b"")
    if logo:
        picture_size(logo)
    return Site(header=tuple(printable(each.strip()) for each in lines), logo=logo)


def word_template(folder: Path | None) -> bytes | None:
    """Return the site's Word document whose styles are used; None without one."""
    path = None if folder is None else folder / WORD
    return read_file(path) if path is not None and path.exists() else None


def read_file(path: Path) -> bytes:
    """Return the content of a file of a template, or of a logo.

    Raises
    ------
    StorageError
        It cannot be read or is too large.
    """
    try:
        return read_bounded(path, _MOST_BYTES)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StorageError(f"{path.name} cannot be read: {reason}.") from error
    except UnfitFileError as error:
        raise StorageError(f"{path.name} cannot be read: {error}.") from error


def picture_svg(encoded: bytes) -> bytes:
    """Return a PNG or JPEG inside an SVG, unchanged; templates are read as texts.

    Raises
    ------
    StorageError
        It is neither.
    """
    width, height = picture_size(encoded)
    kind = "png" if encoded.startswith(b"\x89PNG") else "jpeg"
    code = base64.b64encode(encoded).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/{kind};base64,{code}"/></svg>'
    ).encode()


def picture_size(encoded: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or JPEG in pixels; StorageError if it is neither."""
    import imagesize  # noqa: PLC0415 - 0.1 s, which only reports with a picture need

    size = (0, 0)
    if encoded.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        try:
            size = imagesize.get(io.BytesIO(encoded), exif_rotation=False)
        except (ValueError, OSError):
            size = (0, 0)
    if not 0 < min(size) <= max(size) <= _MOST_PX:
        raise StorageError("A picture of the report is neither PNG nor JPEG.")
    return size[0], size[1]


def _text(path: Path) -> bytes:
    content = read_file(path)
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise StorageError(f"The template {path.name} is not text in UTF-8.") from error
    if path.suffix.lower() == ".typ" and _PACKAGE.search(content):
        raise StorageError(
            f"The template {path.name} imports a package, which would be fetched from a server.",
            remedy="Copy what it needs into the folder of the templates.",
        )
    return content
