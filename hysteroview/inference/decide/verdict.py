"""The verdict of an exam: its best-supported episodes, pooled and weighted by quality."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from hysteroview.core.record import FrameRecord
from hysteroview.core.types import FRAME_STATES, AssessmentState, LabelSet
from hysteroview.inference.decide.episodes import Episode, episodes_of

MOST_EPISODES = 5
_Z = 1.959963984540054  # standard deviations that contain 95 % of a normal distribution


@dataclass(frozen=True, slots=True)
class Share:
    """A pooled probability with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Result of an exam for one class.

    Attributes
    ----------
    share
        Pooled probability of the class over its own best-supported episodes.
    episodes, frames
        Number of episodes, and number of supporting frames in the pooled ones.
    effective_episodes
        Number of equally supported episodes to which the pooled ones are equivalent.
    first_ns, peak_frame
        Timestamp of the first episode, and index of the frame in which the class is most probable.
    """

    code: str
    share: Share
    episodes: int
    frames: int
    effective_episodes: float
    support: float
    first_ns: int
    peak_frame: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Verdict of an exam.

    Attributes
    ----------
    findings
        One for each class with an episode, the best-supported first. Empty means only that no class
        was shown; it does not mean benign.
    premalignant_or_malignant
        Pooled over the best-supported episodes of all classes; None without an episode.
    pooled_episodes, pooled_frames, effective_episodes
        Episodes on which that is based: their numbers, their supporting frames, and the number of
        equally supported episodes to which they are equivalent.
    states
        Number of analyzed frames in each of `FRAME_STATES`.
    """

    findings: tuple[Finding, ...]
    premalignant_or_malignant: Share | None
    pooled_episodes: tuple[int, ...]
    pooled_frames: int
    effective_episodes: float
    states: dict[str, int]

    @property
    def analyzed(self) -> int:
        """Number of analyzed frames."""
        return sum(self.states.values())

    @property
    def assessed_share(self) -> float | None:
        """Share of the analyzed frames with a result; None if there are no frames."""
        if not self.analyzed:
            return None
        return self.states[AssessmentState.ACTIVE.value] / self.analyzed

    @property
    def not_assessed_share(self) -> float | None:
        """Share of the analyzed frames without a result; None if there are no frames."""
        return None if self.assessed_share is None else 1 - self.assessed_share

    def as_dict(self) -> dict[str, object]:
        """Return plain values that `json` can write."""
        return asdict(self) | {
            "assessed_share": self.assessed_share,
            "not_assessed_share": self.not_assessed_share,
        }


def verdict_of(records: Iterable[FrameRecord], labels: LabelSet) -> Verdict:
    """Compute the verdict of an exam; the same log gives the same verdict, bit for bit.

    Each episode contributes the mean of its supporting frames, weighted by quality; its own weight
    is its support, the sum of those weights. At most `MOST_EPISODES` with the most support are
    pooled, so that many brief false episodes do not outvote them.

    The interval is Wilson's for a proportion, with the *effective number of episodes*
    (Σ support)² / Σ support² (Kish) in place of the number of trials. Frames of one episode show
    the same tissue and are not independent trials; episodes are closer to independent. No
    distribution on [0, 1] with mean p has a greater variance than p (1 − p) (Bhatia and Davis
    2000), so the interval is conservative; it stays within [0, 1] and stays wide for a single
    episode. It describes the uncertainty from the small number of episodes in this exam, and not
    how often the model is wrong in patients.
    """
    kept = list(records)
    episodes = episodes_of(kept, labels)
    states = {state.value: 0 for state in FRAME_STATES}
    for record in kept:
        states[record.state.value] += 1
    findings = [
        _find(code, [each for each in episodes if each.code == code], labels.codes.index(code))
        for code in dict.fromkeys(each.code for each in episodes)
    ]
    pooled = best_supported(episodes)
    suspicious = [index for index, label in enumerate(labels) if label.premalignant_or_malignant]
    shares = [
        min(math.fsum(each.probabilities[index] for index in suspicious), 1.0) for each in pooled
    ]
    return Verdict(
        findings=tuple(sorted(findings, key=lambda finding: -finding.support)),
        premalignant_or_malignant=_pool(pooled, shares) if pooled else None,
        pooled_episodes=tuple(each.number for each in pooled),
        pooled_frames=sum(each.supporting_frames for each in pooled),
        effective_episodes=_effective(pooled),
        states=states,
    )


def best_supported(episodes: Sequence[Episode]) -> list[Episode]:
    """Return the episodes to pool, the best-supported first."""
    ranked = sorted(episodes, key=lambda each: (-each.support, each.number))
    return ranked[:MOST_EPISODES]


def _find(code: str, episodes: Sequence[Episode], index: int) -> Finding:
    pooled = best_supported(episodes)
    return Finding(
        code=code,
        share=_pool(pooled, [each.probabilities[index] for each in pooled]),
        episodes=len(episodes),
        frames=sum(each.supporting_frames for each in pooled),
        effective_episodes=_effective(pooled),
        support=math.fsum(each.support for each in episodes),
        first_ns=min(each.start_ns for each in episodes),
        peak_frame=max(episodes, key=lambda each: each.peak).peak_frame,
    )


def _effective(episodes: Sequence[Episode]) -> float:
    """Kish's effective number: n for n equal supports, near 1 if one has almost all the support."""
    squares = math.fsum(each.support**2 for each in episodes)
    total = math.fsum(each.support for each in episodes)
    return total**2 / squares if squares else 0.0


def _pool(episodes: Sequence[Episode], shares: Sequence[float]) -> Share:
    total = math.fsum(each.support for each in episodes)
    pooled = (
        math.fsum(each.support * share for each, share in zip(episodes, shares, strict=True))
        / total
    )
    return wilson(min(pooled, 1.0), _effective(episodes))


def wilson(value: float, number: float) -> Share:
    """Return a proportion with Wilson's 95 % interval (Wilson 1927, doi:10.2307/2276774).

    Parameters
    ----------
    number
        Number of trials, at least 1; need not be an integer.
    """
    square = _Z * _Z / number
    middle = (value + square / 2) / (1 + square)
    half = _Z / (1 + square) * math.sqrt(value * (1 - value) / number + square / (4 * number))
    return Share(value, max(middle - half, 0.0), min(middle + half, 1.0))
