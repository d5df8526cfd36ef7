"""The content of a report: texts in its language, and pictures; templates say how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A field: its label and its value, which says "not recorded" where nothing is.

    Attributes
    ----------
    is_recorded
        Whether there is a value.
    is_warning
        Whether it is to be noticed.
    """

    label: str
    value: str
    is_recorded: bool = True
    is_warning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Fields under a heading, or sentences."""

    heading: str
    rows: tuple[Row, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table under a heading.

    Attributes
    ----------
    rows
        As many texts each as there are columns.
    empty
        The text in place of a table without rows.
    texts
        Sentences below the table.
    """

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    empty: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureBlock:
    """A picture of the exam.

    Attributes
    ----------
    title
        Its number and what it shows.
    number
        In the exam, from 1; 0 for a frame of a recording.
    texts
        Captions below it.
    raw, annotated
        JPEG; `annotated` is None if there is nothing over the picture.
    raw_words, annotated_words
        What each of them is, also for readers who cannot see it.
    """

    title: str
    texts: tuple[str, ...]
    raw: bytes
    raw_words: str
    number: int = 0
    annotated: bytes | None = None
    annotated_words: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A span of time, as shares of the whole length, in [0, 1].

    Attributes
    ----------
    kind
        "grave" for premalignant or malignant classes, "class" for others, "open" for time without a
        result, "lost" for loss of signal.
    words
        Shown in the bar if there is room.
    """

    start: float
    end: float
    kind: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The figure of a recording's time.

    Attributes
    ----------
    rows
        Each with its label and bars.
    marks
        Label, and shares of the length, of what happened at a moment.
    ticks
        Share of the length, and the time in words.
    words
        What the figure shows, for readers who cannot see it.
    """

    heading: str
    rows: tuple[tuple[str, tuple[Bar, ...]], ...]
    marks: tuple[tuple[str, tuple[float, ...]], ...]
    ticks: tuple[tuple[float, str], ...]
    words: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReportContent:
    """A whole report.

    Attributes
    ----------
    language
        "en" or "zh".
    header
        Lines of the site.
    logo
        PNG or JPEG; empty without one.
    notice
        That it is for research only, on every page.
    running
        Patient and exam, at the head of every further page.
    page_words
        With {0} for the number of the page, and {1} for that of all pages.
    head
        Patient and exam, before all else.
    sections
        The fields, by group.
    lesions, photo_plan
        None where it cannot be said.
    pictures_heading, pictures_texts
        Before the pictures.
    ai_heading
        Of the pages about the AI, which are kept apart.
    signature
        After everything else.
    made
        When the report was written; it is the date of the document.
    """

    language: str
    title: str
    subtitle: str
    author: str
    header: tuple[str, ...]
    logo: bytes
    notice: str
    running: str
    page_words: str
    made: datetime
    head: tuple[Section, ...]
    sections: tuple[Section, ...]
    lesions: Table
    pathology: Section
    pictures_heading: str
    pictures_texts: tuple[str, ...]
    pictures: tuple[PictureBlock, ...]
    photo_plan: Table
    ai_heading: str
    ai_texts: tuple[str, ...]
    ai_timeline: Timeline | None
    ai_parts: tuple[Section | Table, ...]
    signature: Section

    @property
    def rows(self) -> tuple[Row, ...]:
        """All fields."""
        parts = (*self.head, *self.sections, self.signature)
        return tuple(row for part in parts for row in part.rows)


def texts_of(value: object) -> Iterator[str]:
    """Yield all texts in a part of a report."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_of(each)
    elif is_dataclass(value):
        for part in fields(value):
            yield from texts_of(getattr(value, part.name))
