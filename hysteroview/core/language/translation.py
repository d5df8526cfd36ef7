"""Translations of the window for files that are written without it: reports, captions, clips."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from functools import cache

from hysteroview.core.resources import bundled_path

ENGLISH, CHINESE = "en", "zh"
LANGUAGES = (ENGLISH, CHINESE)
_FILES = {CHINESE: "hysteroview_zh_CN.ts"}


def translated(context: str, text: str, language: str) -> str:
    """Return a text of the window in a language; unchanged if it has no translation.

    Parameters
    ----------
    context
        As in the window: "Label" for names of classes, "State" for states and two-class results,
        "Card" for the warnings of a model, "Assessment" for reasons, "Message" for messages.
    language
        One of `LANGUAGES`.
    """
    return _table(language).get((context, text), text)


@cache
def _table(language: str) -> Mapping[tuple[str, str], str]:
    if language not in _FILES:
        return {}
    path = bundled_path("resources") / "translations" / _FILES[language]
    root = ET.parse(path).getroot()  # noqa: S314 - a file of the program itself
    return {
        (context.findtext("name", ""), message.findtext("source", "")): text
        for context in root.iter("context")
        for message in context.iter("message")
        if (text := message.findtext("translation", ""))
    }
