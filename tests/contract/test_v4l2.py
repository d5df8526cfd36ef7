"""The layouts of linux/videodev2.h, as the compiler of this machine sees them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from hysteroview.capture.live import v4l2

_HEADER = Path("/usr/include/linux/videodev2.h")
_PROGRAM = r"""
#include <linux/videodev2.h>
#include <stddef.h>
#include <stdio.h>
int main(void) {
  printf("%lu %lu %lu %lu %lu %lu %lu %lu\n",
    (unsigned long)VIDIOC_QUERYCAP, (unsigned long)VIDIOC_ENUM_FMT,
    (unsigned long)VIDIOC_ENUM_FRAMESIZES, (unsigned long)VIDIOC_ENUM_FRAMEINTERVALS,
    (unsigned long)offsetof(struct v4l2_capability, device_caps),
    (unsigned long)offsetof(struct v4l2_fmtdesc, pixelformat),
    (unsigned long)offsetof(struct v4l2_frmsizeenum, discrete),
    (unsigned long)offsetof(struct v4l2_frmivalenum, discrete));
  return 0;
}
"""


@pytest.mark.skipif(
    not (_HEADER.exists() and shutil.which("gcc")), reason="no compiler, or not Linux"
)
def test_numbers_and_places_are_the_headers(tmp_path: Path) -> None:
    source, program = tmp_path / "sizes.c", tmp_path / "sizes"
    source.write_text(_PROGRAM)
    built = subprocess.run(["gcc", source, "-o", program], capture_output=True, check=False)
    if built.returncode:
        pytest.skip("the compiler lacks the C library's headers")
    told = subprocess.run([program], capture_output=True, check=True, text=True).stdout
    # a request's number holds the size of its structure
    assert [int(number) for number in told.split()] == [
        v4l2.QUERYCAP, v4l2.ENUM_FMT, v4l2.ENUM_FRAMESIZES, v4l2.ENUM_FRAMEINTERVALS,
        88, 44, 12, 20,
    ]  # fmt: skip
