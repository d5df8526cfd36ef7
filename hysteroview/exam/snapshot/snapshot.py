"""Snapshots: the original picture, the picture as the operator saw it, and the AI result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import StorageError
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.core.origin import Provenance
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.states import PictureState
from hysteroview.core.types import NS_PER_S, SQUARE_PIXELS, Analysis, AssessmentState, Frame
from hysteroview.core.wording import STANDING_WORDS, picture_words
from hysteroview.exam.files.medium import PLAIN, BrokenSealError, Medium, read
from hysteroview.exam.files.place import Place
from hysteroview.exam.snapshot.explanation import Explanation, ShownHeatmap
from hysteroview.exam.snapshot.png import compress, with_words
from hysteroview.imaging.overlay.heatmap import blend
from hysteroview.imaging.overlay.not_live import mark_corner, mark_not_live
from hysteroview.imaging.pixels.square import with_square_pixels

SCHEMA_VERSION = 2  # version 1 had another form of the result, with model and runtime beside it


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Moment:
    """Content of the screen when the operator pressed the key.

    Attributes
    ----------
    pressed_ns
        `time.monotonic_ns()` of the key press, on the clock of `Frame.captured_ns`.
    wall_ns
        `time.time_ns()` of the key press: UTC.
    state, detail
        State of the AI, and its reason.
    analysis
        Result on the screen; None if there was none.
    runtime
        Runtime in use; empty before the first result.
    heatmap
        Heatmap on the screen; None if there was none.
    is_ai_hidden
        Whether the result was hidden from the operator.
    frozen_ns
        `time.monotonic_ns()` at which the picture was frozen: state, analysis and heatmap are
        those of that moment; None if the picture was not frozen.
    picture
        State of the picture on the screen. Unless it is LIVE, the picture is marked in its pixels.
    is_standing
        The source repeated this picture instead of sending live ones, which is marked too.
    reviewed
        The snapshot was taken in a review of this recording, named by its track in the exam; empty
        for one that was taken live. Frame number and timestamp are then those of the recording.
    stored_result
        What was recorded of this frame, in a review; `analysis` is None then.
    explanation
        What `heatmap` is, if it explains the frame and was not on the live screen; the shown
        picture is then marked as an explanation in its pixels.
    """

    frame: Frame
    pressed_ns: int
    wall_ns: int
    state: AssessmentState
    detail: str
    analysis: Analysis | None
    heatmap: ShownHeatmap | None
    runtime: str
    is_ai_hidden: bool = False
    frozen_ns: int | None = None
    picture: PictureState = PictureState.LIVE
    is_standing: bool = False
    reviewed: str = ""
    stored_result: FrameRecord | None = None
    explanation: Explanation | None = None

    @property
    def seen_ns(self) -> int:
        """`time.monotonic_ns()` of the visible picture: when it was frozen, or of the key press."""
        return self.pressed_ns if self.frozen_ns is None else self.frozen_ns

    @property
    def picture_age_s(self) -> float:
        """Age of the picture at `seen_ns`, s."""
        return (self.seen_ns - self.frame.captured_ns) / NS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSnapshot:
    """The three files of a snapshot; if the record exists, so do the pictures."""

    raw: Path
    overlay: Path
    record: Path


def write_snapshot(
    folder: Path,
    moment: Moment,
    provenance: Provenance,
    number: int,
    medium: Medium = PLAIN,
    place: Place | None = None,
) -> SavedSnapshot:
    """Write the files of one snapshot; the record last, so that its existence implies the others.

    The raw picture has the pixels of the source, with their aspect in its header. The overlay has
    square pixels, so that every viewer shows its true proportions; otherwise it differs from the
    raw picture only at the heatmap. A picture that was not live is gray in the overlay, with the
    reason and its age in its middle; one that the source repeated is marked at its
    corner. The warning is in their text chunks.

    Parameters
    ----------
    folder
        Folder, readable for its owner only; without an exam it is created if necessary.
    number
        Number of the snapshot in the session.
    medium
        Medium of the store that the folder belongs to.
    place
        Of the exam that the folder belongs to; None for a folder without an exam.

    Raises
    ------
    StorageError
        The snapshot was not saved.
    """
    if place is None:
        _make_folder(folder)
    else:
        place.check()
    paths = _free_names(folder, moment.wall_ns, number)
    is_whole = False
    try:
        hashes = _write_pictures(paths, moment, provenance, medium)
        files = {
            "raw": {"name": paths.raw.name, "sha256": hashes[0]},
            "overlay": {"name": paths.overlay.name, "sha256": hashes[1]},
        }
        record = _record(moment, provenance, number, files)
        medium.write(paths.record, json.dumps(record, indent=2, ensure_ascii=False).encode())
        is_whole = True
    except StorageError as error:
        message = f"The snapshot was not saved. {error.message}"
        raise StorageError(message, remedy=error.remedy) from error
    finally:
        if not is_whole:
            for path in (paths.record, paths.overlay, paths.raw):
                path.unlink(missing_ok=True)
    return paths


def write_snapshot_in_one_of(
    folders: Sequence[Path],
    moment: Moment,
    provenance: Provenance,
    number: int,
    medium: Medium = PLAIN,
    place: Place | None = None,
) -> SavedSnapshot:
    """Write a snapshot into the first of several folders that can be written.

    A full disk is detected by writing, because previously measured space may be used up.

    Parameters
    ----------
    place
        Of the exam that the first folder belongs to; None without an exam.

    Raises
    ------
    StorageError
        None can be written; the error is that of the first.
    """
    first, *others = folders
    try:
        return write_snapshot(first, moment, provenance, number, medium, place)
    except StorageError:
        for folder in others:
            with suppress(StorageError):
                return write_snapshot(folder, moment, provenance, number, medium)
        raise


def was_live(record: Path, medium: Medium = PLAIN) -> bool:
    """Whether the picture of a snapshot was live when it was taken, by its record.

    True for records of earlier versions, which did not store it, and for damaged ones, which
    `hysteroview exam verify` reports.
    """
    try:
        state = PictureState(parse_json(read(medium, record))["picture"]["state"])
    except (OSError, BrokenSealError, StorageError, KeyError, TypeError, ValueError):
        return True
    return state is PictureState.LIVE


def _write_pictures(
    paths: SavedSnapshot, moment: Moment, provenance: Provenance, medium: Medium
) -> tuple[str, str]:
    """Write the raw picture and the displayed one in parallel; return their hashes."""
    pixels, aspect = moment.frame.pixels, moment.frame.pixel_aspect
    if moment.picture is PictureState.LIVE:
        old: tuple[str, ...] = (STANDING_WORDS,) if moment.is_standing else ()
    else:
        old = _not_live_words(moment)
    raw_texts = _texts(", ".join(("Raw picture", *old)), provenance)
    title = "As seen in a review" if moment.reviewed else "As the operator saw it"
    if moment.explanation is not None:
        title = moment.explanation.words
    seen_texts = _texts(", ".join((title, *old)), provenance)
    with ThreadPoolExecutor(1, thread_name_prefix="ThreadPool-snapshot") as other:
        raw_encoded = other.submit(compress, pixels)
        seen = seen_pixels(moment)
        seen_encoded = raw_encoded.result() if seen is pixels else compress(seen)
        raw_png = with_words(raw_encoded.result(), aspect, raw_texts)
        raw = other.submit(_write, paths.raw, raw_png, medium)
        seen_png = with_words(seen_encoded, SQUARE_PIXELS, seen_texts)
        seen_sha256 = _write(paths.overlay, seen_png, medium)
        return raw.result(), seen_sha256


def seen_pixels(moment: Moment) -> NDArray[np.uint8]:
    """Return the picture as displayed, (H, W, 4) uint8, BGRA, with square pixels.

    With the heatmap; marked at its corner if it is an explanation or the source repeated it; gray
    and marked if it was not live.
    """
    pixels, heatmap = moment.frame.pixels, moment.heatmap
    if heatmap is not None:
        dimmed = np.rint(np.arange(256) * heatmap.dimming).astype(np.uint8)[heatmap.layer]
        pixels = blend(pixels, dimmed, heatmap.box)
    pixels = with_square_pixels(pixels, moment.frame.pixel_aspect)
    if moment.explanation is not None:
        return mark_corner(pixels, moment.explanation.words)
    if moment.picture is PictureState.LIVE:
        return mark_corner(pixels, STANDING_WORDS) if moment.is_standing else pixels
    is_caution = moment.picture is PictureState.NO_SIGNAL
    return mark_not_live(pixels, *_not_live_words(moment), is_caution=is_caution)


def _not_live_words(moment: Moment) -> tuple[str, str]:
    return picture_words(moment.picture, moment.picture_age_s)


def _write(path: Path, content: bytes, medium: Medium) -> str:
    """Write a file readable for its owner only, and return the SHA-256 of its content."""
    medium.write(path, content)
    return hashlib.sha256(content).hexdigest()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder for snapshots cannot be created: {error.strerror}.",
            remedy=f"Check that you have permission to write to {folder}, or choose another folder "
            "with --output.",
        ) from error


def _free_names(folder: Path, wall_ns: int, number: int) -> SavedSnapshot:
    """Return free names by local time and number, without patient data."""
    local = datetime.fromtimestamp(wall_ns // NS_PER_S, UTC).astimezone()
    stem = f"{local:%Y%m%dT%H%M%S%z}_{number:04d}"
    candidate, again = stem, 1
    while any(folder.glob(f"{candidate}_*")):
        again += 1
        candidate = f"{stem}-{again}"
    return SavedSnapshot(
        raw=folder / f"{candidate}_raw.png",
        overlay=folder / f"{candidate}_overlay.png",
        record=folder / f"{candidate}_record.json",
    )


def _texts(title: str, provenance: Provenance) -> dict[str, str]:
    texts = {"Title": title, "Software": "HysteroView", "Warning": provenance.warning}
    if provenance.source_is_phantom:
        texts["Comment"] = "PHANTOM: a synthetic picture, not of a patient."
    return texts


def _record(
    moment: Moment, provenance: Provenance, number: int, files: dict[str, Any]
) -> dict[str, Any]:
    local = datetime.fromtimestamp(moment.wall_ns // NS_PER_S, UTC).astimezone()
    offset = local.utcoffset()
    frame = moment.frame
    return {
        "schema": "hysteroview.snapshot",
        "schema_version": SCHEMA_VERSION,
        "warning": provenance.warning,
        "research_use_only": True,
        "number": number,
        "taken": {
            "utc_ns": moment.wall_ns,
            "local": local.isoformat(),
            "zone": local.tzname(),
            "utc_offset_s": int(offset.total_seconds()) if offset is not None else None,
        },
        "source": {"name": provenance.source, "is_phantom": provenance.source_is_phantom},
        "frame": {
            "index": frame.index,
            "pts_ns": frame.pts_ns,
            "width_px": frame.width_px,
            "height_px": frame.height_px,
            "pixel_aspect": str(frame.pixel_aspect),
        },
        "frozen_for_s": None
        if moment.frozen_ns is None
        else (moment.pressed_ns - moment.frozen_ns) / NS_PER_S,
        "picture": {
            "state": moment.picture.value,
            "age_s": moment.picture_age_s,
            "is_standing": moment.is_standing,
        },
        **({"review": {"recording": moment.reviewed}} if moment.reviewed else {}),
        **({"explanation": moment.explanation.as_dict()} if moment.explanation else {}),
        "analysis": _analysis_record(moment, provenance),
        "heatmap": None
        if moment.heatmap is None
        else {
            "frame_index": moment.heatmap.frame_index,
            "dimming": moment.heatmap.dimming,
            "label": moment.heatmap.label,
            "label_is_chosen": moment.heatmap.is_chosen,
        },
        "files": files,
    }


def _analysis_record(moment: Moment, provenance: Provenance) -> dict[str, Any]:
    """Return what the AI did and said; the decision in the result is what the operator could read,
    unless it was hidden.
    """
    analysis = moment.analysis
    record: dict[str, Any] = {
        "state": moment.state.value,
        "reason": moment.detail or None,
        "hidden": moment.is_ai_hidden,
    }
    if analysis is None:
        origin = replace(provenance.origin, runtime=moment.runtime)
        stored = moment.stored_result
        result = None if stored is None else stored.as_dict()
        return record | {"age_ms": None, "origin": origin.as_dict(), "result": result}
    return record | {
        "age_ms": (moment.seen_ns - analysis.captured_ns) / 1e6,
        "origin": analysis.origin.as_dict(),
        "result": record_of(analysis).as_dict(),
    }
