"""The fastest runtime on this machine, measured once and saved for the next start."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

from hysteroview import __version__
from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.core.types import Outputs
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.backend import Backend, RuntimeInfo
from hysteroview.inference.runtimes.race import BUSY_SPREAD
from hysteroview.inference.runtimes.table import RUNTIMES, Runtime
from hysteroview.inference.runtimes.trial import Trial
from hysteroview.settings.user_file import changing, read_user_file, write_user_file

log = logging.getLogger(__name__)

_MOST_KEPT = 50
_MOST_LOOKS = 3  # on a machine that is always busy
_FAR = 2.0  # at a camera's pace a GPU lowers its clocks, which makes it up to 1.7 times slower
_WATCHED_PICTURES = 300
_LIVE_PERCENTILE = 10  # what else the machine does makes a run slower, never faster


@dataclass(frozen=True, slots=True)
class Choice:
    """A runtime that was chosen, and how it was measured.

    Attributes
    ----------
    row
        Name of its row in the table.
    least_ms
        Its shortest time for one picture; 0 if nothing was compared.
    spread
        How far the median was above it, relative to it; large if the machine was busy.
    looks
        How often it was measured; 0 to measure again at the next start.
    """

    row: str
    least_ms: float = 0.0
    spread: float = 0.0
    looks: int = 1

    @property
    def is_settled(self) -> bool:
        """Whether the next start uses it without measuring."""
        return self.looks >= _MOST_LOOKS or (self.looks > 0 and self.spread <= BUSY_SPREAD)

    @property
    def incumbent(self) -> str | None:
        """Row that another must clearly beat; None if live times contradict its measurement."""
        return self.row if self.looks > 0 else None

    def after_look(self, found: Choice) -> Choice:
        """Return the choice after another measurement."""
        return replace(found, looks=self.looks + 1)

    def is_far_from(self, live_ms: Sequence[float]) -> bool:
        """Whether the times of a live analysis contradict what was measured."""
        if self.least_ms <= 0 or not live_ms:
            return False
        ratio = float(np.percentile(live_ms, _LIVE_PERCENTILE)) / self.least_ms
        return not 1 / _FAR <= ratio <= _FAR


class LiveTimes:
    """A backend whose first single pictures are timed, as live analysis runs them.

    Parameters
    ----------
    judge
        Called once with the times in ms, on a thread of its own.
    """

    def __init__(self, backend: Backend, judge: Callable[[Sequence[float]], None]) -> None:
        self._backend, self._judge = backend, judge
        self._latencies_ms: list[float] = []

    @property
    def info(self) -> RuntimeInfo:
        return self._backend.info

    def run(self, images: NDArray[np.float32]) -> list[Outputs]:
        """See `Backend.run`."""
        began_ns = time.perf_counter_ns()
        outputs = self._backend.run(images)
        if len(images) == 1 and len(self._latencies_ms) < _WATCHED_PICTURES:
            self._latencies_ms.append((time.perf_counter_ns() - began_ns) / 1e6)
            if len(self._latencies_ms) == _WATCHED_PICTURES:
                Thread(target=self._judge, args=(self._latencies_ms,), daemon=True).start()
        return outputs

    def bare(self) -> Callable[[NDArray[np.float32]], object]:
        """See `Backend.bare`."""
        return self._backend.bare()

    def close(self) -> None:
        """See `Backend.close`."""
        self._backend.close()


def choice_of(trial: Trial, *, is_live: bool = True) -> Choice:
    """Return what is remembered of a choice that was just made.

    The times of a model that was loaded for recordings, with other threads, say nothing of live
    times and are not remembered.
    """
    timing = trial.timing
    if timing is None:
        return Choice(trial.runtime.name)
    least_ms = round(timing.least_ms, 3) if is_live else 0.0
    return Choice(trial.runtime.name, least_ms, round(timing.spread, 3))


def choices_path() -> Path:
    """Return the path of this user's saved choices; nothing is created."""
    return platformdirs.user_cache_path("HysteroView", appauthor=False) / "runtimes.json"


def circumstances(card: ModelCard, table: Sequence[Runtime] = RUNTIMES) -> str:
    """Return a key of all that a choice depends on: model, program, machine, packages."""
    installed = [runtime.name for runtime in table if not runtime.missing()]
    parts = [card.sha256, __version__, str(os.cpu_count()), *installed]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def recall(key: str) -> Choice | None:
    """Return the choice made in the same circumstances; None if there is none.

    Earlier versions saved the name only, measured one runtime after the other: it is measured
    again.
    """
    saved = _choices().get(key)
    if isinstance(saved, str):
        saved = {"row": saved, "looks": 0}
    if not isinstance(saved, dict) or saved.get("row") not in {row.name for row in RUNTIMES}:
        return None
    row, looks = str(saved["row"]), saved.get("looks")
    least_ms, spread = (_figure(saved.get(name)) for name in ("least_ms", "spread"))
    if least_ms is None or spread is None or not isinstance(looks, int) or looks < 0:
        return Choice(row, looks=0)
    return Choice(row, least_ms, spread, looks)


def _figure(value: object) -> float | None:
    """Return a saved figure; None if it is none."""
    is_figure = isinstance(value, int | float) and math.isfinite(value) and value >= 0
    return float(value) if is_figure and isinstance(value, int | float) else None


def remember(key: str, choice: Choice) -> None:
    """Save a choice; if that fails, the next start measures again."""
    path = choices_path()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with changing(path):
            kept = dict(list(_choices().items())[-_MOST_KEPT:]) | {key: asdict(choice)}
            write_user_file(path, json.dumps(kept), private=True)
    except (OSError, StorageError) as error:
        log.info("the choice of the runtime could not be saved: %s", type(error).__name__)


def look_again(key: str, live_ms: Sequence[float]) -> None:
    """Measure at the next start if the times of a live analysis contradict the choice."""
    choice = recall(key)
    if choice is not None and choice.looks > 0 and choice.is_far_from(live_ms):
        log.info("runtime %s: live times are far from %.1f ms", choice.row, choice.least_ms)
        remember(key, replace(choice, looks=0))


def _choices() -> dict[str, Any]:
    """Read all saved choices; a file that cannot be used counts as empty."""
    try:
        choices = json.loads(read_user_file(choices_path()) or "{}")
    except (SettingsError, ValueError, RecursionError):
        return {}
    return choices if isinstance(choices, dict) else {}
