"""Earlier exams of an archive, by the way that its settings say: C-GET, C-MOVE or DICOMweb."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hysteroview.core.foreign.charset.reading import FallbackCharset
from hysteroview.export.dicom.retrieve.earlier import earlier_studies, study_series
from hysteroview.export.dicom.retrieve.fetching import Fetched, fetch_by_get, fetch_by_move
from hysteroview.export.dicom.retrieve.moving import Destination
from hysteroview.export.dicom.retrieve.progress import BOUNDS, Bounds, FetchProgress
from hysteroview.export.dicom.retrieve.receiving import Wanted
from hysteroview.export.dicom.retrieve.studies import EarlierSeries, EarlierStudy
from hysteroview.export.dicom.retrieve.web.fetching import fetch_by_web
from hysteroview.export.dicom.retrieve.web.queries import web_series, web_studies
from hysteroview.export.dicom.send.connection import Peer
from hysteroview.settings.archives import FetchRule


@dataclass(frozen=True, slots=True)
class EarlierExams:
    """What an archive has of a patient. Each method raises `ArchiveError` if that fails.

    Attributes
    ----------
    destination
        Where the archive sends to on this computer, for C-MOVE.
    fallback
        Character set of names without a correct one.
    """

    peer: Peer
    destination: Destination
    fallback: FallbackCharset = FallbackCharset.NONE

    @property
    def _is_web(self) -> bool:
        return self.peer.archive.fetches is FetchRule.WEB

    def studies(self, patient_id: str) -> list[EarlierStudy]:
        """Return the studies of exactly this patient ID that may have pictures, newest first."""
        if self._is_web:
            return web_studies(self.peer.archive, patient_id)
        return earlier_studies(self.peer, patient_id, self.fallback)

    def series(self, study_uid: str) -> list[EarlierSeries]:
        """Return the series of a study in the order of their numbers."""
        if self._is_web:
            return web_series(self.peer.archive, study_uid)
        return study_series(self.peer, study_uid, self.fallback)

    def fetch(
        self, wanted: Wanted, folder: Path,
        progress: FetchProgress | None = None, bounds: Bounds = BOUNDS,
    ) -> Fetched:  # fmt: skip
        """Fetch pictures and videos into a new folder, which is removed after a failure."""
        if self._is_web:
            return fetch_by_web(self.peer.archive, wanted, folder, progress, bounds)
        if self.peer.archive.fetches is FetchRule.MOVE:
            return fetch_by_move(self.peer, self.destination, wanted, folder, progress, bounds)
        return fetch_by_get(self.peer, wanted, folder, progress, bounds)
