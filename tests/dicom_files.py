"""What other programs say of DICOM files: dicom3tools, dcmtk, GDCM and pydicom."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pydicom
from pydicom.dataset import Dataset

from dicom_peers import needs


def complaints(path: Path) -> list[str]:
    """Return the lines of dciodvfy that begin with Error or Warning.

    Its exit status says little: it is 0 after some errors.
    """
    done = subprocess.run(
        [needs("dciodvfy"), "-new", str(path)],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
    )
    assert done.returncode >= 0, f"dciodvfy ended by signal {-done.returncode}"
    lines = (done.stdout + done.stderr).splitlines()
    return [each for each in lines if each.startswith(("Error", "Warning"))]


def contradictions(paths: Sequence[Path]) -> list[str]:
    """Return what dcentvfy says of files that belong together: nothing if they agree."""
    done = subprocess.run(
        [needs("dcentvfy"), *map(str, paths)],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
    )
    assert done.returncode >= 0, f"dcentvfy ended by signal {-done.returncode}"
    return (done.stdout + done.stderr).splitlines()


def read(path: Path) -> Dataset:
    """Read a file with pydicom."""
    return pydicom.dcmread(path)


def rgb_of(path: Path) -> np.ndarray:
    """Return the pixels that pydicom decodes, (H, W, 3) uint8, RGB."""
    return np.asarray(pydicom.pixels.pixel_array(path))


def rgb_by_dcmtk(path: Path, folder: Path) -> np.ndarray:
    """Return the pixels that dcmtk decodes, as for `rgb_of`."""
    picture = folder / f"{path.stem}-dcmtk.ppm"
    syntax = read(path).file_meta.TransferSyntaxUID
    program = "dcmj2pnm" if syntax.is_compressed else "dcm2pnm"
    command = [needs(program), "+op", str(path), str(picture)]
    subprocess.run(command, check=True, capture_output=True)
    return _picture(picture)


def rgb_by_gdcm(path: Path, folder: Path) -> np.ndarray:
    """Return the pixels that GDCM decodes, as for `rgb_of`."""
    raw = folder / f"{path.stem}-gdcm.dcm"
    subprocess.run(
        [needs("gdcmconv"), "--raw", str(path), str(raw)], check=True, capture_output=True
    )
    return rgb_of(raw)


def _picture(path: Path) -> np.ndarray:
    picture = cv2.imread(str(path))
    assert picture is not None
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)


def real_complaints(path: Path) -> list[str]:
    """Return what dciodvfy says of a file beyond what it says of every private code.

    It calls each coding scheme that it does not know an unrecognized defined term; a private scheme
    begins with 99 (PS3.3, 8.2), and there is no other way to code what no standard scheme has.
    """
    own = "Unrecognized defined term = <99HYSTEROVIEW>"
    return [each for each in complaints(path) if not each.endswith(own)]


def real_contradictions(paths: Sequence[Path]) -> list[str]:
    """Return what dcentvfy says beyond what it says of every study with a structured report.

    It counts the accession number of an image to the series, and that of a report to the study.
    """
    known = "Different information entities for attribute - Element=<AccessionNumber>"
    return [each for each in contradictions(paths) if known not in each]
