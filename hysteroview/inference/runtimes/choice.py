"""The fastest runtime on this machine, measured once and saved for the next start."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import platformdirs

from hysteroview import __version__
from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.table import RUNTIMES, Runtime
from hysteroview.settings.user_file import changing, read_user_file, write_user_file

log = logging.getLogger(__name__)

_MOST_KEPT = 50


def choices_path() -> Path:
    """Return the path of this user's saved choices; nothing is created."""
    return platformdirs.user_cache_path("HysteroView", appauthor=False) / "runtimes.json"


def circumstances(card: ModelCard, table: Sequence[Runtime] = RUNTIMES) -> str:
    """Return a key of all that a choice depends on: model, program, machine, packages."""
    installed = [runtime.name for runtime in table if not runtime.missing()]
    parts = [card.sha256, __version__, str(os.cpu_count()), *installed]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def recall(key: str) -> str | None:
    """Return the row chosen in the same circumstances; None if there is none."""
    choice = _choices().get(key)
    known = {runtime.name for runtime in RUNTIMES}
    return choice if isinstance(choice, str) and choice in known else None


def remember(key: str, row: str) -> None:
    """Save a choice; if that fails, the next start measures again."""
    path = choices_path()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with changing(path):
            kept = dict(list(_choices().items())[-_MOST_KEPT:]) | {key: row}
            write_user_file(path, json.dumps(kept), private=True)
    except (OSError, StorageError) as error:
        log.info("the choice of the runtime could not be saved: %s", type(error).__name__)


def _choices() -> dict[str, Any]:
    """Read all saved choices; a file that cannot be used counts as empty."""
    try:
        choices = json.loads(read_user_file(choices_path()) or "{}")
    except (SettingsError, ValueError, RecursionError):
        return {}
    return choices if isinstance(choices, dict) else {}
