"""What was lost of a recording, for the operator."""

from __future__ import annotations

from dataclasses import dataclass

from hysteroview.capture.decode.losses import SUSPECT
from hysteroview.capture.files.container import OpenVideo, VideoFile
from hysteroview.capture.files.content import MediumError, why_unreadable
from hysteroview.capture.files.duration import (
    ends_within_unit,
    expected_end_ns,
    is_shared,
    sound_end_ns,
    start_ns,
)
from hysteroview.core.types import NS_PER_S

_TOLERANCE_S = 0.2
_TOLERANCE_SHARED_S = 1.0  # other streams of the file may be longer than the video


@dataclass(slots=True)
class Damage:
    """Counts of what was wrong with the frames that were decoded so far, each counted once.

    Attributes
    ----------
    undecodable
        Packets that gave no frame.
    damaged
        Frames with visible errors.
    suspect
        Other frames that may be wrong because data before them was lost.
    missing, reversed
        Timestamps that were computed, and that were corrected; see `Timeline`.
    interrupted
        Why the recording ends before its end; empty if it does not.
    unreadable
        What kept the medium from being read to its end; None if nothing did.
    cut_short_s
        How much there was, and how much there should be, s; None if the file does not say.
    """

    undecodable: int = 0
    damaged: int = 0
    suspect: int = 0
    missing: int = 0
    reversed: int = 0
    interrupted: str = ""
    unreadable: MediumError | None = None
    cut_short_s: tuple[float, float] | None = None

    def describe(self) -> str | None:
        """Return it in a sentence or several; None if nothing was lost."""
        sentences: list[str] = []
        if self.cut_short_s is not None:
            read_s, whole_s = self.cut_short_s
            sentences.append(
                f"The recording ends early: only {read_s:.2f} of {whole_s:.2f} s could be read."
            )
        elif self.interrupted and self.unreadable is None:
            sentences.append(f"The recording ends early ({self.interrupted}).")
        if self.unreadable is not None:
            why = why_unreadable(self.unreadable)
            sentences.append(f"The rest of the recording cannot be read: {why}.")
        for count, what in (
            (self.undecodable, "could not be decoded"),
            (self.damaged, "decoded with visible errors"),
            (self.suspect, SUSPECT),
            (self.missing, "had no timestamp; it was computed from the frame rate"),
            (self.reversed, "had a timestamp earlier than the previous one; it was corrected"),
        ):
            if count:
                sentences.append(f"{count} frame{'s' if count > 1 else ''} {what}.")
        return " ".join(sentences) or None


class ExpectedEnd:
    """Where the container says that the video ends."""

    def __init__(self, file: VideoFile, opened: OpenVideo) -> None:
        container, stream = opened.container, opened.stream
        self._file = file
        self.end_ns = expected_end_ns(container, stream)
        self._begin_ns = start_ns(stream)
        self._ends_within_unit = ends_within_unit(file, container.format.name)

    def compare(
        self, damage: Damage, opened: OpenVideo, read_ns: int, period_ns: int, *, is_whole: bool
    ) -> None:
        """Compare it with where the frames ended.

        Parameters
        ----------
        opened
            As it was read to the end: streams may have appeared midway.
        read_ns
            The end of the last frame.
        period_ns
            Of a frame.
        is_whole
            Whether the last frame is.
        """
        has_reason = bool(damage.interrupted) or damage.unreadable is not None
        end_ns = self.end_ns or 0
        is_of_all = is_shared(opened.container, opened.stream)
        tolerance_s = _TOLERANCE_SHARED_S if is_of_all else _TOLERANCE_S
        tolerance_ns = max(3 * period_ns, round(tolerance_s * NS_PER_S))
        is_early = end_ns - read_ns > tolerance_ns
        if is_early and is_of_all and not has_reason:  # the sound may simply be longer
            is_early = end_ns - sound_end_ns(self._file) > tolerance_ns
        if is_early:
            begin_ns = self._begin_ns
            damage.cut_short_s = (
                (read_ns - begin_ns) / NS_PER_S,
                (end_ns - begin_ns) / NS_PER_S,
            )
        elif not is_whole and not has_reason:
            damage.interrupted = "its last frame is incomplete"
        elif self._ends_within_unit and not has_reason:
            damage.interrupted = "the end of the file is missing"
