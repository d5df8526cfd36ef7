"""Summary of the analysis of a recording."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hysteroview.core.record import FrameRecord
from hysteroview.core.types import FRAME_STATES, NS_PER_S, AssessmentState, Frame, LabelSet
from hysteroview.core.wording import counted_percent, percent, state_words
from hysteroview.inference.decide.verdict import Share, Verdict, verdict_of


@dataclass(slots=True)
class Summary:
    """Counts of a recording, and the log from which its verdict is computed.

    Attributes
    ----------
    labels
        Classes of the model.
    calibration
        "calibrated" or "uncalibrated", for the probabilities.
    """

    labels: LabelSet
    calibration: str = "uncalibrated"
    frames: int = 0
    log: list[FrameRecord] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, frame: Frame, record: FrameRecord | None) -> None:
        """Count a frame and its analysis."""
        assert frame.index == self.frames, "frames come in order, none is left out"
        self.frames += 1
        if record is None:
            return
        self.log.append(record)
        if record.label is not None:
            self.counts[record.label] += 1
        else:
            self.reasons[_why(record)] += 1

    @property
    def analyzed(self) -> int:
        return len(self.log)

    @property
    def assessed(self) -> int:
        """Number of frames with probabilities."""
        return self.counts.total()

    def verdict(self) -> Verdict:
        """Compute the verdict of the recording from its log."""
        return verdict_of(self.log, self.labels)

    def lines(self) -> list[str]:
        """Return the summary as lines of text."""
        lines = [f"frames        {self.frames}, {self.analyzed} of them analyzed"]
        withheld = self.reasons.total()
        lines.append(f"not assessed  {withheld} ({counted_percent(withheld, self.analyzed)})")
        lines += [
            f"              {count} ({counted_percent(count, self.analyzed)}): {reason}"
            for reason, count in self.reasons.most_common()
        ]
        if not self.assessed:
            return [*lines, "No frame was assessed: no result. This does not mean benign."]
        lines += ["", "most probable class of single frames, by frames assessed"]
        width = max(len(label.code) for label in self.labels)
        for label in self.labels:
            count = self.counts[label.code]
            share = counted_percent(count, self.assessed)
            lines.append(f"  {label.code:<{width}}  {count:>7}  {share:>7}  {label.name}")
        lines += ["", *verdict_lines(self.verdict(), self.labels, self.calibration)]
        return lines

    def as_dict(self) -> dict[str, object]:
        """Return plain values that `json` can write."""
        return {
            "frames": self.frames,
            "analyzed": self.analyzed,
            "assessed": self.assessed,
            "not_assessed": dict(self.reasons),
            "not_assessed_share": self.reasons.total() / self.analyzed if self.analyzed else None,
            "labels": {label.code: self.counts[label.code] for label in self.labels},
            "verdict": self.verdict().as_dict(),
        }


def verdict_lines(verdict: Verdict, labels: LabelSet, calibration: str) -> list[str]:
    """Return a verdict as lines of text.

    Parameters
    ----------
    calibration
        "calibrated" or "uncalibrated".
    """
    share = verdict.premalignant_or_malignant
    if share is None:
        return ["exam verdict  no finding lasted long enough to count; this does not mean benign"]
    lines = ["exam verdict, from the best-supported episodes, with 95 % interval over episodes"]
    width = max(len(label.code) for label in labels)
    for finding in verdict.findings:
        plural = "s" if finding.episodes > 1 else ""
        lines.append(
            f"  {finding.code:<{width}}  {_interval(finding.share)}, {finding.episodes} "
            f"episode{plural}, {finding.frames} frames combined, first at "
            f"{finding.first_ns / NS_PER_S:.2f} s"
        )
    lines.append(
        f"  premalignant or malignant ({calibration}): {_interval(share)}, "
        f"{verdict.pooled_frames} frames"
    )
    return lines


def assessed_lines(verdict: Verdict) -> list[str]:
    """Return the number of frames without a result, by state, as lines of text."""
    withheld = sum(verdict.states.values()) - verdict.states[AssessmentState.ACTIVE.value]
    lines = [f"not assessed  {withheld} of {verdict.analyzed} frames"]
    lines[0] += f" ({counted_percent(withheld, verdict.analyzed)})"
    return lines + [
        f"              {verdict.states[state.value]}: {state_words(state).title.lower()}"
        for state in FRAME_STATES
        if state is not AssessmentState.ACTIVE
    ]


def _why(record: FrameRecord) -> str:
    words = state_words(record.state, record.reason)
    return words.why if record.reason is not None else words.title.lower()


def _interval(share: Share) -> str:
    return f"{percent(share.value)} ({percent(share.low)} to {percent(share.high)})"
