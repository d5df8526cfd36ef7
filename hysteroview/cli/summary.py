"""Summary of the analysis of a recording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from hysteroview.core.assessment import AssessmentCounts, counts_of
from hysteroview.core.assessment_words import gate_words, not_assessed_words, warned_words
from hysteroview.core.gate_warning import judge_gate
from hysteroview.core.record import FrameRecord
from hysteroview.core.recordings.parts import Part, moment_words
from hysteroview.core.types import Frame, LabelSet
from hysteroview.core.wording import (
    NO_RESULT,
    counted,
    counted_percent,
    duration_words,
    interval_words,
    percent,
)
from hysteroview.inference.decide.verdict import Brief, Share, Verdict, verdict_of


@dataclass(slots=True)
class Summary:
    """Counts of a recording, and the log from which its verdict is computed.

    Attributes
    ----------
    labels
        Classes of the model.
    calibration
        "calibrated" or "uncalibrated", for the probabilities.
    is_video
        Whether neighboring frames show almost the same picture.
    """

    labels: LabelSet
    calibration: str = "uncalibrated"
    frames: int = 0
    log: list[FrameRecord] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    is_video: bool = True

    def add(self, frame: Frame, record: FrameRecord | None) -> None:
        """Count a frame and its analysis."""
        assert frame.index == self.frames, "frames come in order, none is left out"
        self.frames += 1
        if record is None:
            return
        self.log.append(record)
        if record.label is not None:
            self.counts[record.label] += 1

    @property
    def analyzed(self) -> int:
        return len(self.log)

    @property
    def assessed(self) -> int:
        """Number of frames with probabilities."""
        return self.counts.total()

    def assessment(self) -> AssessmentCounts:
        """Count the analyzed frames by what became of them."""
        return counts_of(self.log, is_video=self.is_video)

    def verdict(self) -> Verdict:
        """Compute the verdict of the recording from its log."""
        return verdict_of(self.log, self.labels)

    def lines(self, parts: Sequence[Part] = ()) -> list[str]:
        """Return the summary as lines of text.

        Parameters
        ----------
        parts
            Of a recording in several files.
        """
        lines = [f"frames        {self.frames}, {self.analyzed} of them analyzed"]
        lines += assessed_lines(self.assessment())
        if not self.assessed:
            return [*lines, NO_RESULT]
        lines += ["", "most probable class of single frames, by frames assessed"]
        width = max(len(label.code) for label in self.labels)
        for label in self.labels:
            count = self.counts[label.code]
            share = counted_percent(count, self.assessed)
            lines.append(f"  {label.code:<{width}}  {count:>7}  {share:>7}  {label.name}")
        lines += ["", *verdict_lines(self.verdict(), self.labels, self.calibration, parts)]
        return lines

    def as_dict(self) -> dict[str, object]:
        """Return plain values that `json` can write."""
        return {
            "frames": self.frames,
            "analyzed": self.analyzed,
            "assessed": self.assessed,
            "assessment": self.assessment().as_dict(),
            "labels": {label.code: self.counts[label.code] for label in self.labels},
            "verdict": self.verdict().as_dict(),
        }


def verdict_lines(
    verdict: Verdict, labels: LabelSet, calibration: str, parts: Sequence[Part] = ()
) -> list[str]:
    """Return a verdict as lines of text.

    Parameters
    ----------
    calibration
        "calibrated" or "uncalibrated".
    parts
        Of a recording in several files.
    """
    share = verdict.premalignant_or_malignant
    brief = [f"  shown briefly: {brief_words(each, parts)}" for each in verdict.brief]
    if share is None:
        return [f"AI findings   {NO_RESULT}", *brief]
    lines = ["AI findings"]
    width = max(len(label.code) for label in labels)
    lines += [
        f"  {finding.code:<{width}}  "
        f"{_interval(finding.share, finding.pooled_episodes, finding.episodes)}, "
        f"shown for {duration_words(finding.shown_s)}, "
        f"first at {moment_words(parts, finding.first_ns)}"
        for finding in verdict.findings
    ]
    episodes = sum(finding.episodes for finding in verdict.findings)
    interval = _interval(share, len(verdict.pooled_episodes), episodes)
    lines.append(f"  premalignant or malignant ({calibration}): {interval}")
    return lines + brief


def brief_words(brief: Brief, parts: Sequence[Part] = ()) -> str:
    """Return one line about a class that was shown too briefly to be a finding."""
    often = counted(brief.episodes, "time", "times")
    first = f"{'first ' if brief.episodes > 1 else ''}at {moment_words(parts, brief.first_ns)}"
    return f"{brief.code} {often}, {duration_words(brief.shown_s)}, {first}"


def assessed_lines(counts: AssessmentCounts) -> list[str]:
    """Return what was not assessed and why, and what the gate did not stop, as lines of text."""
    lines = [f"not assessed  {not_assessed_words(counts)}"]
    if warned := warned_words(counts):
        lines.append(f"warnings      {warned}")
    if gate := gate_words(counts.gate):
        lines.append(f"quality gate  {gate}")
    return lines


def gate_warning_lines(counts: AssessmentCounts) -> list[str]:
    """Return a warning about the set-up as lines of text; empty if there is no cause for it."""
    warning = judge_gate(counts)
    if warning is None:
        return []
    kind = "NOTE" if warning.cause is None else "WARNING"
    texts = (f"{kind}: {warning.text}", warning.remedy, warning.advice)
    return [" ".join(filter(None, texts))]


def _interval(share: Share, pooled: int, episodes: int) -> str:
    interval = interval_words(share.low, share.high, pooled=pooled, episodes=episodes)
    return f"{percent(share.value)} ({interval})"
