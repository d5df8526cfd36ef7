"""The verdict of an exam: its best-supported episodes, pooled and weighted by quality."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hysteroview.core.agreement.intervals import wilson_interval
from hysteroview.core.episodes import Episode, EpisodeGatherer, joined
from hysteroview.core.foreign.fields import build
from hysteroview.core.record import FrameRecord
from hysteroview.core.types import FRAME_STATES, NS_PER_S, AssessmentState, LabelSet
from hysteroview.inference.decide.counting import (
    FIRST_RULES,
    Counted,
    CountingRules,
    count_episodes,
)

MOST_EPISODES = 5


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
        Number of episodes as a person would count them (`count_episodes`), and number of supporting
        frames in the pooled ones.
    shown_s
        Time for which the class was shown in all these episodes.
    effective_episodes
        Number of equally supported episodes to which the pooled ones are equivalent.
    first_ns, peak_frame
        Timestamp of the first episode, and index of the frame in which the class is most probable.
    """

    code: str
    share: Share
    episodes: int
    frames: int
    shown_s: float
    effective_episodes: float
    support: float
    first_ns: int
    peak_frame: int

    @property
    def pooled_episodes(self) -> int:
        """Number of episodes over which the share and its interval are computed."""
        return min(self.episodes, MOST_EPISODES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A class in the episodes that were too brief to be findings.

    Attributes
    ----------
    episodes, frames
        Number of episodes, and of supporting frames in them.
    first_ns
        Timestamp of the first one.
    """

    code: str
    episodes: int
    frames: int
    shown_s: float
    first_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Verdict of an exam.

    Attributes
    ----------
    findings
        One for each class with an episode that was long enough to count, the best-supported first.
        Empty means only that there is no result; it does not mean benign.
    brief
        One for each class with episodes that were not, in order of time.
    premalignant_or_malignant
        Pooled over the best-supported episodes of all findings; None without a finding.
    pooled_episodes, pooled_frames, effective_episodes
        Episodes on which that is based: their numbers, their supporting frames, and the number of
        equally supported episodes to which they are equivalent.
    states
        Number of analyzed frames in each of `FRAME_STATES`.
    rules
        How episodes were counted.
    """

    findings: tuple[Finding, ...]
    brief: tuple[Brief, ...]
    premalignant_or_malignant: Share | None
    pooled_episodes: tuple[int, ...]
    pooled_frames: int
    effective_episodes: float
    states: dict[str, int]
    rules: CountingRules

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


class VerdictTally:
    """What the verdict of an exam needs of its results, as they come; for one thread."""

    def __init__(self, labels: LabelSet) -> None:
        self._labels = labels
        self._gatherer = EpisodeGatherer(labels)
        self._states = {state.value: 0 for state in FRAME_STATES}

    def add(self, record: FrameRecord) -> None:
        """Add the next result."""
        self._gatherer.add(record)
        self._states[record.state.value] += 1

    def verdict(self, rules: CountingRules | None = None) -> Verdict:
        """Return the verdict of all results so far; see `verdict_of`."""
        return _verdict(
            self._gatherer.spans, dict(self._states), self._labels, rules or CountingRules()
        )


def verdict_of(
    records: Iterable[FrameRecord], labels: LabelSet, rules: CountingRules | None = None
) -> Verdict:
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

    Parameters
    ----------
    rules
        None for the present ones.
    """
    tally = VerdictTally(labels)
    for record in records:
        tally.add(record)
    return tally.verdict(rules)


def _verdict(
    spans: Sequence[Episode], states: dict[str, int], labels: LabelSet, rules: CountingRules
) -> Verdict:
    counted = count_episodes(spans, rules)
    found = [each for each in counted if not each.is_brief]
    brief = [each for each in counted if each.is_brief]
    findings = [
        _find([each for each in found if each.code == code], labels.codes.index(code))
        for code in dict.fromkeys(each.code for each in found)
    ]
    pooled = best_supported([joined(each.spans) for each in found])
    suspicious = [index for index, label in enumerate(labels) if label.premalignant_or_malignant]
    shares = [
        min(math.fsum(each.probabilities[index] for index in suspicious), 1.0) for each in pooled
    ]
    return Verdict(
        findings=tuple(sorted(findings, key=lambda finding: -finding.support)),
        brief=tuple(
            _summarize([each for each in brief if each.code == code])
            for code in dict.fromkeys(each.code for each in brief)
        ),
        premalignant_or_malignant=_pool(pooled, shares) if pooled else None,
        pooled_episodes=tuple(each.number for each in pooled),
        pooled_frames=sum(each.supporting_frames for each in pooled),
        effective_episodes=_effective(pooled),
        states=states,
        rules=rules,
    )


def is_reproduced(
    saved: Mapping[str, Any], records: Iterable[FrameRecord], labels: LabelSet
) -> bool:
    """Whether a saved verdict is computed again from its log to the same bits, by its own rules.

    Parameters
    ----------
    saved
        Output of `Verdict.as_dict` as `json` reads it, of this version or an earlier one.
    """
    try:
        rules = build(CountingRules, saved["rules"]) if "rules" in saved else FIRST_RULES
    except (TypeError, ValueError):
        return False
    again = verdict_of(records, labels, rules).as_dict()
    if "rules" not in saved:
        again = _first_form(again)
    return bool(saved == json.loads(json.dumps(again)))


def _first_form(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what the first version did not have."""
    kept = {name: value for name, value in fields.items() if name not in ("rules", "brief")}
    findings = [
        {name: value for name, value in finding.items() if name != "shown_s"}
        for finding in kept["findings"]
    ]
    return kept | {"findings": findings}


def best_supported(episodes: Sequence[Episode]) -> list[Episode]:
    """Return the episodes to pool, the best-supported first."""
    ranked = sorted(episodes, key=lambda each: (-each.support, each.number))
    return ranked[:MOST_EPISODES]


def _find(counted: Sequence[Counted[Episode]], index: int) -> Finding:
    episodes = [joined(each.spans) for each in counted]
    pooled = best_supported(episodes)
    return Finding(
        code=counted[0].code,
        share=_pool(pooled, [each.probabilities[index] for each in pooled]),
        episodes=len(episodes),
        frames=sum(each.supporting_frames for each in pooled),
        shown_s=sum(each.shown_ns for each in counted) / NS_PER_S,
        effective_episodes=_effective(pooled),
        support=math.fsum(each.support for each in episodes),
        first_ns=min(each.start_ns for each in episodes),
        peak_frame=max(episodes, key=lambda each: each.peak).peak_frame,
    )


def _summarize(counted: Sequence[Counted[Episode]]) -> Brief:
    return Brief(
        code=counted[0].code,
        episodes=len(counted),
        frames=sum(span.supporting_frames for each in counted for span in each.spans),
        shown_s=sum(each.shown_ns for each in counted) / NS_PER_S,
        first_ns=min(each.start_ns for each in counted),
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
    return Share(value, *wilson_interval(value, number))
