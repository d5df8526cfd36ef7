"""Reports as PDF/A: typst sets the template with the content; nothing is written to the disk."""

from __future__ import annotations

import json
import warnings
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from hysteroview.core.errors import StorageError
from hysteroview.core.resources import bundled_path
from hysteroview.export.report.content import ReportContent, Section, Table, Timeline
from hysteroview.export.report.templates import MAIN, picture_svg, read_templates

if TYPE_CHECKING:
    from collections.abc import Mapping

STANDARD: Final = "a-2b"
_DATA: Final = "report.json"
_TIMELINE: Final = "timeline-alone.typ"
_START: Final = "main.typ"  # the name by which typst knows where to begin
_NO_GLYPH: Final = "could not be displayed"  # in the message of typst
_FONTS: Final = "fonts"  # in the folder of a site's templates


def pdf_of(content: ReportContent, templates: Path | None = None) -> tuple[bytes, bool]:
    """Return the report as PDF, and whether it is PDF/A-2b.

    It is not where the fonts lack a character, which PDF/A forbids: a report with a rare character
    is better than none.

    Parameters
    ----------
    templates
        Folder of the site's own templates.

    Raises
    ------
    StorageError
        A template cannot be used.
    """
    files = _project(content, templates, MAIN)
    options = {"timestamp": _with_zone(content.made), **_fonts(templates)}
    try:
        return _compiled(files, {**options, "pdf_standards": [STANDARD]}), True
    except _MissingGlyphError:
        return _compiled(files, options), False


def compile_document(files: dict[str, bytes], made: datetime) -> bytes:
    """Return any document as PDF; `main.typ` is where typst begins.

    Raises
    ------
    StorageError
        It cannot be set.
    """
    return _compiled(files, {"timestamp": _with_zone(made), **_fonts(None)})


def timeline_png(content: ReportContent, templates: Path | None = None) -> bytes:
    """Return the figure of the time as PNG, for documents that cannot draw it.

    Raises
    ------
    StorageError
        A template cannot be used.
    """
    options = {"format": "png", "ppi": 200, **_fonts(templates)}
    return _compiled(_project(content, templates, _TIMELINE), options)


def pages_of(content: ReportContent, ppi: float, templates: Path | None = None) -> list[bytes]:
    """Return the pages of the report as PNG, to be looked at.

    Raises
    ------
    StorageError
        A template cannot be used.
    """
    options = {"format": "png", "ppi": ppi, **_fonts(templates)}
    return _compiled_parts(_project(content, templates, MAIN), options)


def _compiled(files: dict[str, bytes], options: dict[str, Any]) -> bytes:
    """Return what typst makes of a template; of several pictures, the first."""
    return _compiled_parts(files, options)[0]


def _compiled_parts(files: dict[str, bytes], options: dict[str, Any]) -> list[bytes]:
    """Return what typst makes of a template: one document, or a picture for each page."""
    import typst  # noqa: PLC0415 - only a report needs it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of templates, such as a font that is missing
        try:
            made: Any = typst.compile(cast("bytes", files), **options)
        except typst.TypstError as error:
            detail = str(error.diagnostic or error)
            if _NO_GLYPH in detail or _NO_GLYPH in str(error):
                raise _MissingGlyphError from error
            raise StorageError(
                "The template of the report cannot be used.",
                remedy="Correct it, or leave --template and the folder in the settings out.",
                detail=detail,
            ) from error
    return [bytes(each) for each in (made if isinstance(made, list) else [made])]


class _MissingGlyphError(Exception):
    """No font has a character, which PDF/A forbids."""


def _fonts(templates: Path | None) -> dict[str, Any]:
    own = [] if templates is None else [templates / _FONTS]
    folders = [bundled_path("resources") / "fonts", *own]
    names = [str(each) for each in folders if each.is_dir()]
    return {"font_paths": names, "ignore_system_fonts": True}


def _project(content: ReportContent, templates: Path | None, start: str) -> dict[str, bytes]:
    """Return all files by name; `start` is where typst begins."""
    files = read_templates(templates) | _data(content)
    return files | {_START: files[start]}


def _with_zone(moment: datetime) -> datetime:
    return (moment if moment.tzinfo is not None else moment.astimezone()).replace(microsecond=0)


def _data(content: ReportContent) -> dict[str, bytes]:
    """Return the files that a template reads: the texts, and the pictures."""
    pictures: dict[str, bytes] = {}

    def name_of(stem: str, encoded: bytes | None) -> str | None:
        if not encoded:
            return None
        pictures[f"{stem}.svg"] = picture_svg(encoded)
        return f"{stem}.svg"

    logo = name_of("site-logo", content.logo)
    blocks = [
        {
            "title": each.title,
            "texts": each.texts,
            "raw": name_of(f"picture-{number}-raw", each.raw),
            "raw_words": each.raw_words,
            "annotated": name_of(f"picture-{number}-annotated", each.annotated),
            "annotated_words": each.annotated_words,
        }
        for number, each in enumerate(content.pictures, 1)
    ]
    plain = {
        name: _plain(getattr(content, name))
        for name in content.__slots__
        if name not in ("logo", "pictures", "made")
    }
    made = _with_zone(content.made)
    plain |= {
        "logo": logo,
        "pictures": blocks,
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
    }
    return {_DATA: json.dumps(plain, ensure_ascii=False).encode(), **pictures}


def _plain(value: Any) -> Any:
    """Return values for a template; parts say which they are."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Section | Table | Timeline):
        fields: Mapping[str, Any] = asdict(value)
        return {"part": type(value).__name__.lower(), **fields}
    return value
