"""What the analysis of a recording comes to, counted as the results pass and told at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hysteroview.core.types import NS_PER_S, Analysis, Frame, LabelSet
from hysteroview.imaging.panel import percent


@dataclass(slots=True)
class Summary:
    """Counts of a whole recording.

    Attributes
    ----------
    labels
        Of the model.
    """

    labels: LabelSet
    frames: int = 0
    analyzed: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    sum_of_shares: float = 0.0
    greatest_share: float = 0.0
    greatest: Analysis | None = None

    def add(self, frame: Frame, analysis: Analysis | None) -> None:
        """Count a frame and what was said of it."""
        assert frame.index == self.frames, "frames come in order, none is left out"
        self.frames += 1
        if analysis is None:
            return
        self.analyzed += 1
        if analysis.reason is not None:
            self.reasons[analysis.reason.value] += 1
        share = analysis.premalignant_or_malignant
        if analysis.label is None or share is None:
            return
        self.counts[analysis.label.code] += 1
        self.sum_of_shares += share
        if self.greatest is None or share > self.greatest_share:
            self.greatest, self.greatest_share = analysis, share

    @property
    def assessed(self) -> int:
        """Frames with probabilities."""
        return self.counts.total()

    def lines(self) -> list[str]:
        """Tell it, a fact a line."""
        told = [f"frames        {self.frames}, {self.analyzed} of them analyzed"]
        told += [
            f"not assessed  {count} ({_of(count, self.analyzed)}): {reason}"
            for reason, count in self.reasons.most_common()
        ]
        if self.greatest is None:
            return [*told, "No frame was assessed: nothing can be said of this recording."]
        told += ["", "most probable class, by frames assessed"]
        width = max(len(label.code) for label in self.labels)
        for label in self.labels:
            count = self.counts[label.code]
            share = _of(count, self.assessed)
            told.append(f"  {label.code:<{width}}  {count:>7}  {share:>7}  {label.name}")
        mean = self.sum_of_shares / self.assessed
        told.append("")
        told.append(
            f"premalignant or malignant (uncalibrated): mean {percent(mean)}, "
            f"greatest {percent(self.greatest_share)} in frame {self.greatest.frame_index} "
            f"at {self.greatest.pts_ns / NS_PER_S:.2f} s"
        )
        return told

    def as_dict(self) -> dict[str, object]:
        """Return plain values that `json` can write."""
        return {
            "frames": self.frames,
            "analyzed": self.analyzed,
            "assessed": self.assessed,
            "not_assessed": dict(self.reasons),
            "labels": {label.code: self.counts[label.code] for label in self.labels},
            "premalignant_or_malignant": None
            if self.greatest is None
            else {
                "mean": self.sum_of_shares / self.assessed,
                "greatest": self.greatest_share,
                "greatest_frame": self.greatest.frame_index,
            },
        }


def _of(count: int, whole: int) -> str:
    return f"{count / whole:.1%}".replace("%", " %") if whole else "–"
