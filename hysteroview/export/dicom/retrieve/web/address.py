"""The address of a DICOMweb service, and what this computer says who it is."""

from __future__ import annotations

import base64
import ipaddress
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from hysteroview.core.errors import ArchiveError
from hysteroview.core.foreign.reading import UnfitFileError, open_regular
from hysteroview.settings.archives import ArchiveSettings

_LARGEST_FILE = 16 * 1024  # bytes
_PORTS = {"http": 80, "https": 443}
_ADDRESS = "Check the address of DICOMweb of this archive in the settings."
_FILE = "Check the file with the credentials for DICOMweb in the settings of this archive."


@dataclass(frozen=True, slots=True)
class WebAddress:
    """Where requests go.

    Attributes
    ----------
    path
        In front of "/studies", without a slash at its end.
    authorization
        Value of the header; empty for none.
    """

    host: str
    port: int
    path: str
    is_encrypted: bool
    authorization: str = field(default="", repr=False)


def web_address(archive: ArchiveSettings) -> WebAddress:
    """Return the address of an archive, with the credentials of its file.

    Raises
    ------
    ArchiveError
        There is no address or it cannot be used; the file cannot be read, others can read it, or
        it would be sent without encryption to another computer.
    """
    text = archive.web_address.strip()
    if not text:
        raise ArchiveError(
            "The settings of this archive have no address of DICOMweb.",
            remedy="Enter it, or choose another way for earlier exams.",
        )
    try:
        parts = urlsplit(text)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise _unusable() from None
    is_plain = text.isascii() and text.isprintable() and " " not in text
    if not port or not parts.hostname or not is_plain or parts.query or parts.fragment:
        raise _unusable()
    if parts.username is not None or parts.password is not None:
        raise ArchiveError(
            "The address of DICOMweb contains a name or a password.",
            remedy="Write them into a file that only you can read, and enter that in the settings.",
        )
    is_encrypted = parts.scheme == "https"
    authorization = ""
    if archive.web_credentials is not None:
        if not is_encrypted and not _is_this_computer(parts.hostname):
            raise ArchiveError(
                "Credentials are not sent over a connection without encryption.",
                remedy="Use an address of DICOMweb that begins with https.",
            )
        authorization = read_credentials(archive.web_credentials)
    return WebAddress(parts.hostname, port, parts.path.rstrip("/"), is_encrypted, authorization)


def read_credentials(file: Path) -> str:
    """Return the value of the header Authorization (RFC 9110, 11.6.2) from a file.

    Raises
    ------
    ArchiveError
        It cannot be read, others can read it, or it has no credentials.
    """
    try:
        with open_regular(file) as opened:
            if os.name == "posix":
                mode = os.fstat(opened.fileno())
                if mode.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                    raise ArchiveError(
                        "Others can read the file with the credentials for DICOMweb.",
                        remedy=f"Make it readable for you only: chmod 600 {file.name}",
                    )
            content = opened.read(_LARGEST_FILE + 1)
    except (OSError, UnfitFileError) as error:
        raise ArchiveError(
            "The file with the credentials for DICOMweb cannot be read.",
            remedy=_FILE,
            detail=getattr(error, "strerror", None) or str(error),
        ) from error
    try:
        kind, _, value = content.decode("utf-8").strip().partition(" ")
    except UnicodeDecodeError:
        kind, value = "", ""
    value = value.strip()
    if kind.casefold() == "basic" and ":" in value and value.isprintable():
        return f"Basic {base64.b64encode(value.encode()).decode('ascii')}"
    is_token = value.isascii() and value.isprintable() and " " not in value
    if kind.casefold() == "bearer" and value and is_token and len(content) <= _LARGEST_FILE:
        return f"Bearer {value}"
    raise ArchiveError(
        "The file with the credentials for DICOMweb contains none.",
        remedy="It has one line: Basic NAME:PASSWORD, or Bearer TOKEN.",
    )


def _is_this_computer(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unusable() -> ArchiveError:
    return ArchiveError("The address of DICOMweb cannot be used.", remedy=_ADDRESS)
