"""The table of everything the operator can do, from which keys, buttons and pedals are made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

MOST_CALLS = 9  # one for each digit key


class Act(StrEnum):
    """The actions; the value is the name in the settings and in the log."""

    SNAPSHOT = "snapshot"
    MARK = "mark"
    RECORD = "record"
    PREROLL = "preroll"
    FREEZE = "freeze"
    HEATMAP = "heatmap"
    NEXT_CLASS = "next_class"
    LAYOUT = "layout"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    ZOOM_RESET = "zoom_reset"
    SECOND_SCREEN = "second_screen"
    HIDE_AI = "hide_ai"
    PAUSE_AI = "pause_ai"
    SOUND = "sound"
    UNDO = "undo"
    END_EXAM = "end_exam"
    FULL_SCREEN = "full_screen"
    LEAVE = "leave"
    OVERVIEW = "overview"
    QUIT = "quit"
    CALL_1 = "call_1"
    CALL_2 = "call_2"
    CALL_3 = "call_3"
    CALL_4 = "call_4"
    CALL_5 = "call_5"
    CALL_6 = "call_6"
    CALL_7 = "call_7"
    CALL_8 = "call_8"
    CALL_9 = "call_9"


CALLS = tuple(Act(f"call_{number}") for number in range(1, MOST_CALLS + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action and its texts in the operator's language.

    Attributes
    ----------
    words
        Text on its button.
    does
        A sentence for tooltips and the overview of the keys.
    keys, pedal
        Default presses, in the spelling that `presses.parse_press` reads.
    icon
        Name of the icon on its button; empty if it has none.
    asks
        It cannot be undone: it has to be requested twice.
    """

    act: Act
    words: str
    does: str
    keys: tuple[str, ...]
    pedal: tuple[str, ...] = ()
    icon: str = ""
    asks: bool = False


def action_table() -> dict[Act, Action]:
    """Return the table in the operator's language, in the order of the overview."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Actions", text)

    rows = [
        Action(
            act=Act.SNAPSHOT, words=tr("Snapshot"), icon="snapshot", keys=("Space",),
            pedal=("F13",), does=tr("Saves the picture together with the AI result."),
        ),
        Action(
            act=Act.MARK, words=tr("Mark"), icon="mark", keys=("M",), pedal=("F15",),
            does=tr("Marks this moment in the exam."),
        ),
        Action(
            act=Act.RECORD, words=tr("Record"), icon="record", keys=("R",),
            does=tr("Starts or stops recording."),
        ),
        Action(
            act=Act.PREROLL, words=tr("Last seconds"), icon="preroll", keys=("B",),
            does=tr("Saves the last seconds as a clip."),
        ),
        Action(
            act=Act.FREEZE, words=tr("Freeze"), icon="freeze", keys=("F",), pedal=("F14",),
            does=tr("Freezes the picture, or returns to live. The live picture stays visible."),
        ),
        Action(
            act=Act.HEATMAP, words=tr("Heatmap"), icon="heatmap", keys=("H",),
            does=tr("Shows or hides the areas that led to the AI result."),
        ),
        Action(
            act=Act.NEXT_CLASS, words=tr("Next class"), icon="next-class", keys=("N",),
            does=tr("Shows the heatmap of the next class, and of the most likely one at the end."),
        ),
        Action(
            act=Act.LAYOUT, words=tr("Layout"), keys=("L",),
            does=tr("Shows the heatmap over the picture, beside it, or small in a corner."),
        ),
        Action(
            act=Act.ZOOM_IN, words=tr("Zoom in"), keys=("+", "="),
            does=tr("Enlarges the middle of the picture. The mouse wheel zooms at the pointer."),
        ),
        Action(
            act=Act.ZOOM_OUT, words=tr("Zoom out"), keys=("-",),
            does=tr("Shows a larger part of the picture."),
        ),
        Action(
            act=Act.ZOOM_RESET, words=tr("Whole picture"), keys=("0",),
            does=tr("Shows the whole picture."),
        ),
        Action(
            act=Act.SECOND_SCREEN, words=tr("Second screen"), keys=("Ctrl+F",),
            does=tr("Shows only the live picture on the second screen, or closes it."),
        ),
        Action(
            act=Act.HIDE_AI, words=tr("Hide AI"), icon="hide-ai", keys=("A",),
            does=tr("Hides all AI results. The analysis continues and is logged."),
        ),
        Action(
            act=Act.PAUSE_AI, words=tr("Pause AI"), icon="pause", keys=("P",),
            does=tr("Pauses or resumes the analysis, or restarts it after a failure."),
        ),
        Action(
            act=Act.SOUND, words=tr("Sound"), keys=("S",),
            does=tr("Switches the sound for findings that may be malignant; off by default."),
        ),
        Action(
            act=Act.UNDO, words=tr("Undo"), icon="undo", keys=("Ctrl+Z", "U"),
            does=tr("Undoes the last snapshot, clip, mark, own assessment or removal."),
        ),
        Action(
            act=Act.END_EXAM, words=tr("End exam"), icon="end-exam", keys=("Ctrl+E",), asks=True,
            does=tr("Ends the exam and shows its summary. Asks for confirmation."),
        ),
        Action(
            act=Act.FULL_SCREEN, words=tr("Full screen"), keys=("F11",),
            does=tr("Switches full screen on or off."),
        ),
        Action(
            act=Act.LEAVE, words=tr("Cancel"), keys=("Esc",),
            does=tr("Cancels a question or leaves full screen. Never ends an exam."),
        ),
        Action(
            act=Act.OVERVIEW, words=tr("Keys"), icon="keys", keys=("F1", "?"),
            does=tr("Shows all keys and pedals and lets you change them."),
        ),
        Action(
            act=Act.QUIT, words=tr("Quit"), keys=("Ctrl+Q",),
            does=tr("Closes the program. Files being written are finished first."),
        ),
        *(
            Action(
                act=act,
                words=tr("Own assessment {0}").format(number),
                does=tr("Records your own assessment while study mode hides the AI."),
                keys=(str(number),),
            )
            for number, act in enumerate(CALLS, 1)
        ),
    ]  # fmt: skip
    return {row.act: row for row in rows}
