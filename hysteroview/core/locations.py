"""Locations of sources: network addresses, and what of them may be shown.

A password stands anywhere in an address: before the host, in the path (stream keys), in the query
(``?user=…&password=…``, ``streamid``). So only its kind and its host are shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

HIDDEN = "***"
_LONGEST, _LONGEST_NAME = 4096, 60
_KINDS = frozenset(
    ("rtsp", "rtsps", "rtmp", "rtmps", "rtp", "udp", "tcp", "srt", "http", "https", "ftp", "mms")
)
_ADDRESS = re.compile(r"[^/\\]{2,}://")  # "C://" is a folder of Windows
# "rtsp:/eva:1234@host", "eva:1234@host/live", "10.0.0.5/live?user=eva&password=1234"
_RESEMBLES = re.compile(
    rf"\A\W*(?:{'|'.join(sorted(_KINDS))})[:;/\\]"
    r"|\A(?![a-z]:[/\\])[^/\\@]*:[^@]*@|[?&][^=&]+=",
    re.IGNORECASE,
)
_OWN = ("camera:", "phantom:")  # these have options behind a question mark
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Host:
    """What an address is about, without anything secret.

    Attributes
    ----------
    kind
        Scheme in lower case, such as ``rtsp``.
    name
        Host name or IP address; empty if only a port is given (``udp://:5000``).
    """

    kind: str
    name: str
    port: int | None

    def __str__(self) -> str:
        """Return kind and host for display: ``RTSP 10.0.0.5:8554``."""
        return f"{self.kind.upper()} {self.place}"

    @property
    def place(self) -> str:
        """Host and port as in an address."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port is None else f"{name}:{self.port}"


def is_address(location: str) -> bool:
    """Whether a location is a network address of any kind, readable or not."""
    return _ADDRESS.match(location) is not None


def resembles_address(location: str) -> bool:
    """Whether a location is an address, or may be a mistyped one with a password."""
    # the search takes the square of the length; nothing that can be opened is that long
    if is_address(location) or len(location) > _LONGEST:
        return True
    return not location.startswith(_OWN) and _RESEMBLES.search(location) is not None


def host_of(location: str) -> Host | None:
    """Return kind and host of an address.

    Returns
    -------
    None if they are not certain: in ``rtsp://eva:1#2@host/live`` the password would be taken for a
    port and the user for the host.
    """
    if not is_address(location) or any(c.isspace() or not c.isprintable() for c in location):
        return None
    kind = location.partition("://")[0].lower()
    try:
        parts = urlsplit(location)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    behind = location.partition("://")[2][len(parts.netloc) :]
    is_number = _is_number(name)
    is_cut = "@" in behind and not is_number  # numbers are neither user names nor looked up
    if kind not in _KINDS or "#" in location or is_cut or not (name or port):
        return None
    return Host(kind, name, port) if is_number or not name or _NAME.fullmatch(name) else None


def without_secrets(location: str) -> str:
    """Return what may be shown of a location: of an address, its kind and its host.

    What does not resemble a network address is returned as it is.
    """
    if not resembles_address(location):
        return location
    return str(host_of(location) or f"{_kind_of(location).upper()} {HIDDEN}".strip())


def named(name: str) -> str:
    """Return the beginning of a name in a file, which may be anything, for a message."""
    return without_secrets(name[:_LONGEST])[:_LONGEST_NAME]


def shareable(location: str) -> str:
    """Return a location for other computers: of an address, only kind and host are kept."""
    if not resembles_address(location):
        return location
    host = host_of(location)
    if host is None:
        kind = _kind_of(location)
        return f"{kind}://{HIDDEN}" if kind else HIDDEN
    whole = f"{host.kind}://{host.place}"
    is_all = location.lower().replace("://@", "://") in (whole, f"{whole}/")
    return location if is_all else f"{whole}/{HIDDEN}"


def is_same_but_hidden(location: str, known: str) -> bool:
    """Whether a location is a known one in which parts were replaced by `HIDDEN`."""
    if location == shareable(known):
        return True
    first, *others = location.split(HIDDEN)  # as earlier versions exported them
    if not others or not known.startswith(first):
        return False
    rest = known[len(first) :]
    for part in others[:-1]:
        _, found, rest = rest.partition(part) if part else ("", "-", rest)
        if not found:
            return False
    return rest.endswith(others[-1])


def _kind_of(location: str) -> str:
    """Return the scheme of an address in lower case; empty for one that is not known."""
    kind = location.partition("://")[0].strip().lower()
    return kind if kind in _KINDS else ""


def _is_number(name: str) -> bool:
    try:
        ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True
