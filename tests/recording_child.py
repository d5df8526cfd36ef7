"""A program that records numbered frames in real time, to be killed by a test.

Called with a folder, frames a second, whether frames outside the body are pixelated (0 or 1), and
the key of what is encrypted (64 hexadecimal digits) or nothing.
It prints the number of each frame once it was offered: what a watcher of the screen had seen.
"""

from __future__ import annotations

import sys
import threading
import time
from fractions import Fraction
from pathlib import Path

from hysteroview.core.types import NS_PER_S
from hysteroview.exam.files.medium import PLAIN
from hysteroview.exam.store.keys import StoreKey
from hysteroview.pipeline.live.recorder import Recorder
from hysteroview.settings.table import RecordingSettings
from recordings import PROVENANCE, numbered


def main(folder: Path, rate: int, key: str, *, pixelates: bool) -> None:
    recorder = Recorder(
        RecordingSettings(),
        PROVENANCE,
        rate=Fraction(rate),
        pixelates=pixelates,
        medium=StoreKey(bytes.fromhex(key)).medium if key else PLAIN,
    )
    recorder.start()
    recorder.start_clip(folder)
    begin_ns = time.monotonic_ns()
    pause = threading.Event()
    for index in range(100_000):
        due_ns = begin_ns + index * NS_PER_S // rate
        pause.wait(max(0, due_ns - time.monotonic_ns()) / NS_PER_S)
        recorder.offer(numbered(index, due_ns - begin_ns))
        sys.stdout.write(f"{index}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[4], pixelates=sys.argv[3] == "1")
