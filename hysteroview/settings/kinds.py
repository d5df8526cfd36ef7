"""The kinds of settings: how the file spells a value, which are permitted, and both in words."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")
Choosable = TypeVar("Choosable", bound=str)

Translate = Callable[[str], str]

_RANGE, _OR_ZERO = "{0} to {1}", "0, or {0} to {1}"
_CHARACTERS, _PLAIN_CHARACTERS = "up to {0} characters", "1 to {0} unaccented characters"
_FOLDER, _ON, _OFF, _EMPTY = "the full path of a folder", "On", "Off", "None"


def in_english(text: str) -> str:
    """Return a text of the table as it is written there."""
    return text


class Kind(ABC, Generic[T]):
    """What values a setting has.

    A method that returns words takes the translation of the texts that they are made of.
    """

    @abstractmethod
    def read(self, value: object) -> T:
        """Return what a value in a TOML file means, in range or not.

        Raises
        ------
        ValueError
            It is of another type.
        """

    def write(self, value: T) -> object:
        """Return the value for a TOML file, so that `read` gives the same back."""
        return value

    def permits(self, _value: T) -> bool:
        """Whether a setting can have this value."""
        return True

    @abstractmethod
    def words(self, value: T, translate: Translate) -> str:
        """Name a value as the settings page shows it."""

    @property
    def literals(self) -> tuple[str, ...]:
        """Values that the file spells in one way only, in TOML."""
        return ()

    @property
    def range_in_file(self) -> str:
        """Which other values the file may have, in English; empty if there are none."""
        return ""

    @property
    @abstractmethod
    def texts(self) -> tuple[str, ...]:
        """The texts that are to be translated."""


@dataclass(frozen=True, slots=True)
class Switch(Kind[bool]):
    """On or off."""

    def read(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise ValueError(value)
        return value

    def words(self, value: bool, translate: Translate) -> str:  # noqa: FBT001 - it is the value
        return translate(_ON) if value else translate(_OFF)

    @property
    def literals(self) -> tuple[str, ...]:
        return ("true", "false")

    @property
    def texts(self) -> tuple[str, ...]:
        return (_ON, _OFF)


@dataclass(frozen=True, slots=True)
class Choice(Kind[Choosable]):
    """One of few.

    Attributes
    ----------
    labels
        What each is called on the settings page, in the order of the page.
    """

    labels: Mapping[Choosable, str]

    def read(self, value: object) -> Choosable:
        found = next((each for each in self.labels if each == value), None)
        if found is None:
            raise ValueError(value)
        return found

    def write(self, value: Choosable) -> object:
        return str(value)

    def permits(self, value: Choosable) -> bool:
        return value in self.labels

    def words(self, value: Choosable, translate: Translate) -> str:
        return translate(self.labels[value])

    @property
    def literals(self) -> tuple[str, ...]:
        return tuple(f'"{value}"' for value in self.labels)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(self.labels.values())


class Entered(Kind[T]):
    """What is entered as text."""

    @property
    def unit(self) -> str:
        """Unit of what is entered; empty if it has none."""
        return ""

    def text(self, value: T) -> str:
        """Return a value as it is entered."""
        return str(value)

    @abstractmethod
    def parse(self, text: str) -> T:
        """Return what was entered, in range or not.

        Raises
        ------
        ValueError
            It cannot be a value.
        """

    def words(self, value: T, translate: Translate) -> str:
        unit = translate(self.unit) if self.unit else ""
        return f"{self.text(value)} {unit}".strip()

    @abstractmethod
    def permitted(self, translate: Translate) -> str:
        """Say which values are permitted, in the unit in which they are entered."""


@dataclass(frozen=True, slots=True)
class Number(Entered[float]):
    """A number in a range.

    Attributes
    ----------
    shown_unit, factor
        The settings page shows the value times the factor, in this unit.
    or_zero
        0 is permitted too, below the range.
    """

    low: float
    high: float
    shown_unit: str = ""
    factor: float = 1.0
    or_zero: bool = False

    def read(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(value)
        try:
            return float(value)
        except OverflowError as error:
            raise ValueError(value) from error

    def permits(self, value: float) -> bool:
        return (self.or_zero and value == 0) or self.low <= value <= self.high

    def text(self, value: float) -> str:
        return f"{value * self.factor:.10g}"

    def parse(self, text: str) -> float:
        shown = float(text.replace(",", "."))
        if not math.isfinite(shown):
            raise ValueError(text)
        return shown / self.factor

    def permitted(self, translate: Translate) -> str:
        words = translate(self._template).format(self.text(self.low), self.text(self.high))
        return f"{words} {translate(self.unit)}" if self.unit else words

    @property
    def unit(self) -> str:
        return self.shown_unit

    @property
    def range_in_file(self) -> str:
        return self._template.format(f"{self.low:.10g}", f"{self.high:.10g}")

    @property
    def texts(self) -> tuple[str, ...]:
        return (self._template, self.unit) if self.unit else (self._template,)

    @property
    def _template(self) -> str:
        return _OR_ZERO if self.or_zero else _RANGE


@dataclass(frozen=True, slots=True)
class Count(Entered[int]):
    """A whole number in a range."""

    low: int
    high: int

    def read(self, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(value)
        return value

    def permits(self, value: int) -> bool:
        return self.low <= value <= self.high

    def parse(self, text: str) -> int:
        return int(text)

    def permitted(self, translate: Translate) -> str:
        return translate(_RANGE).format(self.low, self.high)

    @property
    def range_in_file(self) -> str:
        return self.permitted(in_english)

    @property
    def texts(self) -> tuple[str, ...]:
        return (_RANGE,)


@dataclass(frozen=True, slots=True)
class Folder(Entered[Path]):
    """The path of a folder, which need not be there yet."""

    def read(self, value: object) -> Path:
        if not isinstance(value, str) or not value:
            raise ValueError(value)
        return Path(value).expanduser()

    def write(self, value: Path) -> object:
        return str(value)

    def parse(self, text: str) -> Path:
        folder = Path(text).expanduser()
        if not folder.is_absolute():  # it would be another wherever the program is started
            raise ValueError(text)
        return folder

    def permitted(self, translate: Translate) -> str:
        return translate(_FOLDER)

    @property
    def range_in_file(self) -> str:
        return _FOLDER

    @property
    def texts(self) -> tuple[str, ...]:
        return (_FOLDER,)


@dataclass(frozen=True, slots=True)
class Text(Entered[str]):
    """A line of text, spaces around it not counted.

    Attributes
    ----------
    most
        Length in characters.
    is_title
        Whether it is the title of an application entity: at least one character, printable ASCII
        (DICOM PS3.5, VR AE). Other texts may be empty.
    """

    most: int
    is_title: bool = False

    def read(self, value: object) -> str:
        if not isinstance(value, str):
            raise ValueError(value)
        return value

    def permits(self, value: str) -> bool:
        length = len(value.strip())
        is_title = length > 0 and value.isascii() and value.isprintable()
        return length <= self.most and (is_title or not self.is_title)

    def parse(self, text: str) -> str:
        return text

    def words(self, value: str, translate: Translate) -> str:
        return value or translate(_EMPTY)

    def permitted(self, translate: Translate) -> str:
        return translate(self._template).format(self.most)

    @property
    def range_in_file(self) -> str:
        return self.permitted(in_english)

    @property
    def texts(self) -> tuple[str, ...]:
        return (self._template,) if self.is_title else (self._template, _EMPTY)

    @property
    def _template(self) -> str:
        return _PLAIN_CHARACTERS if self.is_title else _CHARACTERS
