"""SRT when PyAV's FFmpeg lacks it: the program `ffmpeg` forwards the stream unchanged."""

from __future__ import annotations

import shutil
import socket
import subprocess
from contextlib import suppress
from dataclasses import replace

from hysteroview.capture.live.address import TRANSPORTS, Address
from hysteroview.core.errors import SourceError

_TIMEOUT_S = 2.5  # time without packets after which the program ends
_END_TIMEOUT_S = 2.0


class SrtRelay:
    """A child process that receives SRT and forwards its content to a local port.

    It reads the address from its standard input: all users can read the command line of a process,
    and the address may contain a passphrase.

    It ends when the sender is silent, when `close` is called, and when this program is killed,
    because its port is then closed.

    Raises
    ------
    SourceError
        The program is not installed, or cannot be started.
    """

    def __init__(self, address: Address) -> None:
        program = shutil.which("ffmpeg")
        if program is None:
            raise SourceError(
                "This computer cannot open SRT streams: a program that they need is not installed.",
                remedy="Install ffmpeg, or set the sender to RTSP or UDP.",
            )
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [
            program, "-v", "quiet", "-nostdin", "-protocol_whitelist", "pipe,srt",
            "-probesize", "200000", "-analyzeduration", "200000", "-f", "concat", "-safe", "0",
            "-i", "pipe:0", "-map", "0:v", "-c", "copy", "-muxdelay", "0", "-f", "mpegts",
            f"udp://127.0.0.1:{port}?pkt_size=1316&connect=1",
        ]  # fmt: skip
        try:
            self._process = subprocess.Popen(  # noqa: S603 - a program of the system, no shell
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows only
            )  # fmt: skip
        except OSError as error:
            raise SourceError(
                "The SRT stream cannot be opened: a program that it needs does not start.",
                remedy="Reinstall ffmpeg.",
            ) from error
        assert self._process.stdin is not None
        with suppress(OSError), self._process.stdin as stdin:  # if it has ended, nothing comes
            stdin.write(_playlist(address).encode())
        url = f"udp://127.0.0.1:{port}?localaddr=127.0.0.1"  # not accessible from other computers
        self.address = replace(address, url=url, transport=TRANSPORTS["udp"])

    def close(self) -> None:
        """End the child; may be called twice."""
        self._process.kill()
        self._process.wait(_END_TIMEOUT_S)


def _playlist(address: Address) -> str:
    """Return the input of FFmpeg's concat demuxer: the address, with our defaults behind it."""
    options = f"latency={address.transport.options['latency']}&timeout={round(_TIMEOUT_S * 1e6)}"
    url = f"{address.url}{'&' if '?' in address.url else '?'}{options}"  # the first value counts
    return "ffconcat version 1.0\nfile '{}'\n".format(url.replace("'", r"'\''"))
