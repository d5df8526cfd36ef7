"""The maps of an explained frame as pictures of what the network saw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Evidence
from hysteroview.imaging.overlay.explained import cut, evidence_picture, occlusion_evidence
from hysteroview.pipeline.explain.messages import Begun, Explained, Method
from hysteroview.pipeline.explain.prepare import PreparedFrame


def plain_picture(prepared: PreparedFrame) -> NDArray[np.uint8]:
    """Return what the network saw, in the pixels of the frame: (h, w, 4) uint8, BGRA."""
    return cut(prepared.frame.pixels, prepared.box)


def picture_of(prepared: PreparedFrame, begun: Begun, made: Explained) -> NDArray[np.uint8]:
    """Return the same with a map over it."""
    return evidence_picture(prepared.frame.pixels, evidence_of(prepared, begun, made))


def evidence_of(prepared: PreparedFrame, begun: Begun, made: Explained) -> Evidence:
    """Return a map as evidence that can be painted over the frame."""
    view, box = prepared.view, prepared.box
    if made.method is Method.OCCLUSION:
        return occlusion_evidence(made.values, view, box)
    return Evidence(made.values, begun.probability, view, box)
