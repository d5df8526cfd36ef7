"""An entry of the table of settings, and the sections whose fields the entries are."""

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
        What it is everywhere, in English, for the documentation.
    """

    compute: Callable[[], T]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """All that is known of one setting, but its default. Texts are in English.

    Attributes
    ----------
    section, name
        As in the settings file and as attributes of `Settings`.
    label
        Its name on the settings page.
    help_text
        What a change does, in one or two sentences.
    none
        What the settings file has for None, which TOML does not know; empty if there must be a
        value.
    at_next_exam
        A change has no effect on an exam that is open.
    default_words
        What the default is, where that depends on the computer.
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
        """Its name with the section."""
        return f"{self.section}.{self.name}"

    @property
    def none_label(self) -> str:
        """What the settings page shows for None; empty if there must be a value."""
        return self.none.capitalize()

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that are to be translated."""
        none = (self.none_label,) if self.none else ()
        return (self.label, self.help_text, *none, *self.kind.texts)

    def check(self, value: Any) -> None:
        """Do nothing if the setting can have this value.

        Raises
        ------
        ValueError
            With the name of the setting and the values that are permitted.
        """
        is_permitted = bool(self.none) if value is None else self.kind.permits(value)
        if not is_permitted:
            raise self._refusal(value)

    def read(self, value: object) -> Any:
        """Return what a value in a TOML file means; a range is checked by the section.

        Raises
        ------
        ValueError
            It is of another type; as from `check`.
        """
        if self.none and value == self.none:
            return None
        try:
            return self.kind.read(value)
        except ValueError as error:
            raise self._refusal(value) from error

    def write(self, value: Any) -> object:
        """Return the value for a TOML file, so that `read` gives the same back."""
        return self.none if value is None else self.kind.write(value)

    def words(self, value: Any, translate: Translate = in_english) -> str:
        """Name a value as the settings page shows it."""
        return translate(self.none_label) if value is None else self.kind.words(value, translate)

    def parse(self, text: str) -> Any:
        """Return what was entered as text on the settings page, in range or not.

        Raises
        ------
        ValueError
            It cannot be a value.
        """
        assert isinstance(self.kind, Entered)
        return None if self.none and not text else self.kind.parse(text)

    def in_file(self, quote: str = "") -> str:
        """Say in English which values the settings file may have, with `quote` around literals."""
        none = (f'"{self.none}"',) if self.none else ()
        literals = ", ".join(f"{quote}{each}{quote}" for each in (*self.kind.literals, *none))
        permitted = self.kind.range_in_file
        return f"{permitted}, or {literals}" if permitted and literals else permitted or literals

    def _refusal(self, value: object) -> ValueError:
        return ValueError(f"{self.name} must be {self.in_file()}, not {value!r}")


@dataclass(frozen=True, slots=True)
class Section:
    """A group of settings: a frozen dataclass, each field of which is declared by `setting`.

    Attributes
    ----------
    title
        Of the group on the settings page, in English.

    Raises
    ------
    ValueError
        A value is not permitted.
    """

    title: ClassVar[str]

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
