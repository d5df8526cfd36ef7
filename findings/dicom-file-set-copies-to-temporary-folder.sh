#!/usr/bin/env bash
# pydicom: a file set copies each object that is added, decoded and whole, to the system's temporary folder.
#
# Package: pydicom 3.0.2.
# Behavior: FileSet.add(path) reads the whole file, and writes it again into a TemporaryDirectory under
#   the system's folder for temporary files, although the source is a file that exists, nothing of it
#   was changed, and no target was named yet. FileSet.write(target) then copies it a second time.
#   The documentation of FileSet.add speaks of "staging"; it does not say where.
# Why it matters: to put a patient's objects with a DICOMDIR on an encrypted disk, they are written
#   unencrypted to /tmp first; a video of 4 GB needs that room there, and in memory.
# Output seen:
#   after add(), before write(): 1 copy of the object under the temporary folder
#   memory for an object of 200 MB: more than 200 MB
# Fails if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pydicom==3.0.2
mkdir "$folder/tmp"
TMPDIR="$folder/tmp" "$folder/venv/bin/python" - "$folder" <<'PYTHON'
import resource
import sys
from pathlib import Path

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.fileset import FileSet
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid

folder = Path(sys.argv[1])
made = Dataset()
made.file_meta = FileMetaDataset()
made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
made.SOPClassUID, made.SOPInstanceUID = SecondaryCaptureImageStorage, generate_uid()
made.PatientName, made.PatientID, made.StudyID = "Weiss^Annegret", "0047110", "1"
made.StudyDate, made.StudyTime, made.Modality = "20260101", "120000", "OT"
made.StudyInstanceUID, made.SeriesInstanceUID = generate_uid(), generate_uid()
made.SeriesNumber = made.InstanceNumber = 1
path = folder / "object.dcm"
made.save_as(path, enforce_file_format=True)
with path.open("ab") as file:  # pixels, without having them in memory
    file.write(b"\xe0\x7f\x10\x00OB\x00\x00" + (200 << 20).to_bytes(4, "little"))
    for _ in range(200):
        file.write(bytes(1 << 20))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
files = FileSet()
files.add(path)
grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
copies = [each for each in (folder / "tmp").rglob("*") if each.is_file()]
named = sum(b"Weiss^Annegret" in each.read_bytes() for each in copies)
print("after add(), before write():", named, "copy of the object under the temporary folder")
print("memory for an object of 200 MB:", "more than 200 MB" if grown_mb > 200 else f"{grown_mb:.0f} MB")
assert named == 1, "the behavior has changed"
assert grown_mb > 200, "the behavior has changed"
PYTHON
