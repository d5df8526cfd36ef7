"""Encrypted connections: whom they trust, and what is said when they do not."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from certificates import Certificate, make_certificate
from dicom_archive import Archive, archive
from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.send.connection import Limits, Peer
from hysteroview.export.dicom.send.echoing import send_echo

Failure = Callable[..., str]


def server_context(own: Certificate, trusted: Certificate | None = None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.path, own.key)
    if trusted is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(trusted.path)
    return context


def echo(it: Archive, **changes: object) -> float:
    peer = Peer(
        archive=it.settings(encrypts=True, **changes), own_title="US",
        limits=Limits(connect_s=20, stall_s=20, answer_s=20),
    )  # fmt: skip
    return send_echo(peer)


def failure(it: Archive, **changes: object) -> str:
    with pytest.raises(ArchiveError) as caught:
        echo(it, **changes)
    assert caught.value.remedy
    return caught.value.message


def test_both_sides_show_their_certificates(tmp_path: Path) -> None:
    server, us = make_certificate(tmp_path, "archive"), make_certificate(tmp_path, "us")
    with archive(tls=server_context(server, us)) as it:
        shown = {"authority": server.path, "certificate": us.path, "private_key": us.key}
        assert echo(it, **shown) >= 0
        without = failure(it, authority=server.path)
        assert without == "The archive closed the encrypted connection at once."


def test_an_archive_with_another_certificate_gets_nothing(tmp_path: Path) -> None:
    server, other = make_certificate(tmp_path, "archive"), make_certificate(tmp_path, "other")
    wrong = "The certificate of the archive is not valid for its address and authority."
    with archive(tls=server_context(server)) as it:
        assert failure(it, authority=other.path) == wrong
        assert failure(it) == wrong, "the authorities of the system do not know it"
    elsewhere = make_certificate(tmp_path, "elsewhere", "127.0.0.2")
    with archive(tls=server_context(elsewhere)) as it:
        assert failure(it, authority=elsewhere.path) == wrong


def test_an_archive_without_encryption_is_named(tmp_path: Path) -> None:
    with archive() as it:
        said = failure(it, authority=make_certificate(tmp_path, "ca").path)
        assert said == "No encrypted connection with the archive could be made."
    server = make_certificate(tmp_path, "archive")
    with archive(tls=server_context(server)) as it, pytest.raises(ArchiveError) as caught:
        send_echo(Peer(archive=it.settings(), own_title="US"))
    assert "encrypted" in caught.value.remedy


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    us, other = make_certificate(tmp_path, "us"), make_certificate(tmp_path, "other")
    locked = make_certificate(tmp_path, "locked", passphrase=b"secret")
    unusable = "This computer's certificate or its private key cannot be used."
    with archive() as it:
        assert failure(it, authority=tmp_path / "none") == (
            "The certificate authority cannot be read."
        )
        assert failure(it, certificate=us.path, private_key=other.key) == unusable
        assert failure(it, certificate=locked.path, private_key=locked.key) == unusable
