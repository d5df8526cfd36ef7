#!/usr/bin/env bash
# TIFF: Pillow writes the tags of EXIF's first folder, but silently not those of the Exif folder.
#
# Packages: pillow 13.0.0.
# Behavior: a description (tag 0x010E) and a user comment in Chinese (0x9286, in the Exif folder 0x8769)
#   are put into one Image.Exif and saved with exif=… as PNG, JPEG and TIFF. PNG and JPEG give both
#   back. TIFF gives back the description only; the comment is gone, whatever the compression, and
#   without an error or a warning. XMP in tag 700 survives in all three.
# Why it matters: the user comment is the only text of EXIF that is not ASCII, so that a caption in
#   Chinese, and the time of the picture (0x9003), are lost in TIFF, which is often chosen because it
#   is said to keep everything.
# Output seen:
#   PNG  description=title comment=True
#   JPEG description=title comment=True
#   TIFF description=title comment=False xmp=True
# Fails if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pillow==13.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import io

from PIL import Image

COMMENT = b"UNICODE\0" + "息肉".encode("utf-16-be")
seen = {}
for form in ("PNG", "JPEG", "TIFF"):
    exif = Image.Exif()
    exif[0x010E] = "title"
    exif.get_ifd(0x8769)[0x9286] = COMMENT
    if form == "TIFF":
        exif[700] = b"<x:xmpmeta/>"
    file = io.BytesIO()
    Image.new("RGB", (64, 48)).save(file, form, exif=exif)
    found = Image.open(io.BytesIO(file.getvalue())).getexif()
    seen[form] = (found.get(0x010E), found.get_ifd(0x8769).get(0x9286) == COMMENT, 700 in found)
    has_xmp = f" xmp={seen[form][2]}" if form == "TIFF" else ""
    print(f"{form:<4} description={seen[form][0]} comment={seen[form][1]}{has_xmp}")
assert seen["PNG"][:2] == seen["JPEG"][:2] == ("title", True)
assert seen["TIFF"] == ("title", False, True), "the behavior has changed"
PYTHON
