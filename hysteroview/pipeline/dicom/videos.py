"""The recordings of an exam as DICOM objects: copied where DICOM can hold them as they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from hysteroview.capture.files.pyav import open_file
from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.errors import StorageError
from hysteroview.exam.files.medium import PLAIN, hash_file
from hysteroview.exam.store.records import MediaFile
from hysteroview.export.deidentify.burned_in import may_identify
from hysteroview.export.deidentify.video import DeidentifiedFrames
from hysteroview.export.dicom.objects.stream import (
    OpenVideo,
    StreamFacts,
    StreamPart,
    count_frames,
    facts_of,
    write_parts,
)
from hysteroview.export.dicom.objects.video import Video, write_video
from hysteroview.export.dicom.objects.writing import DicomObject
from hysteroview.export.video import ClipSpec, open_clip
from hysteroview.imaging.pixels.square import square_size, with_square_pixels
from hysteroview.imaging.view.field_of_view import find_field_of_view
from hysteroview.pipeline.dicom.study import StudyObjects
from hysteroview.pipeline.exports.clip import video_file
from hysteroview.pipeline.exports.content import ExamContent

_LOOK_EVERY: Final = 250  # frames: what is burned in stays on the screen for longer
_PARTS: Final = 1000  # parts of a recording, at most
_MOST_WIDTH_PX, _MOST_HEIGHT_PX = 1920, 1080
_MOST_MBS_PER_S: Final = 522_240  # of level 4.2 (ITU-T H.264, table A-1)


@dataclass(frozen=True, slots=True)
class WrittenVideo:
    """A part of a recording as an object, with what results need to refer to it.

    Attributes
    ----------
    header
        Content without the pixels.
    part
        Its frames and their times.
    """

    made: DicomObject
    header: Dataset
    part: StreamPart
    frames: int


@dataclass(slots=True)
class RecordingWriter:
    """Writes one recording as objects.

    Attributes
    ----------
    number
        Of the recording in the exam, from 1.
    may_have_text
        Whether text was seen inside the view of a de-identified recording.
    notes
        What somebody should know, one sentence each.
    """

    content: ExamContent
    clip: MediaFile
    number: int
    study: StudyObjects
    who: Deidentifier | None
    most_bytes: int
    progress: Callable[[int, int | None], None]
    may_have_text: bool = False
    notes: list[str] = field(default_factory=list)
    _is_encoded: bool = False

    def write(self, free: Callable[[str], Path], name: str) -> Iterator[WrittenVideo]:
        """Write the recording, encoded again only where no DICOM video holds it as it is.

        Parameters
        ----------
        free
            Returns a free path for a name.
        name
            Of the objects, without number and suffix.

        Raises
        ------
        StorageError, SourceError
            It cannot be read, encoded or written.
        """
        stem = free(f"{name}.dcm").with_suffix("")
        medium, path = self.content.folder.medium, self.content.folder.path / self.clip.name
        if hash_file(path, medium) != self.clip.sha256:
            raise StorageError(
                f"{self.clip.name} was changed since it was saved, and was not exported.",
                remedy="Run `hysteroview exam verify`.",
            )
        try:
            facts = None if self.who is not None else facts_of(lambda: medium.play(path))
            if facts is not None:
                yield from self._objects(lambda: medium.play(path), facts, free, stem)
                return
            self._is_encoded = True
            with self._encoded(stem.with_suffix(".encoded.mp4")) as encoded:
                facts = facts_of(lambda: PLAIN.play(encoded))
                if facts is None:
                    raise StorageError(
                        f"{self.clip.name} cannot be made into a DICOM video.",
                        remedy="Report this, with the size and rate of the recording.",
                    )
                yield from self._objects(lambda: PLAIN.play(encoded), facts, free, stem)
        except av.FFmpegError as error:
            raise StorageError(
                f"{self.clip.name} cannot be read as a video: {error.strerror or error}.",
                remedy="Run `hysteroview exam verify`.",
            ) from error

    def _objects(
        self, open_it: OpenVideo, facts: StreamFacts, free: Callable[[str], Path], stem: Path
    ) -> Iterator[WrittenVideo]:
        parts: list[StreamPart] = []
        try:
            parts += write_parts(open_it, facts, stem, self.most_bytes)
            for number, part in enumerate(parts, 1):
                is_alone = len(parts) == 1
                path = free(f"{stem.name}.dcm" if is_alone else f"{stem.name}_part{number}.dcm")
                yield self._object(path, part, facts, (number, len(parts)))
                part.path.unlink()
        finally:
            for part in parts:
                part.path.unlink(missing_ok=True)

    def _object(
        self, path: Path, part: StreamPart, facts: StreamFacts, place: tuple[int, int]
    ) -> WrittenVideo:
        seen: list[bool] = []

        def look(pixels: NDArray[np.uint8]) -> None:
            if not any(seen):
                seen.append(may_identify(pixels, find_field_of_view(pixels)))

        identifies = self.may_have_text
        frames = count_frames(part.path, _LOOK_EVERY, look)
        if self.who is None:
            identifies = any(seen)
        number, parts = place
        key = f"{self.clip.item}/{self.clip.sha256}/{self._form(part)}/{number}of{parts}"
        taken_ns = self.clip.taken_wall_ns + part.start_ns
        place_in_series = self.number if parts == 1 else self.number * _PARTS + number
        instance = self.study.instance("video", key, taken_ns, place_in_series)
        video = Video(
            part=part, facts=facts, frames=frames, number=number, parts=parts,
            may_identify=identifies,
        )  # fmt: skip
        study = self.study
        made, header = write_video(path, video, study.study, study.series("video"), instance)
        return WrittenVideo(made, header, part, frames)

    def _form(self, part: StreamPart) -> str:
        """Return how a part was made; encoded pictures are another object if they differ.

        Another version of the encoder, or another number of threads, gives other pictures.
        """
        if not self._is_encoded:
            return "copied"
        return f"encoded {hash_file(part.path)}"

    @contextmanager
    def _encoded(self, target: Path) -> Iterator[Path]:
        """Encode the recording again; the file is removed at the end."""
        hidden = DeidentifiedFrames() if self.who is not None else None
        try:
            with closing(open_file(video_file(self.content, self.clip))) as source:
                info = source.info
                size = _fitting(
                    square_size(info.width_px, info.height_px, info.pixel_aspect),
                    float(info.fps or 25),
                )
                total = round(float(info.fps or 25) * (info.duration_s or 0)) or None
                spec = ClipSpec(width_px=size[0], height_px=size[1], rate=info.fps)
                with open_clip(target, spec) as clip:
                    while (frame := source.read()) is not None:
                        self.progress(clip.frames, total)
                        shown = frame if hidden is None else hidden.hide(frame)
                        pixels = with_square_pixels(shown.pixels, shown.pixel_aspect)
                        clip.write(pixels, frame.pts_ns)
                if source.damage is not None:
                    self.notes.append(source.damage)
            if hidden is None:
                self.notes.append(
                    f"{self.clip.name} was encoded again, since no DICOM video holds it as it is."
                )
            else:
                self.may_have_text = hidden.may_have_text
            yield target
        finally:
            with suppress(OSError):
                target.unlink(missing_ok=True)


def _fitting(size: tuple[int, int], rate_hz: float) -> tuple[int, int]:
    """Return a size with the same proportions that level 4.2 holds at this rate; both even."""
    width, height = size
    scale = min(1.0, _MOST_WIDTH_PX / width, _MOST_HEIGHT_PX / height)
    if width < height:
        scale = min(1.0, _MOST_HEIGHT_PX / width, _MOST_WIDTH_PX / height)
    while (
        math.ceil(width * scale / 16) * math.ceil(height * scale / 16) * rate_hz > _MOST_MBS_PER_S
    ):
        scale *= 0.98
    if scale == 1.0:
        return size
    return 2 * round(width * scale / 2), 2 * round(height * scale / 2)
