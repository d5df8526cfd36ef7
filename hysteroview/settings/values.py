"""How each setting is written in TOML, and read from what somebody wrote there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from hysteroview.settings.live_section import ColorMap, Layout
from hysteroview.settings.sections import Pixelation, Theme

EVERY_FRAME, NEVER, NONE, ON_DEMAND = "every frame", "never", "none", "on demand"  # no null in TOML


def _same(value: object) -> object:
    return value


@dataclass(frozen=True, slots=True)
class Form:
    """How a setting is read and written.

    Attributes
    ----------
    read
        Raises ValueError for what cannot be the setting.
    """

    read: Callable[[object], Any]
    write: Callable[[Any], object] = _same


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


def _one_of(kind: type[StrEnum]) -> Form:
    def read(value: object) -> StrEnum:
        choices = [choice.value for choice in kind]
        if value not in choices:
            raise ValueError(f"one of {', '.join(choices)} is needed, not {value!r}")
        return kind(value)

    return Form(read, str)


def _or(word: str, form: Form) -> Form:
    """Return the form of a setting that may be None, which is written as a word."""
    return Form(
        lambda value: None if value == word else form.read(value),
        lambda value: word if value is None else form.write(value),
    )


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"a whole number is needed, not {value!r}")
    return value


_COUNT = Form(_count)
_NUMBER, _FLAG, _WORD, _FOLDER = Form(_number), Form(_flag), Form(_word), Form(_folder, str)

FORMS: dict[str, dict[str, Form]] = {
    "live": {
        "rate_hz": _or(EVERY_FRAME, _NUMBER),
        "heatmap_on": _FLAG,
        "heatmap_opacity": _NUMBER,
        "operating_point": _WORD,
        "color_map": _one_of(ColorMap),
        "heatmap_smoothing_s": _NUMBER,
        "layout": _one_of(Layout),
        "sound_on": _FLAG,
    },
    "storage": {"folder": _FOLDER, "second_folder": _or(NONE, _FOLDER), "store": _FOLDER},
    "recording": {
        "split_minutes": _or(NEVER, _NUMBER),
        "split_mb": _or(NEVER, _NUMBER),
        "preroll_s": _NUMBER,
        "pixelation": _one_of(Pixelation),
        "subtitles": _FLAG,
        "copies": _FLAG,
    },
    "study": {"is_on": _FLAG, "delay_s": _or(ON_DEMAND, _NUMBER)},
    "worklist": {
        "host": _WORD,
        "port": _COUNT,
        "called_title": _WORD,
        "own_title": _WORD,
        "modality": _WORD,
    },
    "appearance": {"theme": _one_of(Theme), "language": _WORD},
}
