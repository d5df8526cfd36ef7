"""What the live page says of snapshots, clips and failures."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from PySide6.QtCore import QObject

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import NS_PER_S, AssessmentState
from hysteroview.exam.clip.record import ClipRecord
from hysteroview.exam.files.place import FolderGoneError
from hysteroview.gui.live.controller import KeptSnapshot
from hysteroview.gui.live.exam.open_exam import STORE, OpenExam
from hysteroview.gui.live.snapshots.not_live import not_live_title
from hysteroview.gui.live.unassessed import UnassessedWatch
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.pipeline.inference.process import RuntimeChange

log = logging.getLogger(__name__)

# subjects of notices: what is newer replaces what is older
UNASSESSED, SNAPSHOT = "unassessed", "snapshot"
_ANALYSIS, _RUNTIME = "analysis", "runtime"


class LiveNotices(QObject):
    """Show on the notice bar of the live page what came of what was asked for.

    Parameters
    ----------
    second_folder
        Where snapshots go if the first folder cannot take them; None if there is no other.

    Attributes
    ----------
    failure
        What has failed last.
    """

    def __init__(
        self,
        bar: NoticeBar,
        exam: OpenExam | None,
        second_folder: Path | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bar, self._exam, self._second_folder = bar, exam, second_folder
        self._analysis_failure = ""  # shown now
        self._runtime_change: RuntimeChange | None = None  # shown last
        self.unassessed = UnassessedWatch()
        self.failure: HysteroViewError | None = None

    def show_status(self, status: LiveStatus) -> None:
        """Show why the analysis has failed, once, where there is room for all of it.

        If nothing was assessed for a while, show what may cause it.
        """
        self.watch_assessment(status, time.monotonic_ns())
        session = status.session
        self._show_runtime_change(session.runtime_change)
        has_failed = session.state is AssessmentState.ERROR and session.source_failure is None
        reason = session.detail if has_failed else ""
        if reason == self._analysis_failure:
            return
        self._analysis_failure = reason
        if reason:
            self._bar.show_failure(HysteroViewError(reason), subject=_ANALYSIS)
        else:
            self._bar.end(_ANALYSIS)

    def _show_runtime_change(self, change: RuntimeChange | None) -> None:
        """Warn once that another runtime is used, because the former has broken."""
        if change is None or change is self._runtime_change:
            return
        self._runtime_change = change
        broken, used = (f"{info.name} ({info.device})" for info in (change.broken, change.used))
        words = self.tr("{0} has failed. The analysis continues with {1}.")
        self._bar.show_warning(words.format(broken, used), subject=_RUNTIME)

    def watch_assessment(self, status: LiveStatus, now_ns: int) -> None:
        """Warn if nothing is assessed, until something is."""
        if self.unassessed.look(status, now_ns) and not status.is_ai_hidden:
            words = self.tr(
                "Nothing was assessed for 10 s. Check the colors, the aspect ratio and the field "
                "of view of this source."
            )
            if self.unassessed.is_test_card:
                words = self.tr(
                    "Nothing was assessed for 10 s: the picture looks like a test card. Check "
                    "whether the camera is connected, and the colors of this source."
                )
            self._bar.show_warning(words, self.tr("Picture…"), subject=UNASSESSED)
        elif not self.unassessed.is_reported:
            self._bar.end(UNASSESSED)

    def show_snapshot(self, kept: KeptSnapshot) -> None:
        """End the notice of a snapshot that failed; say where this one is if that is unusual."""
        second = self._second_folder
        if second is not None and kept.files.record.is_relative_to(second):
            words = self.tr("Snapshot {0} could not be saved on the first disk. It is in {1}.")
            self._bar.show_warning(words.format(kept.number, second), subject=SNAPSHOT)
            return
        self._bar.end(SNAPSHOT)
        if title := not_live_title(kept.picture):
            words = self.tr("Snapshot {0} shows the last picture. It is marked “{1}”.")
            self._bar.show_hint(words.format(kept.number, title))
        elif self._exam is None:
            text = self.tr("Snapshot {0} saved in {1}, without an exam")
            self._bar.show_success(text.format(kept.number, kept.files.record.parent))

    def show_clip(self, clip: ClipRecord) -> None:
        """Confirm a clip, unless the failure that ended it is shown."""
        if self._exam is not None and self._exam.has_defect:
            return
        seconds = (clip.last_pts_ns - clip.first_pts_ns) / NS_PER_S
        self._bar.show_success(self.tr("Clip of {0:.0f} s saved").format(seconds))

    def show_failure(self, error: HysteroViewError, *, subject: str = "") -> None:
        """Show and remember a failure."""
        log.warning("shown to the operator: %s", type(error).__name__)  # its words may hold a path
        self.failure = error
        is_gone = isinstance(error, FolderGoneError)
        self._bar.show_failure(error, subject=STORE if is_gone else subject)
