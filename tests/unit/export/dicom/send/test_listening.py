"""The port for reports of storage commitment: whom it listens to, and what it does not bear."""

from __future__ import annotations

import socket
import struct
import time
from contextlib import suppress
from pathlib import Path

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid
from pynetdicom import build_role

from certificates import Certificate, make_certificate
from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.send import listening
from hysteroview.export.dicom.send.commitment import (
    COMMITMENT_CONTEXT,
    CommitmentListener,
    CommitmentReport,
)
from hysteroview.export.dicom.send.connection import Limits, Peer, connected
from hysteroview.export.dicom.send.services import COMMITMENT, COMMITMENT_INSTANCE
from hysteroview.export.dicom.send.tls import server_context
from hysteroview.settings.archives import ArchiveSettings
from patience import PATIENCE_S


def report(port: int, objects: int = 1, **tls: Path) -> int | None:
    """Report so many objects as kept; returns the listener's status, None without an answer.

    `tls` has our certificate, key and authority as settings of an archive.
    """
    content = Dataset()
    content.TransactionUID = generate_uid()
    kept = Dataset()
    kept.ReferencedSOPClassUID = kept.ReferencedSOPInstanceUID = generate_uid()
    content.ReferencedSOPSequence = [kept] * objects
    called = ArchiveSettings("127.0.0.1", port, "US", encrypts=bool(tls), **tls)
    limits = Limits(connect_s=PATIENCE_S, stall_s=PATIENCE_S, answer_s=PATIENCE_S)
    peer = Peer(archive=called, own_title="ARCHIVE", limits=limits)
    roles = [build_role(COMMITMENT, scp_role=True)]
    try:
        with connected(peer, [COMMITMENT_CONTEXT], roles=roles) as association:
            status, _ = association.send_n_event_report(content, 1, COMMITMENT, COMMITMENT_INSTANCE)
            return status.get("Status")
    except ArchiveError:
        return None


def archives(us: Certificate, *authorities: Certificate) -> list[ArchiveSettings]:
    return [
        ArchiveSettings(encrypts=True, certificate=us.path, private_key=us.key, authority=each.path)
        for each in authorities
    ]


def shown(own: Certificate, us: Certificate) -> dict[str, Path]:
    return {"certificate": own.path, "private_key": own.key, "authority": us.path}


def test_reports_come_encrypted_and_only_from_archives_that_are_known(tmp_path: Path) -> None:
    us, one, other, stranger = (
        make_certificate(tmp_path, name) for name in ("us", "one", "other", "stranger")
    )
    got: list[CommitmentReport] = []
    listener = CommitmentListener("US", 0, got.append, server_context(archives(us, one, other)))
    try:
        assert report(listener.port, **shown(one, us)) == 0
        assert report(listener.port, 500, **shown(other, us)) == 0
        for unknown in ({"authority": us.path}, shown(stranger, us), {}):
            assert report(listener.port, **unknown) is None
    finally:
        listener.close()
    assert [len(each.kept) for each in got] == [1, 500]


def test_a_caller_who_says_nothing_keeps_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "_CONNECTION_S", 0.5)
    us = make_certificate(tmp_path, "us")
    got: list[CommitmentReport] = []
    for tls in (None, server_context(archives(us, us))):
        listener = CommitmentListener("US", 0, got.append, tls)
        silent = [socket.create_connection(("127.0.0.1", listener.port)) for _ in range(3)]
        try:
            for each in silent:
                each.send(b"\x01\x00")  # and no more of a request
            assert report(listener.port, **({} if tls is None else shown(us, us))) == 0
        finally:
            for each in silent:
                each.close()
            listener.close()
    assert len(got) == 2


def test_a_message_without_bound_is_not_received(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "_MESSAGE_BYTES", 100_000)
    got: list[CommitmentReport] = []
    listener = CommitmentListener("US", 0, got.append)
    try:
        assert report(listener.port, 2000) is None
        with socket.create_connection(("127.0.0.1", listener.port), PATIENCE_S) as rude:
            rude.sendall(struct.pack(">BBL", 1, 0, 0xFFFFFFF0) + b"\0" * 1000)
            begun = time.monotonic()
            while rude.recv(4096):
                pass
            assert time.monotonic() - begun < PATIENCE_S, "it hung up by itself"
        assert report(listener.port) == 0
    finally:
        listener.close()
    assert len(got) == 1


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    us, other = make_certificate(tmp_path, "us"), make_certificate(tmp_path, "other")
    (mixed,) = archives(Certificate(us.path, other.key), us)
    with pytest.raises(ArchiveError, match="private key cannot be used"):
        server_context([mixed])
    (unreadable,) = archives(us, Certificate(tmp_path / "none", us.key))
    with pytest.raises(ArchiveError, match="authority cannot be read"):
        server_context([unreadable])


def test_closing_ends_connections_and_may_be_repeated() -> None:
    listener = CommitmentListener("US", 0, lambda _: None)
    with socket.create_connection(("127.0.0.1", listener.port), PATIENCE_S) as open_one:
        begun = time.monotonic()
        listener.close()
        listener.close()
        assert time.monotonic() - begun < 5, "it does not wait for a request"
        with suppress(ConnectionResetError):
            assert open_one.recv(100) == b""
