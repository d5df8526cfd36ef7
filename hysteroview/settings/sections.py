"""What the operator has chosen, one frozen section per component."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import platformdirs

from hysteroview.settings.keys import KeySettings
from hysteroview.settings.live_section import LiveSettings
from hysteroview.settings.view_presets import AUTOMATIC, ViewPreset

MOST_DELAY_S = 15.0
LANGUAGES = ("system", "en", "zh_CN")


def _own_folder() -> Path:
    return platformdirs.user_data_path("HysteroView", appauthor=False)


@dataclass(frozen=True, slots=True)
class StudySettings:
    """How the AI is kept back until the operator has decided.

    Attributes
    ----------
    is_on
        The AI is hidden until a call was made.
    delay_s
        From the call until the AI is revealed, 0 to 15 s; None reveals it on demand only.
    """

    is_on: bool = False
    delay_s: float | None = 0.0

    def __post_init__(self) -> None:
        if self.delay_s is not None and not 0 <= self.delay_s <= MOST_DELAY_S:
            raise ValueError(f"delay_s must be 0 to {MOST_DELAY_S:g}, not {self.delay_s}")


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


class Theme(StrEnum):
    """The look of the window; the picture's surroundings are black in each."""

    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class AppearanceSettings:
    """How the window looks and speaks.

    Attributes
    ----------
    theme
        Of everything but the picture's surroundings.
    language
        One of `LANGUAGES`; "system" follows the system's own.
    """

    theme: Theme = Theme.DARK
    language: str = "system"

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {self.language}")


@dataclass(frozen=True, slots=True)
class WorklistSettings:
    """Where the hospital's list of scheduled exams is (DICOM Modality Worklist).

    Attributes
    ----------
    host
        Name or address of the server; empty if there is none.
    called_title, own_title
        Application entity titles of the server and of this program, 1 to 16 characters
        (PS3.5, VR AE).
    modality
        Only exams of this kind, such as ES; empty for all.
    """

    host: str = ""
    port: int = 104
    called_title: str = "ANY-SCP"
    own_title: str = "HYSTEROVIEW"
    modality: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.port <= 65535:
            raise ValueError(f"port must be 1 to 65535, not {self.port}")
        for title in (self.called_title, self.own_title):
            if not (0 < len(title.strip()) <= 16 and title.isascii() and title.isprintable()):
                raise ValueError(f"a title has 1 to 16 plain characters, not {title!r}")
        if len(self.modality) > 16 or len(self.host) > 253:
            raise ValueError("that is too long")


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
    appearance: AppearanceSettings = field(default_factory=AppearanceSettings)
    worklist: WorklistSettings = field(default_factory=WorklistSettings)


def settings_path() -> Path:
    """Return where the settings of this user are kept; nothing is made."""
    return platformdirs.user_config_path("HysteroView", appauthor=False) / "settings.toml"


def site_settings_path() -> Path:
    """Return where a hospital may lay the defaults of all users of this machine."""
    return platformdirs.site_config_path("HysteroView", appauthor=False) / "settings.toml"
