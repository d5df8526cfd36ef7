"""Entries of the table of settings, and the sections that contain them as fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Generic, TypeVar

from hysteroview.settings.kinds import Entered, Kind, Translate, in_english

T = TypeVar("T")

_ENTRY = "entry"  # in the metadata of a field


@dataclass(frozen=True, slots=True)
class Computed(Generic[T]):
    """A default that depends on the computer or the user.

    Attributes
    ----------
    words
        Description of the default in English, for the documentation.
    """

    compute: Callable[[], T]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Description of one setting, except its default. Texts are in English.

    Attributes
    ----------
    section, name
        Names in the settings file, and of the attributes of `Settings`.
    label
        Name on the settings page.
    help_text
        Effect of a change, in one or two sentences.
    none
        Text in the settings file for None, which TOML does not support; empty if a value is
        required.
    at_next_exam
        Whether a change has no effect on an open exam.
    default_words
        Description of the default, if it depends on the computer.
    """

    kind: Kind[Any]
    label: str
    help_text: str
    none: str = ""
    at_next_exam: bool = False
    default_words: str = ""
    section: str = ""
    name: str = ""

    @property
    def key(self) -> str:
        """Section and name of the setting."""
        return f"{self.section}.{self.name}"

    @property
    def none_label(self) -> str:
        """Text on the settings page for None; empty if a value is required."""
        return self.none.capitalize()

    @property
    def texts(self) -> tuple[str, ...]:
        """Texts to be translated."""
        none = (self.none_label,) if self.none else ()
        return (self.label, self.help_text, *none, *self.kind.texts)

    def check(self, value: Any) -> None:
        """Check that the setting can have this value.

        Raises
        ------
        ValueError
            The value is not permitted; the message contains the setting and the permitted values.
        """
        is_permitted = bool(self.none) if value is None else self.kind.permits(value)
        if not is_permitted:
            raise self._refusal()

    def read(self, value: object) -> Any:
        """Convert a value of a TOML file; the section checks the range.

        Raises
        ------
        ValueError
            It has another type; the message is that of `check`.
        """
        if self.none and value == self.none:
            return None
        try:
            return self.kind.read(value)
        except ValueError as error:
            raise self._refusal() from error

    def write(self, value: Any) -> object:
        """Return the value for a TOML file, which `read` converts back."""
        return self.none if value is None else self.kind.write(value)

    def words(self, value: Any, translate: Translate = in_english) -> str:
        """Return the text of a value on the settings page."""
        return translate(self.none_label) if value is None else self.kind.words(value, translate)

    def parse(self, text: str) -> Any:
        """Convert text from the settings page, without checking the range.

        Raises
        ------
        ValueError
            It cannot be converted.
        """
        assert isinstance(self.kind, Entered)
        return None if self.none and not text else self.kind.parse(text)

    def in_file(self, quote: str = "") -> str:
        """Describe the values in the settings file in English, with `quote` around literals."""
        none = (f'"{self.none}"',) if self.none else ()
        literals = ", ".join(f"{quote}{each}{quote}" for each in (*self.kind.literals, *none))
        permitted = self.kind.range_in_file
        return f"{permitted}, or {literals}" if permitted and literals else permitted or literals

    def _refusal(self) -> ValueError:
        """Return the error, which does not repeat the value: it may be a secret."""
        return ValueError(f"{self.name} must be {self.in_file()}")


@dataclass(frozen=True, slots=True)
class Section:
    """A group of settings: a frozen dataclass whose fields are declared by `setting`.

    Attributes
    ----------
    title
        Title of the group on the settings page, in English.
    remark
        Text below the title, in English; empty if there is none.
    is_compact
        Whether each setting takes only one line on the settings page, with its help as a tooltip.

    Raises
    ------
    ValueError
        A value is not permitted.
    """

    title: ClassVar[str]
    remark: ClassVar[str] = ""
    is_compact: ClassVar[bool] = False

    def __post_init__(self) -> None:
        for name, entry in entries_of(type(self)).items():
            entry.check(getattr(self, name))


def setting(
    kind: Kind[T],
    default: T | Computed[T],
    *,
    label: str,
    help_text: str,
    at_next_exam: bool = False,
) -> T:
    """Declare a setting as a field of a section; see `Entry`."""
    entry = Entry(kind=kind, label=label, help_text=help_text, at_next_exam=at_next_exam)
    declared: T = _declared(entry, default)
    return declared


def setting_or_none(
    kind: Kind[T],
    default: T | None,
    *,
    none: str,
    label: str,
    help_text: str,
    at_next_exam: bool = False,
) -> T | None:
    """Declare a setting that may be None as a field of a section; see `Entry`."""
    entry = Entry(kind=kind, label=label, help_text=help_text, none=none, at_next_exam=at_next_exam)
    declared: T | None = _declared(entry, default)
    return declared


def _declared(entry: Entry, default: object) -> Any:
    metadata = {_ENTRY: entry}
    if isinstance(default, Computed):
        metadata[_ENTRY] = replace(entry, default_words=default.words)
        return field(default_factory=default.compute, metadata=metadata)
    return field(default=default, metadata=metadata)


def entries_of(section: type[Section]) -> Mapping[str, Entry]:
    """Return the entries of a section by their names, in their order."""
    return {each.name: replace(each.metadata[_ENTRY], name=each.name) for each in fields(section)}
