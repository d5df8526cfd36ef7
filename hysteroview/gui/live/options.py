"""What one run of the window does differently from the settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hysteroview.exam.store.records import Patient
from hysteroview.gui.sources.opening import OpenedSource
from hysteroview.inference.runtimes.table import AUTO
from hysteroview.settings.view_presets import ViewPreset

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOptions:
    """Options of one run of the window, beside the settings.

    Attributes
    ----------
    folder
        For snapshots without an exam; None to save none without an exam.
    runtime
        Of the network: "auto", a family, or a row of the table of runtimes.
    view
        Field of view in this run; None for the one saved for the source.
    store
        Of the exams; None for the one in the settings.
    keeps_exam
        Whether a run that begins with a source keeps an exam, with recordings; otherwise it keeps
        snapshots in `folder` alone.
    patient
        Of an exam that begins with a source; None for one that is completed later.
    records
        Whether such an exam is recorded from its beginning.
    pixelates
        Whether frames outside the body are pixelated if the settings leave it open; None to ask
        the operator, or to pixelate in a run that closes by itself.
    key
        Of that store, if it is encrypted.
    reviews, reviews_exam
        A file, or the id of an exam, whose review is shown first; empty to show the start page.
    reviews_at_ns
        Time that this review shows first, on the clock of its source; None for its beginning.
    results
        Folder of the results of an archive that are shown first; None to show none.
    source
        What was opened, so that its colors, aspect and field of view can be changed; None if they
        cannot.
    notice
        Shown to the operator first.
    seconds
        Seconds after which the window closes by itself; None to wait for the operator.
    screenshot
        Where to save a picture of the window before it closes by itself.
    snapshot_at_s
        Seconds after the start at which a snapshot is taken.
    """

    folder: Path | None
    runtime: str = AUTO
    view: ViewPreset | None = None
    store: Path | None = None
    keeps_exam: bool = False
    patient: Patient | None = None
    records: bool = False
    pixelates: bool | None = None
    key: StoreKey | None = None
    reviews: str = ""
    reviews_exam: bool = False
    reviews_at_ns: int | None = None
    results: Path | None = None
    source: OpenedSource | None = None
    notice: str = ""
    seconds: float | None = None
    screenshot: Path | None = None
    snapshot_at_s: float | None = None
