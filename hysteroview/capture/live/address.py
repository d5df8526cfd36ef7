"""Network addresses: what each kind needs of FFmpeg, and how one is told without its secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

from hysteroview.core.errors import SourceError
from hysteroview.core.locations import HIDDEN
from hysteroview.settings.source_presets import ColorChoice

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
    color: ColorChoice = ColorChoice.AS_SENT


def parse_address(location: str) -> Address:
    """Read a network address; ``#color=bt601`` behind it says what its colors really are.

    Raises
    ------
    SourceError
        It is of a kind that cannot be read, or names no host or port, or its password is not in
        it.
    """
    location, _, fragment = location.partition("#")
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
    return Address(location, shown, transport, _parse_color(fragment))


def _parse_color(fragment: str) -> ColorChoice:
    if not fragment:
        return ColorChoice.AS_SENT
    name, _, value = fragment.partition("=")
    if name != "color" or value not in set(ColorChoice):
        known = ", ".join(ColorChoice)
        raise SourceError(
            f"An address has no option “#{fragment}”.", remedy=f"Use #color= with one of {known}."
        )
    return ColorChoice(value)
