"""What the operator can do with the session, one method each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.core.origin import Provenance
from hysteroview.core.states import PictureState
from hysteroview.core.types import NS_PER_S, SQUARE_PIXELS, AssessmentState
from hysteroview.exam.files.medium import PLAIN, Medium
from hysteroview.exam.files.place import Place
from hysteroview.exam.snapshot.snapshot import (
    Moment,
    SavedSnapshot,
    seen_pixels,
    write_snapshot_in_one_of,
)
from hysteroview.gui.picture.shown_picture import ShownPicture
from hysteroview.gui.session.bridge import LiveBridge
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.session.status import is_standing
from hysteroview.gui.tasks import TaskRunner
from hysteroview.imaging.pixels.thumbnail import thumbnail
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.settings.choices import WithoutSignal

THUMBNAIL_HEIGHT_PX = 108


@dataclass(frozen=True, slots=True, eq=False)
class KeptSnapshot:
    """A snapshot that is on the disk.

    Attributes
    ----------
    number
        Counts the snapshots of a session, including those that could not be written.
    wall_ns
        When it was taken, UTC.
    thumbnail
        (THUMBNAIL_HEIGHT_PX, w, 4) uint8, BGRA: the raw picture, or the marked one if it was not
        live.
    medium
        For reading the files.
    picture
        State of the picture on the screen.
    """

    number: int
    wall_ns: int
    files: SavedSnapshot
    thumbnail: NDArray[np.uint8]
    medium: Medium = PLAIN
    picture: PictureState = PictureState.LIVE

    @property
    def large(self) -> Path:
        """The file to show enlarged: the raw picture, or the marked one if it was not live."""
        return self.files.raw if self.picture is PictureState.LIVE else self.files.overlay

    @property
    def item(self) -> str:
        """Its name in the exam."""
        return self.files.record.name

    @property
    def local_time(self) -> str:
        """Local time at which it was taken, for display."""
        return f"{datetime.fromtimestamp(self.wall_ns // NS_PER_S, UTC).astimezone():%H:%M:%S}"


def keep_snapshot(
    folders: Sequence[Path],
    moment: Moment,
    provenance: Provenance,
    number: int,
    medium: Medium,
    place: Place | None,
) -> KeptSnapshot:
    """Write a snapshot and make its thumbnail; not for the GUI thread.

    The parameters are those of `write_snapshot_in_one_of`.

    Raises
    ------
    StorageError
        Nothing of it was saved.
    """
    files = write_snapshot_in_one_of(folders, moment, provenance, number, medium, place)
    frame = moment.frame
    if moment.picture is not PictureState.LIVE:
        frame = replace(frame, image=seen_pixels(moment), pixel_aspect=SQUARE_PIXELS)
    small = thumbnail(frame, THUMBNAIL_HEIGHT_PX)
    return KeptSnapshot(number, moment.wall_ns, files, small, medium, moment.picture)


def provenance_of(session: LiveSession) -> Provenance:
    """Return where the pictures and results of a session come from."""
    card, info = session.card, session.source_info
    return Provenance(
        source=info.record_name,
        source_is_phantom=info.is_synthetic,
        warning=card.warning,
        origin=card.origin,
    )


class LiveController(QObject):
    """Carry out what the operator wants of the session, and change the settings of the live window.

    Parameters
    ----------
    look
        Returns the picture that is on the screen.
    folders
        For snapshots: each goes into the first that works; without any, none is saved.
    medium
        For writing into the first folder.

    Signals
    -------
    snapshot_taken(int)
        The picture on the screen is being written under this number.
    snapshot_saved(KeptSnapshot)
        It is on the disk.
    snapshot_failed(int, HysteroViewError)
        It could not be written.
    failed(HysteroViewError)
        Something else that the operator wanted did not happen.
    acted(str)
        What the operator did with the analysis: "pause", "resume" or "restart".
    """

    snapshot_taken = Signal(int)
    snapshot_saved = Signal(object)
    snapshot_failed = Signal(int, object)
    failed = Signal(object)
    acted = Signal(str)

    def __init__(
        self,
        session: LiveSession,
        bridge: LiveBridge,
        tasks: TaskRunner,
        *,
        look: Callable[[], ShownPicture | None],
        settings: ObservedSettings,
        folders: Sequence[Path],
        medium: Medium = PLAIN,
        place: Place | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.saved = 0
        self._session, self._bridge, self._tasks = session, bridge, tasks
        self._look, self._folders, self._medium = look, tuple(folders), medium
        self._place = place
        self._taken = 0
        self._provenance = provenance_of(session)

    @property
    def folder(self) -> Path | None:
        """Folder for snapshots; None if none are saved."""
        return self._folders[0] if self._folders else None

    def take_snapshot(self) -> None:
        """Save the picture on the screen, live or frozen; it is written off the GUI thread.

        A picture that is not live is marked, or refused, by the settings.
        """
        if not self._folders:
            self.failed.emit(
                StorageError(
                    self.tr("Snapshots are saved only during an exam."),
                    remedy=self.tr("Stop viewing, then start an exam or an emergency."),
                )
            )
            return
        status = self._bridge.refresh()
        shown = self._look()
        if shown is None:
            self.failed.emit(StorageError(self.tr("There is no picture to save yet.")))
            return
        if shown.state is not PictureState.LIVE and self._refuses_old_pictures:
            self.failed.emit(self._refusal(shown.state))
            return
        frozen = shown.frozen
        seen = status if frozen is None else frozen.status
        moment = Moment(
            frame=shown.frame,
            pressed_ns=time.monotonic_ns(),
            wall_ns=time.time_ns(),
            state=seen.session.state,
            detail=seen.session.detail,
            analysis=seen.analysis,
            heatmap=shown.heatmap,
            runtime=str(seen.session.runtime or ""),
            is_ai_hidden=status.is_ai_hidden or seen.is_ai_hidden,
            frozen_ns=None if frozen is None else frozen.at_ns,
            picture=shown.state,
            is_standing=is_standing(seen),
        )
        number = self._taken + 1
        write = partial(
            keep_snapshot,
            self._folders,
            moment,
            self._provenance,
            number,
            self._medium,
            self._place,
        )
        if not self._tasks.submit(write, self._on_saved, partial(self._on_failed, number)):
            self.failed.emit(
                StorageError(
                    self.tr("The snapshot was not saved: too many are waiting for the disk."),
                    remedy=self.tr("Wait a moment. If this persists, check the disk."),
                )
            )
            return
        self._taken = number
        self.snapshot_taken.emit(number)

    def choose(self, name: str, value: object) -> None:
        """Change one setting of the live window."""
        self._settings.change("live", **{name: value})

    def show_next_layout(self) -> None:
        """Switch to the next layout of picture and heatmap."""
        self.choose("layout", self._settings.now.live.layout.following)

    def toggle_sound(self) -> bool:
        """Switch the sound for findings; return whether it is on."""
        is_on = not self._settings.now.live.sound_on
        self.choose("sound_on", is_on)
        return is_on

    def act_on_analysis(self) -> None:
        """Pause or resume the analysis, or restart it after a failure."""
        state = self._session.status().state
        if state is AssessmentState.ERROR:
            self._session.restart_inference()
            self.acted.emit("restart")
        else:
            is_paused = state is AssessmentState.PAUSED
            self._session.set_paused(not is_paused)
            self.acted.emit("resume" if is_paused else "pause")
        self._bridge.refresh()

    @property
    def _refuses_old_pictures(self) -> bool:
        return self._settings.now.live.snapshot_without_signal is WithoutSignal.REFUSE

    def _refusal(self, state: PictureState) -> HysteroViewError:
        if state is PictureState.ENDED:
            reason = self.tr("No snapshot was taken: the recording has ended.")
        else:
            reason = self.tr("No snapshot was taken: there is no signal.")
        remedy = self.tr("“Snapshot without a signal” in Settings allows it, with a mark.")
        return HysteroViewError(reason, remedy=remedy)

    def _on_saved(self, kept: KeptSnapshot) -> None:
        self.saved += 1
        self.snapshot_saved.emit(kept)

    def _on_failed(self, number: int, error: HysteroViewError) -> None:
        self.snapshot_failed.emit(number, error)
