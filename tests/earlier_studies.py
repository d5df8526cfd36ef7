"""Studies of one patient, and of others, as an archive may have them."""

from __future__ import annotations

from pathlib import Path

from conformance.test_seeking import CLOSED
from foreign_dicom import H264, write_still, write_video
from numbered import Recipe, write_numbered


def write_studies(folder: Path, *, has_video: bool = True) -> list[Path]:
    """Write two studies of patient 4711, the older with a video or another picture, and others."""
    same = {"StudyInstanceUID": "1.2.3", "StudyDescription": "宫腔镜"}
    birth = {"PatientBirthDate": "19800102"}
    second = {"SeriesNumber": 2, "SeriesInstanceUID": "1.2.3.2", **same, **birth}
    plain = folder / "a.mp4"
    if has_video:
        write_numbered(plain, Recipe(frames=10, options=CLOSED))
        write_video(folder / "b.dcm", plain.read_bytes(), H264, **second)
    else:
        write_still(folder / "b.dcm", [0], **second)
    return [
        folder / "b.dcm",
        write_still(folder / "a.dcm", [5], SeriesNumber=1, SeriesInstanceUID="1.2.3.1",
                    **same, **birth),
        write_still(folder / "c.dcm", [6], StudyInstanceUID="1.2.4", StudyDate="20270101"),
        write_still(folder / "d.dcm", [7], StudyInstanceUID="1.2.5", PatientID="47111"),
        write_still(folder / "e.dcm", [8], StudyInstanceUID="1.2.6", Modality="CT"),
    ]  # fmt: skip
