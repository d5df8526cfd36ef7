"""Kills `encrypt --from` repeatedly at random moments, and continues it.

Run in a separate process (it forks): ``python kill_conversion.py FOLDER KILLS SEED``. It ends with
0 if no half copy was ever opened, and if each conversion was completed in the end.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.exam.store import keys
from hysteroview.exam.store.copies.conversion import begin_copy, compare_with_source, copy_exams
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.key_file import (
    ConversionIncompleteError,
    StoreLockedError,
    marked_source,
)
from hysteroview.exam.store.keys import unlock
from hysteroview.exam.store.rebuild import rebuild
from hysteroview.exam.store.records import Patient
from hysteroview.exam.store.store import open_store
from moments import snapshot

_EXAMS = 4
_PASSPHRASE = "five words at random"
_LONGEST_S = 0.4  # longer than a conversion takes


def fill(folder: Path) -> None:
    with open_store(folder) as store:
        for number in range(_EXAMS):
            exam = store.begin_exam(Patient(name="A^B"), source="s", model="m", model_sha256="0")
            saved = snapshot(store.exam_folder(exam.exam_id).snapshots, number, side_px=64)
            store.add_media(exam.exam_id, saved.record)
            store.end_exam(exam.exam_id)


def convert(old: Path, new: Path) -> None:
    key = begin_copy(old, new, _PASSPHRASE)
    for _ in copy_exams(old, new, key):
        pass


def check_closed(new: Path) -> bool:
    """Check that a half copy is opened by nothing; return whether the copy is complete."""
    if not new.exists():
        return False
    try:
        key = unlock(new, _PASSPHRASE)
    except (StoreLockedError, StorageError):
        key = None
        if marked_source(new) is None:
            return False  # nothing was begun, so there is no half copy that could be opened
    openings = [
        lambda: open_store(new, key=key),
        lambda: open_store(new, key=key, read_only=True),
        lambda: list(rebuild(new, key)),
    ]
    refused = 0
    for opening in openings:
        if not list(new.iterdir()):
            return False  # nothing was written yet
        try:
            opened = opening()
        except ConversionIncompleteError:
            refused += 1
        except StorageError:
            assert key is None  # before the mark was written
            return False
        else:
            with suppress(AttributeError):
                opened.close()  # type: ignore[union-attr]
    assert refused in (0, len(openings)), "some opened it"
    return refused == 0


def check_whole(old: Path, new: Path) -> None:
    with open_store(new, key=unlock(new, _PASSPHRASE)) as store:
        exams = store.search(Search())
        assert len(exams) == _EXAMS
        for exam in exams:
            assert not [part for part in verify(store, exam.exam_id) if part.fault]
        compared = list(compare_with_source(old, store))
        assert not [part for part in compared if part.fault]
        assert len({part.exam_id for part in compared}) == _EXAMS


def main(folder: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    keys._MEMORY_KIB = 64
    old, new = folder / "old", folder / "new"
    fill(old)
    for kill in range(kills):
        child = os.fork()
        if child == 0:
            try:
                convert(old, new)
            except BaseException:  # noqa: BLE001 - shown, and told by the exit status
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        time.sleep(chance.uniform(0, _LONGEST_S))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL), "it failed by itself"
        is_complete = check_closed(new)
        if is_complete:
            check_whole(old, new)
            shutil.rmtree(new)
        sys.stdout.write(f"{kill} {'complete' if is_complete else 'half'}\n")
    if not check_closed(new):
        convert(old, new)
    check_whole(old, new)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
