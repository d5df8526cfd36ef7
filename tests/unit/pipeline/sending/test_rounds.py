"""Rounds over several archives: none waits for another one."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from dicom_archive import archive
from dicom_small import write_pictures
from hysteroview.core.errors import StorageError
from hysteroview.exam.outbox.items import ItemState
from hysteroview.pipeline.sending.adding import add_files, find_files
from hysteroview.pipeline.sending.deliveries import Deliveries
from hysteroview.pipeline.sending.rounds import Rounds
from hysteroview.pipeline.sending.sender import Sender
from hysteroview.settings.archives import Archives, ArchiveSettings
from hysteroview.settings.sections import Settings
from outboxes import Sending
from patience import PATIENCE_S, wait_until

CONFIRMED = ItemState.CONFIRMED


def wait_for_both(sending: Sending, folder: Path, **archives: ArchiveSettings) -> None:
    """Let the pictures of a folder wait for several archives."""
    sending.settings = Settings(archives=Archives(tuple(archives.items())))
    for name, each in archives.items():
        add_files(sending.outbox, name, each, find_files([folder]))


def states_of(sending: Sending, name: str) -> set[ItemState]:
    return {each.state for each in sending.outbox.items(name)}


def test_a_slow_archive_does_not_keep_the_others(tmp_path: Path, sending: Sending) -> None:
    uids = write_pictures(tmp_path / "made", 3)
    with archive(pause_s=PATIENCE_S) as slow, archive() as fast:
        wait_for_both(sending, tmp_path / "made", slow=slow.settings(), fast=fast.settings())
        sender = Sender(sending.store, lambda: sending.settings, lambda: None)
        sender.start()
        try:
            wait_until(lambda: states_of(sending, "fast") == {CONFIRMED})
            assert set(fast.received) == set(uids)
            write_pictures(tmp_path / "more", 1)
            add_files(sending.outbox, "fast", fast.settings(), find_files([tmp_path / "more"]))
            sender.wake()
            wait_until(lambda: len(fast.received) == 4)
            assert not slow.received, "it has not answered yet"
            assert ItemState.SENDING in states_of(sending, "slow")
            wait_until(lambda: sender.status.waiting == 3)
        finally:
            slow.ended.set()
            assert sender.close(PATIENCE_S)
    assert ItemState.SENDING not in states_of(sending, "slow")


def test_a_live_exam_stops_all_archives_between_two_objects(
    tmp_path: Path, sending: Sending
) -> None:
    write_pictures(tmp_path / "made", 10)
    with archive(pause_s=0.05) as one, archive(pause_s=0.05) as other:
        wait_for_both(sending, tmp_path / "made", one=one.settings(), other=other.settings())
        sender = Sender(sending.store, lambda: sending.settings, lambda: None)
        sender.start()
        try:
            wait_until(lambda: one.received and other.received)
            sender.pause(on=True)
            wait_until(lambda: not sender.running)
            assert len(one.received) < 10
            assert len(other.received) < 10
            sender.pause(on=False)
            wait_until(lambda: len(one.received) == len(other.received) == 10)
        finally:
            sender.close(PATIENCE_S)
    assert set(one.received.values()) == set(other.received.values()) == {1}


def test_closing_does_not_wait_for_the_next_look(tmp_path: Path, sending: Sending) -> None:
    write_pictures(tmp_path / "made", 1)
    with archive() as one:
        wait_for_both(sending, tmp_path / "made", one=one.settings())
        sender = Sender(sending.store, lambda: sending.settings, lambda: None)
        sender.start()
        wait_until(lambda: states_of(sending, "one") == {CONFIRMED} and not sender.running)
        assert sender.close(3.0), "a look comes after 5 s"


def test_a_round_of_the_command_line_waits_for_all_archives(
    tmp_path: Path, sending: Sending
) -> None:
    write_pictures(tmp_path / "made", 2)
    with archive(pause_s=0.1) as one, archive() as other:
        wait_for_both(sending, tmp_path / "made", one=one.settings(), other=other.settings())
        sending.run()
        assert set(sending.states) == {CONFIRMED}
        assert len(one.received) == len(other.received) == 2


def test_what_work_fails_with_is_raised_once_and_by_the_owner(tmp_path: Path) -> None:
    def fail(_: object) -> None:
        raise StorageError("The disk is full.")

    deliveries = Deliveries(tmp_path, lambda: 0, threading.Event())
    deliveries.start("one", fail)
    with pytest.raises(StorageError, match="disk is full"):
        deliveries.wait()
    deliveries.wait()
    assert not deliveries.running


def test_work_ends_when_it_is_asked_to_stop(tmp_path: Path) -> None:
    ended = threading.Event()
    deliveries = Deliveries(tmp_path, lambda: 0, ended)
    deliveries.start("one", lambda _: wait_until(lambda: deliveries.is_stopping))
    deliveries.start("one", lambda _: pytest.fail("it is being worked on"))
    assert deliveries.running == {"one"}
    deliveries.stop()
    assert ended.is_set()
    assert not deliveries.running


def test_an_interrupted_round_leaves_nothing_running(tmp_path: Path, sending: Sending) -> None:
    write_pictures(tmp_path / "made", 5)
    with archive(pause_s=0.1) as one:
        wait_for_both(sending, tmp_path / "made", one=one.settings())
        rounds = Rounds(sending.store, lambda: sending.settings)
        rounds.run(sending.outbox, lambda: False, waits=False)
        wait_until(lambda: bool(one.received))
        rounds.close()
        assert not rounds.running
        assert 0 < len(one.received) < 5
