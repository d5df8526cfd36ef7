"""Saved sources: named locations with field of view, colors and aspect."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import tomli_w

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.core.foreign.toml import parse_toml
from hysteroview.core.locations import (
    is_address,
    is_same_but_hidden,
    named,
    shareable,
    without_secrets,
)
from hysteroview.settings.corrections import (
    UNCORRECTED,
    AspectChoice,
    ColorChoice,
    Correction,
    check_correction,
    with_correction,
    without_correction,
)
from hysteroview.settings.file import settings_path
from hysteroview.settings.user_file import (
    DamagedError,
    UnreadableError,
    changing,
    clear_leftovers,
    read_user_file,
    set_aside,
    write_user_file,
)
from hysteroview.settings.view_presets import AUTOMATIC, ViewPreset, format_view, parse_view

log = logging.getLogger(__name__)

_LONGEST_NAME = 60
_LONGEST_LOCATION = 4096
_FORBIDDEN = frozenset('/\\:?#"\n\r\t')  # so that a name cannot be confused with a location
_HEADER = "# Sources of HysteroView: for `hysteroview run NAME`.\n\n"


@dataclass(frozen=True, slots=True)
class SourcePreset:
    """One saved source with the operator's name for it.

    Attributes
    ----------
    location
        Location for `hysteroview run`, with device and format of a camera, and possibly a password;
        for opening only, not for display; without a correction.
    view
        Field of view.
    correction
        Colors and aspect in place of the source's own.
    """

    name: str
    location: str
    view: ViewPreset = AUTOMATIC
    correction: Correction = UNCORRECTED

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > _LONGEST_NAME or _FORBIDDEN & {*self.name}:
            raise ValueError(f"a name has 1 to {_LONGEST_NAME} characters, none of them / : ? #")
        if not self.location.strip():
            raise ValueError("the location is missing")
        if len(self.location) > _LONGEST_LOCATION:
            raise ValueError("the location is too long")
        check_correction(self.location, self.correction)

    @property
    def opening(self) -> str:
        """Location for `open_source`."""
        is_stream = is_address(self.location)
        plain = without_correction(self.location) if is_stream else self.location
        return with_correction(plain, self.correction)

    @property
    def shown(self) -> str:
        """Location for display: of an address, its kind and its host."""
        return without_secrets(self.location)

    def __repr__(self) -> str:
        return f"SourcePreset({self.name!r}, {self.shown!r})"


@dataclass(frozen=True, slots=True)
class LoadedPresets:
    """Presets, with a message for the operator about reading them."""

    presets: tuple[SourcePreset, ...] = ()
    notice: str = ""


def presets_path() -> Path:
    """Return the path of this user's presets; nothing is created."""
    return settings_path().with_name("sources.toml")


def find_preset(name: str, presets: Iterable[SourcePreset]) -> SourcePreset | None:
    """Return the preset with this name, case-insensitive."""
    wanted = name.strip().casefold()
    return next((each for each in presets if each.name.casefold() == wanted), None)


def merge(
    presets: Iterable[SourcePreset], added: Iterable[SourcePreset]
) -> tuple[SourcePreset, ...]:
    """Add presets; they replace presets with the same names, but keep their passwords.

    Exports contain only kind and host of an address: if they are the same, the known address stays.
    """
    kept = {each.name.casefold(): each for each in presets}
    for each in added:
        key = each.name.casefold()
        known = kept.get(key)
        is_same = known is not None and is_same_but_hidden(each.location, known.location)
        kept[key] = replace(each, location=known.location) if known and is_same else each
    return tuple(kept.values())


def parse_presets(text: str) -> tuple[SourcePreset, ...]:
    """Read presets from TOML.

    Raises
    ------
    SettingsError
        It is not TOML, or a preset cannot be used.
    """
    try:
        tables = parse_toml(text).get("sources", {})
    except ValueError as error:
        raise SettingsError(f"The file of saved sources is damaged: {error}.") from error
    if not isinstance(tables, dict):
        raise SettingsError("The file of saved sources is damaged: [sources] is not a section.")
    return tuple(_parse_preset(name, table) for name, table in tables.items())


def _parse_preset(name: str, table: object) -> SourcePreset:
    if not isinstance(table, dict):
        raise SettingsError(f"The saved source “{named(name)}” is damaged: it is not a section.")
    texts = {key: table.get(key, usual) for key, usual in _USUAL.items()}
    try:
        for key, value in texts.items():
            if not isinstance(value, str):
                raise ValueError(f"{key} must be text")
        for key, choices in (("color", ColorChoice), ("aspect", AspectChoice)):
            if texts[key] not in set(choices):
                raise ValueError(f"{key} must be one of {', '.join(choices)}")
        correction = Correction(ColorChoice(texts["color"]), AspectChoice(texts["aspect"]))
        return SourcePreset(name, texts["location"], parse_view(texts["view"]), correction)
    except ValueError as error:
        raise SettingsError(f"The saved source “{named(name)}” is damaged: {error}.") from error


_USUAL = {
    "location": "",
    "view": format_view(AUTOMATIC),
    "color": str(ColorChoice.AS_SENT),
    "aspect": str(AspectChoice.AS_SENT),
}


def format_presets(presets: Iterable[SourcePreset], *, with_secrets: bool) -> str:
    """Write presets as TOML, without secrets for another computer."""
    tables = {
        each.name: {
            "location": each.location if with_secrets else shareable(each.location),
            "view": format_view(each.view),
            "color": str(each.correction.color),
            "aspect": str(each.correction.aspect),
        }
        for each in presets
    }
    return _HEADER + tomli_w.dumps({"sources": tables})


def load_presets(path: Path) -> LoadedPresets:
    """Read the file of presets; a damaged one is renamed and ignored, and the notice says so."""
    clear_leftovers(path)
    try:
        return LoadedPresets(_read(path))
    except UnreadableError as error:
        log.warning("the sources cannot be read")
        return LoadedPresets((), error.message)
    except SettingsError as error:
        log.warning("the sources are damaged")
        fault = error.message
    try:
        with changing(path):
            try:
                return LoadedPresets(_read(path))  # another program has just replaced it
            except SettingsError:
                kept = set_aside(path)
    except StorageError:
        kept = None
    if kept is None:
        return LoadedPresets((), f"{fault} It cannot be set aside: repair or delete {path.name}.")
    return LoadedPresets((), f"{fault} It is kept as {kept.name}, and the list is now empty.")


def _read(path: Path) -> tuple[SourcePreset, ...]:
    try:
        text = read_user_file(path)
    except DamagedError as error:
        raise SettingsError(f"The file of saved sources is damaged: {error}.") from error
    return () if text is None else parse_presets(text)


def read_export(path: Path) -> tuple[SourcePreset, ...]:
    """Read a file that was written by an export.

    Raises
    ------
    SettingsError
        It cannot be read, or it is no such file.
    """
    try:
        text = read_user_file(path)
    except SettingsError as error:
        raise SettingsError(f"{path.name} cannot be read as text.") from error
    return parse_presets(text or "")


def change_presets(
    change: Callable[[tuple[SourcePreset, ...]], Iterable[SourcePreset]], path: Path
) -> None:
    """Read, change and write the presets; no other program changes them in between.

    Raises
    ------
    SettingsError
        The file is damaged or cannot be read; nothing is changed.
    StorageError
        It cannot be written.
    """
    with changing(path):
        loaded = load_presets(path)
        if loaded.notice:
            raise SettingsError(loaded.notice)
        save_presets(change(loaded.presets), path)


def save_presets(presets: Iterable[SourcePreset], path: Path) -> None:
    """Write the file of presets atomically, readable for its owner only.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    write_user_file(path, format_presets(presets, with_secrets=True), private=True)
