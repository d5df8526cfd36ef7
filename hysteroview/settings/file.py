"""Settings files in TOML: the user's file, which overrides the hospital's file for all users."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import platformdirs
import tomli_w

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.core.foreign.toml import parse_toml
from hysteroview.settings.archives import Archives, format_archives, parse_archives
from hysteroview.settings.entry import Section, entries_of
from hysteroview.settings.keys import KeySettings, format_keys, parse_keys
from hysteroview.settings.merging import merge_changes
from hysteroview.settings.sections import Settings
from hysteroview.settings.user_file import (
    DamagedError,
    UnreadableError,
    changing,
    clear_leftovers,
    read_user_file,
    set_aside,
    write_user_file,
)
from hysteroview.settings.view_presets import ViewSettings, format_views, parse_views

log = logging.getLogger(__name__)

_LONGEST_FAULT = 300  # characters
_HEADER = "# Settings of HysteroView. Delete a line to get its default back.\n\n"


def settings_path() -> Path:
    """Return the path of this user's settings file; nothing is created."""
    return platformdirs.user_config_path("HysteroView", appauthor=False) / "settings.toml"


def site_settings_path() -> Path:
    """Return the path of the hospital's defaults for all users of this machine."""
    return platformdirs.site_config_path("HysteroView", appauthor=False) / "settings.toml"


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, with a message for the operator about reading them.

    Attributes
    ----------
    notice
        Message for the operator; empty if there was no problem.
    base
        Settings that the user's file overrides: the program's defaults and the site's file.
    """

    settings: Settings
    notice: str = ""
    base: Settings = field(default_factory=Settings)


def parse_settings(text: str, base: Settings | None = None) -> Settings:
    """Read settings from TOML; missing ones are taken from `base`, unknown ones are ignored.

    A section with names chosen by the operator (archives, views, scopes, keys, pedal) replaces that
    of `base` completely.

    Raises
    ------
    SettingsError
        It is not TOML, or a value cannot be used.
    """
    try:
        document = parse_toml(text)
    except ValueError as error:
        raise SettingsError(f"The settings are damaged: {error}.") from error
    settings = base or Settings()
    for each in fields(Settings):
        table = document.get(each.name)
        if table is None:
            continue
        if not isinstance(table, dict):
            raise SettingsError(f"The settings are damaged: {each.name} is not a section.")
        try:
            section = _read_section(table, getattr(settings, each.name))
        except ValueError as error:
            fault = f"{error}"[:_LONGEST_FAULT]
            raise SettingsError(f"The settings are damaged: {each.name}.{fault}.") from error
        changed: dict[str, Any] = {each.name: section}
        settings = replace(settings, **changed)
    return settings


def _read_section(table: dict[str, object], base: object) -> object:
    """Read a section from a TOML table; a ValueError begins with the name of the setting."""
    match base:
        case Section():
            entries = entries_of(type(base)).items()
            read = {name: entry.read(table[name]) for name, entry in entries if name in table}
            return replace(base, **read)
        case ViewSettings():
            return parse_views(table)
        case Archives():
            return parse_archives(table)
        case _:
            return parse_keys(table)


def format_settings(settings: Settings, base: Settings | None = None) -> str:
    """Write settings as TOML, which `parse_settings` reads back with the same base.

    Parameters
    ----------
    base
        Only differences from it are written, so that later changes of it apply to all other
        settings; None writes all settings, as a file for distribution.
    """
    document = {}
    for each in fields(Settings):
        section = getattr(settings, each.name)
        standard = None if base is None else getattr(base, each.name)
        if section != standard:
            document[each.name] = _write_section(section, standard)
    return _HEADER + tomli_w.dumps(document)


def _write_section(section: object, standard: object) -> dict[str, Any]:
    """Return the values that differ from the standard, or all if it is None."""
    match section:
        case Section():
            return {
                name: entry.write(getattr(section, name))
                for name, entry in entries_of(type(section)).items()
                if standard is None or getattr(section, name) != getattr(standard, name)
            }
        case ViewSettings():
            return dict(format_views(section))
        case Archives():
            return dict(format_archives(section))
        case KeySettings():
            return dict(format_keys(section))
        case _:
            raise AssertionError(section)


def load_settings(path: Path, site: Path | None = None) -> LoadedSettings:
    """Read the defaults, the site's file and the user's file, each overriding the one before.

    A damaged user file is renamed and ignored; a damaged site file is left unchanged and ignored.
    Both are reported in `notice`.

    Parameters
    ----------
    site
        Site file; None means `site_settings_path()`.
    """
    base, notices = Settings(), []
    try:
        base = _read(site or site_settings_path(), base)
    except SettingsError as error:
        log.warning("the site's settings cannot be used: %s", error)
        notices.append(f"The settings file of this site is not used. {error.message}")
    clear_leftovers(path)
    settings, notice = base, ""
    try:
        settings = _read(path, base)
    except UnreadableError as error:
        log.warning("settings cannot be read: %s", error)
        notice = f"{error.message} Defaults are used."
    except SettingsError as error:
        log.warning("settings are damaged: %s", error)
        try:
            settings, notice = _replace_damaged(path, base)
        except StorageError:
            notice = "The settings are damaged and cannot be set aside."
    notices.append(notice)
    return LoadedSettings(settings, " ".join(filter(None, notices)), base)


def _read(path: Path, base: Settings) -> Settings:
    """Read a file over its base; `UnreadableError` if that fails, other errors if it is damaged."""
    try:
        text = read_user_file(path)
    except DamagedError as error:
        raise SettingsError(f"The settings are damaged: {error}.") from error
    return base if text is None else parse_settings(text, base)


def _replace_damaged(path: Path, base: Settings) -> tuple[Settings, str]:
    """Set a damaged file aside, unless another program has just done so."""
    with changing(path):
        try:
            return _read(path, base), ""
        except SettingsError:
            kept = set_aside(path)
    if kept is None:
        return base, "The settings are damaged and cannot be set aside."
    return base, (
        f"The settings were damaged: defaults are used, and the old ones kept as {kept.name}."
    )


def site_defaults(site: Path | None = None) -> Settings:
    """Return the defaults, including those of the site's file if it is valid."""
    try:
        return _read(site or site_settings_path(), Settings())
    except SettingsError as error:
        log.warning("the site's settings cannot be used: %s", error)
        return Settings()


def save_settings(settings: Settings, path: Path, base: Settings | None = None) -> None:
    """Write the differences from `base` to the user's file, atomically.

    Parameters
    ----------
    base
        Base as loaded, so that later changes of the site are not taken for the user's choice; None
        reads the site's file now.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    write_user_file(path, format_settings(settings, base or site_defaults()))


def save_changes(
    before: Settings, after: Settings, path: Path, base: Settings | None = None
) -> None:
    """Write what has changed from `before` to `after`; what other programs have changed stays.

    Parameters
    ----------
    base
        As for `save_settings`.

    Raises
    ------
    StorageError
        The file cannot be read or written.
    """
    base = base or site_defaults()
    with changing(path):
        try:
            kept = _read(path, base)
        except UnreadableError as error:
            raise StorageError(error.message, remedy=f"Check that {path} can be read.") from error
        except SettingsError as error:
            log.warning("settings are damaged: %s", error)
            set_aside(path)
            kept = before
        save_settings(merge_changes(before, after, kept), path, base)
