"""The decision over time, with time constants in seconds rather than frames."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.foreign.distribution import is_distribution
from hysteroview.core.gate import Cause
from hysteroview.core.types import (
    NS_PER_S,
    AssessmentState,
    Decision,
    LabelSet,
    Reason,
    TwoClass,
)
from hysteroview.inference.decide.gate import WarningFilter

_LEAST_SUPPORT = 0.3  # share of the recent time; with less support no class is shown
_MAJORITY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSettings:
    """Time constants and thresholds of the decision; docs/time.md gives the reasons.

    Attributes
    ----------
    time_constant_s
        Time constant of the exponential smoothing of the probabilities.
    median_s
        Length of a median filter that is applied to each probability first; 0 switches it off.
    onset, release
        A class is shown when its smoothed probability reaches `onset`, and until it falls below
        `release` (0.5 is enough for a class that replaces a class that has faded). Both also apply
        to the two-class result, in proportion to its operating point.
    support
        Share of the recent time, smoothed in the same way, that must have been assessed before
        anything is shown.
    expiry_s
        Time without an assessed frame after which a fully supported decision ends.
    gap_s
        Time without any frame after which earlier frames are discarded.
    leave_s, enter_s
        The displayed state leaves ACTIVE when the frames have had another state for `leave_s`, and
        becomes ACTIVE when they have been ACTIVE for `enter_s`.
    """

    time_constant_s: float = 0.15
    median_s: float = 0.42
    onset: float = 0.55
    release: float = 0.25
    support: float = 0.5
    expiry_s: float = 0.6
    gap_s: float = 2.0
    leave_s: float = 0.25
    enter_s: float = 0.1

    def __post_init__(self) -> None:
        if not all(math.isfinite(value) for value in asdict(self).values()):
            raise ValueError("constants of the decision must be finite")
        if not 0 < self.release <= self.onset <= 1:
            raise ValueError("0 < release ≤ onset ≤ 1")
        if self.onset <= _MAJORITY:
            raise ValueError("onset must be above 0.5, so that no two classes reach it")
        if not _LEAST_SUPPORT <= self.support < 1:
            raise ValueError(f"support must be {_LEAST_SUPPORT} to 1")
        if min(self.time_constant_s, self.expiry_s, self.gap_s) <= 0:
            raise ValueError("times must be positive")
        if min(self.median_s, self.leave_s, self.enter_s) < 0:
            raise ValueError("times must not be negative")


@dataclass(frozen=True, slots=True)
class Threshold:
    """Threshold of a positive two-class result: an operating point of the model.

    Attributes
    ----------
    name
        Name of the operating point; empty if the model has none.
    share
        Least probability of the premalignant and malignant classes together.
    """

    name: str = ""
    share: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """Result of one frame, as input to the decision.

    Attributes
    ----------
    probabilities
        (C,) float64 that sum to 1 if the state is ACTIVE, else None.
    warnings
        Causes that are set to warn only.

    Raises
    ------
    ValueError
        The probabilities are not finite or do not sum to 1: the decision compares them.
    """

    pts_ns: int
    state: AssessmentState
    reason: Reason | None = None
    probabilities: NDArray[np.float64] | None = None
    warnings: tuple[Cause, ...] = ()

    def __post_init__(self) -> None:
        if self.probabilities is not None and not is_distribution(self.probabilities):
            raise ValueError("probabilities must be finite and sum to 1")


class Decider:
    """Decide over the frames of one source, given in order.

    A frame represents the time since the previous frame; the first frame, and the first after a
    gap, represents itself alone. Let w be the share of the recent time that was assessed and p the
    mean of the probabilities in it: with Δt the time that a frame represents and d = exp(−Δt / τ),
    an assessed frame changes w to w·d + (1 − d) and w·p to w·p·d + (1 − d)·p_frame. That is the
    exact solution for a signal that does not change between two frames, so that the frame rate does
    not matter. A frame that was not assessed changes w to w·0.3^(Δt / expiry) and leaves p
    unchanged.
    """

    def __init__(self, labels: LabelSet, settings: DecisionSettings | None = None) -> None:
        self._labels = labels
        self._settings = settings or DecisionSettings()
        self._state = _StateFilter(self._settings)
        self._warnings = WarningFilter(self._settings.leave_s)
        self._recent: deque[tuple[int, list[float]]] = deque()
        self._episodes = 0
        self._last_ns: int | None = None
        self._support = 0.0
        self._weighted = np.zeros(len(labels))  # w·p
        self._shown: int | None = None
        self._is_positive = False

    def decide(self, seen: Observation, threshold: Threshold) -> Decision:
        """Add the next frame and return the decision to show at it."""
        elapsed_s = self._elapsed_s(seen.pts_ns)
        state, reason = self._state.show(seen, elapsed_s)
        warnings = self._warnings.show(seen.warnings, elapsed_s)
        self._remember(seen, elapsed_s)
        if self._support < _LEAST_SUPPORT or (
            self._shown is None and self._support < self._settings.support
        ):
            self._shown, self._is_positive = None, False
            return Decision(state, reason, operating_point=threshold.name, warnings=warnings)
        smoothed = self._weighted / self._weighted.sum()
        self._choose(smoothed)
        two_class = self._judge_two_class(smoothed, threshold)
        label = None if self._shown is None else self._labels[self._shown]
        is_finding = label is not None and not label.is_normal
        return Decision(
            state, reason, label, smoothed, two_class,
            self._episodes if is_finding else None, threshold.name, warnings,
        )  # fmt: skip

    def _elapsed_s(self, pts_ns: int) -> float:
        """Return the time since the previous frame.

        After a gap or a restart of the source it is infinite, and the state is reset.
        """
        last_ns, self._last_ns = self._last_ns, pts_ns
        if last_ns is not None:
            elapsed_s = (pts_ns - last_ns) / NS_PER_S
            if 0 <= elapsed_s <= self._settings.gap_s:
                return elapsed_s
        self._recent.clear()
        self._support, self._shown, self._is_positive = 0.0, None, False
        self._weighted[:] = 0
        return math.inf

    def _remember(self, seen: Observation, elapsed_s: float) -> None:
        settings = self._settings
        if seen.probabilities is None:
            kept = _LEAST_SUPPORT ** (elapsed_s / settings.expiry_s)
            self._support *= kept
            self._weighted *= kept
            return
        kept = math.exp(-elapsed_s / settings.time_constant_s)
        self._support = self._support * kept + (1 - kept)
        self._weighted = self._weighted * kept + (1 - kept) * self._median(seen)

    def _median(self, seen: Observation) -> NDArray[np.float64]:
        assert seen.probabilities is not None
        if self._settings.median_s == 0:
            return seen.probabilities
        oldest_ns = seen.pts_ns - round(self._settings.median_s * NS_PER_S)
        self._recent.append((seen.pts_ns, seen.probabilities.tolist()))
        while self._recent[0][0] <= oldest_ns:
            self._recent.popleft()
        middle = _medians(shares for _, shares in self._recent)
        total = float(middle.sum())
        return middle / total if total > 0 else seen.probabilities

    def _choose(self, smoothed: NDArray[np.float64]) -> None:
        """Switch to another class only when it is clearly ahead, to none when the shown one faded.

        A class with the majority replaces a class that has faded without a gap between them.
        """
        best = int(np.argmax(smoothed))
        has_faded = self._shown is not None and (smoothed[self._shown] < self._settings.release)
        needed = _MAJORITY if has_faded else self._settings.onset
        if smoothed[best] >= needed:
            if best != self._shown:
                self._shown = best
                self._episodes += not self._labels[best].is_normal
        elif has_faded:
            self._shown = None

    def _judge_two_class(self, smoothed: NDArray[np.float64], threshold: Threshold) -> TwoClass:
        share = self._labels.share_of(smoothed)
        slack = self._settings.release / self._settings.onset if self._is_positive else 1.0
        self._is_positive = share >= threshold.share * slack
        label = None if self._shown is None else self._labels[self._shown]
        is_named = label is not None and label.premalignant_or_malignant
        if self._is_positive:
            clear = is_named or (share >= _MAJORITY and label is None)
            return TwoClass.PREMALIGNANT_OR_MALIGNANT if clear else TwoClass.NOT_EXCLUDED
        return TwoClass.UNDECIDED if is_named or share >= _MAJORITY else TwoClass.BENIGN


def _medians(rows: Iterable[list[float]]) -> NDArray[np.float64]:
    """Return the median of each column; numpy takes several times as long on so few."""
    columns = map(sorted, zip(*rows, strict=True))
    middle = [(each[(len(each) - 1) // 2] + each[len(each) // 2]) / 2 for each in columns]
    return np.array(middle, np.float64)


class _StateFilter:
    """Debounced state for display: states that last only a moment are not shown."""

    def __init__(self, settings: DecisionSettings) -> None:
        self._settings = settings
        self._shown: AssessmentState | None = None
        self._reason: Reason | None = None
        self._against_s = 0.0  # time for which the frames have differed from the shown state

    def show(self, seen: Observation, elapsed_s: float) -> tuple[AssessmentState, Reason | None]:
        """Add the state of a frame and return the state and reason to show."""
        if seen.state is self._shown:
            self._against_s = 0.0
            self._reason = seen.reason
            return seen.state, seen.reason
        self._against_s += elapsed_s
        is_active = seen.state is AssessmentState.ACTIVE
        patience_s = self._settings.enter_s if is_active else self._settings.leave_s
        if self._shown is None or self._against_s >= patience_s:
            self._shown, self._reason, self._against_s = seen.state, seen.reason, 0.0
        return self._shown, self._reason
