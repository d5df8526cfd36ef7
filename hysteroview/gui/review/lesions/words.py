"""How lesions and pathology results read in the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from hysteroview.core.review.findings import OTHER
from hysteroview.core.review.lesions import INADEQUATE, NORMAL, Lesion
from hysteroview.gui.look.places import place_words


def _tr(text: str) -> str:
    return QCoreApplication.translate("Lesions", text)


def called_choices(names: Mapping[str, str]) -> dict[str, str]:
    """Return what an operator may call a lesion: words by code.

    Parameters
    ----------
    names
        Of the classes, by code.
    """
    chosen = {"": _tr("Not called")}
    chosen |= {code: f"{code} {name}" for code, name in names.items()}
    return chosen | {NORMAL: _tr("Normal"), OTHER: _tr("Another lesion")}


def result_choices(names: Mapping[str, str]) -> dict[str, str]:
    """Return what pathology may have found: words by code."""
    chosen = {"": _tr("No result yet")}
    chosen |= {code: f"{code} {name}" for code, name in names.items()}
    return chosen | {
        NORMAL: _tr("Normal tissue"),
        OTHER: _tr("Another result"),
        INADEQUATE: _tr("Not enough tissue for a diagnosis"),
    }


def lesion_lines(lesion: Lesion, names: Mapping[str, str]) -> str:
    """Return a lesion in two lines: what was seen, and what pathology found."""
    size = "" if lesion.size_mm is None else _tr("{0} mm").format(f"{lesion.size_mm:g}")
    seen = [
        called_choices(names).get(lesion.code, lesion.code), place_words(lesion.place), size
    ]  # fmt: skip
    first = f"{lesion.number}  {' · '.join(filter(None, seen))}"
    return f"{first}\n{pathology_words(lesion, names)}"


def pathology_words(lesion: Lesion, names: Mapping[str, str]) -> str:
    """Return what is known about the tissue of a lesion."""
    result = lesion.pathology
    if not lesion.is_biopsied:
        return _tr("No tissue taken")
    if result is None:
        words = _tr("Pathology pending")
        return f"{words} · {_tr('jar {0}').format(lesion.jar)}" if lesion.jar else words
    found = result_choices(names).get(result.result, result.result)
    return _tr("Pathology: {0}").format(" · ".join(filter(None, (found, result.date))))
