"""Messages of the layers below the window, in its language: errors, signal losses, progress.

Those layers write English, with names and numbers inside, and know nothing of Qt. The templates of
all their messages are gathered into a file beside the translations (`make translations`); here a
message is matched with its template and the translation gets the same names and numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from PySide6.QtCore import QCoreApplication

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.resources import bundled_path
from hysteroview.gui.look.language import shown_language
from hysteroview.settings.choices import Language

_CONTEXT = "Message"
_FILE = "messages.json"
_PLACE = re.compile(r"\{\d+\}")
_GAP = re.compile(r"(?<=[.!?])\s+")  # between sentences
_NAMED = re.compile(r"([\w.+-]+): (.+)", re.DOTALL)
_LIST = "; "
_NO_SPACE_AFTER = "。！？"


@dataclass(frozen=True, slots=True)
class Match:
    """A message and what it was made from.

    Attributes
    ----------
    template
        With the places {0}, {1}, ...
    values
        What stands in them.
    weight
        Letters of the message that are the template's own.
    """

    template: str
    values: tuple[str, ...]
    weight: int


class MessageCatalog:
    """Match messages with their templates, the most specific template first."""

    def __init__(self, templates: Sequence[str]) -> None:
        patterns = [(_weight_of(each), each, _pattern_of(each)) for each in templates]
        self._patterns = sorted(patterns, key=lambda each: (-each[0], each[1]))

    def match(self, message: str) -> Match | None:
        """Find the template of one message; None if there is none."""
        for weight, template, pattern in self._patterns:
            if (found := pattern.fullmatch(message)) is not None:
                return Match(template, found.groups(), weight)
        return None

    def translate(self, text: str, look_up: Callable[[str], str]) -> str:
        """Translate one or more messages in a row; what is not known stays as it is.

        Parameters
        ----------
        look_up
            Returns the translation of a template.
        """
        gaps = list(_GAP.finditer(text))
        starts = [0, *(gap.end() for gap in gaps)]
        ends = [*(gap.start() for gap in gaps), len(text)]
        # from the last sentence to the first: the split that explains most letters
        best: list[tuple[int, list[str]]] = [(0, [])]
        for first in reversed(range(len(starts))):
            rest = best[-1]
            kept = text[starts[first] : ends[first]]
            chosen = (rest[0], [kept, *rest[1]])
            for last in range(first, len(starts)):
                found = self.match(text[starts[first] : ends[last]])
                after = best[len(starts) - 1 - last]
                if found is not None and found.weight + after[0] > chosen[0]:
                    chosen = (found.weight + after[0], [self._made(found, look_up), *after[1]])
            best.append(chosen)
        return join_sentences(best[-1][1])

    def _made(self, found: Match, look_up: Callable[[str], str]) -> str:
        values = [
            _LIST.join(self._reason(part, look_up) for part in value.split(_LIST))
            for value in found.values
        ]
        return look_up(found.template).format(*values)

    def _reason(self, text: str, look_up: Callable[[str], str]) -> str:
        """Translate a value, or one of several reasons: "openvino-npu: there is no NPU"."""
        named = _NAMED.fullmatch(text)
        if named is not None and (found := self.match(named[2])) is not None:
            return f"{named[1]}: {self._made(found, look_up)}"
        return self.translate(text, look_up)


def join_sentences(sentences: Sequence[str]) -> str:
    """Write sentences one after the other, as their script does."""
    joined = ""
    for each in filter(None, sentences):
        needs_space = joined and joined[-1] not in _NO_SPACE_AFTER
        joined += f" {each}" if needs_space else each
    return joined


def translated_message(text: str) -> str:
    """Return what a layer below says, in the language of the window."""
    language = shown_language()
    return text if language == Language.ENGLISH or not text else _translated(text, language)


def failure_words(failure: HysteroViewError) -> str:
    """Return what a failure says and its remedy, in the language of the window."""
    parts = (translated_message(failure.message), translated_message(failure.remedy))
    return join_sentences(parts)


@lru_cache(maxsize=256)  # some are shown several times a second
def _translated(text: str, _language: str) -> str:
    def look_up(template: str) -> str:
        return QCoreApplication.translate(_CONTEXT, template)

    return _catalog().translate(text, look_up)


@cache
def _catalog() -> MessageCatalog:
    path = bundled_path("resources") / "translations" / _FILE
    return MessageCatalog(json.loads(path.read_text(encoding="utf-8")))


def _weight_of(template: str) -> int:
    return len(_PLACE.sub("", template))


def _pattern_of(template: str) -> re.Pattern[str]:
    pieces = [_unescaped(piece) for piece in _PLACE.split(template)]
    return re.compile("(.*?)".join(re.escape(piece) for piece in pieces), re.DOTALL | re.IGNORECASE)


def _unescaped(piece: str) -> str:
    return piece.replace("{{", "{").replace("}}", "}")
