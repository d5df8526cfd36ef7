"""Video files for tests of seeking: every frame carries its number as a bar code, and moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.stream import VideoStream

BITS, BAR_PX = 10, 8
WIDTH_PX, HEIGHT_PX = BITS * BAR_PX + 16, 64
_DARK, _BRIGHT = 30, 220
_CODE_ROWS = 16


def paint(number: int, width: int = WIDTH_PX, height: int = HEIGHT_PX) -> np.ndarray:
    """(H, W, 3) uint8, RGB: the number in bars at the top, below it a pattern that moves.

    The pattern has another place in each field, as a moving thing has in interlaced video.
    """
    pixels = np.full((height, width, 3), 110, np.uint8)
    for bit in range(BITS):
        level = _BRIGHT if number >> bit & 1 else _DARK
        pixels[:_CODE_ROWS, bit * BAR_PX : (bit + 1) * BAR_PX] = level
    column, row = np.meshgrid(np.arange(width), np.arange(height - _CODE_ROWS))
    wave = np.sin((column + 3 * number + row % 2 * 2) / 7) * np.cos((row - 2 * number) / 5)
    pixels[_CODE_ROWS:, :, 0] = 128 + 90 * wave
    pixels[_CODE_ROWS:, :, 1] = 128 - 60 * wave
    return pixels


def read_number(pixels: np.ndarray) -> int:
    """Read the number of a frame, (H, W, 4) BGRA."""
    rows = pixels[4 : _CODE_ROWS - 4, :, 1]
    middles = [rows[:, bit * BAR_PX + 2 : (bit + 1) * BAR_PX - 2].mean() for bit in range(BITS)]
    return sum(1 << bit for bit, level in enumerate(middles) if level > (_DARK + _BRIGHT) / 2)


@dataclass(frozen=True)
class Recipe:
    """How a numbered clip is made; see `write_numbered`."""

    codec: str = "libx264"
    pix_fmt: str = "yuv420p"
    frames: int = 60
    fps: Fraction = Fraction(25)
    options: dict[str, str] = field(default_factory=dict)
    muxing: dict[str, str] = field(default_factory=dict)
    times_s: Sequence[float] | None = None
    time_base: Fraction | None = None
    first: int = 0
    size: tuple[int, int] = (WIDTH_PX, HEIGHT_PX)


_CLIPS: dict[tuple[str, str], bytes] = {}


def write_numbered(path: Path, recipe: Recipe) -> None:
    """Write a clip whose frames carry their numbers, from `recipe.first` on.

    Encoded once in a process: many tests begin with the same clip.
    """
    key = path.suffix, repr(recipe)
    if key in _CLIPS:
        path.write_bytes(_CLIPS[key])
        return
    _encode(path, recipe)
    _CLIPS[key] = path.read_bytes()


def _encode(path: Path, recipe: Recipe) -> None:
    base = recipe.time_base or 1 / recipe.fps
    with av.open(str(path), "w", container_options=recipe.muxing) as container:
        stream = container.add_stream(recipe.codec, rate=recipe.fps, options=recipe.options)
        stream.width, stream.height = recipe.size
        stream.pix_fmt = recipe.pix_fmt
        stream.codec_context.time_base = base
        for index in range(recipe.frames):
            time_s = index / recipe.fps if recipe.times_s is None else recipe.times_s[index]
            pixels = paint(recipe.first + index, *recipe.size)
            frame = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(format=recipe.pix_fmt)
            frame.pts, frame.time_base = round(time_s / base), base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def packets_of(path: Path) -> tuple[list[av.Packet[VideoStream]], VideoStream]:
    """Return a file's packets and their stream, whose container is left open."""
    container = av.open(str(path))
    stream = container.streams.video[0]
    return [packet for packet in container.demux(stream) if packet.size], stream


def write_packets(
    path: Path,
    packets: Iterable[av.Packet[VideoStream]],
    template: VideoStream,
    muxing: dict[str, str] | None = None,
) -> None:
    """Write packets to another file as they are."""
    with av.open(str(path), "w", container_options=muxing or {}) as container:
        stream = container.add_stream_from_template(template)
        for packet in packets:
            packet.stream = stream
            container.mux(packet)


def write_packed(path: Path, recipe: Recipe) -> None:
    """Write an AVI of MPEG-4 with packed B-frames, as DivX and Xvid do.

    A packet holds a P-frame and the B-frame that is shown before it; the next is a placeholder.
    """
    plain = path.with_suffix(".plain.avi")
    write_numbered(plain, recipe)
    packets, stream = packets_of(plain)
    placeholder = b"\0\0\1\xb6\x51\x1f\x7f"  # a VOP that is not coded
    packed: list[tuple[bytes, bool]] = []
    while packets:
        packet = packets.pop(0)
        content = _say_that_it_is_packed(bytes(packet))
        if packets and packets[0].pts < packet.pts:
            packed.append((content + bytes(packets.pop(0)), packet.is_keyframe))
            packed.append((placeholder, False))
        else:
            packed.append((content, packet.is_keyframe))
    with av.open(str(path), "w") as container:
        target = container.add_stream_from_template(stream)
        target.codec_context.extradata = _say_that_it_is_packed(stream.codec_context.extradata)
        for number, (content, is_key) in enumerate(packed):
            packet = av.Packet(content)
            packet.stream, packet.time_base = target, 1 / recipe.fps
            packet.pts = packet.dts = number
            packet.is_keyframe = is_key
            container.mux(packet)
    stream.container.close()
    plain.unlink()


def _say_that_it_is_packed(content: bytes) -> bytes:
    """Replace the encoder's name, from which the decoder knows what is in the packets."""
    start = content.find(b"\0\0\1\xb2Lavc")
    if start < 0:
        return content
    end = content.find(b"\0\0\1", start + 4)
    return content[:start] + b"\0\0\1\xb2DivX503b1393p" + (content[end:] if end > 0 else b"")


def write_field_pictures(path: Path, frames: int) -> None:
    """Write MPEG-2 whose frames are two packets each, a field in each.

    Intra-coded macroblocks are the same in fields and in frames of half the height (ITU-T H.262,
    6.3.17.1): only headers are changed.
    """
    plain = path.with_suffix(".half.mkv")
    with av.open(str(plain), "w") as container:
        stream = container.add_stream("mpeg2video", rate=50, options={"g": "1"})
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX // 2, "yuv420p"
        for number in range(2 * frames):
            pixels = paint(number // 2, WIDTH_PX, HEIGHT_PX // 2)
            frame = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(format="yuv420p")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    packets, stream = packets_of(plain)
    with av.open(str(path), "w") as container:
        target = container.add_stream_from_template(stream)
        target.codec_context.extradata = _to_field(stream.codec_context.extradata, 0)
        for number, packet in enumerate(packets):
            content = _to_field(bytes(packet), number % 2)
            if number % 2:  # headers belong before the first field
                content = content[content.index(b"\0\0\1\0") :]
            field = av.Packet(content)
            field.stream, field.time_base = target, packet.time_base
            field.pts, field.dts, field.is_keyframe = packet.pts, packet.dts, number % 2 == 0
            container.mux(field)
    stream.container.close()
    plain.unlink()


def _to_field(content: bytes, parity: int) -> bytes:
    """Make a field of twice the height's frame of an intra-coded MPEG-2 picture."""
    changed = bytearray(content)
    start = -1
    while (start := content.find(b"\0\0\1", start + 1)) >= 0:
        at = start + 4
        if (
            content[at - 1] == 0xB3
        ):  # sequence header: 12 bits of width, 12 of height, 4 of aspect, 4 of rate
            changed[at + 1] = content[at + 1] & 0xF0 | HEIGHT_PX >> 8
            changed[at + 2] = HEIGHT_PX & 0xFF
            changed[at + 3] = changed[at + 3] & 0xF0 | 3  # 25 frames a second, not fields
        elif content[at - 1] == 0xB5 and content[at] >> 4 == 1:  # sequence extension
            changed[at + 1] &= ~0x08  # progressive_sequence
        elif content[at - 1] == 0xB5 and content[at] >> 4 == 8:  # picture coding extension
            changed[at + 2] = content[at + 2] & ~0x03 | parity + 1  # picture_structure
            changed[at + 3] &= ~0xC2  # top_field_first, frame_pred_frame_dct, repeat_first_field
            changed[at + 4] &= ~0x80  # progressive_frame
    return bytes(changed)
