"""The choice of the fastest runtime that agrees with the reference."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.backend import DEFAULT_PLAN, Backend, Plan, Precision
from hysteroview.inference.runtimes.race import fastest
from hysteroview.inference.runtimes.table import AUTO, RUNTIMES, Runtime, matching
from hysteroview.inference.runtimes.trial import Trial, attempt, time_trials

log = logging.getLogger(__name__)


def choose(
    card: ModelCard,
    choice: str = AUTO,
    *,
    plan: Plan = DEFAULT_PLAN,
    report: Callable[[str], None] = log.info,
    table: Sequence[Runtime] = RUNTIMES,
    incumbent: str | None = None,
) -> Trial:
    """Load a model with the fastest runtime that can load it and agrees with the reference.

    All matching rows are loaded, in the order of the table, and then timed in turn. A reference is
    tried only if nothing else loads.

    Parameters
    ----------
    incumbent
        Row in use so far, which another must clearly beat.

    Returns
    -------
    A trial with a backend, and with its times if several runtimes were compared.

    Raises
    ------
    BackendUnavailable
        No runtime can be used; the message gives the reason for each.
    """
    refusals: list[str] = []
    loaded: list[Trial] = []
    for row in sorted(matching(choice, table), key=lambda row: row.is_reference):
        if row.is_reference and loaded:
            break
        trial = attempt(row, card, plan, report)
        if trial.backend is None:
            refusals.append(f"{row.name}: {trial.refusal}")
            log.info("runtime %s is not used: %s", row.name, trial.refusal)
        else:
            loaded.append(trial)
    if len(loaded) > 1:
        loaded = [trial for trial in time_trials(loaded, card) if trial.backend is not None]
    if not loaded:
        raise _none_usable(refusals)
    best = pick(loaded, incumbent)
    for trial in loaded:
        if trial is not best:
            trial.close()
    return best


def first_usable(
    card: ModelCard,
    choice: str,
    *,
    plan: Plan,
    report: Callable[[str], None],
    table: Sequence[Runtime],
) -> Trial:
    """Load a model with the first row that can and agrees, without comparing speeds.

    This is for a fallback during a session, in which nothing is measured.

    Raises
    ------
    BackendUnavailable
        No runtime can be used; the message gives the reason for each.
    """
    rows = sorted(matching(choice, table), key=lambda row: row.is_reference)
    refusals: list[str] = []
    for row in rows:
        trial = attempt(row, card, plan, report)
        if trial.backend is not None:
            return trial
        refusals.append(f"{row.name}: {trial.refusal}")
    raise _none_usable(refusals)


def _none_usable(refusals: Sequence[str]) -> BackendUnavailable:
    return BackendUnavailable(
        "No analysis is possible: no installed runtime can load the model ("
        + "; ".join(refusals)
        + ").",
        remedy="Choose another model with --model, or install a runtime.",
    )


def pick(loaded: Sequence[Trial], incumbent: str | None) -> Trial:
    """Return the runtime to use of those that loaded, by `fastest`; the only one needs no times."""
    timings = [trial.timing for trial in loaded if trial.timing is not None]
    if len(timings) < len(loaded):
        return loaded[0]
    is_single = [trial.runtime.precision is Precision.SINGLE for trial in loaded]
    rows = [trial.runtime.name for trial in loaded]
    place = rows.index(incumbent) if incumbent in rows else None
    return loaded[fastest(timings, is_single, place)]


def open_backend(
    card: ModelCard,
    choice: str = AUTO,
    *,
    plan: Plan = DEFAULT_PLAN,
    table: Sequence[Runtime] = RUNTIMES,
) -> Backend:
    """Load a model as `choose` does, for use in this process.

    Raises
    ------
    BackendUnavailable
        No runtime can be used; the message gives the reason for each.
    """
    backend = choose(card, choice, plan=plan, table=table).backend
    assert backend is not None  # `choose` returns a trial with a backend
    return backend
