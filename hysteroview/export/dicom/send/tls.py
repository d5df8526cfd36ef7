"""Encrypted connections: the certificates of both sides (DICOM PS3.15, annex B)."""

from __future__ import annotations

import ssl
from collections.abc import Sequence

from hysteroview.core.errors import ArchiveError
from hysteroview.settings.archives import ArchiveSettings

_REMEDY = "Check the certificates of this archive in the settings."


def client_context(archive: ArchiveSettings) -> ssl.SSLContext | None:
    """Return how a connection to the archive is encrypted; None if it is not.

    The archive's certificate has to be signed by the authority and to be made out for its address.

    Raises
    ------
    ArchiveError
        A file cannot be read, or key and certificate do not belong together.
    """
    return verified_context(archive) if archive.encrypts else None


def verified_context(archive: ArchiveSettings) -> ssl.SSLContext:
    """Return how an encrypted connection to the archive is made; see `client_context`."""
    try:
        context = ssl.create_default_context(
            cafile=None if archive.authority is None else str(archive.authority)
        )
    except OSError as error:  # ssl.SSLError is one
        raise _unreadable_authority(error) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if archive.certificate is not None:
        _load_own(context, archive)
    return context


def reports_encrypted(archive: ArchiveSettings) -> bool:
    """Whether an archive's reports come encrypted: there is a certificate to show it."""
    return archive.encrypts and archive.certificate is not None


def server_context(archives: Sequence[ArchiveSettings]) -> ssl.SSLContext:
    """Return how archives that call this computer encrypt that; they have to show certificates.

    Parameters
    ----------
    archives
        Those that do so, at least one: own certificate and key are those of the first one, the
        authorities those of all.

    Raises
    ------
    ArchiveError
        A file cannot be read, or key and certificate do not belong together.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    _load_own(context, archives[0])
    for authority in {each.authority for each in archives}:
        try:
            if authority is None:
                context.load_default_certs(ssl.Purpose.CLIENT_AUTH)
            else:
                context.load_verify_locations(authority)
        except OSError as error:
            raise _unreadable_authority(error) from error
    return context


def _load_own(context: ssl.SSLContext, archive: ArchiveSettings) -> None:
    """Load the certificate that this computer shows."""
    assert archive.certificate is not None
    key = archive.private_key
    try:
        context.load_cert_chain(archive.certificate, key, password=_refuse_passphrase)
    except (OSError, _PassphraseError) as error:
        raise ArchiveError(
            "This computer's certificate or its private key cannot be used.",
            remedy=f"{_REMEDY} The key must have no passphrase.",
            detail=str(error),
        ) from error


def _unreadable_authority(error: OSError) -> ArchiveError:
    return ArchiveError(
        "The certificate authority cannot be read.", remedy=_REMEDY, detail=str(error)
    )


class _PassphraseError(Exception):
    """The key has a passphrase; without this, the terminal would be asked for it."""


def _refuse_passphrase() -> bytes:
    raise _PassphraseError


def tls_failure(error: ssl.SSLError) -> ArchiveError:
    """Return why no encrypted connection was made."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return ArchiveError(
            "The certificate of the archive is not valid for its address and authority.",
            remedy=_REMEDY,
            detail=error.verify_message,
        )
    return ArchiveError(
        "No encrypted connection with the archive could be made.",
        remedy="Check that the archive uses TLS on this port, and the certificates in the "
        "settings.",
        detail=error.reason or "",
    )
