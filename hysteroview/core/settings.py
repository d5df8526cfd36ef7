"""What the operator has chosen, one frozen section per component, kept in a readable TOML file."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import platformdirs
import tomli_w

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.core.files import atomic_file

log = logging.getLogger(__name__)

OPERATING_POINTS = ("sensitive", "balanced", "specific")
_EVERY_FRAME = "every frame"  # TOML has no null
_HEADER = "# Settings of HysteroView. Delete a line to get its default back.\n\n"


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """How the live window shows and analyzes.

    Attributes
    ----------
    rate_hz
        At most so many frames a second are analyzed; None analyzes every frame.
    heatmap_on
        Whether the heatmap is drawn.
    heatmap_opacity
        Of the strongest place at probability 1, in [0, 1].
    operating_point
        The name of the card's threshold for premalignant or malignant, one of
        `OPERATING_POINTS`.
    """

    rate_hz: float | None = None
    heatmap_on: bool = True
    heatmap_opacity: float = 0.6
    operating_point: str = "balanced"

    def __post_init__(self) -> None:
        if self.rate_hz is not None and not 0.1 <= self.rate_hz <= 240:
            raise ValueError(f"rate_hz must be 0.1 to 240, not {self.rate_hz}")
        if not 0 <= self.heatmap_opacity <= 1:
            raise ValueError(f"heatmap_opacity must be 0 to 1, not {self.heatmap_opacity}")
        if self.operating_point not in OPERATING_POINTS:
            raise ValueError(
                f"operating_point must be one of {', '.join(OPERATING_POINTS)}, "
                f"not {self.operating_point}"
            )


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Where results are kept.

    Attributes
    ----------
    folder
        Of the snapshots; made when it is first needed.
    """

    folder: Path = field(default_factory=lambda: platformdirs.user_pictures_path() / "HysteroView")


@dataclass(frozen=True, slots=True)
class Settings:
    """All sections."""

    live: LiveSettings = field(default_factory=LiveSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)


def settings_path() -> Path:
    """Return where the settings of this user are kept; nothing is made."""
    return platformdirs.user_config_path("HysteroView", appauthor=False) / "settings.toml"


def _rate(value: object) -> float | None:
    return None if value == _EVERY_FRAME else _number(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"a number is needed, not {value!r}")
    return float(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"true or false is needed, not {value!r}")
    return value


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a word is needed, not {value!r}")
    return value


def _folder(value: object) -> Path:
    if not isinstance(value, str) or not value:
        raise ValueError(f"the path of a folder is needed, not {value!r}")
    return Path(value).expanduser()


_READERS: dict[str, dict[str, Callable[[object], Any]]] = {
    "live": {
        "rate_hz": _rate,
        "heatmap_on": _flag,
        "heatmap_opacity": _number,
        "operating_point": _word,
    },
    "storage": {"folder": _folder},
}


def parse_settings(text: str) -> Settings:
    """Read settings from TOML; what is not there has its default, what is unknown is ignored.

    Raises
    ------
    SettingsError
        It is not TOML, or a value cannot be used.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The settings are damaged: {error}.") from error
    settings = Settings()
    for section in fields(Settings):
        table = document.get(section.name, {})
        if not isinstance(table, dict):
            raise SettingsError(f"The settings are damaged: {section.name} is not a section.")
        values: dict[str, Any] = {}
        for name, read in _READERS[section.name].items():
            if name not in table:
                continue
            try:
                values[name] = read(table[name])
                part = replace(getattr(settings, section.name), **values)
            except ValueError as error:
                raise SettingsError(
                    f"The settings are damaged: {section.name}.{name}: {error}."
                ) from error
            settings = replace(settings, **{section.name: part})
    return settings


def format_settings(settings: Settings) -> str:
    """Write settings as TOML, so that `parse_settings` gives the same back."""
    document = asdict(settings)
    document["live"]["rate_hz"] = settings.live.rate_hz or _EVERY_FRAME
    document["storage"]["folder"] = str(settings.storage.folder)
    return _HEADER + tomli_w.dumps(document)


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, and what the operator should know about how they were read.

    Attributes
    ----------
    notice
        Empty if all is well.
    """

    settings: Settings
    notice: str = ""


def load_settings(path: Path) -> LoadedSettings:
    """Read the settings file; one that is damaged is kept beside it, and defaults are used."""
    try:
        return LoadedSettings(parse_settings(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return LoadedSettings(Settings())
    except OSError as error:
        log.warning("settings cannot be read: %s", error)
        return LoadedSettings(
            Settings(), f"The settings cannot be read ({error.strerror}); defaults are used."
        )
    except (SettingsError, UnicodeDecodeError) as error:
        log.warning("settings are damaged: %s", error)
        return LoadedSettings(Settings(), _set_aside(path))


def _set_aside(path: Path) -> str:
    kept = path.with_name(path.name + ".damaged")
    try:
        path.replace(kept)
    except OSError as error:
        return f"The settings are damaged and cannot be set aside ({error.strerror})."
    return f"The settings were damaged: defaults are used, and the old ones kept as {kept.name}."


def save_settings(settings: Settings, path: Path) -> None:
    """Write the settings file, all or nothing.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The settings cannot be saved: {error.strerror}.",
            remedy=f"Check that {path.parent} can be written.",
        ) from error
    with atomic_file(path) as temporary:
        temporary.write_text(format_settings(settings), encoding="utf-8")
