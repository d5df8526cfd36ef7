"""Real streams on loopback, from the `ffmpeg` program, that can be killed and stalled."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from patience import PATIENCE_S

FFMPEG = shutil.which("ffmpeg")
needs_ffmpeg = pytest.mark.skipif(FFMPEG is None, reason="the program ffmpeg is not installed")

SD, HD = "720x576", "1280x720"


def free_port(kind: socket.SocketKind = socket.SOCK_DGRAM) -> int:
    """Return an unused port of this computer."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def can_send_srt() -> bool:
    """Whether the program `ffmpeg` was built with SRT."""
    if FFMPEG is None:
        return False
    told = subprocess.run([FFMPEG, "-v", "error", "-protocols"], capture_output=True, check=False)
    return b" srt\n" in told.stdout


class Sender:
    """A camera on the network: a moving test picture with noise, in one format after another.

    Parameters
    ----------
    url
        Where it sends to, or listens.
    options
        Of FFmpeg's muxer and protocol.
    """

    def __init__(self, url: str, *options: str) -> None:
        self.url, self._options = url, options
        self.muxer = "mpegts"
        self._process: subprocess.Popen[bytes] | None = None

    def start(
        self, size: str = SD, rate: str = "25", *, codec: str = "libx264", speed: float = 1.0,
        seconds: float = 600.0, still: bool = False,
    ) -> None:  # fmt: skip
        """Send; at a speed below 1 frames are later than their timestamps."""
        command = self.command(size, rate, codec=codec, speed=speed, seconds=seconds, still=still)
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)

    def command(
        self, size: str, rate: str, *, codec: str = "libx264", speed: float = 1.0,
        seconds: float = 600.0, still: bool = False,
    ) -> list[str]:  # fmt: skip
        """What `start` runs."""
        moving = f"testsrc2=size={size}:rate={rate},noise=alls=12:allf=t"
        picture = f"color=c=0x905040:size={size}:rate={rate}" if still else moving
        is_h264 = codec == "libx264"
        quality = ("-preset", "ultrafast", "-tune", "zerolatency") if is_h264 else ("-q:v", "4")
        return [
            str(FFMPEG), "-v", "error", "-nostdin", "-readrate", f"{speed:g}",
            "-f", "lavfi", "-i", picture, "-t", f"{seconds:g}", "-pix_fmt", "yuv420p",
            "-c:v", codec, *quality, "-g", "10", "-threads", "1", *self._options,
            "-f", self.muxer, self.url,
        ]  # fmt: skip

    def stall(self) -> None:
        """Stop sending without closing the connection."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """Kill the sender; may be called twice."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE_S)
            self._process = None


@contextmanager
def sending(url: str, *options: str) -> Iterator[Sender]:
    sender = Sender(url, *options)
    try:
        yield sender
    finally:
        sender.kill()
