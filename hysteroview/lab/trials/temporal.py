"""Trial: gains and losses of the decision over time, in a sweep of its settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import AssessmentState, LabelSet
from hysteroview.inference.decide.decision import Decider, DecisionSettings, Observation, Threshold
from hysteroview.lab.data.truth_tracks import (
    NOTHING,
    Exam,
    NoiseSettings,
    TrackSettings,
    draw_exam,
)

NOT_ASSESSED = -2  # shown value for no result, as opposed to no clear class (`NOTHING`)

Rule = Callable[[Sequence[Observation]], NDArray[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures of a rule over exams with known truth.

    Attributes
    ----------
    flips_per_1000
        Changes of the shown class per 1,000 frames, beyond the one expected change for each change
        of the truth; an interval without a result between two frames of a class does not count.
    onset_median_ms, onset_p95_ms
        Time from the first frame of a true episode to the first that shows its class, over the
        detected episodes; 0 if it is shown in the first frame.
    true_episodes, lost
        Number of true episodes, and the share whose class was shown in none of their frames.
    false_episodes
        Number of shown episodes without any frame of that class.
    right
        Share of all frames in which the class in view was shown, or none if none is in view.
    """

    flips_per_1000: float
    onset_median_ms: float
    onset_p95_ms: float
    true_episodes: int
    lost: float
    false_episodes: int
    right: float


def shown_raw(frames: Sequence[Observation]) -> NDArray[np.int64]:
    """Show the most probable class of each frame alone."""
    return np.array(
        [
            NOT_ASSESSED if frame.probabilities is None else int(np.argmax(frame.probabilities))
            for frame in frames
        ]
    )


def withheld(count: int) -> Rule:
    """Show a class after `count` consecutive frames with it: the rule of many products."""

    def show(frames: Sequence[Observation]) -> NDArray[np.int64]:
        raw = shown_raw(frames)
        shown = np.where(raw == NOT_ASSESSED, NOT_ASSESSED, NOTHING)
        run = 0
        for index, label in enumerate(raw):
            run = run + 1 if index and label == raw[index - 1] else 1
            if run >= count:
                shown[index] = label
        return shown

    return show


def decided(labels: LabelSet, settings: DecisionSettings) -> Rule:
    """Show the same as the window with these settings: a class only while the state is ACTIVE."""
    places = {label.code: index for index, label in enumerate(labels)}

    def show(frames: Sequence[Observation]) -> NDArray[np.int64]:
        decider, threshold = Decider(labels, settings), Threshold()
        shown = np.full(len(frames), NOT_ASSESSED, np.int64)
        for index, frame in enumerate(frames):
            decision = decider.decide(frame, threshold)
            if decision.state is AssessmentState.ACTIVE:
                label = decision.label
                shown[index] = NOTHING if label is None else places[label.code]
        return shown

    return show


def measure(exams: Sequence[Exam], rule: Rule) -> Figures:
    """Measure a rule over exams."""
    frames = flips = false = right = 0
    onsets_ns: list[int] = []
    found: list[bool] = []
    for exam in exams:
        shown = rule(exam.frames)
        frames += len(shown)
        right += int((np.maximum(shown, NOTHING) == exam.truth).sum())
        for label, start, end in spans(exam.truth):
            during = shown[max(start - 1, 0) : end]
            changes = int((np.diff(during[during != NOT_ASSESSED]) != 0).sum())
            flips += max(changes - 1, 0)
            if label != NOTHING:
                hits = np.flatnonzero(shown[start:end] == label)
                found.append(bool(hits.size))
                if hits.size:
                    seen = exam.frames[start + int(hits[0])]
                    onsets_ns.append(seen.pts_ns - exam.frames[start].pts_ns)
        false += sum(
            label >= 0 and not (exam.truth[start:end] == label).any()
            for label, start, end in spans(shown)
        )
    onsets_ms = np.array(onsets_ns or [0]) / 1e6
    return Figures(
        flips_per_1000=1000 * flips / frames,
        onset_median_ms=float(np.median(onsets_ms)),
        onset_p95_ms=float(np.percentile(onsets_ms, 95)),
        true_episodes=len(found),
        lost=1 - float(np.mean(found)) if found else 0.0,
        false_episodes=false,
        right=right / frames,
    )


def describe(exams: Sequence[Exam]) -> str:
    """Describe the noise of the frames."""
    truth = np.concatenate([exam.truth for exam in exams])
    raw = np.concatenate([shown_raw(exam.frames) for exam in exams])
    is_lesion, is_assessed = truth != NOTHING, raw != NOT_ASSESSED
    correct = (raw == truth)[is_lesion & is_assessed].mean()
    return (
        f"{len(exams)} exams, {len(truth)} frames; of the frames of lesions "
        f"{is_assessed[is_lesion].mean():.1%} are assessed, {correct:.1%} of these correctly; "
        f"{is_assessed[~is_lesion].mean():.1%} of the frames of nothing are taken for a lesion"
    )


def spans(track: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Return label, start and end (exclusive) of each run of one label."""
    result, at = [], 0
    for label, members in groupby(track.tolist()):
        end = at + len(list(members))
        result.append((int(label), at, end))
        at = end
    return result


@dataclass(frozen=True, slots=True)
class Row:
    """One rule of the sweep."""

    name: str
    figures: Figures
    is_chosen: bool = False


def sweep_rules(labels: LabelSet) -> list[tuple[str, Rule, bool]]:
    """Return the rules to compare: name, rule, whether the program uses it."""
    rules: list[tuple[str, Rule, bool]] = [("each frame by itself", shown_raw, False)]
    rules += [(f"{count} frames in a row", withheld(count), False) for count in (3, 6, 12)]
    chosen = DecisionSettings()
    candidates = [
        replace(chosen, time_constant_s=tau, onset=onset, release=release, median_s=median)
        for tau in (0.15, 0.2, 0.3, 0.5)
        for onset, release in ((0.51, 0.5), (0.6, 0.4), (0.55, 0.25))
        for median in (0.0, 0.15, 0.42)
    ]
    candidates += [replace(chosen, support=0.7)]
    candidates += [replace(chosen, expiry_s=expiry_s) for expiry_s in (0.4, 0.9)]
    assert chosen in candidates
    return rules + [(_name(each), decided(labels, each), each == chosen) for each in candidates]


def _name(settings: DecisionSettings) -> str:
    usual = DecisionSettings()
    name = (
        f"τ {settings.time_constant_s:g} s, median {settings.median_s:g} s, "
        f"on {settings.onset:g}, off {settings.release:g}"
    )
    if settings.support != usual.support:
        name += f", support {settings.support:g}"
    if settings.expiry_s != usual.expiry_s:
        name += f", expiry {settings.expiry_s:g} s"
    return name


def across_rates(labels: LabelSet, noise: NoiseSettings, seeds: Sequence[int]) -> list[Row]:
    """Measure the chosen settings at the rates of cameras and slow machines."""
    rows = []
    for rate_hz in (10, 15, 25, 30, 60):
        track = TrackSettings(rate_hz=rate_hz)
        exams = [draw_exam(labels, track, noise, seed) for seed in seeds]
        figures = measure(exams, decided(labels, DecisionSettings()))
        rows.append(Row(f"{rate_hz} frames a second", figures))
    return rows


def sweep(labels: LabelSet, exams: Sequence[Exam]) -> list[Row]:
    """Measure all rules of the sweep."""
    return [
        Row(name, measure(exams, rule), is_chosen) for name, rule, is_chosen in sweep_rules(labels)
    ]


def brief_sweep(labels: LabelSet, exams: Sequence[Exam]) -> list[Row]:
    """Measure single frames, the frames-in-a-row rules and the chosen settings."""
    rules = [rule for rule in sweep_rules(labels) if rule[2] or not rule[0].startswith("τ")]
    return [Row(name, measure(exams, rule), is_chosen) for name, rule, is_chosen in rules]


def format_table(rows: Sequence[Row], baseline: Figures | None = None) -> list[str]:
    """Write rows as a table in Markdown; the chosen setting is in bold.

    Parameters
    ----------
    baseline
        Figures against which the removed false episodes are counted; None shows their number.
    """
    false = "false episodes" if baseline is None else "false episodes removed"
    heads = (
        "rule", "flips / 1,000 frames", "onset median, ms", "p95, ms", "true episodes lost",
        false, "frames right",
    )  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", "|---|--:|--:|--:|--:|--:|--:|"]
    for row in rows:
        mark = "**" if row.is_chosen else ""
        each = row.figures
        removed = str(each.false_episodes)
        if baseline is not None:
            removed = f"{1 - each.false_episodes / max(baseline.false_episodes, 1):.1%}"
        lines.append(
            f"| {mark}{row.name}{mark} | {each.flips_per_1000:.1f} | {each.onset_median_ms:.0f} "
            f"| {each.onset_p95_ms:.0f} | {each.lost:.1%} | {removed} | {each.right:.1%} |"
        )
    return lines


def as_json(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Return plain values that `json` can write."""
    return [{"rule": row.name, "is_chosen": row.is_chosen} | asdict(row.figures) for row in rows]
