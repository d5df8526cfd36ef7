"""Kills programs that record numbered frames, each at another moment.

Run in a separate process (it forks): ``python kill_recorder.py FOLDER KILLS PIXELATES KEY``, with
PIXELATES 0 or 1, and the key of what is encrypted (64 hexadecimal digits) or nothing. Each program
records into a separate folder, FOLDER/0 and so on. For each a line is printed: the number of the
last frame that was offered when it died, which is what a watcher of the screen had seen.

A program offers a frame once all but the last few of those before are recorded. So it is never
further behind than a machine that keeps up, however slow this one is.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
from fractions import Fraction
from pathlib import Path

from hysteroview.exam.files.medium import PLAIN
from hysteroview.exam.store.keys import StoreKey
from hysteroview.pipeline.live.recorder import Recorder
from hysteroview.settings.table import RecordingSettings
from recordings import PROVENANCE, numbered

RATE = 30
_BEHIND = 3  # frames that may wait in the queues
_HELD_BACK = 10  # more, while the model is waited for (0.3 s)
_FIRST, _LAST = 20, 105  # the earliest frame after which a program is killed, and the latest


def record(folder: Path, seen: int, key: str, *, pixelates: bool) -> None:
    """Record until killed; write the number of each frame once it was offered."""
    recorder = Recorder(
        RecordingSettings(),
        PROVENANCE,
        rate=Fraction(RATE),
        pixelates=pixelates,
        medium=StoreKey(bytes.fromhex(key)).medium if key else PLAIN,
    )
    recorder.start()
    recorder.start_clip(folder)
    behind = _BEHIND + _HELD_BACK * pixelates
    pause = threading.Event()
    for index in range(10 * _LAST):
        while (status := recorder.status()).frames_written < index - behind:
            if status.failure:
                raise SystemExit(status.failure)
            pause.wait(0.001)
        recorder.offer(numbered(index))
        os.write(seen, f"{index}\n".encode())


def record_and_kill(
    folder: Path, last_frame: int, after_s: float, key: str, *, pixelates: bool
) -> int:
    """Let a program record up to a frame and a moment longer; return the last that it offered."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            record(folder, writer, key, pixelates=pixelates)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader) as lines:
        numbers = map(int, lines)
        assert any(number == last_frame for number in numbers), "it ended before it was killed"
        threading.Event().wait(after_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return max(numbers, default=last_frame)


def main(folder: Path, kills: int, key: str, *, pixelates: bool) -> None:
    chance = random.Random(7)
    for kill in range(kills):
        place = folder / str(kill)
        last_frame, after_s = chance.randint(_FIRST, _LAST), 0.02 * chance.random()
        last = record_and_kill(place, last_frame, after_s, key, pixelates=pixelates)
        sys.stdout.write(f"{last}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[4], pixelates=sys.argv[3] == "1")
