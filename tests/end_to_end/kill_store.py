"""Kills a program that saves exams, repeatedly at random moments, and checks the store.

Run in a separate process (it forks): ``python kill_store.py FOLDER KILLS SEED [encrypted]``. It
ends with 0 if nothing that was acknowledged is lost and nothing half-written is visible.
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
from itertools import islice
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.exam.retention import purge
from hysteroview.exam.store import database
from hysteroview.exam.store.copies.copying import EXPORT_FILE, export_exam
from hysteroview.exam.store.database import FILE
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import Checked, read_record, verify, verify_store
from hysteroview.exam.store.keys import StoreKey, make_key
from hysteroview.exam.store.records import Patient, TrackSecond
from hysteroview.exam.store.store import ExamStore, open_store
from moments import snapshot

_KILLS_A_STORE = 25
_EXAMS = 3  # by one program; no more, so that the making of an index is killed too
_ACTIONS = 30  # that it acknowledges
_MANY_ROWS = (
    "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 30000)"
    " SELECT i FROM n"
)


def work(folder: Path, acknowledge: int, copies: Path, key: StoreKey | None) -> None:
    """Keep a few exams; write a line for each action that has ended."""

    def done(*words: object) -> None:
        os.write(acknowledge, (" ".join(map(str, words)) + "\n").encode())

    with open_store(folder, key=key) as store:
        number = 0
        for kept in range(_EXAMS):
            exam = store.begin_exam(
                Patient(name="A^B"), source="s", model="m", model_sha256="0"
            ).exam_id
            done("exam", exam)
            for second in range(3):
                number += 1
                saved = snapshot(
                    store.exam_folder(exam).snapshots, number, side_px=48, medium=store.medium
                )
                store.add_media(exam, saved.record)
                done("snapshot", exam, saved.raw.name)
                store.add_event(exam, "state", {"to": "ACTIVE"})
                store.add_track(
                    exam,
                    TrackSecond(
                        second=second, wall_ns=1, probabilities=(1.0,), states={"ACTIVE": 1}
                    ),
                )
                done("track", exam, second)
            store.end_exam(exam)
            done("end", exam)
            export_exam(store, exam, copies, 1)
            done("export", exam)
            if kept == 1:
                done("purging", exam)
                purge(store, exam)
                done("purge", exam)


def found_in_logs(store: ExamStore) -> list[Checked]:
    """What is wrong with the log of the store and the ends of all logs."""
    parts = verify_store(store, read_record(store))
    return [part for part in parts if part.fault and part.exam_id == "-"]


def check(folder: Path, copies: Path, acknowledged: list[list[str]], key: StoreKey | None) -> None:
    with suppress(StorageError), open_store(folder, key=key, read_only=True) as reader:
        assert not found_in_logs(reader), found_in_logs(reader)  # unless it has to be migrated
    with open_store(folder, key=key) as store:
        assert not [notice for notice in store.notices if " log" in notice], store.notices
        assert not found_in_logs(store), found_in_logs(store)
        exams = {exam.exam_id: exam for exam in store.search(Search())}
        going = {exam_id for what, exam_id, *_ in acknowledged if what == "purging"}
        for what, exam_id, *rest in acknowledged:
            if exam_id in going and exam_id not in exams:
                assert not list((folder / "exams").glob(f"*{exam_id}")), "half of it is left"
                continue
            assert what != "purge", f"exam {exam_id} is there again"
            assert exam_id in exams, f"exam {exam_id} is lost"
            if what == "snapshot":
                names = {item.name for item in store.media(exam_id)}
                assert f"snapshots/{rest[0]}" in names, f"{rest[0]} is lost"
            elif what == "track":
                seconds = {item.second for item in store.track(exam_id)}
                assert int(rest[0]) in seconds, f"second {rest[0]} is lost"
            elif what == "end":
                assert exams[exam_id].ended_wall_ns is not None
            elif what == "export":
                assert exams[exam_id].exported_wall_ns
        for exam_id in exams:
            faults = [part for part in verify(store, exam_id) if part.fault]
            assert not faults, faults
        for copy in copies.iterdir():
            if not copy.name.startswith("."):
                assert (copy / EXPORT_FILE).is_file(), f"half a copy: {copy.name}"


def main(folder: Path, kills: int, seed: int, *, encrypted: bool) -> None:
    chance = random.Random(seed)
    key = None
    copies = folder.parent / "copies"
    migrations = database.MIGRATIONS
    for kill in range(kills):
        if kill % _KILLS_A_STORE == 0:  # each check reads all exams: a store stays small
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(copies, ignore_errors=True)
            copies.mkdir()
            database.MIGRATIONS = migrations
            key = make_key(folder, "five words at random") if encrypted else None
        if chance.random() < 0.1:  # a newer program: the next start migrates
            more = f"CREATE TABLE later_{kill} AS {_MANY_ROWS};"
            database.MIGRATIONS = (*database.MIGRATIONS, more)
        if chance.random() < 0.1:  # a first start: the index is made
            for path in folder.glob(f"{FILE}*"):
                path.unlink()
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            try:
                work(folder, writer, copies, key)
            except BaseException:  # noqa: BLE001 - shown, and told by the exit status
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as lines:
            # a fifth dies while the store is opened: checked, migrated, its index made
            actions = 0 if chance.random() < 0.2 else chance.randrange(1, _ACTIONS)
            acknowledged = [line.split() for line in islice(lines, actions)]
            time.sleep(chance.expovariate(1 / 0.01))
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            acknowledged += [line.split() for line in lines]
        assert os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL), "it failed by itself"
        if not any(folder.glob(FILE)) and folder.is_dir():
            continue
        check(folder, copies, acknowledged, key)
        sys.stdout.write(f"{kill} {len(acknowledged)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), encrypted="encrypted" in sys.argv)
