"""The table of settings: one entry for each, as a field of its section.

A setting is defined only here: its type and default, permitted values, their form in the file, and
its texts. The sections validate themselves with it; reading and writing the file, the settings page
and `docs/settings.md` are derived from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import platformdirs

from hysteroview.core.foreign.charset.reading import FallbackCharset
from hysteroview.settings.choices import (
    BALANCED,
    DEFAULT_OPERATING_POINT,
    SENSITIVE,
    SPECIFIC,
    ColorMap,
    Language,
    Layout,
    Pixelation,
    Theme,
    WithoutSignal,
)
from hysteroview.settings.entry import (
    Computed,
    Section,
    setting,
    setting_or_none,
)
from hysteroview.settings.kinds import Choice, Count, Folder, Number, Switch, Text


@dataclass(frozen=True, slots=True)
class AppearanceSettings(Section):
    """Look and language of the window."""

    title: ClassVar[str] = "Appearance"

    theme: Theme = setting(
        Choice({Theme.DARK: "Dark", Theme.LIGHT: "Light"}),
        default=Theme.DARK,
        label="Theme",
        help_text="Makes the window dark or light. The area around the picture stays black.",
    )
    language: Language = setting(
        Choice(
            {
                Language.SYSTEM: "Like the system",
                Language.ENGLISH: "English",
                Language.CHINESE: "简体中文",
            }
        ),
        default=Language.SYSTEM,
        label="Language",
        help_text="Sets the language of all texts.",
    )


@dataclass(frozen=True, slots=True)
class LiveSettings(Section):
    """Display and analysis of live pictures."""

    title: ClassVar[str] = "Live window"

    rate_hz: float | None = setting_or_none(
        Number(0.1, 240, "per second"),
        default=None,
        none="every frame",
        label="Frames analyzed",
        help_text="Limits how many frames per second the AI analyzes. Fewer reduce the load.",
    )
    heatmap_on: bool = setting(
        Switch(),
        default=True,
        label="Heatmap",
        help_text="Shows the heatmap from the start.",
    )
    heatmap_opacity: float = setting(
        Number(0, 1, "%", factor=100),
        default=0.6,
        label="Heatmap opacity",
        help_text="Makes the heatmap over the picture stronger or fainter.",
    )
    color_map: ColorMap = setting(
        Choice(
            {
                ColorMap.INFERNO: "Inferno",
                ColorMap.VIRIDIS: "Viridis",
                ColorMap.CIVIDIS: "Cividis",
            }
        ),
        default=ColorMap.INFERNO,
        label="Heatmap colors",
        help_text="Changes the colors of the heatmap. All of them suit color-blind users.",
    )
    heatmap_smoothing_s: float = setting(
        Number(0, 2, "seconds"),  # with more, the heatmap would lag too far behind the camera
        default=0.0,
        label="Heatmap smoothing",
        help_text="Averages the heatmap over this time. 0 shows each frame on its own.",
    )
    layout: Layout = setting(
        Choice(
            {
                Layout.OVERLAY: "Over the picture",
                Layout.SIDE_BY_SIDE: "Side by side",
                Layout.PICTURE_IN_PICTURE: "Small in a corner",
            }
        ),
        default=Layout.OVERLAY,
        label="Layout",
        help_text="Shows the heatmap over the picture, beside it, or small in a corner.",
    )
    snapshot_without_signal: WithoutSignal = setting(
        Choice(
            {
                WithoutSignal.MARK: "Save the last picture, marked",
                WithoutSignal.REFUSE: "Refuse",
            }
        ),
        default=WithoutSignal.MARK,
        label="Snapshot without a signal",
        help_text="Sets what a snapshot does when there is no signal or the recording has ended.",
    )
    sound_on: bool = setting(
        Switch(),
        default=False,
        label="Sound",
        help_text="Plays a sound when a finding that may be malignant appears.",
    )
    operating_point: str = setting(
        Choice(
            {
                SENSITIVE: "Sensitive: fewer missed findings",
                BALANCED: "Balanced",
                SPECIFIC: "Specific: fewer false alarms",
            }
        ),
        default=DEFAULT_OPERATING_POINT,
        label="Operating point",
        help_text="Moves the threshold of the two-class result: higher sensitivity, or fewer "
        "false alarms.",
        at_next_exam=True,
    )


@dataclass(frozen=True, slots=True)
class StudySettings(Section):
    """Study mode: hiding the AI until the operator has decided."""

    title: ClassVar[str] = "Study mode"

    is_on: bool = setting(
        Switch(),
        default=False,
        label="Study mode",
        help_text="Hides the AI until the operator has entered an assessment of their own.",
        at_next_exam=True,
    )
    delay_s: float | None = setting_or_none(
        Number(0, 15, "seconds"),
        default=0.0,
        none="on demand",
        label="AI delay",
        help_text="Sets how long after your own assessment the AI is shown.",
        at_next_exam=True,
    )


@dataclass(frozen=True, slots=True)
class RecordingSettings(Section):
    """Recording of the raw picture."""

    title: ClassVar[str] = "Recording"

    preroll_s: float = setting(
        Number(10, 60, "seconds", or_zero=True),
        default=30.0,
        label="Last seconds",
        help_text="Sets how many of the last seconds one press saves. 0 turns this off.",
        at_next_exam=True,
    )
    pixelation: Pixelation = setting(
        Choice(
            {
                Pixelation.ASK: "Ask before each exam",
                Pixelation.ON: "Always",
                Pixelation.OFF: "Never",
            }
        ),
        default=Pixelation.ASK,
        label="Pixelate outside the body",
        help_text="Makes faces and rooms unrecognizable before a frame is saved.",
        at_next_exam=True,
    )
    split_minutes: float | None = setting_or_none(
        Number(0.1, 1440, "minutes"),
        default=30.0,
        none="never",
        label="Split recordings by time",
        help_text="Starts a new file after this time, so that damage costs only a part.",
        at_next_exam=True,
    )
    split_mb: float | None = setting_or_none(
        Number(10, 1_000_000, "MB"),
        default=4000.0,  # FAT32 is limited to 4 GiB per file
        none="never",
        label="Split recordings by size",
        help_text="Starts a new file at this size. Some disks allow at most 4000 MB per file.",
        at_next_exam=True,
    )
    subtitles: bool = setting(
        Switch(),
        default=False,
        label="AI as subtitles",
        help_text="Writes the AI results into each clip as subtitles for any video player.",
        at_next_exam=True,
    )
    copies: bool = setting(
        Switch(),
        default=True,
        label="Record network streams unchanged",
        help_text="Saves the stream as it arrives, without loss of quality, where possible.",
        at_next_exam=True,
    )


@dataclass(frozen=True, slots=True)
class StorageSettings(Section):
    """Folders of results; each is created when it is first needed."""

    title: ClassVar[str] = "Storage"

    folder: Path = setting(
        Folder(),
        default=Computed(
            lambda: platformdirs.user_pictures_path() / "HysteroView",
            "HysteroView in the user's pictures",
        ),
        label="Snapshot folder",
        help_text="Sets where snapshots taken without an exam are saved.",
        at_next_exam=True,
    )
    second_folder: Path | None = setting_or_none(
        Folder(),
        default=None,
        none="none",
        label="Second snapshot folder",
        help_text="Saves snapshots here when the first disk is full. Choose another disk.",
        at_next_exam=True,
    )
    store: Path = setting(
        Folder(),
        default=Computed(
            lambda: platformdirs.user_data_path("HysteroView", appauthor=False) / "exams",
            "exams in the user's data folder",
        ),
        label="Exam folder",
        help_text="Sets where exams are saved. Exams in the previous folder stay there.",
        at_next_exam=True,
    )


@dataclass(frozen=True, slots=True)
class ReportSettings(Section):
    """Reports on exams."""

    title: ClassVar[str] = "Report"

    folder: Path | None = setting_or_none(
        Folder(),
        default=None,
        none="none",
        label="Report folder",
        help_text="Holds header.txt, logo.png and templates of this site for its reports.",
    )


@dataclass(frozen=True, slots=True)
class ExportSettings(Section):
    """What leaves the hospital."""

    title: ClassVar[str] = "Export"

    deidentify: bool = setting(
        Switch(),
        default=False,
        label="De-identify exports",
        help_text="Replaces the patient by a code in exports, unless switched off for one of them.",
    )
    lossless: bool = setting(
        Switch(),
        default=False,
        label="DICOM pictures without loss",
        help_text="Writes pictures uncompressed into DICOM exports, several times as large as "
        "JPEG, unless chosen otherwise for one of them.",
    )
    dicomdir: bool = setting(
        Switch(),
        default=False,
        label="DICOM exports with DICOMDIR",
        help_text="Adds the directory that other hospitals' programs need on a disk or USB stick "
        "to DICOM exports, unless chosen otherwise for one of them.",
    )


@dataclass(frozen=True, slots=True)
class WorklistSettings(Section):
    """Access to the hospital's list of scheduled exams (DICOM Modality Worklist)."""

    title: ClassVar[str] = "Worklist"

    host: str = setting(
        Text(253),
        default="",
        label="Worklist server",
        help_text="Lists the exams scheduled for today. Leave empty if there is no worklist.",
    )
    port: int = setting(
        Count(1, 65535),
        default=104,
        label="Worklist port",
        help_text="Sets the port on which the server answers.",
    )
    called_title: str = setting(
        Text(16, is_title=True),
        default="ANY-SCP",
        label="AE title of the server",
        help_text="Sets the name of the server in DICOM.",
    )
    own_title: str = setting(
        Text(16, is_title=True),
        default="HYSTEROVIEW",
        label="AE title of this computer",
        help_text="Sets the name of this computer in DICOM. The server has to know it.",
    )
    modality: str = setting(
        Text(16),
        default="",
        label="Modality",
        help_text="Shows only exams of this modality, for example ES. Leave empty to show all.",
    )
    fallback_charset: FallbackCharset = setting(
        Choice(
            {
                FallbackCharset.NONE: "None: mark the name as doubtful",
                FallbackCharset.GB18030: "Simplified Chinese (GB18030, GBK)",
                FallbackCharset.UTF_8: "Unicode (UTF-8)",
                FallbackCharset.BIG5: "Traditional Chinese (Big5)",
                FallbackCharset.LATIN_1: "Western European (Latin-1)",
            }
        ),
        default=FallbackCharset.NONE,
        label="Character set of names without a correct one",
        help_text="Reads names that the server sends without a character set, or with a wrong one.",
    )


@dataclass(frozen=True, slots=True)
class SendingSettings(Section):
    """Sending of exams to archives (PACS)."""

    title: ClassVar[str] = "Sending"

    commitment_port: int = setting(
        Count(1, 65535),
        default=11112,
        label="Port for storage commitment",
        help_text="Sets the port of this computer on which archives confirm what they keep.",
    )
    commitment_tls_port: int = setting(
        Count(1, 65535),
        default=2762,
        label="Encrypted port for storage commitment",
        help_text="Sets the port for archives with an encrypted connection and an own certificate.",
    )
    earlier_title: str = setting(
        Text(16, is_title=True),
        default="HYSTEROVIEW",
        label="AE title for earlier exams",
        help_text="Sets the AE title to which archives send earlier exams (C-MOVE). An archive "
        "knows one port for each title.",
    )
    earlier_port: int = setting(
        Count(1, 65535),
        default=11113,
        label="Port for earlier exams",
        help_text="Sets the port of this computer to which archives send earlier exams (C-MOVE). "
        "It is open only while exams are fetched.",
    )
