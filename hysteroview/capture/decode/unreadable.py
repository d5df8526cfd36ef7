"""Errors for files that cannot be read as video, found before anything is decoded."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from hysteroview.capture.decode.picture import LARGEST_PX
from hysteroview.core.errors import SourceError
from hysteroview.core.locations import resembles_address

OTHER_FILE = "Choose a video file."
DAMAGED = "Copy the file again from its origin; a recording that was cut off may need repair."
_TEXT_FORMATS = ("tty",)  # FFmpeg renders any text file as a video of a terminal


def check_file(path: Path, location: str) -> None:
    """Check a file for problems that the file system can report.

    Raises
    ------
    SourceError
        `path` is not a file, is empty, or cannot be read by this user.
    """
    if resembles_address(location) and not path.exists():  # it may contain a password
        raise SourceError(
            "This is neither a file nor an address that can be read.",
            remedy="Check the name; addresses begin with rtsp://, for example.",
        )
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
        if is_file:  # opening a pipe would block
            with path.open("rb") as file:
                is_empty = not file.read(1)
    except FileNotFoundError as error:
        raise SourceError(
            f"There is no file {location}.", remedy="Check the name and the folder."
        ) from error
    except PermissionError as error:
        raise SourceError(
            f"You do not have permission to read {path.name}.",
            remedy="Ask your administrator for permission to read it.",
        ) from error
    except (OSError, ValueError) as error:
        raise SourceError(
            f"{path.name} cannot be read: {reason(error)}.", remedy=OTHER_FILE
        ) from error
    if not is_file:
        raise SourceError(
            f"{path.name} is a folder, a device or a pipe, not a file.",
            remedy="Save the video as a file first.",
        )
    if is_empty:
        raise SourceError(f"{path.name} is empty.", remedy=DAMAGED)


def choose_stream(name: str, container: InputContainer) -> VideoStream:
    """Return the video stream to decode; cover art of music files is ignored.

    Raises
    ------
    SourceError
        There is no video or no decoder for it, or it is too large.
    """
    if container.format.name in _TEXT_FORMATS:
        raise SourceError(f"{name} is text, not a video.", remedy=OTHER_FILE)
    videos = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not videos:
        has_audio = bool(container.streams.audio)
        text = "contains only sound, no video" if has_audio else "contains no video"
        raise SourceError(f"{name} {text}.", remedy=OTHER_FILE)
    stream = videos[0]
    context = stream.codec_context
    if context is None:
        raise SourceError(
            f"{name} is in a video format that this program cannot decode.",
            remedy="Convert it to an MP4 file with H.264 video.",
        )
    if max(context.width, context.height) > LARGEST_PX:
        raise SourceError(
            f"{name} has {context.width} × {context.height} pixels; the largest supported size is "
            f"{LARGEST_PX} × {LARGEST_PX}.",
            remedy="Reduce its size with another program.",
        )
    return stream


def reason(error: Exception) -> str:
    """Return the error text of FFmpeg or the system, without file name and error number."""
    if isinstance(error, av.FFmpegError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno).lower()
    return str(error)


def detail_of(error: Exception) -> str:
    """Return the error text as FFmpeg or the system writes it, for technical support.

    It contains no name of a file and no address: those may contain a patient's name or a password.
    """
    text = error.strerror if isinstance(error, (av.FFmpegError, OSError)) else ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
