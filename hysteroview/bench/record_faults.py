"""`bench record --faults`: an account of every frame when R and B are pressed at random."""

from __future__ import annotations

import random
import threading
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import av
import click

from hysteroview.bench.faulty_source import RATE, FaultySource
from hysteroview.core.origin import Provenance
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.exam.clip.record import ClipRecord
from hysteroview.inference.model.card import find_model, load_card
from hysteroview.pipeline.live.recorder import Recorder
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.pipeline.live.sinks import SessionSink
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import LiveSettings, RecordingSettings

_NEAR_NS = 40_000  # a clip keeps times within 3 µs, and frames are at least 100 µs apart
_LATEST_NS = NS_PER_S // 10  # after the due time of a pre-roll's first frame
_RECORDING_FRAMES = (30, 400)  # how long a recording is, and the time between two
_PAUSE_FRAMES = (50, 150)
_PREROLL = 1 / 150  # of a frame
_PREROLL_S = 10
_LOOK_S = 1.0


def run_faults(
    minutes: float, model: str | None, rate_hz: float | None, folder: Path, seed: int
) -> dict[str, float]:
    """Record a faulty stream, print where each frame is, and return the figures.

    Raises
    ------
    click.ClickException
        A frame is not accounted for.
    """
    card = load_card(find_model(model))
    source = FaultySource(seed)
    provenance = Provenance(
        source=source.info.name, source_is_phantom=True, warning=card.warning, origin=card.origin
    )
    recorder = Recorder(RecordingSettings(preroll_s=_PREROLL_S), provenance, rate=RATE)
    presses = RandomPresses(recorder, folder, seed)
    settings = CurrentSettings(Settings(live=LiveSettings(rate_hz=rate_hz)))
    session = LiveSession(source, card, settings)
    session.add_sink(presses)
    session.add_sink(recorder)
    recorder.start()
    session.start()
    records: list[ClipRecord] = []
    never, steps = threading.Event(), max(round(minutes * 60 / _LOOK_S), 1)
    try:
        for _ in range(steps):
            never.wait(minutes * 60 / steps)
            records += recorder.take_finished()
    finally:
        session.close()
        presses.finish()
        recorder.close()
    presses.count()
    records += recorder.take_finished()
    account = account_of(presses.presses, records, presses.times_ns, _PREROLL_S)
    _print(source, account, recorder.status().failure)
    if account.faults:
        raise click.ClickException("Frames are not accounted for.\n" + "\n".join(account.faults))
    figures: dict[str, float] = {
        name: value for name, value in asdict(account).items() if name != "faults"
    }
    return figures | {"suspect": source.suspect, "packets_left_out": source.packets_left_out}


def _print(source: FaultySource, account: Account, failure: str) -> None:
    click.echo(f"stream        {source.parts} parts, {source.packets_left_out} packets left out, "
               f"{source.jumps} jumps of the counter")  # fmt: skip
    click.echo(f"delivered     {account.delivered} frames, {source.suspect} of them suspect")
    click.echo(f"              {account.recorded} in {account.recordings} recordings")
    click.echo(f"              {account.lost_before_encoding} lost before encoding")
    click.echo(f"              {account.lost_before_writing} lost before writing")
    click.echo(f"              {account.not_recorded} while no recording was running")
    click.echo(f"files         {account.files}, with {account.earlier} frames from before R and "
               f"{account.in_prerolls} in {account.prerolls} pre-rolls")  # fmt: skip
    if failure:
        click.echo(f"failure       {failure}")


@dataclass(slots=True)
class Press:
    """A recording, or a pre-roll that was saved.

    Attributes
    ----------
    folder
        Of its clips.
    begin, end
        Indices of its first frame and of the one after its last. A pre-roll has no beginning.
    lost_before_encoding, lost_before_writing
        What the recorder counted.
    """

    folder: Path
    begin: int | None
    end: int = 0
    lost_before_encoding: int = 0
    lost_before_writing: int = 0


class RandomPresses(SessionSink):
    """Presses R and B at random; added to the session in front of the recorder.

    Attributes
    ----------
    times_ns
        Timestamp of each frame that was delivered; its place is its index.
    presses
        In order.
    """

    def __init__(self, recorder: Recorder, folder: Path, seed: int) -> None:
        self._recorder, self._folder = recorder, folder
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._recording: Press | None = None
        self._last_recording: Press | None = None
        self._due = 5
        self.times_ns: list[int] = []
        self.presses: list[Press] = []

    def offer(self, frame: Frame) -> None:
        assert frame.index == len(self.times_ns)
        if frame.index == self._due:
            self._press_r(frame.index)
        elif self._chance.random() < _PREROLL and frame.index > 0:
            folder = self._folder / f"preroll-{frame.index:06d}"
            if self._recorder.save_preroll(folder):
                self.presses.append(Press(folder, None, frame.index))
        self.times_ns.append(frame.pts_ns)

    def finish(self) -> None:
        """End the recording that runs; the session has ended."""
        if self._recording is not None:
            self._press_r(len(self.times_ns))

    def count(self) -> None:
        """Take what the recorder has counted of the last recording, whose clips are complete."""
        if self._last_recording is not None:
            status = self._recorder.status()
            self._last_recording.lost_before_encoding = status.lost_before_encoding
            self._last_recording.lost_before_writing = status.lost_before_writing

    def _press_r(self, index: int) -> None:
        chance = self._chance
        if self._recording is None:
            self.count()
            folder = self._folder / f"recording-{index:06d}"
            self._recording = self._last_recording = Press(folder, index)
            self.presses.append(self._recording)
            self._recorder.start_clip(folder)
            self._due = index + chance.randint(*_RECORDING_FRAMES)
        else:
            self._recorder.stop_clip()
            self._recording.end = index
            self._recording = None
            self._due = index + chance.randint(*_PAUSE_FRAMES)


@dataclass(slots=True)
class Account:
    """Where the frames are, and what is wrong with the count.

    Attributes
    ----------
    delivered, recorded, lost_before_encoding, lost_before_writing, not_recorded
        Frames: in all; in the files of recordings, of those that were delivered between two
        presses of R; lost there; delivered when no recording was running.
    earlier
        Frames in the same files from before the press, where a copy begins at a key frame.
    in_prerolls
        Frames in the files of pre-rolls.
    faults
        Sentences; empty if each frame is accounted for.
    """

    delivered: int = 0
    recorded: int = 0
    lost_before_encoding: int = 0
    lost_before_writing: int = 0
    not_recorded: int = 0
    earlier: int = 0
    in_prerolls: int = 0
    recordings: int = 0
    prerolls: int = 0
    files: int = 0
    faults: list[str] = field(default_factory=list)


def account_of(
    presses: Iterable[Press],
    records: Sequence[ClipRecord],
    times_ns: Sequence[int],
    preroll_s: float = 0.0,
) -> Account:
    """Compare the frames in the files with those that were delivered.

    Parameters
    ----------
    preroll_s
        How far back pre-rolls reach, except in the beginning.
    """
    account = Account(delivered=len(times_ns), files=len(records))
    running = 0
    for press in presses:
        clips = [record for record in records if record.path.parent == press.folder]
        found: list[int] = []
        for clip in clips:
            found += _indices_in(clip, times_ns, account)
        if len(found) != len(set(found)):
            account.faults.append(f"{press.folder.name}: a frame is there twice.")
        counted = sum(clip.frames_lost for clip in clips)
        if press.begin is None:
            account.prerolls += 1
            account.in_prerolls += len(found)
            last_ns = times_ns[press.end - 1]
            due_ns = max(last_ns - round(preroll_s * NS_PER_S), times_ns[0])
            if not found or times_ns[min(found)] - due_ns > _LATEST_NS:
                account.faults.append(f"{press.folder.name}: it does not reach back far enough.")
            expected = set(range(min(found, default=press.end), press.end))
            _compare(press, expected, set(found), counted, account)
            continue
        account.recordings += 1
        running += press.end - press.begin
        expected = set(range(press.begin, press.end))
        inside = expected.intersection(found)
        account.recorded += len(inside)
        account.earlier += len(found) - len(inside)
        account.lost_before_encoding += press.lost_before_encoding
        account.lost_before_writing += press.lost_before_writing
        _compare(press, expected, set(found), counted, account)
        causes = press.lost_before_encoding + press.lost_before_writing
        if counted != causes:
            name = press.folder.name
            account.faults.append(f"{name}: {counted} lost by their numbers, {causes} by cause.")
    account.not_recorded = account.delivered - running
    return account


def _compare(
    press: Press, expected: set[int], found: set[int], counted: int, account: Account
) -> None:
    missing = sorted(expected - found)
    if len(missing) != counted:
        account.faults.append(
            f"{press.folder.name}: {len(missing)} frames are missing, {counted} were counted "
            f"({missing[:5]} …)."
        )
    if late := [index for index in found if index >= press.end]:
        account.faults.append(f"{press.folder.name}: {len(late)} frames are from after its end.")


def _indices_in(clip: ClipRecord, times_ns: Sequence[int], account: Account) -> list[int]:
    """Return the indices of the frames in a file, by their times."""
    with av.open(str(clip.path)) as container:
        stream = container.streams.video[0]
        base = stream.time_base
        assert base is not None
        packets_ns = [
            clip.first_pts_ns + round(packet.pts * base * NS_PER_S)
            for packet in container.demux(stream)
            if packet.size and packet.pts is not None
        ]
    if len(packets_ns) != clip.frames:
        account.faults.append(
            f"{clip.path.name}: {clip.frames} frames by its record, {len(packets_ns)} in the file."
        )
    found = []
    for time_ns in packets_ns:
        index = bisect_left(times_ns, time_ns - _NEAR_NS)
        if index < len(times_ns) and abs(times_ns[index] - time_ns) <= _NEAR_NS:
            found.append(index)
        else:
            account.faults.append(f"{clip.path.name}: a frame at {time_ns} ns is of no source.")
    return found
