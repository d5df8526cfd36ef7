"""A small moment to take a snapshot of, in processes of their own too."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hysteroview.core.origin import Origin, Provenance
from hysteroview.core.types import AssessmentState, Frame, Label, LabelSet
from hysteroview.exam.files.medium import PLAIN, Medium
from hysteroview.exam.snapshot.snapshot import Moment, SavedSnapshot, write_snapshot

PROVENANCE = Provenance(
    source="camera",
    source_is_phantom=True,
    origin=Origin(
        model="colors",
        model_sha256="ab" * 32,
        is_phantom_trained=True,
        labels=LabelSet((Label("EP", "Polyp", False), Label("EC", "Cancer", True))),
        is_calibrated=False,
    ),
    warning="Research use only. Not for diagnosis.",
)


def moment(number: int = 1, side_px: int = 32) -> Moment:
    """Return a moment at which noise was shown."""
    pixels = np.random.default_rng(number).integers(0, 256, (side_px, side_px, 4), np.uint8)
    pixels[..., 3] = 255
    return Moment(
        frame=Frame(number, number, 0, pixels),
        pressed_ns=1,
        wall_ns=1_767_225_600_000_000_000 + number,
        state=AssessmentState.STARTING,
        detail="",
        analysis=None,
        heatmap=None,
        runtime="",
    )


def snapshot(folder: Path, number: int, side_px: int = 32, medium: Medium = PLAIN) -> SavedSnapshot:
    """Write a snapshot of noise."""
    return write_snapshot(folder, moment(number, side_px), PROVENANCE, number, medium)
