"""Export of pictures that belong to no exam, analyzed on the way if their result is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from hysteroview.capture.opening import open_source
from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import SourceError
from hysteroview.core.language.translation import translated
from hysteroview.core.record import record_of
from hysteroview.core.types import Analysis, AssessmentState, Frame
from hysteroview.export.deidentify.burned_in import black_outside, has_text
from hysteroview.export.output.manifest import Lineage
from hysteroview.export.output.target import file_hash
from hysteroview.export.pictures.caption import Caption, CaptionRow, Ink
from hysteroview.export.pictures.encoding import PictureMetadata
from hysteroview.imaging.overlay.annotate import OPACITY
from hysteroview.imaging.overlay.heatmap import blend, heatmap_layer
from hysteroview.imaging.pixels.square import with_square_pixels
from hysteroview.imaging.view.field_of_view import find_field_of_view
from hysteroview.inference.decide.decision import Decider, Observation, Threshold
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.exports.leaving import ExportRequest, leaving
from hysteroview.pipeline.exports.place import now_ns
from hysteroview.pipeline.exports.shots import NoViewError, Shot
from hysteroview.pipeline.exports.snapshots import PictureOptions, PicturesExported, write_shots
from hysteroview.pipeline.exports.words import colon, result_rows, word
from hysteroview.pipeline.review.analysis import Review
from hysteroview.settings.choices import DEFAULT_OPERATING_POINT


def export_files(
    locations: Sequence[str], card: ModelCard, options: PictureOptions, request: ExportRequest
) -> PicturesExported:
    """Export picture files, or folders of them; names of files are left out.

    A heatmap or a caption needs the analysis of each picture with the model. Drawings are kept with
    exams only.

    Raises
    ------
    SourceError, InferenceError, BackendUnavailable
        A file is no picture, or it cannot be read or analyzed.
    StorageError
        The pictures cannot be written; nothing appears.
    ExportCanceledError
        It was canceled.
    """
    left_out: list[str] = []
    to_check: list[str] = []

    def shots() -> Iterator[Shot]:
        for number, (frame, analysis) in enumerate(_frames(locations, card, options), 1):
            request.progress(number - 1, None)
            try:
                shot = _shot(number, frame, analysis, (card, options, request))
            except NoViewError:
                left_out.append(f"{number:04d}")
                continue
            if shot.may_have_text:
                to_check.append(shot.name)
            count.append(number)
            yield shot

    count: list[int] = []
    paths = [Path(each) for each in locations]
    sources = {path.name: file_hash(path) for path in paths if path.is_file()}
    is_deidentified = request.is_deidentified
    lineage = Lineage(
        is_deidentified=is_deidentified, sources=sources,
        exported_wall_ns=None if is_deidentified else now_ns(),
    )  # fmt: skip
    notes = {"left_out": left_out, "may_have_text": to_check}
    with leaving(request, lineage, "pictures", notes=notes) as draft:
        title = word("Picture", request.language)
        write_shots(draft, shots(), options, request, title, lineage)
        if not count:
            raise NoViewError
    return PicturesExported(count=len(count), left_out=tuple(left_out), to_check=tuple(to_check))


def _frames(
    locations: Sequence[str], card: ModelCard, options: PictureOptions
) -> Iterator[tuple[Frame, Analysis | None]]:
    for location in locations:
        with closing(open_source(location)) as source:
            if source.info.is_video:
                raise SourceError(
                    f"{source.info.name} is a recording, not a picture.",
                    remedy="Use `hysteroview export clip` for recordings.",
                )
            yield from _analyzed(source, card, options)


def _analyzed(
    source: VideoSource, card: ModelCard, options: PictureOptions
) -> Iterator[tuple[Frame, Analysis | None]]:
    if not (options.layers.has_heatmap or options.layers.has_caption):
        while (frame := source.read()) is not None:
            yield frame, None
        return
    with closing(Review(source, card).results()) as results:
        for reviewed in results:
            analysis = reviewed.analysis
            yield reviewed.frame, None if analysis is None else _alone(analysis, card)


def _alone(analysis: Analysis, card: ModelCard) -> Analysis:
    """Return an analysis with the decision of its picture alone: those of a folder differ."""
    points = {point.name: point.threshold for point in card.operating_points}
    name = DEFAULT_OPERATING_POINT
    threshold = Threshold(name, points[name]) if name in points else Threshold()
    seen = Observation(
        0, analysis.state, analysis.reason, analysis.probabilities, analysis.warnings
    )
    return replace(analysis, decision=Decider(card.labels).decide(seen, threshold))


def _shot(
    number: int, frame: Frame, analysis: Analysis | None,
    wanted: tuple[ModelCard, PictureOptions, ExportRequest],
) -> Shot:  # fmt: skip
    card, options, request = wanted
    pixels = frame.pixels
    evidence = analysis.evidence if analysis is not None else None
    if options.layers.has_heatmap and evidence is not None:
        pixels = blend(pixels, heatmap_layer(evidence, OPACITY), evidence.box)
    may_have_text = False
    if request.is_deidentified:
        view = find_field_of_view(frame.pixels)
        if view is None:
            raise NoViewError
        pixels, may_have_text = black_outside(pixels, view), has_text(frame.pixels, view)
    caption = _caption(card, analysis, request)
    description = "\n".join(" · ".join(filter(None, (row.left, row.right))) for row in caption)
    facts = {"result": None if analysis is None else record_of(analysis).as_dict()}
    return Shot(
        name=f"{number:04d}_{options.layers.name}",
        pixels=with_square_pixels(pixels, frame.pixel_aspect),
        caption=caption,
        may_have_text=may_have_text,
        metadata=PictureMetadata(
            title="Hysteroscopy picture, research use only", description=description, facts=facts
        ),
    )


def _caption(card: ModelCard, analysis: Analysis | None, request: ExportRequest) -> Caption:
    language = request.language
    if analysis is None:
        rows: Caption = (CaptionRow(word("Not analyzed", language), is_bold=True, scale=1.25),)
    else:
        rows = result_rows(AssessmentState.ACTIVE, record_of(analysis), language)
    who = "De-identified" if request.is_deidentified else "Patient not recorded"
    model = f"{word('Model', language)}{colon(language)}{card.name} ({card.sha256[:8]})"
    return (
        *rows,
        CaptionRow(word(who, language), model),
        CaptionRow(translated("Card", card.warning, language), ink=Ink.CAUTION),
    )
