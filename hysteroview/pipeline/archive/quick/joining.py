"""From the quick results of a recording's units to one track, with all that was not looked at."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.files.container import file_on_disk
from hysteroview.capture.files.pyav import open_file
from hysteroview.core.files import atomic_file
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.core.record import FrameRecord, from_entries, to_entries
from hysteroview.core.states import AssessmentState
from hysteroview.pipeline.archive.quick.sampling import frame_times
from hysteroview.pipeline.archive.quick.unit import QuickResult
from hysteroview.pipeline.archive.track import Facts, TrackWriter
from hysteroview.pipeline.archive.unit import NotDivisibleError, Recording
from hysteroview.pipeline.archive.unit_result import LostUnitError
from hysteroview.settings.corrections import CurrentCorrection

_MOST_BYTES: Final = 1 << 30


def joined_records(
    results: Iterable[list[FrameRecord]], times: NDArray[np.int64]
) -> Iterator[FrameRecord]:
    """Yield a record of each frame; those that were not looked at closely are SKIPPED.

    Episodes are numbered through the recording. One that goes on from a unit to the next has one
    number.

    Parameters
    ----------
    results
        The records of the units, in their order.
    times
        Timestamps of all frames, ns.
    """
    place, last, numbers = 0, 0, dict[int, int]()
    before: FrameRecord | None = None
    for records in results:
        numbers.clear()
        known: FrameRecord | None = None  # the record before, in this unit
        for record in records:
            if record.frame_index < place:
                raise NotDivisibleError("two parts do not fit together")
            yield from map(_skipped, range(place, record.frame_index), times[place:])
            follows = record.frame_index == place
            if not follows or known is None:
                numbers.clear()  # a decision that began anew
            if record.episode is not None and record.episode not in numbers:
                goes_on = follows and known is None and _is_one_episode(before, record)
                last += not goes_on
                numbers[record.episode] = last
            known, before = record, _numbered(record, numbers)
            yield before
            place = record.frame_index + 1
    yield from map(_skipped, range(place, len(times)), times[place:])


def write_quick_track(
    recording: Recording, paths: Sequence[Path], writer: TrackWriter
) -> dict[str, Any]:
    """Write the track of a recording from the quick results of its units; return its summary.

    Raises
    ------
    LostUnitError
        A result is missing or damaged.
    StorageError
        The disk is full or failed.
    NotDivisibleError
        The units do not fit together.
    """
    source = open_file(
        file_on_disk(recording.path), CurrentCorrection(recording.correction), recording.index
    )
    with closing(source):
        times = frame_times(recording.index, source.time_base)
    samples = 0

    def units() -> Iterator[list[FrameRecord]]:
        nonlocal samples
        for path in paths:
            result = read_quick(path)
            samples += result.samples
            yield result.records

    writer.write(joined_records(units(), times))
    return writer.summary(Facts(len(paths), samples=samples))


def write_quick(path: Path, result: QuickResult) -> None:
    """Write the quick result of a unit to a file that only its owner can read.

    Raises
    ------
    StorageError
        The disk is full or failed.
    """
    content = {"samples": result.samples, "records": list(to_entries(result.records))}
    with atomic_file(path, private=True) as temporary:
        temporary.write_bytes(zlib.compress(json.dumps(content).encode(), 1))


def read_quick(path: Path) -> QuickResult:
    """Read the quick result of a unit.

    Raises
    ------
    LostUnitError
        It is not there, or is damaged.
    """
    try:
        inflate = zlib.decompressobj()
        content = parse_json(inflate.decompress(path.read_bytes(), _MOST_BYTES))
        return QuickResult(list(from_entries(content["records"])), int(content["samples"]))
    except (OSError, KeyError, TypeError, ValueError, zlib.error) as error:
        raise LostUnitError(path) from error


def _skipped(index: int, pts_ns: np.int64) -> FrameRecord:
    return FrameRecord(frame_index=index, pts_ns=int(pts_ns), state=AssessmentState.SKIPPED)


def _is_one_episode(before: FrameRecord | None, record: FrameRecord) -> bool:
    return before is not None and before.episode is not None and before.shown == record.shown


def _numbered(record: FrameRecord, numbers: dict[int, int]) -> FrameRecord:
    if record.decision is None or record.episode is None:
        return record
    return replace(record, decision=replace(record.decision, episode=numbers[record.episode]))
