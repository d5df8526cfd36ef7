"""What is lost in a stream is never shown as a result, and nothing that is whole is lost."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest

from hysteroview.bench.transport import jump, leave_out, video_packets
from hysteroview.capture.files.pyav import open_source
from hysteroview.capture.live.address import parse_address
from hysteroview.capture.live.network import connect
from hysteroview.capture.source import VideoSource
from hysteroview.core.types import Frame
from hysteroview.settings.corrections import CurrentCorrection
from numbered import Recipe, packets_of, read_number, write_numbered, write_packets

SIZE = (320, 240)
COUNT = 60
_SAME = 8  # gray levels; the decoders are exact
HEVC = "log-level=none:bframes=0:keyint="


def recipe(codec: str, group: int, **options: str) -> Recipe:
    chosen = {"g": str(group), "bf": "0", **options}
    if codec == "libx265":
        chosen = {"x265-params": f"{HEVC}{group}"}
    return Recipe(codec, frames=COUNT, options=chosen, size=SIZE)


RECIPES = {
    "h264": recipe("libx264", 250),
    "h264 slices": recipe("libx264", 30, tune="zerolatency", preset="ultrafast", threads="4"),
    "h264 reordered": recipe("libx264", 12, bf="3"),
    "hevc": recipe("libx265", 20),
    "mpeg2": recipe("mpeg2video", 12),
}


@dataclass(frozen=True)
class Seen:
    """A picture as it was delivered."""

    pts_ns: int
    number: int
    green: np.ndarray
    is_suspect: bool

    @staticmethod
    def of(frame: Frame) -> Seen:
        pixels = frame.pixels
        green = pixels[..., 1].astype(np.int16)
        return Seen(frame.pts_ns, read_number(pixels), green, frame.is_suspect)

    def differs_from(self, truth: dict[int, np.ndarray]) -> bool:
        """Whether it is another picture than the one that was sent for this time."""
        sent = truth.get(self.pts_ns)
        return sent is None or int(np.abs(self.green - sent).max()) > _SAME


def read_all(source: VideoSource) -> list[Seen]:
    with closing(source):
        return [Seen.of(frame) for frame in iter(source.read, None)]


def read_file(path: Path, content: bytes) -> tuple[list[Seen], str | None]:
    path.write_bytes(content)
    source = open_source(str(path))
    return read_all(source), source.damage


@pytest.fixture(scope="module", params=RECIPES)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "film.ts"
    write_numbered(path, RECIPES[request.param])
    return path.read_bytes()


def test_where_only_the_counter_jumps_every_picture_is_right(whole: bytes, tmp_path: Path) -> None:
    sent, damage = read_file(tmp_path / "whole.ts", whole)
    assert damage is None
    for share in (0.33, 0.6):
        seen, _ = read_file(tmp_path / "jump.ts", jump(whole, share))
        truth = {each.pts_ns: each.green for each in sent}
        assert [each.number for each in seen] == list(range(COUNT))
        assert not any(each.differs_from(truth) for each in seen)
        assert not any(each.is_suspect for each in seen)


def test_a_picture_that_is_wrong_after_a_loss_is_suspect(whole: bytes, tmp_path: Path) -> None:
    sent, _ = read_file(tmp_path / "whole.ts", whole)
    truth = {each.pts_ns: each.green for each in sent}
    wrong = 0
    for number in range(40, min(len(video_packets(whole)) - 4, 200), 23):
        seen, damage = read_file(tmp_path / "loss.ts", leave_out(whole, [number]))
        assert len(seen) >= COUNT - 1
        assert damage is not None
        assert "lost" in damage or "errors" in damage
        suspect = [each for each in seen if each.is_suspect]
        differs = [each.pts_ns for each in seen if each.differs_from(truth)]
        assert set(differs) <= {each.pts_ns for each in suspect}, f"packet {number}"
        wrong += len(differs)
    assert wrong > 20


def test_after_the_next_key_frame_nothing_is_suspect(tmp_path: Path) -> None:
    path = tmp_path / "film.ts"
    write_numbered(path, recipe("libx264", 20))
    content = path.read_bytes()
    starts = [at for at, begins in enumerate(video_packets(content)) if begins]
    seen, damage = read_file(path, leave_out(content, [starts[26] + 1]))
    assert [at for at, each in enumerate(seen) if each.is_suspect] == list(range(26, 40))
    assert damage is not None
    assert "may be wrong because video data was lost" in damage


def test_a_whole_picture_that_is_missing_makes_the_next_ones_suspect(tmp_path: Path) -> None:
    """No packet is flagged: only the numbers of the pictures tell."""
    path = tmp_path / "film.mp4"
    write_numbered(path, recipe("libx264", 20))
    packets, stream = packets_of(path)
    write_packets(tmp_path / "loss.mp4", packets[:26] + packets[27:], stream)
    stream.container.close()
    seen = read_all(open_source(str(tmp_path / "loss.mp4")))
    assert len(seen) == COUNT - 1
    suspect = [at for at, each in enumerate(seen) if each.is_suspect]
    assert suspect == list(range(26, 39))


def test_intra_refresh_ends_a_loss_when_it_has_gone_through_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "film.ts"
    refresh = "intra-refresh=1:keyint=10:scenecut=0:bframes=0:log-level=none"
    write_numbered(path, recipe("libx264", 10, **{"x264-params": refresh}))
    content = path.read_bytes()
    sent, _ = read_file(path, content)
    truth = {each.pts_ns: each.green for each in sent}
    starts = [at for at, begins in enumerate(video_packets(content)) if begins]
    seen, _ = read_file(path, leave_out(content, [starts[15] + 1]))
    assert not any(each.differs_from(truth) and not each.is_suspect for each in seen)
    suspect = [each.number for each in seen if each.is_suspect]
    assert 20 <= suspect[-1] < 40
    assert not any(each.is_suspect for each in seen[40:])


def test_a_lost_picture_of_hevc_takes_no_others_with_it(tmp_path: Path) -> None:
    """FFmpeg's decoder withholds all up to the next key frame, without a word."""
    path = tmp_path / "film.ts"
    write_numbered(path, recipe("libx265", 20))
    content = path.read_bytes()
    starts = [at for at, begins in enumerate(video_packets(content)) if begins]
    seen, damage = read_file(path, leave_out(content, range(starts[26], starts[27])))
    assert len(seen) == COUNT - 1
    assert damage is not None
    assert [each.is_suspect for each in seen[:26]] == [False] * 26
    assert all(each.is_suspect for each in seen[27:39])
    assert [each.is_suspect for each in seen[39:]] == [False] * 20


def test_a_seek_finds_the_same_pictures_suspect(tmp_path: Path) -> None:
    path = tmp_path / "film.ts"
    write_numbered(path, recipe("libx264", 20))
    content = path.read_bytes()
    starts = [at for at, begins in enumerate(video_packets(content)) if begins]
    content = jump(leave_out(content, [starts[26] + 1]), 0.8)
    straight, _ = read_file(path, content)
    with closing(open_source(str(path))) as source:
        for each in (*straight[::-7], *straight[::5]):
            source.seek(each.pts_ns)
            frame = source.read()
            assert frame is not None
            assert (frame.pts_ns, frame.is_suspect) == (each.pts_ns, each.is_suspect)


def test_pictures_that_are_shown_before_a_damaged_one_and_depend_on_it_are_suspect(
    tmp_path: Path,
) -> None:
    """B-frames come out of the decoder before the frame after them, on which they depend."""
    path = tmp_path / "film.mkv"
    write_numbered(path, recipe("mpeg2video", 12, bf="2", sc_threshold="1000000000"))
    packets, stream = packets_of(path)
    sent = read_all(open_source(str(path)))
    truth = {each.pts_ns: each.green for each in sent}
    (number,) = (at for at, packet in enumerate(packets) if packet.pts == packets[0].pts + 720)
    damaged = bytearray(bytes(packets[number]))
    middle = len(damaged) // 2
    damaged[middle : middle + 40] = bytes(40)
    broken = av.Packet(bytes(damaged))
    for name in ("pts", "dts", "time_base", "is_keyframe"):
        setattr(broken, name, getattr(packets[number], name))
    write_packets(
        tmp_path / "loss.mkv", [*packets[:number], broken, *packets[number + 1 :]], stream
    )
    stream.container.close()
    seen = read_all(open_source(str(tmp_path / "loss.mkv")))
    wrong = [each.number for each in seen if each.differs_from(truth)]
    assert {16, 17, 18} <= set(wrong)
    assert [each.number for each in seen if each.is_suspect][-1] < 24
    assert set(wrong) <= {each.number for each in seen if each.is_suspect}


@contextmanager
def sent_over_tcp(content: bytes) -> Iterator[str]:
    """A sender that sends a stream once, to whoever connects."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def send() -> None:
            with suppress(OSError):  # nobody came
                connection, _ = server.accept()
                with connection:
                    connection.sendall(content)

        sender = threading.Thread(target=send)
        sender.start()
        try:
            yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            sender.join()


def received(content: bytes) -> tuple[list[Seen], str | None]:
    with sent_over_tcp(content) as address:
        source = connect(parse_address(address), CurrentCorrection())
        return read_all(source), source.damage


def test_live_no_picture_is_thrown_away_where_the_counter_jumps(tmp_path: Path) -> None:
    path = tmp_path / "film.ts"
    write_numbered(path, recipe("libx264", 20))
    content = path.read_bytes()
    sent = read_all(open_source(str(path)))
    truth = {each.number: each.green for each in sent}
    seen, _ = received(jump(content, 0.5))
    assert [each.number for each in seen] == list(range(COUNT))
    assert not any(np.abs(each.green - truth[each.number]).max() > _SAME for each in seen)
    assert not any(each.is_suspect for each in seen[40:])


def test_live_a_loss_makes_pictures_suspect_until_the_next_key_frame(tmp_path: Path) -> None:
    path = tmp_path / "film.ts"
    write_numbered(path, recipe("libx264", 20))
    content = path.read_bytes()
    starts = [at for at, begins in enumerate(video_packets(content)) if begins]
    seen, damage = received(leave_out(content, [starts[26] + 1]))
    assert len(seen) == COUNT
    assert [each.is_suspect for each in seen[:25]] == [False] * 25
    assert all(each.is_suspect for each in seen[26:40])
    assert [each.is_suspect for each in seen[40:]] == [False] * 20
    assert damage is not None
    assert "may be wrong because video data was lost" in damage
