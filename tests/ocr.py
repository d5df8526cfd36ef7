"""What tesseract reads in a picture: the program's own check that no text is left."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest

_LANGUAGES = "eng+chi_sim"


def read_text(pixels: np.ndarray, folder: Path) -> str:
    """Return the text in a picture, (H, W, 3 or 4) uint8 BGR, without blanks; skip without OCR."""
    program = shutil.which("tesseract")
    if program is None:
        pytest.skip("tesseract is not installed (packaging/debian-test-packages.txt)")
    gray = cv2.cvtColor(np.ascontiguousarray(pixels[..., :3]), cv2.COLOR_BGR2GRAY)
    large = cv2.resize(gray, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    path = folder / "read.png"
    cv2.imwrite(str(path), cv2.bitwise_not(large))
    found = subprocess.run(
        [program, str(path), "-", "-l", _LANGUAGES, "--psm", "11"],
        env={**os.environ, "OMP_THREAD_LIMIT": "1"}, capture_output=True, check=False, text=True,
    )  # fmt: skip
    if found.returncode and "language" in found.stderr:
        pytest.skip("tesseract has no Chinese (packaging/debian-test-packages.txt)")
    assert found.returncode == 0, found.stderr
    path.unlink()
    return re.sub(r"\s+", "", found.stdout)
