"""Real network streams that are killed, stalled, slowed and come back in another format."""

from __future__ import annotations

import base64
import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from clips import write_clip
from hysteroview.capture.live.reconnecting import ReconnectingSource
from hysteroview.capture.opening import open_source
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S, Frame
from patience import PATIENCE_S
from rtsp_server import RtspServer
from streams import HD, SD, Sender, can_send_srt, free_port, needs_ffmpeg, sending

pytestmark = needs_ffmpeg


@contextmanager
def received(location: str, sender: Sender, **form: object) -> Iterator[ReconnectingSource]:
    """Open a stream once its sender is there, as an operator does who tries again."""
    sender.start(**form)
    source = retry(lambda: open_source(location))
    assert isinstance(source, ReconnectingSource)
    try:
        yield source
    finally:
        source.close()


def retry(action: Callable[[], object], within_s: float = PATIENCE_S) -> object:
    end = time.monotonic() + within_s
    while True:
        try:
            return action()
        except SourceError:
            if time.monotonic() > end:
                raise


def read(source: ReconnectingSource, count: int) -> list[Frame]:
    """Read further; a watchdog ends a wait without a timeout."""
    watchdog = threading.Timer(PATIENCE_S, source.interrupt)
    watchdog.start()
    frames = []
    try:
        for _ in range(count):
            frame = source.read()
            assert frame is not None, source.signal.lost
            frames.append(frame)
    finally:
        watchdog.cancel()
        watchdog.join()
    return frames


def read_until_lost(source: ReconnectingSource) -> str:
    """Read to the end of the signal, which another thread sees while `read` waits."""
    reader = threading.Thread(target=lambda: [None for _ in iter(source.read, None)])
    reader.start()
    try:
        for _ in range(round(PATIENCE_S / 0.01)):
            if (lost := source.signal.lost) is not None:
                return lost
            reader.join(0.01)
    finally:
        source.interrupt()
        reader.join(PATIENCE_S)
    raise AssertionError("the loss of the signal was not noticed")


def check_order(frames: list[Frame]) -> None:
    assert all(a.pts_ns < b.pts_ns for a, b in itertools.pairwise(frames))
    assert all(a.index < b.index for a, b in itertools.pairwise(frames))


def size(frame: Frame) -> str:
    return f"{frame.width_px}x{frame.height_px}"


def test_udp_killed_and_back_in_another_format_and_codec() -> None:
    port = free_port()
    with (
        sending(f"udp://127.0.0.1:{port}?pkt_size=1316") as sender,
        received(f"udp://127.0.0.1:{port}", sender) as source,
    ):
        before = read(source, 10)
        assert (size(before[-1]), source.info.codec, source.info.fps) == (SD, "h264", 25)
        sender.kill()
        sender.start(HD, "60000/1001", codec="mpeg2video")
        after = read(source, 80)
        assert size(after[-1]) == HD
        assert (source.info.width_px, source.info.height_px) == (1280, 720)
        assert source.info.codec == "mpeg2video"
        assert source.info.fps is not None
        assert float(source.info.fps) == pytest.approx(59.94, abs=0.1)
        assert (source.signal.reconnects, source.signal.lost) == (1, None)
        check_order(before + after)


def test_http_stalled_and_continued() -> None:
    port = free_port(socket.SOCK_STREAM)
    url = f"http://127.0.0.1:{port}/live.ts"
    with sending(url, "-listen", "1") as sender, received(url, sender) as source:
        frames = read(source, 5)
        sender.stall()
        going_on = threading.Timer(1.0, sender.go_on)
        going_on.start()
        frames += read(source, 60)
        going_on.join()
        assert source.signal.lost is None
        check_order(frames)


def test_a_stalled_sender_is_lost_and_a_new_one_found() -> None:
    port = free_port(socket.SOCK_STREAM)
    url = f"http://127.0.0.1:{port}/live.ts"
    with sending(url, "-listen", "1") as sender, received(url, sender) as source:
        frames = read(source, 5)
        sender.stall()
        exchange = threading.Timer(3.0, lambda: (sender.kill(), sender.start(HD, "50")))
        exchange.start()
        frames += read(source, 30)
        exchange.join()
        while size(frames[-1]) != HD:
            frames += read(source, 1)
        assert source.signal.reconnects >= 1
        gaps = [b.pts_ns - a.pts_ns for a, b in itertools.pairwise(frames)]
        assert max(gaps) > NS_PER_S  # the time without a signal is in the timestamps
        check_order(frames)


def test_a_format_changes_in_mid_stream_without_a_loss() -> None:
    """As a scaler does that is switched: the same connection, from one keyframe to the next."""
    port = free_port()
    url = f"udp://127.0.0.1:{port}?pkt_size=1316"
    with (
        sending(url) as first,
        sending(url) as second,
        received(f"udp://127.0.0.1:{port}", first, seconds=2.5) as source,
    ):
        frames = read(source, 10)
        second.start(HD, "50")
        while size(frames[-1]) != HD:
            frames += read(source, 1)
        first.kill()
        frames += read(source, 20)
        assert (source.info.width_px, source.info.height_px) == (1280, 720)
        assert source.info.fps == 50
        check_order(frames)


def test_a_slow_sender_keeps_to_wall_time() -> None:
    port = free_port()
    with (
        sending(f"udp://127.0.0.1:{port}?pkt_size=1316") as sender,
        received(f"udp://127.0.0.1:{port}", sender, speed=0.5) as source,
    ):
        frames = read(source, 60)
        check_order(frames)
        told_s = (frames[-1].pts_ns - frames[0].pts_ns) / NS_PER_S
        took_s = (frames[-1].captured_ns - frames[0].captured_ns) / NS_PER_S
        assert abs(told_s - took_s) < 1.5


def test_an_interruption_ends_a_wait_immediately() -> None:
    port = free_port()
    with (
        sending(f"udp://127.0.0.1:{port}?pkt_size=1316") as sender,
        received(f"udp://127.0.0.1:{port}", sender) as source,
    ):
        read(source, 3)
        sender.kill()
        threading.Timer(0.3, source.interrupt).start()
        while (frame := source.read()) is not None:
            assert frame.pixels.shape[2] == 4
        assert source.read() is None


def test_rtsp_with_a_password_that_is_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    token = base64.b64encode(b"bob:geheim").decode()
    server = RtspServer(Sender("pipe:1"), size=SD, rate="25", authorization=f"Basic {token}")
    location = f"rtsp://bob:geheim@127.0.0.1:{server.port}/live"
    try:
        source = open_source(location)
        try:
            frames = read(source, 20)
            check_order(frames)
            assert (size(frames[-1]), source.info.name) == (SD, f"RTSP 127.0.0.1:{server.port}")
            server.close()
            told = read_until_lost(source)
        finally:
            source.close()
        with pytest.raises(SourceError) as caught:
            open_source(location)
    finally:
        server.close()
    everything = f"{told} {caught.value} {caught.value.__cause__} {caplog.text} {source.info}"
    assert "geheim" not in everything
    assert "sender has ended" in told


def test_rtsp_with_a_wrong_password_is_reported_without_it() -> None:
    server = RtspServer(Sender("pipe:1"), size=SD, rate="25", authorization="Basic nobody")
    try:
        with pytest.raises(SourceError, match="cannot be opened") as caught:
            open_source(f"rtsp://bob:geheim@127.0.0.1:{server.port}/live")
    finally:
        server.close()
    assert "geheim" not in str(caught.value)


@pytest.mark.skipif(not can_send_srt(), reason="the program ffmpeg has no SRT")
def test_srt_killed_and_back() -> None:
    port = free_port()
    with (
        sending(f"srt://127.0.0.1:{port}?mode=listener") as sender,
        received(f"srt://127.0.0.1:{port}", sender) as source,
    ):
        before = read(source, 10)
        assert source.info.name == f"SRT 127.0.0.1:{port}"
        sender.kill()
        sender.start(HD, "50")
        after = read(source, 60)
        assert size(after[-1]) == HD
        check_order(before + after)


@pytest.mark.skipif(not can_send_srt(), reason="the program ffmpeg has no SRT")
def test_the_passphrase_of_srt_is_not_in_the_list_of_processes() -> None:
    port, passphrase = free_port(), "it's geheim 7531".replace(" ", "_")
    with (
        sending(f"srt://127.0.0.1:{port}?mode=listener&passphrase={passphrase}") as sender,
        received(f"srt://127.0.0.1:{port}?passphrase={passphrase}", sender) as source,
    ):
        read(source, 3)
        commands = [each.read_bytes() for each in Path("/proc").glob("[0-9]*/cmdline")]
        ours = [each for each in commands if f"{port}".encode() in each and b"geheim" in each]
        assert [b"mode=listener" in each for each in ours] == [True]  # only the sender


def test_colors_are_those_that_were_chosen() -> None:
    port = free_port()
    with sending(f"udp://127.0.0.1:{port}?pkt_size=1316") as sender:
        means = []
        for choice in ("", "#color=bt601", "#color=bt601-full"):
            sender.kill()
            with received(f"udp://127.0.0.1:{port}{choice}", sender, still=True) as source:
                means.append(read(source, 2)[-1].pixels[..., :3].mean(axis=(0, 1)))
    assert abs(means[0] - means[1]).max() < 1  # the default is BT.601 for this size
    assert abs(means[0] - means[2]).max() > 4


def test_a_recording_behind_an_address_is_refused(tmp_path: Path) -> None:
    write_clip(tmp_path / "film.mp4")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with pytest.raises(SourceError, match="is a recording"):
                open_source(f"http://127.0.0.1:{server.server_port}/film.mp4")
        finally:
            server.shutdown()
            thread.join(PATIENCE_S)


def test_rtp() -> None:
    port = free_port()
    with sending(f"rtp://127.0.0.1:{port}") as sender:
        sender.muxer = "rtp_mpegts"
        with received(f"rtp://127.0.0.1:{port}", sender) as source:
            check_order(read(source, 20))
