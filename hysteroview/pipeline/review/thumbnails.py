"""Makes the thumbnails of a recording beside its player: the wanted one first, then all."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from hysteroview.capture.files.in_time import FilesInTime, Stretch
from hysteroview.capture.files.key_pictures import KeyPicture, KeyPictures
from hysteroview.capture.source import SeekableSource
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S
from hysteroview.pipeline.review import thumbnail_cache
from hysteroview.pipeline.review.thumbnail_grid import Thumbnail, ThumbnailGrid, thumbnail_of
from hysteroview.pipeline.worker import Worker

log = logging.getLogger(__name__)

WIDTH_PX, HEIGHT_PX = 256, 144
FIRST = 100  # thumbnails, evenly spread, before all
APART_NS, MOST = 2 * NS_PER_S, 1200  # at least; of a recording, however many key frames it has
_BYTES_PER_H, _LEAST_BYTES = 40 * 10**6, 4 * 10**6
_NICENESS = 10
_JOIN_TIMEOUT_S = 10.0


class Thumbnails:
    """Key frames of a recording, small: a thread makes them, and gives way to the player's.

    The owner asks for the one near a time and gets what there is; what is asked for last is made
    first. Sources without key frames, such as pictures, have no thumbnails.

    Parameters
    ----------
    open_it
        Opens the recording; called on the thread.
    folder
        Where they are kept for the next time; None keeps them in memory only, as is right for
        recordings of an exam: outside of it, a deletion would not reach them.
    """

    def __init__(
        self, open_it: Callable[[], SeekableSource], *, folder: Path | None = None
    ) -> None:
        self._open_it, self._folder = open_it, folder
        self._grid = ThumbnailGrid(_LEAST_BYTES)
        self._changed = threading.Condition()  # guards the fields below; a leaf lock
        self._wanted_ns: int | None = None
        self._is_closed = False
        self._is_complete = False
        self._made = 0
        self._stretches: tuple[Stretch, ...] = ()
        self._apart_ns = APART_NS
        self._open_files: dict[int, KeyPictures | None] = {}  # by stretch; only the thread uses it
        self._worker = Worker("thumbnails", self._run)

    def start(self) -> None:
        """Begin to make them."""
        self._worker.start()

    @property
    def is_alive(self) -> bool:
        """Whether its thread is running."""
        return self._worker.is_alive

    def end(self) -> None:
        """Let the thread end; does not wait. Safe to call twice."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def close(self) -> bool:
        """End the thread, and wait for its end; False if it hangs. Safe to call twice."""
        self.end()
        return self._worker.join(_JOIN_TIMEOUT_S)

    @property
    def grid(self) -> ThumbnailGrid:
        """Those that were made so far."""
        return self._grid

    @property
    def made(self) -> int:
        """Number of pictures that were made, those that were there already included."""
        with self._changed:
            return self._made

    @property
    def is_complete(self) -> bool:
        """Whether all were made."""
        with self._changed:
            return self._is_complete

    @property
    def failure(self) -> Exception | None:
        """What ended the thread; None if nothing failed."""
        return self._worker.failure

    def near(self, pts_ns: int) -> Thumbnail | None:
        """Return the nearest one that is there, and let a nearer one be made; None without one."""
        found = self._grid.near(pts_ns)
        with self._changed:
            if not self._is_complete and not self._is_closed:
                self._wanted_ns = pts_ns
                self._changed.notify_all()
        return found

    def _run(self) -> None:
        if sys.platform == "linux":  # a thread has a priority of its own there
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        try:
            with closing(self._open_it()) as source:
                stretches = source.stretches if isinstance(source, FilesInTime) else ()
            self._fill(stretches)
        except SourceError as error:  # the player shows it
            log.debug("no thumbnails: %s", type(error).__name__)
        finally:
            for each in self._open_files.values():
                if each is not None:
                    each.close()

    def _fill(self, stretches: tuple[Stretch, ...]) -> None:
        length_ns = sum(each.end_ns - each.begin_ns for each in stretches)
        hours = length_ns / NS_PER_S / 3600
        self._apart_ns = max(APART_NS, length_ns // MOST)
        grid = ThumbnailGrid(max(round(_BYTES_PER_H * hours), _LEAST_BYTES))
        self._stretches, self._grid = stretches, grid
        name = None if self._folder is None else thumbnail_cache.cache_name(stretches)
        path = None if self._folder is None or name is None else self._folder / name
        kept = None if path is None else thumbnail_cache.load(path)
        if path is not None and kept is not None:
            for each in kept:
                grid.add(each)
            thumbnail_cache.touch(path)
            self._complete()
            return
        if not self._make(self._first_ones()) or not self._make(self._all()):
            return
        if path is not None:
            thumbnail_cache.save(path, grid.pictures)
        self._complete()

    def _make(self, pictures: Iterator[Thumbnail | None]) -> bool:
        """Add these, and before each the one that is wanted; False once closed.

        None in the place of one that is there already.
        """
        for picture in pictures:
            with self._changed:
                if self._is_closed:
                    return False
                wanted_ns, self._wanted_ns = self._wanted_ns, None
                self._made += picture is not None
            if wanted_ns is not None and (found := self._at(wanted_ns)) is not None:
                self._grid.add(found)
            if picture is not None and not self._grid.add(picture):
                break  # there is no more room
        with self._changed:
            return not self._is_closed

    def _first_ones(self) -> Iterator[Thumbnail | None]:
        """Yield some that are spread over the recording, from coarse to fine."""
        if not self._stretches:
            return
        begin_ns, end_ns = self._stretches[0].begin_ns, self._stretches[-1].end_ns
        for place in spread(FIRST):
            yield self._at(begin_ns + (end_ns - begin_ns) * place // FIRST)

    def _all(self) -> Iterator[Thumbnail | None]:
        for stretch in self._stretches:
            pictures = KeyPictures(stretch.file, width_px=WIDTH_PX, height_px=HEIGHT_PX)
            with closing(pictures):
                for picture in pictures.all(self._apart_ns, partial(self._has, stretch)):
                    yield None if picture is None else _shifted(picture, stretch)

    def _at(self, pts_ns: int) -> Thumbnail | None:
        """Make the one for a time; None if there is none, or if it is there."""
        number = max(
            (k for k, each in enumerate(self._stretches) if each.begin_ns <= pts_ns), default=0
        )
        if number >= len(self._stretches):
            return None
        stretch = self._stretches[number]
        if number not in self._open_files:
            try:
                self._open_files[number] = KeyPictures(
                    stretch.file, width_px=WIDTH_PX, height_px=HEIGHT_PX
                )
            except SourceError as error:
                log.debug("no thumbnails of a part: %s", type(error).__name__)
                self._open_files[number] = None
        pictures = self._open_files[number]
        if pictures is None:
            return None
        picture = pictures.at(pts_ns - stretch.shift_ns, partial(self._has, stretch))
        return None if picture is None else _shifted(picture, stretch)

    def _has(self, stretch: Stretch, own_ns: int) -> bool:
        return self._grid.has(own_ns + stretch.shift_ns)

    def _complete(self) -> None:
        with self._changed:
            self._is_complete = True


def spread(count: int) -> Iterator[int]:
    """Yield the numbers below `count` so that the first ones are far from each other."""
    bits = max((count - 1).bit_length(), 1)
    for number in range(1 << bits):
        place = int(f"{number:0{bits}b}"[::-1], 2)
        if place < count:
            yield place


def _shifted(picture: KeyPicture, stretch: Stretch) -> Thumbnail:
    return thumbnail_of(picture.pts_ns + stretch.shift_ns, picture.pixels)
