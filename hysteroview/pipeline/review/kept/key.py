"""What a kept track depends on: the content of the recording, the model, the settings."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import Final

from hysteroview.capture.files.fingerprint import fingerprint
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.corrections import split_correction
from hysteroview.settings.joining import split_joining

# to be increased whenever the same frames may give another track
ANALYSIS_VERSION: Final = 1


def track_key(
    location: str, files: tuple[str, ...], card: ModelCard, settings: AnalyzerSettings
) -> str | None:
    """Return the key of a recording's track: no name and nothing of a patient is in it.

    Of each file only length and both ends are read, so that a long recording is recognized at
    once, whatever its name and folder.

    Parameters
    ----------
    location
        Of the recording, with a correction if it has one.
    files
        `SourceInfo.files`: names of the parts; empty if it is one file.

    Returns
    -------
    None if the recording cannot be read.
    """
    plain, correction = split_correction(location)
    path, joining = split_joining(plain)
    place = Path(path)
    folder = place if place.is_dir() else place.parent
    contents = [fingerprint(folder / name) for name in files] or [fingerprint(place)]
    if None in contents:
        return None
    facts = {
        "version": ANALYSIS_VERSION,
        "contents": contents,
        "model": card.sha256,
        "settings": asdict(settings),
        "correction": asdict(correction),
        "joining": str(joining),
    }
    text = json.dumps(facts, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _plain(value: object) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value)
