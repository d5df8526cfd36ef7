"""All that can be set, in one table, from which the settings page is made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from hysteroview.settings.live_section import ColorMap, Layout
from hysteroview.settings.sections import Pixelation, Theme

# Settings that have a page of their own, or are set where they are used.
ELSEWHERE = frozenset({"views", "scopes", "keys", "pedal"})


class Kind(Enum):
    """How an entry is edited."""

    SWITCH = auto()
    CHOICE = auto()
    NUMBER = auto()
    COUNT = auto()  # a whole number
    FOLDER = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One setting, and how it is told. Words are in the operator's language.

    Attributes
    ----------
    section, name
        Of the setting, as in the settings file.
    words
        What it is called on the page.
    does
        One sentence: what a change does.
    choices
        Values with their words, for `Kind.CHOICE`.
    unit, factor
        Of a number as it is shown; what is shown is the setting times the factor.
    allowed
        Which values are accepted, in words and in the unit that is shown.
    empty_words
        What an empty field stands for (None in the settings); empty if it has to be filled in.
    at_next_exam
        A change has no effect on an exam that is open.
    """

    section: str
    name: str
    words: str
    does: str
    kind: Kind
    choices: tuple[tuple[object, str], ...] = ()
    unit: str = ""
    factor: float = 1.0
    allowed: str = ""
    empty_words: str = ""
    at_next_exam: bool = False

    @property
    def key(self) -> str:
        """Its name in the settings file, with the section."""
        return f"{self.section}.{self.name}"

    def tell(self, value: object) -> str:
        """Say a value in words."""
        if self.kind is Kind.SWITCH:
            return _tr("On") if value else _tr("Off")
        if self.kind is Kind.CHOICE:
            return dict(self.choices).get(value, str(value))
        if value is None:
            return self.empty_words
        if self.kind is Kind.TEXT and not value:
            return _tr("None")
        if self.kind in (Kind.NUMBER, Kind.COUNT) and isinstance(value, int | float):
            return f"{value * self.factor:.10g} {self.unit}".strip()
        return str(value)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


def section_titles() -> dict[str, str]:
    """Return the groups of the page in their order, by section."""
    return {
        "appearance": _tr("Appearance"),
        "live": _tr("Live window"),
        "study": _tr("Study mode"),
        "recording": _tr("Recording"),
        "storage": _tr("Storage"),
        "worklist": _tr("Worklist"),
    }


def settings_table() -> tuple[Entry, ...]:
    """Return all entries in the operator's language, in the order of the page."""
    return (
        Entry(
            section="appearance", name="theme", kind=Kind.CHOICE, words=_tr("Theme"),
            does=_tr("Makes the window dark or light. The area around the picture stays black."),
            choices=((Theme.DARK, _tr("Dark")), (Theme.LIGHT, _tr("Light"))),
        ),
        Entry(
            section="appearance", name="language", kind=Kind.CHOICE, words=_tr("Language"),
            does=_tr("Sets the language of all texts."),
            choices=(("system", _tr("Like the system")), ("en", "English"), ("zh_CN", "简体中文")),
        ),
        Entry(
            section="live", name="rate_hz", kind=Kind.NUMBER, words=_tr("Frames analyzed"),
            does=_tr("Limits how many frames per second the AI analyzes. Fewer reduce the load."),
            unit=_tr("per second"), allowed=_tr("0.1 to 240"), empty_words=_tr("Every frame"),
        ),
        Entry(
            section="live", name="heatmap_on", kind=Kind.SWITCH, words=_tr("Heatmap"),
            does=_tr("Shows the heatmap from the start."),
        ),
        Entry(
            section="live", name="heatmap_opacity", kind=Kind.NUMBER,
            words=_tr("Heatmap opacity"), unit="%", factor=100.0, allowed=_tr("0 to 100"),
            does=_tr("Makes the heatmap over the picture stronger or fainter."),
        ),
        Entry(
            section="live", name="color_map", kind=Kind.CHOICE, words=_tr("Heatmap colors"),
            does=_tr("Changes the colors of the heatmap. All of them suit color-blind users."),
            choices=(
                (ColorMap.INFERNO, "Inferno"),
                (ColorMap.VIRIDIS, "Viridis"),
                (ColorMap.CIVIDIS, "Cividis"),
            ),
        ),
        Entry(
            section="live", name="heatmap_smoothing_s", kind=Kind.NUMBER,
            words=_tr("Heatmap smoothing"), unit=_tr("seconds"), allowed=_tr("0 to 2"),
            does=_tr("Averages the heatmap over this time. 0 shows each frame on its own."),
        ),
        Entry(
            section="live", name="layout", kind=Kind.CHOICE, words=_tr("Layout"),
            does=_tr("Shows the heatmap over the picture, beside it, or small in a corner."),
            choices=(
                (Layout.OVERLAY, _tr("Over the picture")),
                (Layout.SIDE_BY_SIDE, _tr("Side by side")),
                (Layout.PICTURE_IN_PICTURE, _tr("Small in a corner")),
            ),
        ),
        Entry(
            section="live", name="sound_on", kind=Kind.SWITCH, words=_tr("Sound"),
            does=_tr("Plays a sound when a finding that may be malignant appears."),
        ),
        Entry(
            section="live", name="operating_point", kind=Kind.CHOICE, words=_tr("Operating point"),
            does=_tr("Moves the threshold of the two-class result: higher sensitivity, or fewer "
                     "false alarms."),
            choices=(
                ("sensitive", _tr("Sensitive: fewer missed findings")),
                ("balanced", _tr("Balanced")),
                ("specific", _tr("Specific: fewer false alarms")),
            ),
            at_next_exam=True,
        ),
        Entry(
            section="study", name="is_on", kind=Kind.SWITCH, words=_tr("Study mode"),
            does=_tr("Hides the AI until the operator has entered an assessment of their own."),
            at_next_exam=True,
        ),
        Entry(
            section="study", name="delay_s", kind=Kind.NUMBER, words=_tr("AI delay"),
            does=_tr("Sets how long after your own assessment the AI is shown."),
            unit=_tr("seconds"), allowed=_tr("0 to 15"), empty_words=_tr("Only on request"),
            at_next_exam=True,
        ),
        Entry(
            section="recording", name="preroll_s", kind=Kind.NUMBER, words=_tr("Last seconds"),
            does=_tr("Sets how many of the last seconds one press saves. 0 turns this off."),
            unit=_tr("seconds"), allowed=_tr("0, or 10 to 60"), at_next_exam=True,
        ),
        Entry(
            section="recording", name="pixelation", kind=Kind.CHOICE,
            words=_tr("Pixelate outside the body"),
            does=_tr("Makes faces and rooms unrecognizable before a frame is saved."),
            choices=(
                (Pixelation.ASK, _tr("Ask before each exam")),
                (Pixelation.ON, _tr("Always")),
                (Pixelation.OFF, _tr("Never")),
            ),
            at_next_exam=True,
        ),
        Entry(
            section="recording", name="split_minutes", kind=Kind.NUMBER,
            words=_tr("Split recordings by time"), unit=_tr("minutes"),
            does=_tr("Starts a new file after this time, so that damage costs only a part."),
            allowed=_tr("0.1 to 1440"), empty_words=_tr("Never"), at_next_exam=True,
        ),
        Entry(
            section="recording", name="split_mb", kind=Kind.NUMBER,
            words=_tr("Split recordings by size"), unit="MB",
            does=_tr("Starts a new file at this size. Some disks allow at most 4000 MB per file."),
            allowed=_tr("10 to 1000000"), empty_words=_tr("Never"), at_next_exam=True,
        ),
        Entry(
            section="recording", name="subtitles", kind=Kind.SWITCH, words=_tr("AI as subtitles"),
            does=_tr("Writes the AI results into each clip as subtitles for any video player."),
            at_next_exam=True,
        ),
        Entry(
            section="recording", name="copies", kind=Kind.SWITCH,
            words=_tr("Record network streams unchanged"),
            does=_tr("Saves the stream as it arrives, without loss of quality, where possible."),
            at_next_exam=True,
        ),
        Entry(
            section="storage", name="folder", kind=Kind.FOLDER, words=_tr("Snapshot folder"),
            does=_tr("Sets where snapshots taken without an exam are saved."), at_next_exam=True,
        ),
        Entry(
            section="storage", name="second_folder", kind=Kind.FOLDER,
            words=_tr("Second snapshot folder"),
            does=_tr("Saves snapshots here when the first disk is full. Choose another disk."),
            empty_words=_tr("None"), at_next_exam=True,
        ),
        Entry(
            section="storage", name="store", kind=Kind.FOLDER, words=_tr("Exam folder"),
            does=_tr("Sets where exams are saved. Exams in the previous folder stay there."),
            at_next_exam=True,
        ),
        Entry(
            section="worklist", name="host", kind=Kind.TEXT, words=_tr("Worklist server"),
            does=_tr("Lists the exams scheduled for today. Leave empty if there is no worklist."),
            allowed=_tr("a name or an address"),
        ),
        Entry(
            section="worklist", name="port", kind=Kind.COUNT, words=_tr("Worklist port"),
            does=_tr("Sets the port on which the server answers."), allowed=_tr("1 to 65535"),
        ),
        Entry(
            section="worklist", name="called_title", kind=Kind.TEXT,
            words=_tr("AE title of the server"), allowed=_tr("1 to 16 unaccented characters"),
            does=_tr("Sets the name of the server in DICOM."),
        ),
        Entry(
            section="worklist", name="own_title", kind=Kind.TEXT,
            words=_tr("AE title of this computer"), allowed=_tr("1 to 16 unaccented characters"),
            does=_tr("Sets the name of this computer in DICOM. The server has to know it."),
        ),
        Entry(
            section="worklist", name="modality", kind=Kind.TEXT, words=_tr("Modality"),
            does=_tr("Shows only exams of this modality, for example ES. Leave empty to show all."),
            allowed=_tr("up to 16 characters"),
        ),
    )  # fmt: skip
