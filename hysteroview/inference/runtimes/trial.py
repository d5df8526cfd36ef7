"""A try of one runtime: load the model, compare it with the reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from hysteroview.core.errors import BackendUnavailable, InferenceError
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import ModelCard, load_reference
from hysteroview.inference.runtimes.agreement import Agreement, compare
from hysteroview.inference.runtimes.backend import Backend, Plan
from hysteroview.inference.runtimes.race import ROUNDS, Timing, race
from hysteroview.inference.runtimes.table import Runtime


@dataclass(frozen=True, slots=True)
class Trial:
    """Result of trying one runtime.

    Attributes
    ----------
    backend
        Loaded backend that agrees with the reference; None if it was rejected. The owner closes it.
    timing
        Times of single pictures; None if it was not timed.
    refusal
        Why the runtime was rejected; empty if it was not.
    """

    runtime: Runtime
    backend: Backend | None = None
    agreement: Agreement | None = None
    timing: Timing | None = None
    refusal: str = ""
    remedy: str = ""

    def close(self) -> None:
        """Close the backend, if there is one."""
        if self.backend is not None:
            self.backend.close()


def attempt(runtime: Runtime, card: ModelCard, plan: Plan, report: Callable[[str], None]) -> Trial:
    """Load a model with one runtime and compare it with the reference."""
    try:
        backend = runtime.open(card, plan, report)
    except BackendUnavailable as error:
        return Trial(runtime, refusal=error.message.rstrip("."), remedy=error.remedy)
    try:
        agreement = compare(card, backend)
    except InferenceError as error:
        backend.close()
        return Trial(runtime, refusal=error.message.rstrip("."), remedy=error.remedy)
    if fault := agreement.fault(runtime.precision):
        backend.close()
        return Trial(runtime, agreement=agreement, refusal=f"wrong results: {fault}")
    return Trial(runtime, backend, agreement)


def time_trials(trials: list[Trial], card: ModelCard, *, rounds: int = ROUNDS) -> list[Trial]:
    """Time the loaded runtimes in turn, on single pictures as in live analysis.

    Returns
    -------
    The same trials with their times; one that fails in the race is rejected with the reason.
    """
    image = to_input(load_reference(card).crops[:1], card.input)
    trials = list(trials)
    while True:
        loaded = [index for index, trial in enumerate(trials) if trial.backend is not None]
        failed: list[int] = []

        def run(index: int, failed: list[int] = failed) -> None:
            backend = trials[index].backend
            assert backend is not None
            failed[:] = [index]
            backend.run(image)
            failed.clear()

        try:
            timings = race([partial(run, index) for index in loaded], rounds=rounds)
        except InferenceError as error:
            (index,) = failed
            trials[index].close()
            trials[index] = replace(
                trials[index],
                backend=None,
                refusal=error.message.rstrip("."),
                remedy=error.remedy,
            )
            continue
        for index, timing in zip(loaded, timings, strict=True):
            trials[index] = replace(trials[index], timing=timing)
        return trials
