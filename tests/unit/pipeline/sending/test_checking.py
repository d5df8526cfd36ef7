"""Storage commitment and MPPS with peers that report on connections of their own."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from certificates import make_certificate
from dicom_archive import archive
from dicom_peers import free_port, orthanc
from dicom_small import write_exam, write_pictures
from hysteroview.exam.outbox.items import ItemState
from hysteroview.settings.archives import Archives, ArchiveSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import SendingSettings
from outboxes import NAME, Sending
from patience import wait_until

CONFIRMED, SENT, WAITING = ItemState.CONFIRMED, ItemState.SENT, ItemState.WAITING


@pytest.mark.parametrize("proposes_scp", [True, False])
def test_a_report_on_a_new_connection_confirms_everything(
    tmp_path: Path, sending: Sending, proposes_scp: bool
) -> None:
    write_pictures(tmp_path / "made", 3)
    port = free_port()
    with archive(commits=True, finds=False, listener=port, proposes_scp=proposes_scp) as it:
        sending.use(it.settings(commitment=True, verify=False), port)
        sending.add(tmp_path / "made")
        sending.run()
        wait_until(lambda: set(sending.states) == {CONFIRMED})
    assert not list(sending.outbox.folder.rglob("*.dcm"))


def test_what_the_archive_reports_as_missing_is_sent_again(
    tmp_path: Path, sending: Sending
) -> None:
    uids = write_pictures(tmp_path / "made", 3)
    port = free_port()
    with archive(commits=True, finds=False, listener=port, loses={uids[2]}) as it:
        sending.use(it.settings(commitment=True, verify=False), port)
        sending.add(tmp_path / "made")
        sending.run()
        wait_until(lambda: sending.states == [CONFIRMED, CONFIRMED, WAITING])
        assert sending.outbox.items()[2].reason == (
            "The archive reported success, but does not have it."
        )
        sending.later(31)
        wait_until(lambda: set(sending.states) == {CONFIRMED})
        assert it.received == {uids[0]: 1, uids[1]: 1, uids[2]: 2}


def test_without_a_report_the_archive_is_asked_by_query(tmp_path: Path, sending: Sending) -> None:
    write_pictures(tmp_path / "made", 2)
    port = free_port()
    with archive(commits=True, answers_commitment=False) as it:
        sending.use(it.settings(commitment=True), port)
        sending.add(tmp_path / "made")
        assert {each.state for each in sending.run()} == {SENT}
        assert {each.state for each in sending.later(901)} == {CONFIRMED}


def test_an_archive_without_commitment_is_asked_by_query(tmp_path: Path, sending: Sending) -> None:
    write_pictures(tmp_path / "made", 2)
    port = free_port()
    with archive() as it:
        sending.use(it.settings(commitment=True), port)
        sending.add(tmp_path / "made")
        assert {each.state for each in sending.run()} == {CONFIRMED}


def test_another_reason_than_missing_is_told_and_nothing_is_sent_again(
    tmp_path: Path, sending: Sending
) -> None:
    uids = write_pictures(tmp_path / "made", 1)
    port = free_port()
    with archive(
        commits=True, finds=False, listener=port, loses={uids[0]}, failure_reason=0x0110
    ) as it:
        sending.use(it.settings(commitment=True, verify=False), port)
        sending.add(tmp_path / "made")
        sending.run()
        wait_until(lambda: sending.outbox.items()[0].reason != "")
        (item,) = sending.later(86400)
        assert item.state is SENT
        assert item.reason == "The archive does not confirm that it keeps it (reason 0110)."
        assert it.received == {uids[0]: 1}


def test_a_port_that_is_taken_is_named(tmp_path: Path, sending: Sending) -> None:
    with archive() as it:
        sending.use(it.settings(commitment=True), it.port)
        sending.run()
        failure = sending.rounds.listener_failure
        assert failure is not None
        assert f"Port {it.port}" in failure.message


def test_orthanc_gets_everything_and_confirms_it(tmp_path: Path, sending: Sending) -> None:
    uids = write_exam(tmp_path / "made")
    port = free_port()
    known = {"us": ("HYSTEROVIEW", port)}
    with orthanc(tmp_path / "orthanc", modalities=known) as it:
        archive_settings = ArchiveSettings(
            host="127.0.0.1", port=it.port, called_title=it.title, commitment=True
        )
        sending.use(archive_settings, port)
        sending.add(tmp_path / "made")
        sending.run()
        wait_until(lambda: set(sending.states) == {CONFIRMED}, str(sending.outbox.items()))
        assert all(it.instance(uid) for uid in uids.values())
        assert {each.archive for each in sending.outbox.items()} == {NAME}


def test_archives_report_encrypted_where_there_is_a_certificate_and_plain_elsewhere(
    tmp_path: Path, sending: Sending
) -> None:
    us = make_certificate(tmp_path, "us")
    shown = {"encrypts": True, "certificate": us.path, "private_key": us.key, "authority": us.path}
    plain, sealed = free_port(), free_port()
    ports = SendingSettings(commitment_port=plain, commitment_tls_port=sealed)

    def listening(*archives: ArchiveSettings) -> list[bool]:
        named = tuple((f"{number}", each) for number, each in enumerate(archives))
        sending.settings = Settings(archives=Archives(named), sending=ports)
        sending.run()
        assert sending.rounds.listener_failure is None
        return [is_open(each) for each in (plain, sealed)]

    one = ArchiveSettings("127.0.0.1", commitment=True)
    assert listening(one) == [True, False]
    assert listening(one, replace(one, **shown)) == [True, True]
    assert listening(replace(one, **shown)) == [False, True]
    assert listening(replace(one, commitment=False)) == [False, False]


def is_open(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
