"""Exams with pictures that are to be exported, and what identifies their patient."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from analyses import LABEL_SET, ORIGIN
from hysteroview.core.episodes import episodes_of
from hysteroview.core.origin import Provenance
from hysteroview.core.types import NS_PER_S, AssessmentState, Frame
from hysteroview.exam.snapshot.snapshot import Moment, write_snapshot
from hysteroview.exam.store.records import Episode, Patient, TrackSecond
from hysteroview.exam.store.store import open_store
from hysteroview.pipeline.exports.place import ExamPlace
from kept_exams import BEGUN_NS, Span, frame_of, log_of

WHO = Patient(identifier="0047110", name="Weiss^Annegret=王^小明", birth_date="1970-02-03")
OPERATOR = "Schreiber^Eva"
SPAN = Span("EP", 1.0)
PROVENANCE = Provenance(
    source="camera", source_is_phantom=False, warning="Research use only. Not for diagnosis.",
    origin=ORIGIN,
)  # fmt: skip


def console_picture(
    outside: str = "", inside: str = "", size: tuple[int, int] = (640, 360), seed: int = 1
) -> np.ndarray:
    """Return a round picture of reddish tissue on a black console with text: (H, W, 4) BGRA."""
    width, height = size
    noise = np.random.default_rng(seed).normal(0, 6, (height // 8, width // 8, 3))
    soft = cv2.resize(noise.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    tissue = np.clip(np.array([70, 80, 170], np.float32) + soft, 0, 255).astype(np.uint8)
    mask = np.zeros((height, width), np.uint8)
    cv2.circle(mask, (round(width * 0.62), height // 2), round(height * 0.46), 255, cv2.FILLED)
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[..., :3][mask > 0] = tissue[mask > 0]
    pixels[..., 3] = 255
    for line, text in enumerate(filter(None, outside.split("\n"))):
        _write(pixels, text, (8, 40 + 30 * line), 18)
    if inside:
        _write(pixels, inside, (round(width * 0.48), height // 2), 18)
    return pixels


def _write(pixels: np.ndarray, text: str, place: tuple[int, int], size_px: int) -> None:
    face = cv2.FontFace("sans")
    picture = np.ascontiguousarray(pixels[..., :3])
    cv2.putText(picture, text, place, (235, 235, 235), face, size_px, 400)
    pixels[..., :3] = picture


def keep_pictures(
    store: Path, pictures: list[np.ndarray], *, patient: Patient = WHO, indication: str = "",
    note: str = "", key: object = None, aspect: str = "1",
) -> ExamPlace:  # fmt: skip
    """Keep an exam with a track and one snapshot for each picture."""
    now_ns = BEGUN_NS
    log = log_of([SPAN])
    with open_store(store, clock_ns=lambda: now_ns, key=key) as opened:  # type: ignore[arg-type]
        exam = opened.begin_exam(
            patient, source="camera", model="colors", model_sha256=ORIGIN.model_sha256,
            operator=OPERATOR, indication=indication, accession_number="ACC-2026/17",
        )  # fmt: skip
        folder = opened.exam_folder(exam.exam_id)
        for number, pixels in enumerate(pictures, 1):
            moment = Moment(
                frame=Frame(30 + number, (1 + number) * NS_PER_S, 0, pixels, Fraction(aspect)),
                pressed_ns=0,
                wall_ns=BEGUN_NS + number * NS_PER_S, state=AssessmentState.ACTIVE, detail="",
                analysis=None, heatmap=None, runtime="",
                stored_result=frame_of(SPAN, 1, 5),
            )  # fmt: skip
            saved = write_snapshot(folder.snapshots, moment, PROVENANCE, number, folder.medium)
            opened.add_media(exam.exam_id, saved.record)
        opened.add_track(exam.exam_id, TrackSecond.of(0, now_ns, log))
        opened.add_event(exam.exam_id, "note", {"text": note} if note else {})
        now_ns = BEGUN_NS + 120 * NS_PER_S
        opened.end_exam(exam.exam_id, map(Episode.of, episodes_of(log, LABEL_SET)))
    return ExamPlace(store, exam.exam_id, key)  # type: ignore[arg-type]
