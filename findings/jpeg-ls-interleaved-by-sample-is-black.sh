#!/usr/bin/env bash
# PyAV (FFmpeg): a JPEG-LS picture whose samples are interleaved pixel by pixel is decoded to black, without an error.
#
# Packages: av 18.1.0, pyjpegls 1.5.1, numpy 2.4.6.
# Behavior: FFmpeg's decoder "jpegls" returns a frame for interleave mode 2 (sample), as for mode 1 (line), but all
#   its samples are 0; nothing is raised. CharLS (pyjpegls) decodes both to the same pixels.
# Why it matters: GDCM writes DICOM JPEG-LS in colors with mode 2, dcmtk with mode 1: a viewer on FFmpeg shows the
#   pictures of one and a black picture for the other. The mode is the last byte but one of the SOS segment.
# Output seen:
#   mode 1: same pixels True, greatest value 255
#   mode 2: same pixels False, greatest value 0
# Fails if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet av==18.1.0 pyjpegls==1.5.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import av
import jpeg_ls
import numpy as np

rgb = np.random.default_rng(1).integers(0, 256, (16, 24, 3)).astype(np.uint8)
for mode, is_right in ((1, True), (2, False)):
    encoded = bytes(jpeg_ls.encode_array(rgb, interleave_mode=mode))
    assert np.array_equal(jpeg_ls.decode(np.frombuffer(encoded, np.uint8)), rgb)
    decoder = av.CodecContext.create("jpegls", "r")
    frames = decoder.decode(av.Packet(encoded)) or decoder.decode(None)
    pixels = frames[0].to_ndarray(format="rgb24")
    is_same = bool(np.array_equal(pixels, rgb))
    print(f"mode {mode}: same pixels {is_same}, greatest value {pixels.max()}")
    assert is_same == is_right, "the behavior has changed"
    assert is_right or pixels.max() == 0, "the behavior has changed"
PYTHON
