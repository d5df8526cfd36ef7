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
            does=_tr("Makes the window dark or light; around the picture it stays black."),
            choices=((Theme.DARK, _tr("Dark")), (Theme.LIGHT, _tr("Light"))),
        ),
        Entry(
            section="appearance", name="language", kind=Kind.CHOICE, words=_tr("Language"),
            does=_tr("Sets the language of all texts."),
            choices=(("system", _tr("As the system")), ("en", "English"), ("zh_CN", "简体中文")),
        ),
        Entry(
            section="live", name="rate_hz", kind=Kind.NUMBER, words=_tr("Frames analyzed"),
            does=_tr("Limits how many frames a second the AI looks at; fewer spare the computer."),
            unit=_tr("per second"), allowed=_tr("0.1 to 240"), empty_words=_tr("Every frame"),
        ),
        Entry(
            section="live", name="heatmap_on", kind=Kind.SWITCH, words=_tr("Heatmap"),
            does=_tr("Shows from the start where the evidence lies."),
        ),
        Entry(
            section="live", name="heatmap_opacity", kind=Kind.NUMBER,
            words=_tr("Heatmap opacity"), unit="%", factor=100.0, allowed=_tr("0 to 100"),
            does=_tr("Makes the heatmap stronger or fainter over the picture."),
        ),
        Entry(
            section="live", name="color_map", kind=Kind.CHOICE, words=_tr("Heatmap colors"),
            does=_tr("Draws the heatmap in other colors; each rises evenly for every eye."),
            choices=(
                (ColorMap.INFERNO, "Inferno"),
                (ColorMap.VIRIDIS, "Viridis"),
                (ColorMap.CIVIDIS, "Cividis"),
            ),
        ),
        Entry(
            section="live", name="heatmap_smoothing_s", kind=Kind.NUMBER,
            words=_tr("Heatmap smoothing"), unit=_tr("seconds"), allowed=_tr("0 to 2"),
            does=_tr("Averages the evidence over so long; 0 shows that of one frame alone."),
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
            does=_tr("Sounds when a finding that may be malignant appears."),
        ),
        Entry(
            section="live", name="operating_point", kind=Kind.CHOICE, words=_tr("Operating point"),
            does=_tr("Moves the threshold of the two-class result: more is found, or less is "
                     "found in vain."),
            choices=(
                ("sensitive", _tr("Sensitive: misses less")),
                ("balanced", _tr("Balanced")),
                ("specific", _tr("Specific: fewer false alarms")),
            ),
            at_next_exam=True,
        ),
        Entry(
            section="study", name="is_on", kind=Kind.SWITCH, words=_tr("Study mode"),
            does=_tr("Hides the AI until the operator has made a call of their own."),
            at_next_exam=True,
        ),
        Entry(
            section="study", name="delay_s", kind=Kind.NUMBER, words=_tr("Delay of the AI"),
            does=_tr("Sets how long after the own call the AI is revealed."),
            unit=_tr("seconds"), allowed=_tr("0 to 15"), empty_words=_tr("On demand only"),
            at_next_exam=True,
        ),
        Entry(
            section="recording", name="preroll_s", kind=Kind.NUMBER, words=_tr("Last seconds"),
            does=_tr("Sets how much of what just happened one press saves; 0 keeps none."),
            unit=_tr("seconds"), allowed=_tr("0, or 10 to 60"), at_next_exam=True,
        ),
        Entry(
            section="recording", name="pixelation", kind=Kind.CHOICE,
            words=_tr("Pixelate outside the body"),
            does=_tr("Makes faces and rooms unrecognizable before a frame is stored."),
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
            does=_tr("Goes on in a new file after so long, so that a fault costs one file only."),
            allowed=_tr("0.1 to 1440"), empty_words=_tr("Never"), at_next_exam=True,
        ),
        Entry(
            section="recording", name="split_mb", kind=Kind.NUMBER,
            words=_tr("Split recordings by size"), unit="MB",
            does=_tr("Goes on in a new file at this size; some disks hold 4000 MB a file at most."),
            allowed=_tr("10 to 1000000"), empty_words=_tr("Never"), at_next_exam=True,
        ),
        Entry(
            section="recording", name="subtitles", kind=Kind.SWITCH, words=_tr("AI as subtitles"),
            does=_tr("Writes what the AI said into each clip, for any player to show."),
            at_next_exam=True,
        ),
        Entry(
            section="recording", name="copies", kind=Kind.SWITCH,
            words=_tr("Keep compressed sources as they are"),
            does=_tr("Records a network stream without loss and without work, where that can be."),
            at_next_exam=True,
        ),
        Entry(
            section="storage", name="folder", kind=Kind.FOLDER, words=_tr("Folder of snapshots"),
            does=_tr("Says where snapshots taken without an exam go."), at_next_exam=True,
        ),
        Entry(
            section="storage", name="second_folder", kind=Kind.FOLDER,
            words=_tr("Second folder of snapshots"),
            does=_tr("Takes the snapshots when the first disk is full; choose another disk."),
            empty_words=_tr("None"), at_next_exam=True,
        ),
        Entry(
            section="storage", name="store", kind=Kind.FOLDER, words=_tr("Folder of exams"),
            does=_tr("Says where exams are kept; those in the old folder stay there."),
            at_next_exam=True,
        ),
        Entry(
            section="worklist", name="host", kind=Kind.TEXT, words=_tr("Server of the worklist"),
            does=_tr("Offers the exams that the hospital has scheduled for today; empty for none."),
            allowed=_tr("a name or an address"),
        ),
        Entry(
            section="worklist", name="port", kind=Kind.COUNT, words=_tr("Port of the worklist"),
            does=_tr("Says on which port the server answers."), allowed=_tr("1 to 65535"),
        ),
        Entry(
            section="worklist", name="called_title", kind=Kind.TEXT,
            words=_tr("AE title of the server"), allowed=_tr("1 to 16 plain characters"),
            does=_tr("Says what the server is called in DICOM."),
        ),
        Entry(
            section="worklist", name="own_title", kind=Kind.TEXT,
            words=_tr("AE title of this computer"), allowed=_tr("1 to 16 plain characters"),
            does=_tr("Says what this computer is called in DICOM; the server has to know it."),
        ),
        Entry(
            section="worklist", name="modality", kind=Kind.TEXT, words=_tr("Modality"),
            does=_tr("Shows only exams of this kind, such as ES; empty for all."),
            allowed=_tr("up to 16 characters"),
        ),
    )  # fmt: skip
