"""Opening DICOM files as sources, with the same frames and seeks as other recordings."""

from __future__ import annotations

from pathlib import Path

from hysteroview.capture.dicom.finding import Series, series_in, split_series
from hysteroview.capture.dicom.fragments import SpanContent
from hysteroview.capture.dicom.header import DicomImage
from hysteroview.capture.dicom.pixels import pictures_of
from hysteroview.capture.files import pyav
from hysteroview.capture.files.container import VideoFile
from hysteroview.capture.files.stills import StillsSource
from hysteroview.capture.source import SeekableSource
from hysteroview.core.errors import SourceError
from hysteroview.settings.corrections import CurrentCorrection

_MOST_PICTURES = 1_000_000


def open_source(location: str, correction: CurrentCorrection | None = None) -> SeekableSource:
    """Open a DICOM file, or a series of a DICOMDIR or a folder: the first one without a number.

    Parameters
    ----------
    correction
        Colors and aspect in place of the files'.

    Raises
    ------
    SourceError
        There is no picture or video of endoscopy that can be read.
    """
    plain, number = split_series(location)
    path = Path(plain)
    if not path.exists():
        raise SourceError(f"There is no file {plain}.", remedy="Check the name and the folder.")
    all_of_it = series_in(plain)
    if number is not None and not 0 < number <= len(all_of_it):
        raise SourceError(
            f"{path.name} has {len(all_of_it)} series.", remedy="Choose one of these numbers."
        )
    series = all_of_it[(number or 1) - 1]
    name = path.name if len(all_of_it) == 1 else f"{path.resolve().name} ({number or 1})"
    correction = correction or CurrentCorrection()
    note = ""
    if number is None and len(all_of_it) > 1:
        note = f"This is the first of {len(all_of_it)} series."
    return _open(name, series, correction, note)


def _open(name: str, series: Series, correction: CurrentCorrection, note: str) -> SeekableSource:
    first = series.images[0]
    if series.is_video:
        file = VideoFile(name, lambda: _content(first), rate=first.rate)
        video = pyav.open_file(file, correction)
        video.add_note(note)
        video.add_patient(patient_words(first))
        return video
    pictures = [each for image in series.images for each in pictures_of(image)]
    rate = first.rate if first.frames > 1 and len(series.images) == 1 else None
    source = StillsSource(
        name, pictures[:_MOST_PICTURES], correction,
        rate=rate, codec="dicom", patient=patient_words(first),
    )  # fmt: skip
    source.add_note(note)
    return source


def patient_words(image: DicomImage) -> str:
    """Return whom a file shows, for display: name, identifier, day."""
    name = image.patient.guess or image.patient.name
    groups = [" ".join(filter(None, each.split("^"))) for each in name.split("=")]
    shown = " ".join(filter(None, groups))
    if image.patient.guess:
        shown += " (?)"
    return " · ".join(filter(None, (shown, image.patient_id, image.day)))


def _content(image: DicomImage) -> SpanContent:
    return SpanContent(image.path.open("rb"), image.pixels.spans)
