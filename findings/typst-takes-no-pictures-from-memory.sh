#!/usr/bin/env bash
# typst for Python: a project given as a dictionary of files may hold texts only; pictures are refused.
#
# Package: typst 0.15.2 (typst-py, self-contained wheel).
# Behavior: typst.compile takes {"main.typ": b"...", "picture.png": b"..."}, which its types and
#   its documentation call file contents in bytes. Every value is decoded as UTF-8 before anything
#   is compiled, used or not, so that a valid PNG ends in "RuntimeError: file is not valid UTF-8",
#   without the name of the file. The same PNG as base64 in an SVG works from the dictionary, and so
#   does the PNG when it lies in a folder on the disk.
# Why it matters: documents with pictures of patients are set in memory just to keep them off the
#   disk; the error names neither the file nor the reason.
# Output seen:
#   PNG in the dictionary: RuntimeError: file is not valid UTF-8
#   PNG inside an SVG in the dictionary: PDF with 1 image
# Fails if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet typst==0.15.2
"$folder/venv/bin/python" - <<'PYTHON'
import base64
import struct
import zlib

import typst


def chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
png += chunk(b"IDAT", zlib.compress(2 * (b"\0" + b"\xc0\x40\x30" * 2))) + chunk(b"IEND", b"")
try:
    typst.compile({"main.typ": b'#image("picture.png")', "picture.png": png})
    outcome = "compiled"
except RuntimeError as error:
    outcome = f"{type(error).__name__}: {error}"
print("PNG in the dictionary:", outcome)
link = "data:image/png;base64," + base64.b64encode(png).decode()
svg = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    f'width="2" height="2"><image width="2" height="2" xlink:href="{link}"/></svg>'
)
pdf = typst.compile({"main.typ": b'#image("picture.svg")', "picture.svg": svg.encode()})
images = pdf.count(b"/Subtype /Image") + pdf.count(b"/Subtype/Image")
print("PNG inside an SVG in the dictionary: PDF with", images, "image")
assert outcome == "RuntimeError: file is not valid UTF-8", "the behavior has changed"
assert images == 1, "the behavior has changed"
PYTHON
