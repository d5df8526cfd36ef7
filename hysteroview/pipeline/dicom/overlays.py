"""Snapshots as pictures with what the AI said drawn on them, for viewers that show no reports."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import numpy as np
from pydicom.dataset import Dataset

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.export.dicom.objects.overlay import write_overlay
from hysteroview.export.dicom.objects.writing import DicomObject
from hysteroview.pipeline.dicom.study import StudyObjects
from hysteroview.pipeline.exports.content import ExamContent, KeptSnapshot
from hysteroview.pipeline.exports.shots import ANNOTATED, shot_of


def write_snapshot_overlay(
    path: Path, content: ExamContent, snapshot: KeptSnapshot, study: StudyObjects, *,
    source: Dataset, language: str, who: Deidentifier | None,
) -> DicomObject:  # fmt: skip
    """Write a snapshot with heatmap, drawing and a caption with the result and the notice.

    The caption says it where there is no result. It names the patient, or the code.

    Raises
    ------
    NoViewError
        It is to be de-identified, and the endoscopic picture is not found.
    StorageError
        A file is missing or was changed, or it cannot be written.
    """
    shot = shot_of(content, snapshot, ANNOTATED, language, who)
    pixels = np.asarray(cv2.cvtColor(shot.with_caption(), cv2.COLOR_BGRA2RGB), np.uint8)
    # the caption depends on what is said of the picture, so that a change makes a new object
    key = f"{snapshot.item}/{hashlib.sha256(pixels.tobytes()).hexdigest()}"
    instance = study.instance("overlay", key, snapshot.taken_wall_ns, snapshot.number)
    return write_overlay(
        path, pixels, source, study.study, study.series("overlay"), instance,
        may_identify=who is None or shot.may_have_text, comment=f"picture {snapshot.number}",
    )  # fmt: skip
