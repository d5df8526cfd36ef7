"""Recordings of an exam as Video Endoscopic Image Storage (PS3.3, A.32.5)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydicom.dataset import Dataset
from pydicom.tag import Tag
from pydicom.uid import UID

from hysteroview.core.types import NS_PER_S
from hysteroview.export.dicom.objects.avc import SYNTAXES
from hysteroview.export.dicom.objects.context import Instance, Series, Study, add_image, new_object
from hysteroview.export.dicom.objects.stream import StreamFacts, StreamPart
from hysteroview.export.dicom.objects.text import decimal_string, long_text
from hysteroview.export.dicom.objects.writing import DicomObject, ObjectKind, write_object

SOP_CLASS: Final = UID("1.2.840.10008.5.1.4.1.1.77.1.1.1")
_MOST_GAPS: Final = 20  # that are listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A part of a recording that is to become an object.

    Attributes
    ----------
    frames
        Counted by decoding.
    number, parts
        Of the part, from 1, and of all parts of the recording.
    may_identify
        Whether something burned into it may identify the patient.
    comment
        Free text without identifiers.
    """

    part: StreamPart
    facts: StreamFacts
    frames: int
    number: int
    parts: int
    may_identify: bool
    comment: str = ""


def write_video(
    path: Path, video: Video, study: Study, series: Series, instance: Instance
) -> tuple[DicomObject, Dataset]:
    """Write a part of a recording; its MP4 file becomes one fragment.

    Returns
    -------
    The file, and its content without the pixels, for objects that refer to it.

    Raises
    ------
    OSError
        It cannot be read or written.
    ValueError
        The MP4 file is longer than a fragment can be.
    """
    made = new_object(study, series, instance, SOP_CLASS, SYNTAXES[video.facts.level])
    add_image(made, study, instance)
    made.BurnedInAnnotation = "YES" if video.may_identify else "NO"
    made.ImageComments = long_text("\n".join(_comments(video)))
    _add_format(made, video)
    with video.part.path.open("rb") as file:
        return write_object(path, made, ObjectKind.VIDEO, file), made


def _add_format(made: Dataset, video: Video) -> None:
    facts, size = video.facts, video.part.path.stat().st_size
    made.SamplesPerPixel = 3
    made.PhotometricInterpretation = "YBR_PARTIAL_420"
    made.PlanarConfiguration = 0
    made.Rows, made.Columns = facts.height_px, facts.width_px
    made.BitsAllocated, made.BitsStored, made.HighBit = 8, 8, 7
    made.PixelRepresentation = 0
    if facts.pixel_aspect != 1:  # vertical, then horizontal size (C.7.6.3.1.7)
        made.PixelAspectRatio = [facts.pixel_aspect.denominator, facts.pixel_aspect.numerator]
    made.NumberOfFrames = video.frames
    made.FrameIncrementPointer = Tag("FrameTime")
    made.FrameTime = decimal_string(float(1000 * facts.interval_s))
    rate = max(round(1 / facts.interval_s), 1)
    made.CineRate = made.RecommendedDisplayFrameRate = rate
    made.EffectiveDuration = decimal_string(round(video.part.duration_ns / NS_PER_S, 3))
    raw = 3 * facts.height_px * facts.width_px * video.frames
    made.LossyImageCompression = "01"
    made.LossyImageCompressionRatio = decimal_string(round(raw / size, 3))
    made.LossyImageCompressionMethod = "ISO_14496_10"


def _comments(video: Video) -> list[str]:
    """Say what nobody sees in a constant frame time: parts, and gaps in the recording."""
    lines = [video.comment] if video.comment else []
    if video.parts > 1:
        begun = video.part.start_ns / NS_PER_S
        lines.append(
            f"part {video.number} of {video.parts} of one recording, begins {begun:.3f} s after "
            "its first frame"
        )
    gaps = video.part.gaps
    if gaps:
        lines.append(
            f"gaps in the recording: {len(gaps)}; the frame time does not hold across them, the "
            "times in the MP4 file do"
        )
        lines += [
            f"{gap.length_ns / NS_PER_S:.3f} s from frame {gap.after_frame} to the next"
            for gap in gaps[:_MOST_GAPS]
        ]
    return lines
