"""The texts of a report in its language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from hysteroview.core.gate import Cause
from hysteroview.core.labels import Label
from hysteroview.core.language.translation import CHINESE, translated
from hysteroview.core.review.places import Place
from hysteroview.core.review.report_fields import FIELDS, Group
from hysteroview.core.states import AssessmentState
from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import state_words

CONTEXT = "Report"


def fixed_texts() -> tuple[str, ...]:
    """Return the texts of tables to be translated; all others are arguments of `Words.tr`."""
    labels = {each.label for each in FIELDS} | {each.value for each in Group}
    choices = {choice.words for each in FIELDS for choice in each.choices}
    return tuple(sorted(labels | choices | {each.value for each in Place}))


class Words:
    """Texts in one language.

    Parameters
    ----------
    language
        One of `hysteroview.core.language.translation.LANGUAGES`.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def tr(self, text: str, *values: object) -> str:
        """Return a text of the report with values in place of {0}, {1} …"""
        words = translated(CONTEXT, text, self.language)
        return words.format(*values) if values else words

    def label(self, label: Label) -> str:
        """Return the name of a class with its code."""
        name = translated("Label", label.name, self.language)
        return self.tr("{0} ({1})", name, label.code) if name != label.code else name

    def state(self, text: str) -> str:
        """Return a state or two-class result."""
        return translated("State", text, self.language)

    def card(self, text: str) -> str:
        """Return what a model's card says."""
        return translated("Card", text, self.language)

    def cause(self, cause: Cause) -> str:
        """Return why a frame has no result."""
        if cause.reason is not None:
            return translated("Message", cause.reason.value, self.language)
        if cause.state is AssessmentState.NOT_ASSESSABLE:
            return self.tr("reason not recorded")
        title = state_words(cause.state).title
        return title.lower() if self.language == "en" else self.state(title)

    def duration(self, seconds: float) -> str:
        """Return a duration: 0.8 s, 12 s, 3 min 05 s."""
        if seconds < 9.95:
            return self.tr("{0} s", "< 0.1" if seconds < 0.05 else f"{seconds:.1f}")
        minutes, rest = divmod(round(seconds), 60)
        return (
            self.tr("{0} min {1} s", minutes, f"{rest:02d}") if minutes else self.tr("{0} s", rest)
        )

    def listed(self, texts: Iterable[str]) -> str:
        """Return several texts in one."""
        return ("、" if self.language == CHINESE else ", ").join(texts)

    def missing(self) -> str:
        """Return what stands where nothing is recorded."""
        return self.tr("not recorded")


def local_time(wall_ns: int) -> datetime:
    """Return a time of the record on the clock of this computer."""
    return datetime.fromtimestamp(wall_ns / NS_PER_S, UTC).astimezone()
