"""Network addresses: what each kind needs of FFmpeg, and how one is told without its secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from hysteroview.core.errors import SourceError

HIDDEN = "***"
_SECRET_WORDS = ("pass", "secret", "token", "key", "auth", "sig", "pwd")
_REMEDY = (
    "Write for example rtsp://10.0.0.5/live, udp://0.0.0.0:5004, rtp://0.0.0.0:5004, "
    "srt://10.0.0.5:9000 or http://10.0.0.5:8080/live.ts."
)


@dataclass(frozen=True, slots=True)
class Transport:
    """One row of the table of transports.

    Attributes
    ----------
    protocols
        All that FFmpeg may use for it: a playlist or a redirection leads nowhere else.
    options
        Of FFmpeg.
    container
        FFmpeg's name of the format, where the address alone tells; empty to look.
    """

    protocols: str
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    container: str = ""


# A datagram that finds no room is lost; so much holds half a second of 60 Mbit/s.
_DATAGRAMS = {"buffer_size": "4194304", "fifo_size": "22310", "overrun_nonfatal": "1"}
_RTSP = Transport("rtsp,rtsps,rtp,tcp,tls", {"rtsp_transport": "tcp"}, "rtsp")
_HTTP = Transport("http,https,httpproxy,tcp,tls,crypto")

TRANSPORTS = MappingProxyType(
    {
        "rtsp": _RTSP,
        "rtsps": _RTSP,
        "udp": Transport("udp", _DATAGRAMS, "mpegts"),
        "rtp": Transport("rtp,udp", _DATAGRAMS),
        "tcp": Transport("tcp", {}, "mpegts"),
        "srt": Transport("srt", {"latency": "120000"}, "mpegts"),
        "http": _HTTP,
        "https": _HTTP,
    }
)


@dataclass(frozen=True, slots=True)
class Address:
    """A network address that can be opened.

    Attributes
    ----------
    url
        With its secrets: for FFmpeg alone.
    name
        For people: the kind and the host, nothing that could be secret.
    """

    url: str = field(repr=False)
    name: str
    transport: Transport


def parse_address(location: str) -> Address:
    """Read a network address.

    Raises
    ------
    SourceError
        It is of a kind that cannot be read, or names no host or port.
    """
    scheme = location.partition("://")[0].lower()
    transport = TRANSPORTS.get(scheme)
    if transport is None:
        raise SourceError(f"“{scheme}://” is not an address that can be read.", remedy=_REMEDY)
    try:
        parts = urlsplit(location)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
        parts = None
    if parts is None or (not host and port is None):
        raise SourceError("This address names no computer.", remedy=_REMEDY)
    if scheme in ("udp", "rtp", "tcp", "srt") and port is None:
        raise SourceError(f"An address {scheme}:// needs a port.", remedy=_REMEDY)
    shown = f"{scheme.upper()} {host or ''}" + (f":{port}" if port else "")
    return Address(location, shown, transport)


def without_secrets(location: str) -> str:
    """Return a location with `HIDDEN` in the place of passwords and keys.

    Everything that is not a network address is returned as it is.
    """
    if location.partition("://")[0].lower() not in TRANSPORTS:
        return location
    try:
        parts = urlsplit(location)
        user, has_password = parts.username, parts.password is not None
    except ValueError:
        return location.partition("://")[0] + "://" + HIDDEN
    place = parts.netloc.rpartition("@")[2]
    if user is not None and parts.netloc.startswith("@"):
        place = f"@{place}"  # as people write a multicast group for FFmpeg
    elif user is not None:
        place = f"{user}:{HIDDEN}@{place}" if has_password else f"{user}@{place}"
    query = parts.query
    asked = parse_qsl(query, keep_blank_values=True)
    if any(_is_secret(name) for name, _ in asked):
        told = [(name, HIDDEN if _is_secret(name) else value) for name, value in asked]
        query = urlencode(told, quote_via=quote, safe="*/:,")
    return urlunsplit((parts.scheme, place, parts.path, query, parts.fragment))


def has_hidden(location: str) -> bool:
    """Whether a location lacks a secret that `without_secrets` took out."""
    return HIDDEN in location and location.partition("://")[0].lower() in TRANSPORTS


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in _SECRET_WORDS)
