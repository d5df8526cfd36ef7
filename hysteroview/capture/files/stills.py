"""A still picture, or a folder of pictures in name order, as a source: one frame each."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.decode.picture import LARGEST_PX
from hysteroview.capture.files.still_aspect import declared_aspect
from hysteroview.capture.files.still_header import declared_size, is_cut_off
from hysteroview.capture.source import SourceInfo, always, info_at
from hysteroview.core.errors import SeekError, SourceError
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.settings.corrections import CurrentCorrection

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp")
MOST_BYTES = 1 << 30  # of a picture of the largest size, without compression
_OTHER_FILE = "Choose a PNG, JPEG, BMP, TIFF or WebP image."
_MOST_NAMES = 3


def accepts(location: str) -> bool:
    """Whether `location` is a folder or has the extension of a picture."""
    path = Path(location)
    return path.suffix.lower() in SUFFIXES or path.is_dir()


def open_source(location: str, correction: CurrentCorrection | None = None) -> StillsSource:
    """Open a picture or a folder of pictures.

    Parameters
    ----------
    correction
        Aspect in place of the one in the files; their colors are always known.

    Raises
    ------
    SourceError
        There is no picture that can be read.
    """
    path = Path(location)
    if not path.is_dir():
        return StillsSource(path.name, [_PictureFile(path)], correction)
    name = path.resolve().name
    try:
        paths = [entry for entry in path.iterdir() if _is_picture(entry)]
    except OSError as error:
        raise SourceError(
            f"The folder {name} cannot be read: {error.strerror}.",
            remedy="Ask your administrator for permission to read it, or choose another folder.",
        ) from error
    if not paths:
        raise SourceError(
            f"The folder {name} contains no pictures.",
            remedy="Choose a folder with PNG, JPEG, BMP, TIFF or WebP images, or a video file.",
        )
    files = [_PictureFile(each) for each in sorted(paths, key=natural_key)]
    return StillsSource(name, files, correction)


def natural_key(path: Path) -> tuple[list[tuple[int, int, str]], str]:
    """Sort key for natural order: picture 2 before picture 10."""
    parts = re.findall(r"(\d+)|(\D+)", path.name.casefold())
    return [(0, int(digits), "") if digits else (1, 0, text) for digits, text in parts], path.name


def _is_picture(path: Path) -> bool:
    # hidden files are not pictures: macOS leaves "._name.png" beside each one it copies
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file()


class PicturePlace(Protocol):
    """A picture that can be read again and again."""

    @property
    def name(self) -> str:
        """Name for display."""

    def read(self) -> Still:
        """Read it.

        Raises
        ------
        SourceError
            It cannot be read, is cut off, or is too large.
        """


@dataclass(frozen=True, slots=True)
class _PictureFile:
    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    def read(self) -> Still:
        return read_still(self.path)


class StillsSource:
    """One frame for each picture that can be read; their sizes may differ.

    Timestamps are the index in seconds, so that a folder plays at one picture per second, unless
    the pictures have a rate. A seek past pictures that were not read before reads each of them
    once, to know which can be read.

    Parameters
    ----------
    rate
        Pictures per second, if they are those of a video.
    codec, patient
        See `SourceInfo`; the codec is the extension of the first name if none is given.
    """

    def __init__(
        self,
        name: str,
        pictures: Sequence[PicturePlace],
        correction: CurrentCorrection | None = None,
        *,
        rate: Fraction | None = None,
        codec: str = "",
        patient: str = "",
    ) -> None:
        self._pictures, self._correction = list(pictures), correction or CurrentCorrection()
        self._rate = rate or Fraction(1)
        self._looked_at = 0
        self._readable: list[PicturePlace] = []  # one for each index, of those looked at
        self._skipped: list[str] = []
        self._index = 0
        self._position: int | None = None
        self._is_closed = False
        self._pending = self._frame_at(0)
        if self._pending is None:
            if len(pictures) == 1:
                pictures[0].read()  # raises its error
            raise SourceError(
                f"None of the {len(pictures)} pictures in {name} can be read.", remedy=_OTHER_FILE
            )
        is_single = len(pictures) == 1
        self._info = SourceInfo(
            name=name,
            width_px=self._pending.width_px,
            height_px=self._pending.height_px,
            fps=rate,
            frame_count=len(pictures),
            duration_s=None if is_single else float(len(pictures) / self._rate),
            codec=codec or Path(pictures[0].name).suffix.lower().lstrip("."),
            patient=patient,
            pixel_aspect=self._pending.pixel_aspect,
        )

    @property
    def info(self) -> SourceInfo:
        return self._info

    @property
    def damage(self) -> str | None:
        """Pictures that could not be read, as a sentence; None if all could."""
        count = len(self._skipped)
        if not count:
            return None
        names = ", ".join(self._skipped[:_MOST_NAMES]) + (", …" if count > _MOST_NAMES else "")
        return f"{count} picture{'s' if count > 1 else ''} could not be read: {names}."

    @property
    def position(self) -> int | None:
        """See `SeekableSource.position`."""
        return self._position

    def read(self) -> Frame | None:
        """Return the next picture; None at the end.

        Raises
        ------
        SourceError
            A picture that was read before no longer can be.
        """
        if self._is_closed:
            return None
        frame, self._pending = self._pending or self._frame_at(self._index), None
        if frame is not None:
            self._index, self._position = frame.index + 1, frame.pts_ns
            self._info = info_at(self._info, frame)
        return frame

    def seek(self, pts_ns: int, *, is_wanted: Callable[[], bool] = always) -> bool:
        """See `SeekableSource.seek`."""
        if self._is_closed:
            raise SeekError(f"{self._info.name} is closed.", remedy="Open it again.")
        wanted = max(floor((pts_ns + 1) * self._rate / NS_PER_S), 0)
        wanted -= wanted > 0 and self._time_of(wanted) > pts_ns
        try:
            frame = self._frame_at(wanted, is_wanted)
            if frame is None and not is_wanted():
                return False
            frame = frame or self._frame_at(len(self._readable) - 1)
        except SourceError as error:
            raise SeekError(error.message, remedy=error.remedy) from error
        assert frame is not None, "the first picture could be read"
        self._pending, self._index, self._position = frame, frame.index, frame.pts_ns
        return True

    def add_note(self, note: str) -> None:
        """Set what `info` says about the choice of these pictures."""
        self._info = replace(self._info, note=note)

    def close(self) -> None:
        """Stop the source; may be called twice."""
        self._is_closed = True
        self._pending = None

    def _frame_at(self, index: int, is_wanted: Callable[[], bool] = always) -> Frame | None:
        """Return the picture with this index, and look at those before it; None beyond the last,
        or once it is not wanted any more.
        """
        if index < len(self._readable):
            return self._to_frame(index, self._readable[index].read())
        while self._looked_at < len(self._pictures) and is_wanted():
            picture = self._pictures[self._looked_at]
            self._looked_at += 1
            try:
                still = picture.read()
            except SourceError:
                self._skipped.append(picture.name)
                continue
            self._readable.append(picture)
            if index == len(self._readable) - 1:
                return self._to_frame(index, still)
        return None

    def _to_frame(self, index: int, still: Still) -> Frame:
        height, width = still.pixels.shape[:2]
        aspect = self._correction.now.aspect.pixel_aspect(still.pixel_aspect, width, height)
        pts_ns = self._time_of(index)
        return Frame(index, pts_ns, time.monotonic_ns(), still.pixels, aspect)

    def _time_of(self, index: int) -> int:
        return round(index * NS_PER_S / self._rate)


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A picture that was read.

    Attributes
    ----------
    pixels
        (H, W, 4) uint8, BGRA; 16-bit pictures are converted to 8 bits.
    """

    pixels: NDArray[np.uint8]
    pixel_aspect: Fraction


def read_still(path: Path) -> Still:
    """Read one picture, rotated by its EXIF orientation.

    Raises
    ------
    SourceError
        It cannot be read, is cut off, or is too large.
    """
    try:
        # cv2.imread does not support Unicode paths on Windows
        content = read_bounded(path, MOST_BYTES)
    except FileNotFoundError as error:
        raise SourceError(
            f"There is no file {path}.", remedy="Check the name and the folder."
        ) from error
    except OSError as error:
        raise SourceError(
            f"{path.name} cannot be read: {error.strerror or error}.", remedy=_OTHER_FILE
        ) from error
    except UnfitFileError as error:
        raise SourceError(f"{path.name} cannot be read: {error}.", remedy=_OTHER_FILE) from error
    if not content:
        raise SourceError(f"{path.name} is empty.", remedy=_OTHER_FILE)
    width, height = declared_size(content) or (0, 0)
    if max(height, width) > LARGEST_PX:  # checked before gigabytes are allocated
        raise SourceError(
            f"{path.name} has {width} × {height} pixels; the largest supported size is "
            f"{LARGEST_PX} × {LARGEST_PX}.",
            remedy="Reduce its size with another program.",
        )
    pixels = None if is_cut_off(content) else _decode(np.frombuffer(content, np.uint8))
    if pixels is None:
        raise SourceError(
            f"{path.name} cannot be read as a picture: it is damaged or in another format.",
            remedy=_OTHER_FILE,
        )
    # the decoder has turned it if EXIF demands it
    is_transposed = width != height and pixels.shape[:2] == (width, height)
    aspect = declared_aspect(content, is_transposed=is_transposed)
    return Still(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2BGRA), np.uint8), aspect)


def _decode(encoded: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    # errors are reported by this program, not by lines on the terminal
    before = cv2.utils.logging.setLogLevel(0)
    try:
        decoded = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
    except cv2.error:  # larger than OpenCV's limits
        return None
    finally:
        cv2.utils.logging.setLogLevel(before)
    return None if decoded is None else np.asarray(decoded, np.uint8)
