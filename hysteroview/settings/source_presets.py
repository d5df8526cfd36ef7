"""Saved sources: named locations with field of view, colors and aspect."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import tomli_w

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.core.files import atomic_file
from hysteroview.core.locations import (
    is_address,
    is_same_but_hidden,
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
from hysteroview.settings.view_presets import AUTOMATIC, ViewPreset, format_view, parse_view

log = logging.getLogger(__name__)

_LONGEST_NAME = 60
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
        tables = tomllib.loads(text).get("sources", {})
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The file of saved sources is damaged: {error}.") from error
    if not isinstance(tables, dict):
        raise SettingsError("The file of saved sources is damaged: [sources] is not a section.")
    return tuple(_parse_preset(name, table) for name, table in tables.items())


def _parse_preset(name: str, table: object) -> SourcePreset:
    if not isinstance(table, dict):
        raise SettingsError(
            f"The saved source “{without_secrets(name)}” is damaged: it is not a section."
        )
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
        raise SettingsError(
            f"The saved source “{without_secrets(name)}” is damaged: {error}."
        ) from error


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
    """Read the file of presets; a damaged one is left as it is, and the notice says so."""
    try:
        return LoadedPresets(parse_presets(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return LoadedPresets()
    except OSError as error:
        log.warning("the sources cannot be read: %s", error.strerror)
        return LoadedPresets((), f"The saved sources cannot be read ({error.strerror}).")
    except (SettingsError, UnicodeDecodeError) as error:
        log.warning("the sources are damaged")
        return LoadedPresets(
            (), f"{error} Repair or delete {path.name}. The program does not change it until then."
        )


def save_presets(presets: Iterable[SourcePreset], path: Path) -> None:
    """Write the file of presets atomically, readable for its owner only.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The source cannot be saved: {error.strerror}.",
            remedy=f"Check that {path.parent} can be written.",
        ) from error
    with atomic_file(path, private=True) as temporary:
        temporary.write_text(format_presets(presets, with_secrets=True), encoding="utf-8")
