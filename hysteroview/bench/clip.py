"""A phantom clip for benchmarks: rendered once, with its packets repeated."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av

from hysteroview.export.video import ClipSpec, open_clip
from hysteroview.imaging.phantom.phantom import Phantom
from hysteroview.imaging.phantom.spec import Lesion, PhantomSpec

_RENDERED = 48  # frames; played forward and backward they form a loop without a jump
_RENDER_STEP_S = 1 / 30
_REPEATS = 45


def write_clip(path: Path, size: tuple[int, int], fps: float) -> None:
    """Write an H.264 clip of over 70 s at 60 frames per second."""
    width_px, height_px = size
    phantom = Phantom(PhantomSpec(seed=7, lesion=Lesion.EP, width_px=width_px, height_px=height_px))
    rate = Fraction(fps).limit_denominator(1001)
    pictures = [phantom.render(k * _RENDER_STEP_S).pixels for k in range(_RENDERED)]
    loop = path.with_stem("loop")
    with open_clip(loop, ClipSpec(width_px=width_px, height_px=height_px, rate=rate)) as clip:
        for index, picture in enumerate([*pictures, *pictures[::-1]]):
            clip.write(picture, round(index * 1e9 / rate))
    repeat_clip(loop, path, round(1e9 / rate) * 2 * _RENDERED, _REPEATS)
    loop.unlink()


def repeat_clip(loop: Path, path: Path, period_ns: int, repeats: int) -> None:
    """Concatenate copies of a clip, which begins with a keyframe, by repeating its packets."""
    with av.open(str(loop)) as source, av.open(str(path), "w") as target:
        stream = source.streams.video[0]
        copy = target.add_stream_from_template(stream)
        assert stream.time_base is not None
        period = round(Fraction(period_ns, 10**9) / stream.time_base)
        for repeat in range(repeats):
            source.seek(0)
            for packet in source.demux(stream):
                if packet.dts is None or packet.pts is None:
                    continue  # the flushing packet
                packet.dts += repeat * period
                packet.pts += repeat * period
                packet.stream = copy
                target.mux(packet)
