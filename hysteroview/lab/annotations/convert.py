"""Rows of a manifest from annotations, with masks, and what was left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.files import atomic_file
from hysteroview.lab.annotations.annotated import Annotated, Region
from hysteroview.lab.annotations.files import Pictures, is_picture, picture_size
from hysteroview.lab.annotations.labels import IGNORE, LabelNames, refuse_unknown
from hysteroview.lab.annotations.patients import PatientOf
from hysteroview.lab.annotations.raster import rasterize
from hysteroview.lab.annotations.video_frames import FrameSpan, find_frames
from hysteroview.lab.manifest.entries import Problem
from hysteroview.lab.manifest.writing import Row

Found = tuple[Path, Annotated]  # the folder that paths are relative to, and what is annotated


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """How annotations become rows.

    Attributes
    ----------
    unmarked
        Code of pictures without any label; empty to leave them out. That nothing is marked does
        not mean that there is nothing.
    masks
        Folder of the masks.
    rate_hz
        Annotated frames of a video that are taken for each second.
    """

    names: LabelNames
    patient_of: PatientOf
    pictures: Pictures
    masks: Path
    unmarked: str = ""
    site: str = ""
    video: Path | None = None
    rate_hz: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Converted:
    """Rows, problems of single pictures, and the number of pictures left out by reason."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def convert(found: Sequence[Found], conversion: Conversion) -> Converted:
    """Return the rows of annotations.

    A picture with regions of several classes has no single label and is left out.

    Raises
    ------
    HysteroViewError
        A label means nothing; or a file is missing, unreadable, or of another size: all of those
        are listed.
    """
    names = conversion.names
    refuse_unknown(names, {label for _, each in found for label in each.labels})
    made = Converted()
    by_video: dict[Path, list[Annotated]] = defaultdict(list)
    for number, (beside, each) in enumerate(found, 1):
        try:
            file = conversion.video or conversion.pictures.find(each.file, beside)
        except HysteroViewError as error:
            made.problems.append(Problem((), error.message, error.remedy))
            continue
        if each.frame is not None or not is_picture(file):
            by_video[file].append(each)
        elif (code := _code(each, conversion, made)) is not None:
            _add_picture(file, each, code, number, conversion, made)
    for file, frames in by_video.items():
        _add_video(file, frames, conversion, made)
    return made


def _code(each: Annotated, conversion: Conversion, made: Converted) -> str | None:
    """Return the class of a picture; None if it is left out, which is counted."""
    codes = {conversion.names.code(label) for label in each.labels} - {IGNORE}
    if len(codes) == 1:
        return codes.pop()
    if codes:
        made.left_out["several classes in one picture"] += 1
    elif conversion.unmarked:
        return conversion.unmarked
    else:
        made.left_out["nothing marked (which does not mean normal)"] += 1
    return None


def _regions(each: Annotated, conversion: Conversion) -> list[Region]:
    return [
        region for region in each.regions
        if region.has_area and conversion.names.code(region.label) != IGNORE
    ]  # fmt: skip


def _add_picture(
    file: Path, each: Annotated, code: str, number: int, conversion: Conversion, made: Converted
) -> None:
    regions = _regions(each, conversion)
    mask = None
    try:
        if regions:
            size = picture_size(file)
            is_as_shown = size.frame_of((each.width_px, each.height_px))
            width, height = size.shown if is_as_shown else (size.width_px, size.height_px)
            drawn = rasterize(regions, width, height)
            mask = _write_mask(drawn if is_as_shown else size.turn(drawn), file, number, conversion)
    except (HysteroViewError, ValueError) as error:
        made.problems.append(_problem(file, error))
        return
    if regions and mask is None:
        made.left_out["a mark outside of the picture"] += 1
        return
    made.rows.append(_row(file, code, mask, None, conversion))


def _add_video(
    file: Path, frames: Sequence[Annotated], conversion: Conversion, made: Converted
) -> None:
    numbers = [each.frame for each in frames if each.frame is not None]
    if len(numbers) < len(frames):
        made.problems.append(
            Problem(
                (), f"{file.name} is a video, but its annotations do not say which frame.",
                "Export the task as “CVAT for video”.",
            )
        )  # fmt: skip
        return
    try:
        video = find_frames(file, numbers)
    except HysteroViewError as error:
        made.problems.append(_problem(file, error))
        return
    size = (video.width_px, video.height_px)
    for each, code, span in _sampled(frames, video.spans, conversion, made):
        given = (each.width_px, each.height_px)
        if given not in ((0, 0), size):
            message = f"has {size[0]} × {size[1]} px, its annotations {given[0]} × {given[1]} px"
            made.problems.append(_problem(file, ValueError(message)))
            return
        regions = _regions(each, conversion)
        drawn = rasterize(regions, *size)
        mask = _write_mask(drawn, file, each.frame or 0, conversion) if regions else None
        if regions and mask is None:
            made.left_out["a mark outside of the picture"] += 1
            continue
        made.rows.append(_row(file, code, mask, span, conversion))


def _sampled(
    frames: Iterable[Annotated], spans: object, conversion: Conversion, made: Converted
) -> Iterator[tuple[Annotated, str, FrameSpan]]:
    """Yield frames with one class at the rate, in order."""
    assert isinstance(spans, dict)
    due = -np.inf
    for each in sorted(frames, key=lambda item: item.frame or 0):
        span: FrameSpan = spans[each.frame]
        if span.time_s < due:
            made.left_out["beyond the rate"] += 1
            continue
        if not each.is_complete:
            made.left_out["between key frames of a track"] += 1
            continue
        code = _code(each, conversion, made)
        if code is not None:
            due = span.time_s + 1 / conversion.rate_hz - 1e-6
            yield each, code, span


def _write_mask(
    mask: NDArray[np.uint8], file: Path, number: int, conversion: Conversion
) -> Path | None:
    """Write a mask; None if nothing of it is inside of the picture."""
    if not mask.any():
        return None
    conversion.masks.mkdir(parents=True, exist_ok=True)
    path = conversion.masks / f"{file.stem[:80]}_{number:06d}.png"
    with atomic_file(path, private=True) as draft:
        draft.write_bytes(cv2.imencode(".png", mask)[1].tobytes())
    return path


def _row(
    file: Path, code: str, mask: Path | None, span: FrameSpan | None, conversion: Conversion
) -> Row:
    return Row(
        file=file,
        patient=conversion.patient_of(file),
        label=code,
        start_s=None if span is None else max(0.0, span.start_s),
        end_s=None if span is None else span.end_s,
        mask=mask,
        site=conversion.site,
    )


def _problem(file: Path, error: Exception) -> Problem:
    if isinstance(error, HysteroViewError):
        return Problem((), error.message, error.remedy)
    return Problem((), f"{file.name}: {error}.", "Check that it is the picture that was annotated.")
