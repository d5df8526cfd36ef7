"""What the operator has chosen, one frozen section per component, kept in a readable TOML file."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import platformdirs
import tomli_w

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.core.files import atomic_file
from hysteroview.core.key_settings import KeySettings, format_keys, parse_keys
from hysteroview.core.live_settings import ColorMap, Layout, LiveSettings
from hysteroview.core.study import StudySettings
from hysteroview.core.view_preset import AUTOMATIC, ViewPreset, format_view, parse_view

log = logging.getLogger(__name__)

_EVERY_FRAME, _NEVER, _NONE = "every frame", "never", "none"  # TOML has no null
_VIEW_SECTIONS = ("views", "scopes")
_ON_DEMAND = "on demand"
_HEADER = "# Settings of HysteroView. Delete a line to get its default back.\n\n"


def _own_folder() -> Path:
    return platformdirs.user_data_path("HysteroView", appauthor=False)


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Where results are kept.

    Attributes
    ----------
    folder
        Of the snapshots; made when it is first needed.
    second_folder
        On another disk, for snapshots when the first is full; None if there is none.
    store
        Of the exams: only its user can read it.
    """

    folder: Path = field(default_factory=lambda: platformdirs.user_pictures_path() / "HysteroView")
    second_folder: Path | None = None
    store: Path = field(
        default_factory=lambda: (
            platformdirs.user_data_path("HysteroView", appauthor=False) / "exams"
        )
    )


class Pixelation(StrEnum):
    """Whether frames outside the body are pixelated before they are stored."""

    OFF = "off"
    ON = "on"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class RecordingSettings:
    """How the raw picture is recorded.

    Attributes
    ----------
    split_minutes, split_mb
        A recording goes on in a new file after so many minutes or 10⁶ bytes, whichever comes
        first; None for one file.
    preroll_s
        So much of the past is kept for one press, 10 to 60 s; 0 keeps none.
    pixelation
        Of frames outside the body; `ASK` asks at the start of each exam.
    subtitles
        Whether a clip gets its AI track as subtitles too.
    copies
        Whether a source that is compressed already is kept as it comes, where that can be.
    """

    split_minutes: float | None = 30.0
    split_mb: float | None = 4000.0  # FAT32 holds 4 GiB a file
    preroll_s: float = 30.0
    pixelation: Pixelation = Pixelation.ASK
    subtitles: bool = False
    copies: bool = True

    def __post_init__(self) -> None:
        if self.split_minutes is not None and not 0.1 <= self.split_minutes <= 1440:
            raise ValueError(f"split_minutes must be 0.1 to 1440, not {self.split_minutes}")
        if self.split_mb is not None and not 10 <= self.split_mb <= 1_000_000:
            raise ValueError(f"split_mb must be 10 to 1000000, not {self.split_mb}")
        if self.preroll_s and not 10 <= self.preroll_s <= 60:
            raise ValueError(f"preroll_s must be 0 or 10 to 60, not {self.preroll_s}")


@dataclass(frozen=True, slots=True)
class ViewSettings:
    """Fields of view that the operator has set, one for a name at most.

    Attributes
    ----------
    presets
        Names with what was set for each: of sources, as `SourceInfo` gives them, or of scopes.
    """

    presets: tuple[tuple[str, ViewPreset], ...] = ()

    def of(self, name: str) -> ViewPreset:
        """Return what was set for a name; AUTOMATIC if nothing was."""
        return dict(self.presets).get(name, AUTOMATIC)

    def remember(self, name: str, preset: ViewPreset) -> ViewSettings:
        """Return settings in which a name has this preset; AUTOMATIC forgets it."""
        others = tuple(pair for pair in self.presets if pair[0] != name)
        return ViewSettings(others if preset == AUTOMATIC else (*others, (name, preset)))


@dataclass(frozen=True, slots=True)
class Settings:
    """All sections; `views` belong to sources, `scopes` to endoscopes by the operator's names."""

    live: LiveSettings = field(default_factory=LiveSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)
    recording: RecordingSettings = field(default_factory=RecordingSettings)
    views: ViewSettings = field(default_factory=ViewSettings)
    scopes: ViewSettings = field(default_factory=ViewSettings)
    keys: KeySettings = field(default_factory=KeySettings)
    pedal: KeySettings = field(default_factory=KeySettings)
    study: StudySettings = field(default_factory=StudySettings)


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


def _second_folder(value: object) -> Path | None:
    return None if value == _NONE else _folder(value)


def _delay(value: object) -> float | None:
    return None if value == _ON_DEMAND else _number(value)


def _limit(value: object) -> float | None:
    return None if value == _NEVER else _number(value)


def _choice(choices: type[StrEnum]) -> Callable[[object], StrEnum]:
    def read(value: object) -> StrEnum:
        words = [choice.value for choice in choices]
        if value not in words:
            raise ValueError(f"{', '.join(words[:-1])} or {words[-1]} is needed, not {value!r}")
        return choices(value)

    return read


_READERS: dict[str, dict[str, Callable[[object], Any]]] = {
    "live": {
        "rate_hz": _rate,
        "heatmap_on": _flag,
        "heatmap_opacity": _number,
        "operating_point": _word,
        "color_map": _choice(ColorMap),
        "heatmap_smoothing_s": _number,
        "layout": _choice(Layout),
        "sound_on": _flag,
    },
    "storage": {"folder": _folder, "second_folder": _second_folder, "store": _folder},
    "recording": {
        "split_minutes": _limit,
        "split_mb": _limit,
        "preroll_s": _number,
        "pixelation": _choice(Pixelation),
        "subtitles": _flag,
        "copies": _flag,
    },
    "study": {"is_on": _flag, "delay_s": _delay},
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
        if section.name in _VIEW_SECTIONS:
            presets: dict[str, Any] = {section.name: _views(section.name, table)}
            settings = replace(settings, **presets)
            continue
        if section.name in ("keys", "pedal"):
            assigned: dict[str, Any] = {section.name: _keys(section.name, table)}
            settings = replace(settings, **assigned)
            continue
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


def _views(section: str, table: dict[str, object]) -> ViewSettings:
    """Read a section whose names are the operator's own."""
    presets = []
    for name, text in table.items():
        place = f"The settings are damaged: {section}.{name}"
        if not isinstance(text, str):
            raise SettingsError(f"{place}: {text!r} is no view.")
        try:
            presets.append((name, parse_view(text)))
        except ValueError as error:
            raise SettingsError(f"{place}: {error}.") from error
    return ViewSettings(tuple(presets))


def _keys(section: str, table: dict[str, object]) -> KeySettings:
    try:
        return parse_keys(table)
    except ValueError as error:
        raise SettingsError(f"The settings are damaged: {section}.{error}.") from error


def format_settings(settings: Settings) -> str:
    """Write settings as TOML, so that `parse_settings` gives the same back."""
    document = asdict(settings)
    document["live"]["rate_hz"] = settings.live.rate_hz or _EVERY_FRAME
    document["live"]["color_map"] = settings.live.color_map.value
    document["live"]["layout"] = settings.live.layout.value
    storage, recording = settings.storage, settings.recording
    document["storage"]["folder"] = str(storage.folder)
    document["storage"]["store"] = str(storage.store)
    document["storage"]["second_folder"] = str(storage.second_folder or _NONE)
    for limit in ("split_minutes", "split_mb"):
        document["recording"][limit] = getattr(recording, limit) or _NEVER
    document["recording"]["pixelation"] = recording.pixelation.value
    for section in _VIEW_SECTIONS:
        named = getattr(settings, section).presets
        document[section] = {name: format_view(preset) for name, preset in named}
    document["keys"], document["pedal"] = format_keys(settings.keys), format_keys(settings.pedal)
    if settings.study.delay_s is None:
        document["study"]["delay_s"] = _ON_DEMAND
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
