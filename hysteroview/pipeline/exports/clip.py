"""Export of a recording with heatmap, results, time and state burned in, or without them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hysteroview.capture.files.container import VideoFile
from hysteroview.capture.files.pyav import open_file
from hysteroview.capture.opening import open_source
from hysteroview.capture.source import SeekableSource, seekable
from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.errors import StorageError
from hysteroview.core.language.translation import translated
from hysteroview.core.types import NS_PER_S, Analysis, Frame
from hysteroview.core.wording import moment
from hysteroview.exam.files.medium import PLAIN
from hysteroview.exam.store.records import MediaFile
from hysteroview.export.deidentify.video import DeidentifiedFrames
from hysteroview.export.output.manifest import WARNING, Lineage
from hysteroview.export.output.target import check_new_file, file_hash
from hysteroview.export.video import ClipSpec, open_clip
from hysteroview.imaging.overlay.annotate import AnnotationLook, Annotator
from hysteroview.imaging.pixels.square import square_size, with_square_pixels
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.exports.content import ExamContent, read_content
from hysteroview.pipeline.exports.leaving import (
    ExportLog,
    ExportRequest,
    check_clean,
    date_neutrally,
    deidentifier_of,
    lineage_of,
)
from hysteroview.pipeline.exports.place import ExamPlace, now_ns
from hysteroview.pipeline.exports.range_source import RangeSource
from hysteroview.pipeline.review.analysis import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipOptions:
    """What of a recording is exported, and what is burned in.

    Attributes
    ----------
    start_ns, end_ns
        Since the first frame; None for the beginning and the end.
    has_panel
        Whether results, time and state are burned in.
    runtime
        That analyzes the recording.
    """

    start_ns: int | None = None
    end_ns: int | None = None
    has_heatmap: bool = True
    has_panel: bool = True
    runtime: str = "auto"
    settings: AnalyzerSettings | None = None

    @property
    def is_annotated(self) -> bool:
        """Whether the recording has to be analyzed."""
        return self.has_heatmap or self.has_panel


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipExported:
    """What was exported.

    Attributes
    ----------
    may_have_text
        Whether text was seen in a de-identified clip: somebody has to look at it.
    """

    frames: int
    sha256: str
    may_have_text: bool = False
    notes: tuple[str, ...] = ()


def export_exam_clip(
    place: ExamPlace, number: int, card: ModelCard, options: ClipOptions, request: ExportRequest
) -> ClipExported:
    """Export a recording of an exam.

    Parameters
    ----------
    number
        Of the recording in the exam, from 1.

    Raises
    ------
    StorageError
        There is no such recording, or it cannot be written: nothing appears.
    SourceError, InferenceError, BackendUnavailable
        It cannot be read or analyzed.
    ExportCanceledError
        It was canceled.
    """
    content = read_content(place)
    clip = _clip_of(content, number)
    who = deidentifier_of(place, content, request)
    log = ExportLog(place, "clip", is_deidentified=who is not None)
    log.check()
    lineage = lineage_of(content, who, {clip.name: clip.sha256})
    with log.watched():
        return _export(
            lambda: open_file(video_file(content, clip)), card, options, request,
            _Leaving(lineage, who, log),
        )  # fmt: skip


def export_file_clip(
    location: str, card: ModelCard, options: ClipOptions, request: ExportRequest
) -> ClipExported:
    """Export a recording that belongs to no exam; raises as `export_exam_clip`."""
    log = ExportLog(None, "clip", is_deidentified=request.is_deidentified)
    path = Path(location)
    sources = {path.name: file_hash(path)} if path.is_file() else {}
    wall_ns = None if request.is_deidentified else now_ns()
    lineage = Lineage(
        is_deidentified=request.is_deidentified, sources=sources, exported_wall_ns=wall_ns
    )
    return _export(
        lambda: seekable(open_source(location)), card, options, request,
        _Leaving(lineage, None, log),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Leaving:
    """What happens when the file is complete."""

    lineage: Lineage
    who: Deidentifier | None
    log: ExportLog

    def check(self, path: Path) -> None:
        if self.who is not None:
            check_clean([path], self.who)
        if self.lineage.is_deidentified:
            date_neutrally(path)
        self.log.enter([file_hash(path)])


def _export(
    open_it: Callable[[], SeekableSource], card: ModelCard, options: ClipOptions,
    request: ExportRequest, leaving: _Leaving,
) -> ClipExported:  # fmt: skip
    check_new_file(request.target)
    with closing(RangeSource(open_it(), options.start_ns, options.end_ns)) as source:
        info, first_ns = source.info, source.first_ns
        size = square_size(info.width_px, info.height_px, info.pixel_aspect)
        spec = ClipSpec(
            width_px=size[0], height_px=size[1], rate=info.fps,
            metadata=_tags(leaving.lineage, options),
        )  # fmt: skip
        look = AnnotationLook(
            language=request.language, has_heatmap=options.has_heatmap,
            has_panel=options.has_panel, has_clock=True, first_ns=first_ns,
        )  # fmt: skip
        annotator = Annotator(card.labels, _caution(card, request.language), look)
        hidden = DeidentifiedFrames() if request.is_deidentified else None
        total = _expected(source, options)
        # a part begins at 0; its clock shows the time in the whole recording
        offset_ns = source.start_ns if options.start_ns else 0
        with open_clip(request.target, spec, leaving.check) as clip:
            for frame, analysis in _frames(source, card, options):
                if frame.pts_ns < source.start_ns:
                    continue
                request.progress(clip.frames, total)
                shown = frame if hidden is None else hidden.hide(frame)
                pixels = (
                    annotator.annotate(shown, analysis)
                    if options.is_annotated
                    else with_square_pixels(shown.pixels, shown.pixel_aspect)
                )
                clip.write(pixels, frame.pts_ns - offset_ns)
        damage = source.damage
    return ClipExported(
        frames=clip.frames,
        sha256=file_hash(request.target),
        may_have_text=hidden is not None and hidden.may_have_text,
        notes=() if damage is None else (damage,),
    )


def _frames(
    source: RangeSource, card: ModelCard, options: ClipOptions
) -> Iterator[tuple[Frame, Analysis | None]]:
    """Yield all frames with their analysis; None if nothing is burned in."""
    if not options.is_annotated:
        while (frame := source.read()) is not None:
            yield frame, None
        return
    review = Review(source, card, runtime=options.runtime, settings=options.settings)
    with closing(review.results()) as results:
        for reviewed in results:
            yield reviewed.frame, reviewed.analysis


def _expected(source: RangeSource, options: ClipOptions) -> int | None:
    """Return about how many frames there will be; None if that is not known."""
    info = source.info
    if info.fps is None or info.duration_s is None:
        return None
    start_s = (options.start_ns or 0) / NS_PER_S
    end_s = info.duration_s if options.end_ns is None else options.end_ns / NS_PER_S
    length_s = min(end_s, info.duration_s) - start_s
    return max(round(length_s * float(info.fps)), 1)


def _clip_of(content: ExamContent, number: int) -> MediaFile:
    clips = content.clips
    if not clips:
        raise StorageError("This exam has no recording.", remedy="Choose another exam.")
    if not 1 <= number <= len(clips):
        raise StorageError(
            f"There is no recording {number}: the exam has {len(clips)}.",
            remedy="Choose one of them with --clip.",
        )
    return sorted(clips, key=lambda each: each.taken_wall_ns)[number - 1]


def video_file(content: ExamContent, clip: MediaFile) -> VideoFile:
    """Return a recording of an exam to open it as a source."""
    path, medium = content.folder.path / clip.name, content.folder.medium
    plain = path if medium is PLAIN else None
    return VideoFile(path.name, lambda: medium.open(path), plain)


def _caution(card: ModelCard, language: str) -> tuple[str, ...]:
    lines = [translated("Card", "research use only", language)]
    if card.is_synthetic:
        lines = [translated("Card", "phantom-trained, research use only", language)]
    return tuple(line[:1].upper() + line[1:] for line in lines)


def _tags(lineage: Lineage, options: ClipOptions) -> Mapping[str, str]:
    """Return the tags of the file; no name of a patient or of a file is in them."""
    facts = lineage.as_dict()
    facts["made_from_sha256"] = sorted(lineage.sources.values())
    if options.start_ns:
        facts["begins_at"] = moment(options.start_ns)
    title = "Annotated hysteroscopy recording" if options.is_annotated else "Hysteroscopy recording"
    return {"title": title, "comment": " ".join((WARNING, json.dumps(facts, sort_keys=True)))}
