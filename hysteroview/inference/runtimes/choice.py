"""The fastest runtime on this machine, measured once and saved for the next start."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from hysteroview import __version__
from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.table import RUNTIMES, Runtime

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
    try:
        choices = json.loads(choices_path().read_text(encoding="utf-8"))
        choice = choices.get(key)
    except (OSError, ValueError, AttributeError):
        return None
    known = {runtime.name for runtime in RUNTIMES}
    return choice if isinstance(choice, str) and choice in known else None


def remember(key: str, row: str) -> None:
    """Save a choice; if that fails, the next start measures again."""
    path = choices_path()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        earlier = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        kept = dict(list(dict(earlier).items())[-_MOST_KEPT:]) | {key: row}
        with atomic_file(path, private=True) as temporary:
            temporary.write_text(json.dumps(kept), encoding="utf-8")
    except (OSError, ValueError, TypeError, StorageError) as error:
        log.info("the choice of the runtime could not be saved: %s", type(error).__name__)
