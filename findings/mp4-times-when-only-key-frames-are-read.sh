#!/usr/bin/env bash
# MP4 with B-frames: where FFmpeg leaves all but key frames unread, key frames get wrong timestamps.
#
# Packages: av 18.1.0 (PyAV, with the FFmpeg of its wheel), numpy 2.3.5.
# Behavior: a video of 60 pictures, H.264 with two B-frames and a key frame every 12 pictures, is
#   written to MP4 and read in three ways. Reading all packets, or decoding with
#   skip_frame = NONKEY, gives the true timestamps of the five key frames. With the stream's
#   discard set to nonkey, so that other packets are not read at all, the same five key frames
#   come with other timestamps, up to two pictures too late or one too early; their decoding
#   timestamps are right. The composition offsets seem to be counted per packet that is delivered.
# Why it matters: previews and seeking by key frames are the usual reason to set it; each such
#   picture is then labeled with the time of another one.
# Output seen:
#   all:     [0, 6144, 12288, 18432, 24576]
#   skip:    [0, 6144, 12288, 18432, 24576]
#   discard: [0, 7168, 11776, 17920, 25600]
# Fails if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet av==18.1.0 numpy==2.3.5
"$folder/venv/bin/python" - "$folder/film.mp4" <<'PYTHON'
import sys

import av
import numpy as np
from av.stream import Discard

path = sys.argv[1]
with av.open(path, "w") as container:
    stream = container.add_stream("libx264", rate=25)
    stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
    stream.options = {"g": "12", "bf": "2", "x264-params": "scenecut=0"}
    for number in range(60):
        gray = np.full((64, 96, 3), number * 4, np.uint8)
        for packet in stream.encode(av.VideoFrame.from_ndarray(gray, format="rgb24")):
            container.mux(packet)
    for packet in stream.encode():
        container.mux(packet)


def key_times(way: str) -> list[int]:
    with av.open(path) as container:
        stream = container.streams.video[0]
        if way == "skip":
            stream.codec_context.skip_frame = "NONKEY"
        if way == "discard":
            stream.discard = Discard.nonkey
        return [frame.pts for frame in container.decode(stream) if frame.key_frame]


seen = {way: key_times(way) for way in ("all", "skip", "discard")}
for way, times in seen.items():
    print(f"{way + ':':<8} {times}")
assert seen["all"] == seen["skip"] == [0, 6144, 12288, 18432, 24576]
assert seen["discard"] == [0, 7168, 11776, 17920, 25600], "the behavior has changed"
PYTHON
