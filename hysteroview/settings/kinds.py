"""Kinds of settings: form in the file, permitted values, and display texts."""

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

_LONGEST_PATH = 4096  # characters
_RANGE, _OR_ZERO = "{0} to {1}", "0, or {0} to {1}"
_CHARACTERS, _PLAIN_CHARACTERS = "up to {0} characters", "1 to {0} unaccented characters"
_FOLDER, _FILE = "the full path of a folder", "the full path of a file"
_ON, _OFF, _EMPTY = "On", "Off", "None"


def in_english(text: str) -> str:
    """Return a text of the table unchanged."""
    return text


class Kind(ABC, Generic[T]):
    """Kind of the values of a setting.

    Methods that return display texts take a function that translates their parts.
    """

    @abstractmethod
    def read(self, value: object) -> T:
        """Convert a value of a TOML file, without checking the range.

        Raises
        ------
        ValueError
            It has another type.
        """

    def write(self, value: T) -> object:
        """Return the value for a TOML file, which `read` converts back."""
        return value

    def permits(self, _value: T) -> bool:
        """Whether a setting can have this value."""
        return True

    @abstractmethod
    def words(self, value: T, translate: Translate) -> str:
        """Return the text of a value on the settings page."""

    @property
    def literals(self) -> tuple[str, ...]:
        """The permitted values in TOML form, if they can be listed."""
        return ()

    @property
    def range_in_file(self) -> str:
        """Description of other values in the file, in English; empty if there are none."""
        return ""

    @property
    @abstractmethod
    def texts(self) -> tuple[str, ...]:
        """Texts to be translated."""


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
    """One of several values.

    Attributes
    ----------
    labels
        Names of the values on the settings page, in its order.
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
    """A value that is entered as text."""

    @property
    def unit(self) -> str:
        """Unit of the entered value; empty if it has none."""
        return ""

    def text(self, value: T) -> str:
        """Return the text of a value in the form in which it is entered."""
        return str(value)

    @abstractmethod
    def parse(self, text: str) -> T:
        """Convert entered text, without checking the range.

        Raises
        ------
        ValueError
            It cannot be converted.
        """

    def words(self, value: T, translate: Translate) -> str:
        unit = translate(self.unit) if self.unit else ""
        return f"{self.text(value)} {unit}".strip()

    @abstractmethod
    def permitted(self, translate: Translate) -> str:
        """Describe the permitted values, in the unit in which they are entered."""


@dataclass(frozen=True, slots=True)
class Number(Entered[float]):
    """A number in a range.

    Attributes
    ----------
    shown_unit, factor
        The settings page shows the value multiplied by the factor, in this unit.
    or_zero
        Whether 0 is also permitted, below the range.
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
    """The path of a folder, which need not exist yet, or of a file.

    Attributes
    ----------
    is_file
        Whether it is the path of a file.
    """

    is_file: bool = False

    def read(self, value: object) -> Path:
        if not isinstance(value, str) or not value:
            raise ValueError(value)
        return _expand(value)

    def write(self, value: Path) -> object:
        return str(value)

    def parse(self, text: str) -> Path:
        folder = _expand(text)
        if not folder.is_absolute():  # a relative path would depend on where the program is started
            raise ValueError(text)
        return folder

    def permitted(self, translate: Translate) -> str:
        return translate(self._words)

    @property
    def range_in_file(self) -> str:
        return self._words

    @property
    def texts(self) -> tuple[str, ...]:
        return (self._words,)

    @property
    def _words(self) -> str:
        return _FILE if self.is_file else _FOLDER


def _expand(text: str) -> Path:
    """Return a path with a home folder in place of ~; ValueError if there is no such user."""
    if len(text) > _LONGEST_PATH or not text.isprintable():
        raise ValueError(text)
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError(text) from error


@dataclass(frozen=True, slots=True)
class Text(Entered[str]):
    """A line of text without surrounding spaces.

    Attributes
    ----------
    most
        Maximum length in characters.
    is_title
        Whether it is an application entity title: at least one character, printable ASCII
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
