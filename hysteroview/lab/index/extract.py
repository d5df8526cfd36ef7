"""Pictures of one entry of a manifest, as the network sees them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.files.stills import accepts
from hysteroview.capture.opening import open_source
from hysteroview.capture.source import SeekableSource, VideoSource
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import NS_PER_S, Box, Frame
from hysteroview.imaging.pixels.crop_planes import split_planes
from hysteroview.imaging.pixels.preprocess import crop, model_box
from hysteroview.imaging.pixels.view_mask import view_mask
from hysteroview.imaging.quality.gate import assess
from hysteroview.imaging.view.field_of_view import find_field_of_view
from hysteroview.lab.data.phantoms import MASK_PX
from hysteroview.lab.manifest.entries import Entry
from hysteroview.settings.joining import Joining, with_joining

_SAME = 1.5  # mean difference of gray levels at 32 px; a still picture is a single one
_SMALL = (32, 32)
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """Which frames of a video are taken.

    Attributes
    ----------
    rate_hz
        Frames for each second of video.
    most_frames
        At most so many for each entry, evenly spread; 0 for all.
    is_gated
        Whether frames that the quality gate stops are left out. Single pictures are gated too.
    """

    size_px: int = 224
    rate_hz: float = 1.0
    most_frames: int = 0
    is_gated: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """A picture of an entry.

    Attributes
    ----------
    lesion
        (MASK_PX, MASK_PX) uint8; None if the place of the lesion is not known.
    """

    time_s: float
    crop: NDArray[np.uint8]
    lesion: NDArray[np.uint8] | None


def extract(entry: Entry, sampling: Sampling, left_out: Counter[str]) -> Iterator[Extract]:
    """Yield the pictures of an entry, in order of time.

    Parameters
    ----------
    left_out
        Counts the frames that are left out, by reason.

    Raises
    ------
    HysteroViewError
        The file cannot be read, or a mask has another size than its picture.
    """
    found = _sampled(entry, sampling, left_out)
    if not sampling.most_frames:
        yield from found
        return
    everything = list(found)
    count = min(len(everything), sampling.most_frames)
    chosen = np.linspace(0, len(everything) - 1, count).round().astype(int).tolist()
    left_out["beyond the number for each entry"] += len(everything) - count
    yield from (everything[at] for at in chosen)


def _sampled(entry: Entry, sampling: Sampling, left_out: Counter[str]) -> Iterator[Extract]:
    before: NDArray[np.uint8] | None = None
    with closing(open_source(_as_location(entry.file))) as source:
        for time_s, frame in _frames(source, entry, sampling.rate_hz):
            made = _cut(frame, entry, sampling, left_out)
            if made is None:
                continue
            small = np.asarray(cv2.resize(made[0], _SMALL, interpolation=cv2.INTER_AREA), np.uint8)
            if before is not None and float(cv2.absdiff(small, before).mean()) < _SAME:
                left_out["same as the picture before"] += 1
                continue
            before = small
            yield Extract(time_s, *made)


def _frames(source: VideoSource, entry: Entry, rate_hz: float) -> Iterator[tuple[float, Frame]]:
    """Yield the frames at a rate inside the entry's part, with their times from the first frame."""
    first = source.read()
    if first is None:
        return
    origin, step = first.pts_ns, max(1, round(NS_PER_S / rate_hz))
    begin = origin + round((entry.start_s or 0) * NS_PER_S)
    end = None if entry.end_s is None else origin + round(entry.end_s * NS_PER_S)
    frame: Frame | None = first
    if begin > origin and isinstance(source, SeekableSource):
        source.seek(begin)
        frame = source.read()
    due = begin
    while frame is not None and (end is None or frame.pts_ns < end):
        if frame.pts_ns >= due:
            yield (frame.pts_ns - origin) / NS_PER_S, frame
            due += step * ((frame.pts_ns - due) // step + 1)
        frame = source.read()


def _cut(
    frame: Frame, entry: Entry, sampling: Sampling, left_out: Counter[str]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None] | None:
    if frame.is_suspect:
        left_out["damaged"] += 1
        return None
    view = find_field_of_view(frame.image)
    if view is None:
        left_out["no endoscopic view"] += 1
        return None
    box = model_box(view, frame.pixel_aspect)
    seen = crop(frame.image, box, sampling.size_px, view)
    if sampling.is_gated:
        reason = assess(split_planes(seen, view_mask(view, box, sampling.size_px))).reason
        if reason is not None:
            left_out[reason.value] += 1
            return None
    return seen, _lesion(entry, frame, box)


def _lesion(entry: Entry, frame: Frame, box: Box) -> NDArray[np.uint8] | None:
    """Return the lesion of a mask or box in the cells of the crop; None if neither is given."""
    if entry.mask is not None:
        drawn = cv2.imread(str(entry.mask), cv2.IMREAD_GRAYSCALE)
        if drawn is None:
            raise _unfit(entry.mask, "it is not a picture")
        if drawn.shape != (frame.height_px, frame.width_px):
            size = f"{drawn.shape[1]} × {drawn.shape[0]} px"
            raise _unfit(entry.mask, f"it has {size}, its picture another size")
        area = np.asarray((drawn > 0) * np.uint8(255), np.uint8)
    elif entry.box is not None:
        left, top, width, height = entry.box
        area = np.zeros((frame.height_px, frame.width_px), np.uint8)
        rows = slice(max(0, round(top)), max(0, round(top + height)))
        area[rows, max(0, round(left)) : max(0, round(left + width))] = 255
    else:
        return None
    three = np.repeat(area[..., None], 3, axis=2)
    return np.ascontiguousarray(crop(three, box, MASK_PX)[..., 0])


def _unfit(mask: Path, reason: str) -> HysteroViewError:
    return HysteroViewError(
        f"The mask {mask.name} cannot be used: {reason}.", remedy="Correct the column “mask”."
    )


def content_hash(file: Path) -> str:
    """Return the SHA-256 of a file's content."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _as_location(file: Path) -> str:
    """Return the location of one file of a manifest, which is never joined with its neighbors."""
    location = str(file)
    return location if accepts(location) else with_joining(location, Joining.ALONE)
