"""Network addresses: FFmpeg options of each kind, and names without secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from hysteroview.core.errors import SourceError
from hysteroview.core.locations import HIDDEN, host_of
from hysteroview.settings.corrections import split_correction

_REMEDY = (
    "Enter an address such as rtsp://10.0.0.5/live, udp://0.0.0.0:5004, rtp://0.0.0.0:5004, "
    "srt://10.0.0.5:9000 or http://10.0.0.5:8080/live.ts."
)
_SIGNS = "In user name, password and path, write @ as %40, # as %23, / as %2F and ? as %3F."


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

    Nothing of an address that cannot be read is repeated: any part of it may be a password.

    Raises
    ------
    SourceError
        It is of an unsupported kind, has no certain host or no port, parts of it are missing, or
        the correction has an unknown value.
    """
    location, _ = split_correction(location)
    location = location.strip()
    scheme = location.partition("://")[0].lower()
    transport = TRANSPORTS.get(scheme)
    if transport is None:
        raise SourceError("Addresses of this kind are not supported.", remedy=_REMEDY)
    if HIDDEN in location:
        raise SourceError(
            "This address is not complete: it was exported without passwords.",
            remedy="Enter the whole address.",
        )
    host = host_of(location)
    if host is None:
        raise SourceError("This address cannot be read.", remedy=f"{_REMEDY} {_SIGNS}")
    if scheme in ("udp", "rtp", "tcp", "srt") and host.port is None:
        raise SourceError(
            f"An address that begins with {scheme}:// needs a port number.", remedy=_REMEDY
        )
    return Address(location, str(host), transport)
