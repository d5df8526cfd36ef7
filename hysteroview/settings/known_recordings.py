"""The file of recordings with colors or aspect set by the operator, by their fingerprints.

It contains no names, since the name of a recording may contain the name of a patient.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

import tomli_w

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.core.foreign.toml import parse_toml
from hysteroview.settings.corrections import Correction, parse_correction
from hysteroview.settings.file import settings_path
from hysteroview.settings.user_file import (
    UnreadableError,
    changing,
    read_user_file,
    set_aside,
    write_user_file,
)

log = logging.getLogger(__name__)

_MOST_KNOWN = 2000
_HEADER = "# Colors and aspect of recordings, by a fingerprint of their content.\n\n"


def known_recordings_path() -> Path:
    """Return the path of this user's file; nothing is created."""
    return settings_path().with_name("recordings.toml")


def load_known_recordings(path: Path) -> dict[str, Correction]:
    """Read the file, oldest first; what is damaged is left out, and a damaged file set aside."""
    try:
        table = parse_toml(read_user_file(path) or "").get("recordings", {})
    except UnreadableError:
        log.warning("the file of known recordings cannot be read")
        return {}
    except (SettingsError, ValueError):
        log.warning("the file of known recordings is damaged")
        set_aside(path)
        return {}
    known: dict[str, Correction] = {}
    for fingerprint, text in table.items() if isinstance(table, dict) else ():
        try:
            known[fingerprint] = parse_correction(str(text))
        except ValueError:
            log.warning("the entry of a known recording is damaged")
    return known


def remember_recording(fingerprint: str, correction: Correction, path: Path) -> None:
    """Keep the correction of a recording, or forget it if there is none; errors are ignored."""
    try:
        with changing(path):
            known = load_known_recordings(path)
            if known.get(fingerprint, Correction()) == correction:
                return
            known.pop(fingerprint, None)
            if correction:
                known[fingerprint] = correction
            write_user_file(path, _format(known), private=True)
    except StorageError as error:
        log.warning("the colors of a recording are not kept: %s", type(error).__name__)


def _format(known: Mapping[str, Correction]) -> str:
    newest = list(known.items())[-_MOST_KNOWN:]
    table = {fingerprint: str(correction) for fingerprint, correction in newest}
    return _HEADER + tomli_w.dumps({"recordings": table})
