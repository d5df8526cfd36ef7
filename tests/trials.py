"""How often a trial is repeated: a fair sample with `pytest`, all of it with `pytest --full`."""

from __future__ import annotations

_is_full = False


def choose_full(*, is_full: bool) -> None:
    """Decide it for this process, before any test module is imported."""
    global _is_full  # noqa: PLW0603 - decided once, by conftest.py
    _is_full = is_full


def trials(sample: int, full: int) -> int:
    """Return the number of repetitions of one trial in this run."""
    return full if _is_full else sample
