"""What reaches an archive, once, and what is said when it does not."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from dicom_archive import archive, stalled_proxy
from dicom_small import write_exam, write_pictures
from hysteroview.exam.outbox.items import Change, ItemState
from hysteroview.export.dicom.send.connection import Limits
from hysteroview.pipeline.sending.delays import Delays
from hysteroview.settings.archives import VideoRule
from outboxes import NAME, Sending

CONFIRMED, FAILED, LEFT_OUT = ItemState.CONFIRMED, ItemState.FAILED, ItemState.LEFT_OUT
SENT, UNCERTAIN, WAITING = ItemState.SENT, ItemState.UNCERTAIN, ItemState.WAITING


def test_everything_arrives_once_and_its_files_are_deleted(
    tmp_path: Path, sending: Sending
) -> None:
    uids = write_exam(tmp_path / "made")
    with archive() as it:
        sending.use(it.settings())
        sending.add(tmp_path / "made")
        assert {each.state for each in sending.run()} == {CONFIRMED}
        sending.add(tmp_path / "made")  # a second time by mistake
        sending.run()
        assert it.received == dict.fromkeys(uids.values(), 1)
        assert set(it.asked) == set(uids.values()), "each was asked for before it was deleted"
    assert not list(sending.outbox.folder.rglob("*.dcm"))


def test_nothing_is_deleted_before_the_archive_confirms_it(
    tmp_path: Path, sending: Sending
) -> None:
    write_exam(tmp_path / "made")
    with archive() as it:
        sending.use(it.settings(verify=False))
        sending.add(tmp_path / "made")
        assert {each.state for each in sending.run()} == {SENT}
        sending.later(86400)
        assert sum(it.received.values()) == 5
    assert len(list(sending.outbox.folder.rglob("*.dcm"))) == 5


def test_an_archive_without_video_gets_pictures_and_report_and_says_so(
    tmp_path: Path, sending: Sending
) -> None:
    uids = write_exam(tmp_path / "made")
    with archive(takes_video=False) as it:
        sending.use(it.settings())
        sending.add(tmp_path / "made")
        states = {each.instance: each for each in sending.run()}
        assert set(it.received) == set(uids.values()) - {uids["video"]}
    video = states.pop(uids["video"])
    assert video.state is LEFT_OUT
    assert video.reason.startswith("This archive takes no video of this kind.")
    assert "photographic" in video.remedy
    assert {each.state for each in states.values()} == {CONFIRMED}


def test_by_rule_no_video_is_added(tmp_path: Path, sending: Sending) -> None:
    uids = write_exam(tmp_path / "made")
    with archive() as it:
        sending.use(it.settings(video=VideoRule.NONE))
        sending.add(tmp_path / "made")
        sending.run()
        assert set(it.received) == set(uids.values()) - {uids["video"]}


def test_an_archive_that_is_down_is_tried_again_with_growing_delay(
    tmp_path: Path, sending: Sending
) -> None:
    write_pictures(tmp_path / "made", 2)
    with archive() as it:
        port = it.port
        sending.use(it.settings())
    sending.add(tmp_path / "made")
    delays, wait_s = [], 0.0
    for _ in range(3):
        (first, *_) = sending.later(wait_s)
        wait_s = (first.due_wall_ns - sending.now_ns) / 1e9
        delays.append(wait_s)
        assert (first.state, first.reason) == (WAITING, "The archive cannot be reached.")
    assert delays == pytest.approx([30, 60, 120], abs=1)
    with archive(port=port) as it:
        assert {each.state for each in sending.run()} == {WAITING}, "it is not due yet"
        assert {each.state for each in sending.later(121)} == {CONFIRMED}
        assert set(it.received.values()) == {1}


def test_an_archive_that_stays_away_is_given_up_after_a_week_and_tried_on_request(
    tmp_path: Path, sending: Sending
) -> None:
    write_pictures(tmp_path / "made", 1)
    with archive() as it:
        port = it.port
        sending.use(it.settings())
    sending.add(tmp_path / "made")
    (item,) = sending.later(8 * 86400)
    assert (item.state, item.reason) == (FAILED, "The archive cannot be reached.")
    assert item.remedy
    with archive(port=port) as it:
        assert sending.outbox.retry_all() == 1
        assert [each.state for each in sending.run()] == [CONFIRMED]


def test_an_archive_that_breaks_off_in_mid_transfer_gets_the_rest(
    tmp_path: Path, sending: Sending
) -> None:
    uids = write_pictures(tmp_path / "made", 6, size_bytes=200_000)
    with archive(abort_for={uids[2]}) as it:
        sending.use(it.settings())
        sending.add(tmp_path / "made")
        items = sending.run()
        assert it.connections >= 2, "the others are sent over a new connection"
        (broken,) = [each for each in items if each.state is not CONFIRMED]
        assert (broken.state, broken.reason) == (
            UNCERTAIN, "The connection to the archive was interrupted.",
        )  # fmt: skip
        assert {each.state for each in sending.later(31)} == {CONFIRMED}
        assert it.received == dict.fromkeys(uids, 1)


def test_an_object_that_always_breaks_the_connection_does_not_keep_the_others(
    tmp_path: Path, sending: Sending
) -> None:
    uids = write_pictures(tmp_path / "made", 3, size_bytes=200_000)
    sending.rounds._delays = Delays(most_attempts=2)
    with archive(abort_for={uids[1]}, aborts=1000) as it:
        sending.use(it.settings())
        sending.add(tmp_path / "made")
        assert [each.state for each in sending.run()] == [CONFIRMED, UNCERTAIN, CONFIRMED]
        failed = sending.later(31)[1]
        assert (failed.state, failed.attempts) == (FAILED, 2)
        assert failed.reason == "The connection to the archive was interrupted."
        assert it.received == {uids[0]: 1, uids[2]: 1}


def test_what_had_arrived_before_a_crash_is_not_sent_again(
    tmp_path: Path, sending: Sending
) -> None:
    uids = write_pictures(tmp_path / "made", 3)
    with archive() as it:
        sending.use(it.settings())
        sending.add(tmp_path / "made")
        sending.run()
        arrived, lost, untouched = sending.outbox.items()
        del it.kept[lost.instance]
        sending.outbox.change(
            Change(item_id=each.item_id, state=ItemState.SENDING) for each in (arrived, lost)
        )
        sending.add(tmp_path / "made")
        kept = sending.outbox.path_of(lost)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes((tmp_path / "made" / "picture0001.dcm").read_bytes())
        sending.rounds.begin(sending.outbox)  # as after a restart
        assert sending.states == [UNCERTAIN, UNCERTAIN, CONFIRMED]
        sending.run()
        assert sending.states == [CONFIRMED] * 3
        assert it.received == {uids[0]: 1, uids[1]: 2, uids[2]: 1}
        assert untouched.state is CONFIRMED


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        (0xA700, WAITING, "The archive has no room (status A700)."),
        (0xA900, FAILED, "The archive finds the object not valid (status A900)."),
        (0xC000, FAILED, "The archive cannot understand the object (status C000)."),
        (0x0124, FAILED, "The archive does not permit this computer to store."),
        (0x0122, FAILED, "The archive does not take objects of this class."),
        (0x0110, WAITING, "The archive reported an error (status 0110)."),
        (0xB000, SENT, "The archive does not show it yet."),
    ],
)
def test_each_status_of_an_archive_is_explained(
    status: int, state: ItemState, reason: str, tmp_path: Path, sending: Sending
) -> None:
    write_pictures(tmp_path / "made", 1)
    with archive(status=status) as it:
        sending.use(it.settings())
        sending.add(tmp_path / "made")
        (item,) = sending.run()
    assert (item.state, item.reason) == (state, reason)
    assert item.remedy


def test_what_an_archive_loses_after_success_is_sent_again(
    tmp_path: Path, sending: Sending
) -> None:
    uids = write_pictures(tmp_path / "made", 3)
    with archive(loses={uids[1]}) as it:
        sending.use(it.settings())
        sending.add(tmp_path / "made")
        sending.run()
        assert sending.states == [CONFIRMED, SENT, CONFIRMED]
        lost = sending.later(61)[1]
        assert (lost.state, lost.reason) == (
            WAITING, "The archive reported success, but does not have it.",
        )  # fmt: skip
        sending.later(61)
        assert sending.states == [CONFIRMED] * 3
        assert it.received == {uids[0]: 1, uids[1]: 2, uids[2]: 1}


def test_an_archive_that_stops_answering_is_left(tmp_path: Path, sending: Sending) -> None:
    write_pictures(tmp_path / "made", 2)
    sending.rounds._limits = Limits(connect_s=20, stall_s=1, answer_s=0.5)
    with archive(pause_s=2.0) as it:
        sending.use(it.settings())
        sending.add(tmp_path / "made")
        first = sending.run()[0]
        assert (first.state, first.reason) == (
            UNCERTAIN, "The archive does not answer in time.",
        )  # fmt: skip


def test_an_archive_that_stops_receiving_is_left(tmp_path: Path, sending: Sending) -> None:
    write_pictures(tmp_path / "made", 1, size_bytes=40_000_000)
    sending.rounds._limits = Limits(connect_s=20, stall_s=0.5, answer_s=20)
    with archive() as it, stalled_proxy(it.port) as port:
        sending.use(it.settings(port=port))
        sending.add(tmp_path / "made")
        (item,) = sending.run()
    assert (item.state, item.reason) == (UNCERTAIN, "The archive stopped receiving.")


def test_titles_and_addresses_that_are_wrong_are_named(tmp_path: Path, sending: Sending) -> None:
    write_pictures(tmp_path / "made", 1)

    def reason(**changes: object) -> str:
        sending.use(it.settings(**changes))
        sending.outbox.retry_all()
        return sending.run()[0].reason

    with archive(own_titles=["SOMEBODY"]) as it:
        sending.use(it.settings())
        sending.add(tmp_path / "made")
        assert reason() == "The archive does not know the AE title of this computer."
        assert reason(host="no-such-host.invalid") == "The archive's address is not known."
    with archive() as it:
        assert reason(called_title="OTHER") == "The archive has another AE title."
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        assert reason(port=port) == "The archive cannot be reached."


def test_a_live_exam_stops_it_between_two_objects(tmp_path: Path, sending: Sending) -> None:
    write_pictures(tmp_path / "made", 30)
    with archive() as it:
        sending.use(it.settings())
        sending.add(tmp_path / "made")
        items = sending.run(lambda: len(it.received) >= 4)
        assert len(it.received) == 4
        assert [each.state for each in items].count(WAITING) == 26
        assert {each.attempts for each in items if each.state is WAITING} == {0}
        sending.run()
        assert set(it.received.values()) == {1}
        assert len(it.received) == 30


def test_an_archive_that_is_no_longer_in_the_settings_is_named(
    tmp_path: Path, sending: Sending
) -> None:
    write_pictures(tmp_path / "made", 1)
    with archive() as it:
        sending.use(it.settings())
        sending.add(tmp_path / "made")
        sending.settings = type(sending.settings)()
        (item,) = sending.run()
        assert item.state is FAILED
        assert item.archive == NAME
        assert "no archive with this name" in item.reason
