"""Trial: what rules for counting episodes cost and gain, on exams with known truth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hysteroview.core.decision_record import DecisionRecord, plain
from hysteroview.core.episodes import Episode, episodes_of
from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S, LabelSet
from hysteroview.inference.decide.counting import (
    FIRST_RULES,
    Counted,
    CountingRules,
    count_episodes,
)
from hysteroview.inference.decide.decision import Decider, Threshold
from hysteroview.lab.data.truth_tracks import NOTHING, Exam
from hysteroview.lab.trials.temporal import spans

CHOSEN = CountingRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A time for which one class is in view: timestamps of its first and last frame."""

    code: str
    start_ns: int
    end_ns: int

    @property
    def length_s(self) -> float:
        return (self.end_ns - self.start_ns) / NS_PER_S

    def is_met_by(self, episode: Counted[Episode]) -> bool:
        """Whether the class was shown during the view, in one of the episode's spans."""
        return episode.code == self.code and any(
            span.start_ns <= self.end_ns and span.end_ns >= self.start_ns for span in episode.spans
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingFigures:
    """Figures of counting rules over exams with known truth.

    Attributes
    ----------
    views
        Number of true views of a lesion.
    episodes, brief
        Number of episodes that count, and of those shown only briefly.
    false
        Number of episodes that count and during which their class was never in view.
    missed, unseen
        Number of views in which no episode of their class counts, and of those in which none was
        shown even briefly.
    missed_median_s
        Median length of the views that are missed; NaN if none is.
    repeated
        Number of episodes in excess of one for each view.
    joined
        Number of views in excess of one for each episode: views of one class, shortly after one
        another, that are counted as one.
    """

    views: int
    episodes: int
    brief: int
    false: int
    missed: int
    unseen: int
    missed_median_s: float
    repeated: int
    joined: int


def views_of(exam: Exam, labels: LabelSet) -> list[View]:
    """Return the true views of an exam."""
    return [
        View(
            code=labels[label].code,
            start_ns=exam.frames[start].pts_ns,
            end_ns=exam.frames[end - 1].pts_ns,
        )
        for label, start, end in spans(exam.truth)
        if label != NOTHING
    ]


def spans_shown(exam: Exam, labels: LabelSet) -> tuple[Episode, ...]:
    """Return the spans that the chosen decision shows in an exam."""
    decider, threshold = Decider(labels), Threshold()
    records = []
    for index, frame in enumerate(exam.frames):
        decision, own = decider.decide(frame, threshold), frame.probabilities
        records.append(
            FrameRecord(
                frame_index=index,
                pts_ns=frame.pts_ns,
                state=frame.state,
                label=None if own is None else labels[int(np.argmax(own))].code,
                probabilities=plain(own),
                decision=DecisionRecord.of(decision, labels),
            )
        )
    return episodes_of(records, labels)


def measure_counting(
    shown: Sequence[tuple[Sequence[View], Sequence[Episode]]], rules: CountingRules
) -> CountingFigures:
    """Measure counting rules.

    Parameters
    ----------
    shown
        Views and spans of each exam.
    """
    names = ("views", "episodes", "brief", "false", "unseen", "repeated", "joined")
    counts = dict.fromkeys(names, 0)
    missed: list[View] = []
    for views, exam_spans in shown:
        counted = count_episodes(exam_spans, rules)
        found = [each for each in counted if not each.is_brief]
        met = [sum(view.is_met_by(each) for view in views) for each in found]
        meeting = [sum(view.is_met_by(each) for each in found) for view in views]
        counts["views"] += len(views)
        counts["episodes"] += len(found)
        counts["brief"] += len(counted) - len(found)
        counts["false"] += met.count(0)
        counts["joined"] += sum(max(each - 1, 0) for each in met)
        counts["repeated"] += sum(max(each - 1, 0) for each in meeting)
        counts["unseen"] += sum(not any(view.is_met_by(each) for each in counted) for view in views)
        missed += [view for view, each in zip(views, meeting, strict=True) if not each]
    median_s = float(np.median([view.length_s for view in missed])) if missed else math.nan
    return CountingFigures(**counts, missed=len(missed), missed_median_s=median_s)


def rules_to_compare() -> list[tuple[str, CountingRules]]:
    """Return the rules of the sweep with their names; the chosen ones are among them."""
    any_length = replace(CHOSEN, least_s=0.0)
    minima = [
        (f"at least {least_s:g} s", replace(CHOSEN, least_s=least_s))
        for least_s in (0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
    ]
    joined = [
        (f"at least {CHOSEN.least_s:g} s, joined to {joined_s:g} s", joined_s)
        for joined_s in (1.0, 5.0, 10.0)
    ]
    return [
        ("every span", FIRST_RULES),
        ("spans joined", replace(any_length, least_frames=1)),
        (f"at least {CHOSEN.least_frames} frames", any_length),
        *minima,
        (f"at least {CHOSEN.least_s:g} s, not joined", replace(CHOSEN, joined_s=None)),
        *((name, replace(CHOSEN, joined_s=joined_s)) for name, joined_s in joined),
    ]


def format_counting(rows: Sequence[tuple[str, CountingRules, CountingFigures]]) -> list[str]:
    """Write rows as a table in Markdown; the chosen rules are in bold."""
    heads = (
        "rule", "findings", "false findings", "views missed", "their median", "not even brief",
        "counted again", "views joined", "shown briefly",
    )  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", f"|---|{'--:|' * (len(heads) - 1)}"]
    for name, rules, each in rows:
        mark = "**" if rules == CHOSEN else ""
        median = f"{each.missed_median_s:.1f} s" if each.missed else "–"
        lines.append(
            f"| {mark}{name}{mark} | {each.episodes} | {each.false} | {each.missed} "
            f"({each.missed / max(each.views, 1):.1%}) | {median} "
            f"| {each.unseen} | {each.repeated} | {each.joined} | {each.brief} |"
        )
    return lines
