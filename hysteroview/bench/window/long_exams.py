"""Exams of any length, made by the store's own functions from one second of video."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from hysteroview.bench.made_up_track import LABELS, made_up_columns
from hysteroview.core.decision_record import DecisionRecord
from hysteroview.core.episodes import episodes_of
from hysteroview.core.origin import Origin, Provenance
from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S, AssessmentState, Frame, Reason, TwoClass
from hysteroview.exam.clip.encoder import EncodedPicture, Encoder, PictureFormat, open_encoder
from hysteroview.exam.clip.record import ClipKind
from hysteroview.exam.clip.writer import ClipPlan, ClipWriter
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.records import Episode, Patient, TrackSecond
from hysteroview.exam.store.store import open_store
from hysteroview.imaging.phantom.phantom import Phantom
from hysteroview.imaging.phantom.spec import Lesion, PhantomSpec
from hysteroview.pipeline.live.exam_tally import ExamTally
from hysteroview.pipeline.review.track_columns import ASSESSED

RATE_HZ = 30
_BEGUN_NS = 1_700_000_000 * NS_PER_S
_EPISODE_S, _EPISODES_APART_S = 6, 90
_BLUR_PX = 3.0  # noise would take 1.7 GB an hour
_WARNING = "Made up for a measurement."
ORIGIN = Origin(
    model="made up", model_sha256="0" * 64, is_phantom_trained=True, labels=LABELS,
    is_calibrated=False, runtime="none",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LongExams:
    """How many exams, how long, and with pictures of what size."""

    count: int
    minutes: float
    size: tuple[int, int]


def keep_long_exams(folder: Path, plan: LongExams) -> list[tuple[str, float]]:
    """Make the exams in a new store; each has one recording and one result for each frame.

    Returns
    -------
    Their ids, and how long it took after the last result until the exam was complete, s.
    """
    second = _one_second(plan.size)
    track = made_up_records(round(plan.minutes * 60) * RATE_HZ)
    with open_store(folder, clock_ns=lambda: _BEGUN_NS) as store:
        return [_keep(store, second, track, number) for number in range(1, plan.count + 1)]


def made_up_records(count: int) -> list[FrameRecord]:
    """Return a result for each frame: mostly normal, an episode now and then, and gaps."""
    columns = made_up_columns(count, RATE_HZ)
    records = []
    for index in range(count):
        time_ns = index * NS_PER_S // RATE_HZ
        if columns.cause[index] != ASSESSED:
            records.append(
                FrameRecord(
                    frame_index=index, pts_ns=time_ns, state=AssessmentState.NOT_ASSESSABLE,
                    reason=Reason.BLUR, quality=0.1, origin=ORIGIN,
                    decision=DecisionRecord(
                        state=AssessmentState.NOT_ASSESSABLE, label=None, probabilities=(),
                        premalignant_or_malignant=None, two_class=None, episode=None,
                    ),
                )
            )  # fmt: skip
            continue
        number, within_s = divmod(index // RATE_HZ, _EPISODES_APART_S)
        shares = tuple(np.asarray(columns.probabilities[:, index], np.float64).tolist())
        shares = tuple(share / sum(shares) for share in shares)
        label = LABELS.codes[int(np.argmax(shares))]
        records.append(
            FrameRecord(
                frame_index=index, pts_ns=time_ns, state=AssessmentState.ACTIVE, label=label,
                probabilities=shares, premalignant_or_malignant=shares[3] + shares[4],
                quality=float(columns.quality[index]), origin=ORIGIN,
                decision=DecisionRecord(
                    state=AssessmentState.ACTIVE, label="EP", probabilities=shares,
                    premalignant_or_malignant=shares[3] + shares[4], two_class=TwoClass.BENIGN,
                    episode=number + 1 if within_s < _EPISODE_S else None,
                ),
            )
        )  # fmt: skip
    return records


def _one_second(size: tuple[int, int]) -> tuple[Encoder, list[EncodedPicture]]:
    """Encode a second of a phantom that stands still, as the recorder does."""
    width_px, height_px = size
    phantom = Phantom(PhantomSpec(seed=7, lesion=Lesion.EP, width_px=width_px, height_px=height_px))
    picture = cv2.GaussianBlur(phantom.render(0.0).pixels, (0, 0), _BLUR_PX)
    pixels = np.dstack((picture, np.full(picture.shape[:2], 255, np.uint8)))
    encoder = open_encoder(PictureFormat(width_px, height_px, rate=Fraction(RATE_HZ)))
    pictures: list[EncodedPicture] = []
    for index in range(RATE_HZ):
        time_ns = index * NS_PER_S // RATE_HZ
        pictures += encoder.encode(Frame(index, time_ns, time_ns, pixels))
    return encoder, pictures + encoder.finish()


def _keep(
    store: ExamStore,
    second: tuple[Encoder, list[EncodedPicture]],
    track: Sequence[FrameRecord],
    number: int,
) -> tuple[str, float]:
    encoder, pictures = second
    exam_id = store.begin_exam(
        Patient(identifier=f"{number:04}"), source="phantom", model=ORIGIN.model,
        model_sha256=ORIGIN.model_sha256,
    ).exam_id  # fmt: skip
    files = store.exam_folder(exam_id)
    provenance = Provenance(
        source="phantom", source_is_phantom=True, warning=_WARNING, origin=ORIGIN
    )
    plan = ClipPlan(
        folder=files.clips, kind=ClipKind.RECORDING, provenance=provenance,
        template=encoder.template, wall_offset_ns=_BEGUN_NS, medium=files.medium,
    )  # fmt: skip
    writer = ClipWriter(plan, pictures[0])
    for record in track:
        index, time_ns = record.frame_index, record.pts_ns
        picture = pictures[index % len(pictures)]
        writer.write(replace(picture, index=index, pts_ns=time_ns, captured_ns=time_ns))
        writer.note(record)
    store.add_media(exam_id, writer.finish().track)
    tally = ExamTally(LABELS)
    for begin in range(0, len(track), RATE_HZ):
        number = begin // RATE_HZ
        wall_ns = _BEGUN_NS + (number + 1) * NS_PER_S
        results = track[begin : begin + RATE_HZ]
        tally.keep(store, exam_id, TrackSecond.of(number, wall_ns, results))
    episodes = [Episode.of(each) for each in episodes_of(track, LABELS)]
    began_s = time.perf_counter()
    tally.log(store, exam_id)
    store.end_exam(exam_id, episodes)
    return exam_id, time.perf_counter() - began_s
