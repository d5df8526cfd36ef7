#!/usr/bin/env bash
# pycocotools: decode() warns on every call with NumPy 2, while the run lengths it decodes are fine.
#
# Packages: pycocotools 2.0.11, numpy 2.3.5.
# Behavior: mask.decode() passes an object whose __array__ takes no argument "copy" to numpy, which warns
#   (DeprecationWarning) and calls it again without; the mask is right. frPyObjects() does not warn.
# Why it matters: tests that turn warnings into errors cannot rasterize a polygon in this way, and a later
#   NumPy may refuse. Reading the compressed run lengths oneself (six bits a character) needs neither.
# Output seen:
#   frPyObjects: 0 warnings
#   decode: 1 warning, 100 px
# Fails if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pycocotools==2.0.11 numpy==2.3.5
"$folder/venv/bin/python" - <<'PYTHON'
import warnings

from pycocotools import mask

with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    coded = mask.frPyObjects([[10, 10, 20, 10, 20, 20, 10, 20]], 30, 30)
    print(f"frPyObjects: {len(seen)} warnings")
    assert not seen, "the behavior has changed"
    drawn = mask.decode(coded)
print(f"decode: {len(seen)} warning, {int(drawn.sum())} px")
assert int(drawn.sum()) == 100
assert len(seen) == 1, "the behavior has changed"
assert "copy keyword" in str(seen[0].message), "the behavior has changed"
PYTHON
