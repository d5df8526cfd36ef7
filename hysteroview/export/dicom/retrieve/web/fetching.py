"""Fetching studies over DICOMweb, one object after the other (WADO-RS, PS3.18 10.4)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.retrieve.classes import STILL_CLASSES, VIDEO_CLASSES
from hysteroview.export.dicom.retrieve.fetching import Fetched, fetch_with
from hysteroview.export.dicom.retrieve.progress import BOUNDS, Bounds, FetchProgress, guarded
from hysteroview.export.dicom.retrieve.receiving import Receiver, Wanted
from hysteroview.export.dicom.retrieve.web.connection import Answer, WebConnection
from hysteroview.export.dicom.retrieve.web.multipart import MultipartError, boundary_of, parts
from hysteroview.export.dicom.retrieve.web.queries import series_over
from hysteroview.settings.archives import ArchiveSettings

# with a transfer syntax, archives convert: Orthanc fails for the whole study if it has a video
_ACCEPT = 'multipart/related; type="application/dicom"; transfer-syntax=*'
_DICOM = "application/dicom"


def fetch_by_web(
    archive: ArchiveSettings, wanted: Wanted, folder: Path,
    progress: FetchProgress | None = None, bounds: Bounds = BOUNDS,
) -> Fetched:  # fmt: skip
    """Fetch pictures and videos of a study; see `fetch_with`."""
    return fetch_with(lambda receiver: _fetch(archive, receiver), wanted, folder, progress, bounds)


def _fetch(archive: ArchiveSettings, receiver: Receiver) -> None:
    connection = WebConnection(archive, receiver.bounds.stall_s)
    study, asked = receiver.wanted.study, receiver.wanted.series
    with guarded(receiver.progress, receiver.bounds, connection.abort):
        try:
            series = [
                each for each in series_over(connection, study)
                if each.may_have_pictures and (not asked or each.uid in asked)
            ]  # fmt: skip
            places = [
                f"/studies/{study}/series/{each.uid}/instances/{one.uid}"
                for each in series
                for one in each.objects
                if one.uid and one.sop_class in ("", *STILL_CLASSES, *VIDEO_CLASSES)
            ]
            receiver.progress.total = receiver.progress.total or len(places)
            for number, place in enumerate(places, 1):
                with connection.answer(place, _ACCEPT) as answer:
                    if answer is not None and not _keep(answer, receiver, number):
                        return
        finally:
            connection.close()


def _keep(answer: Answer, receiver: Receiver, number: int) -> bool:
    """Keep the parts of an answer; False if nothing more is taken."""
    try:
        boundary = boundary_of(answer.content_type)
        if boundary is None:
            if not answer.content_type.casefold().startswith(_DICOM):
                raise MultipartError(answer.content_type[:100])
            return _write(answer.pieces(), receiver, number)
        return all(_write(each, receiver, number) for each in parts(answer.pieces(), boundary))
    except MultipartError as error:
        raise ArchiveError(
            "The archive does not answer as DICOMweb does.",
            remedy="Check the address of DICOMweb of this archive in the settings.",
            detail=str(error),
        ) from error


def _write(content: Iterable[bytes], receiver: Receiver, number: int) -> bool:
    part = receiver.new_part(number)
    try:
        with part.open("xb") as file:
            part.chmod(0o600)
            for piece in content:
                if not receiver.count(len(piece)):
                    return False
                file.write(piece)
    except OSError:
        receiver.failure = "The study cannot be kept on this disk."
        return False
    receiver.keep(part)
    return not receiver.failure
