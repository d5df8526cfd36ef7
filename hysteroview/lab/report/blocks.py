"""The parts of a report, whichever format it is written in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a warning is set apart."""

    text: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table; rows have as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError("each row of a table has as many cells as its header")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its caption.

    Attributes
    ----------
    content
        SVG, or PNG if `is_png`.
    width
        Share of the page's width.
    """

    content: bytes
    caption: str
    width: float = 0.48
    is_png: bool = False


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures beside one another."""

    pictures: tuple[Picture, ...]


Block = Heading | Paragraph | TableBlock | Pictures


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.

    Attributes
    ----------
    banner
        Said on every page; empty for none.
    """

    title: str
    banner: str
    blocks: tuple[Block, ...]
