"""Network addresses: FFmpeg options of each kind, and names without secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

from hysteroview.core.errors import SourceError
from hysteroview.core.locations import HIDDEN
from hysteroview.settings.corrections import split_correction, unknown_option

_REMEDY = (
    "Enter an address such as rtsp://10.0.0.5/live, udp://0.0.0.0:5004, rtp://0.0.0.0:5004, "
    "srt://10.0.0.5:9000 or http://10.0.0.5:8080/live.ts."
)


@dataclass(frozen=True, slots=True)
class Transport:
    """One row of the table of transports.

    Attributes
    ----------
    protocols
        Protocols that FFmpeg may use, so that playlists and redirections cannot use others.
    options
        Options of FFmpeg.
    container
        FFmpeg's name of the format, if it follows from the address; empty to detect it.
    """

    protocols: str
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    container: str = ""


# Datagrams that do not fit are lost; this buffer holds half a second of 60 Mbit/s.
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
        Address with its secrets, for FFmpeg only.
    name
        Name for display: the kind and the host, without anything secret.
    """

    url: str = field(repr=False)
    name: str
    transport: Transport


def parse_address(location: str) -> Address:
    """Read a network address; a correction behind it, such as ``#color=bt601``, is checked.

    Raises
    ------
    SourceError
        It is of an unsupported kind, has no host or port, its password is missing, or the
        correction has an unknown value.
    """
    location, _ = split_correction(location)
    location, _, fragment = location.partition("#")
    if fragment:
        raise unknown_option(fragment)
    scheme = location.partition("://")[0].lower()
    transport = TRANSPORTS.get(scheme)
    if transport is None:
        raise SourceError(
            f"Addresses that begin with “{scheme}://” are not supported.", remedy=_REMEDY
        )
    try:
        parts = urlsplit(location)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
        parts = None
    if parts is None or (not host and port is None):
        raise SourceError("This address contains no host name or IP address.", remedy=_REMEDY)
    if scheme in ("udp", "rtp", "tcp", "srt") and port is None:
        raise SourceError(
            f"An address that begins with {scheme}:// needs a port number.", remedy=_REMEDY
        )
    if HIDDEN in location:
        raise SourceError(
            "The password of this address is missing: exported presets contain no passwords.",
            remedy=f"Enter it in place of {HIDDEN}.",
        )
    shown = f"{scheme.upper()} {host or ''}" + (f":{port}" if port else "")
    return Address(location, shown, transport)
