"""A folder of objects with its directory, as on a disk for another hospital (PS3.10, 8; PS3.11)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydicom.fileset import FileSet

from hysteroview.export.dicom.objects.context import CHARACTER_SET, PROGRAM


def write_directory(folder: Path, paths: Iterable[Path]) -> Path:
    """Move objects into folders for patient, study and series, with a DICOMDIR at the top.

    Parameters
    ----------
    folder
        In which the objects are; other files in it stay.

    Returns
    -------
    The DICOMDIR.

    Raises
    ------
    OSError
        It cannot be written.
    """
    moved = list(paths)
    made = FileSet()
    made.ID = PROGRAM.upper()
    made.descriptor_character_set = CHARACTER_SET
    for path in moved:
        made.add(path)
    made.write(folder)
    for path in moved:
        path.unlink()
    return folder / "DICOMDIR"
