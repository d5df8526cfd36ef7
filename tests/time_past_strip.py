"""Times the strip of the last minute, in three sizes, with a minute at 60 analyses a second."""

from __future__ import annotations

import os
import sys
import time
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from hysteroview.core.types import NS_PER_S, Analysis, AssessmentState, Origin, Reason
from hysteroview.gui.live.strip.strip import LastMinuteStrip
from hysteroview.gui.look.theme import apply_theme
from hysteroview.inference.decide.decision import Decider, Observation, Threshold
from hysteroview.inference.model.card import find_model, load_card

SIZES = ((1.0, 876), (1.5, 1314), (3.0, 2628))  # of the strip at 720p, 1080p and 4K
RATE_HZ, SECONDS, REPAINTS = 60, 150, 200
BEGIN_NS = 10**12


def minute(origin: Origin) -> list[Analysis]:
    """Return findings of 8 s each, alternately benign and malignant, with a blur of 2 s between."""
    labels = origin.labels
    decider, told = Decider(labels), []
    for tick in range(RATE_HZ * SECONDS):
        at_ns = BEGIN_NS + tick * NS_PER_S // RATE_HZ
        finding, second = divmod(tick // RATE_HZ, 10)
        is_blurred = second >= 8
        state = AssessmentState.NOT_ASSESSABLE if is_blurred else AssessmentState.ACTIVE
        reason = Reason.BLUR if is_blurred else None
        shares = np.full(len(labels), 0.2 / (len(labels) - 1))
        shares[finding % len(labels)] = 0.8
        shown = None if is_blurred else shares
        decision = decider.decide(Observation(at_ns, state, reason, shown), Threshold())
        told.append(
            Analysis(
                tick, at_ns, at_ns, state, origin, reason, shown, quality=0.8, decision=decision
            )
        )
    return told


def main() -> None:
    """Print how long one repaint takes."""
    application = QApplication(sys.argv[:1])
    apply_theme(application)
    card = load_card(find_model(None))
    told = minute(card.origin)
    for scale, width_px in SIZES:
        strip = LastMinuteStrip(card)
        strip.set_scale(scale)
        strip.resize(width_px, strip.height())
        for analysis in told:
            strip.show_analysis(analysis)
        canvas = QPixmap(strip.size())
        times_ms = []
        for repaint in range(REPAINTS):
            strip.show_time(told[-1].captured_ns + repaint * 7_000_000)
            began_ns = time.perf_counter_ns()
            strip.render(canvas)
            times_ms.append((time.perf_counter_ns() - began_ns) / 1e6)
        told_ms = f"median {median(times_ms):.2f} ms, least {min(times_ms):.2f} ms"
        print(f"{width_px:5d} px: {told_ms}")  # noqa: T201 - a script


if __name__ == "__main__":
    main()
