#!/usr/bin/env bash
# dicom3tools: correct structured reports get warnings that no change of the report removes.
#
# Package: dicom3tools 1.00~20220618093127-2 (Debian 12); files by pydicom 3.0.2.
# Behavior: dciodvfy calls every private coding scheme an "Unrecognized defined term", although PS3.3, 8.2,
#   lets all designators that begin with 99 be private. Coding Scheme Identification Sequence, which exists
#   to define such schemes, does not help: its designator and its UID are called unrecognized too.
#   dcentvfy counts Accession Number of an image to the series, and of a structured report to the study, and
#   so warns of "Different information entities" in every study that has both, with equal values.
# Why it matters: a rule such as "no line of dciodvfy or dcentvfy" fails for each study with results in
#   private codes; leaving the codes or the accession number out would make the objects worse. A
#   check has to let exactly these lines pass.
# Output seen:
#   dciodvfy: 3 warnings, all of the private scheme
#   dcentvfy: 1 warning, of AccessionNumber with equal values
# Fails if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pydicom==3.0.2
(cd "$folder" && apt-get download -qq dicom3tools=1.00~20220618093127-2 && dpkg -x dicom3tools_*.deb tools)
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys
from pathlib import Path

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    ComprehensiveSRStorage,
    ExplicitVRLittleEndian,
    VLPhotographicImageStorage,
    generate_uid,
)

folder, study = Path(sys.argv[1]), generate_uid()


def new(sop_class: UID, modality: str) -> Dataset:
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.SOPClassUID, made.SOPInstanceUID = sop_class, generate_uid()
    made.StudyInstanceUID, made.SeriesInstanceUID = study, generate_uid()
    made.PatientName, made.PatientID, made.AccessionNumber = "Test^Patient", "1", "A17"
    made.PatientBirthDate = made.PatientSex = made.ReferringPhysicianName = ""
    made.StudyDate = made.ContentDate = "20260101"
    made.StudyTime = made.ContentTime = "120000"
    made.StudyID, made.Modality, made.Manufacturer = "1", modality, "x"
    made.SeriesNumber = made.InstanceNumber = 1
    return made


def code(value: str, scheme: str, meaning: str) -> Dataset:
    made = Dataset()
    made.CodeValue, made.CodingSchemeDesignator, made.CodeMeaning = value, scheme, meaning
    return made


image = new(VLPhotographicImageStorage, "XC")
image.ImageType, image.PatientOrientation = ["ORIGINAL", "PRIMARY"], ""
image.AcquisitionContextSequence = []
image.AnatomicRegionSequence = [code("35039007", "SCT", "Uterus")]
image.SamplesPerPixel, image.PlanarConfiguration, image.PhotometricInterpretation = 3, 0, "RGB"
image.Rows = image.Columns = 2
image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 8, 8, 7, 0
image.LossyImageCompression, image.PixelData = "00", bytes(12)
image["PixelData"].VR = "OB"
image.save_as(folder / "image.dcm", enforce_file_format=True)

report = new(ComprehensiveSRStorage, "SR")
report.CompletionFlag, report.VerificationFlag = "COMPLETE", "UNVERIFIED"
report.ReferencedPerformedProcedureStepSequence = report.PerformedProcedureCodeSequence = []
report.ValueType, report.ContinuityOfContent = "CONTAINER", "SEPARATE"
report.ConceptNameCodeSequence = [code("126000", "DCM", "Imaging Measurement Report")]
text = Dataset()
text.RelationshipType, text.ValueType, text.TextValue = "CONTAINS", "TEXT", "x"
text.ConceptNameCodeSequence = [code("STATE", "99MYSCHEME", "State")]
report.ContentSequence = [text]
scheme = Dataset()
scheme.CodingSchemeDesignator, scheme.CodingSchemeUID = "99MYSCHEME", generate_uid()
scheme.CodingSchemeName, scheme.CodingSchemeResponsibleOrganization = "My scheme", "x"
report.CodingSchemeIdentificationSequence = [scheme]
report.save_as(folder / "report.dcm", enforce_file_format=True)
PYTHON
tools="$folder/tools/usr/bin"
lines=$("$tools/dciodvfy" -new "$folder/report.dcm" 2>&1 | grep -E '^(Error|Warning)' || true)
all=$(grep -c . <<<"$lines" || true)
of_scheme=$(grep -cE 'CodingScheme(Designator|UID).*Unrecognized defined term' <<<"$lines" || true)
[ "$all" = 3 ] && [ "$of_scheme" = 3 ] || { echo "the behavior has changed:"; echo "$lines"; exit 1; }
echo "dciodvfy: $all warnings, all of the private scheme"
lines=$("$tools/dcentvfy" "$folder/image.dcm" "$folder/report.dcm" 2>&1 || true)
[ "$(grep -c . <<<"$lines")" = 1 ] && grep -q 'entities.*<AccessionNumber>.*<Series> versus <Study>' <<<"$lines" \
    || { echo "the behavior has changed:"; echo "$lines"; exit 1; }
echo "dcentvfy: 1 warning, of AccessionNumber with equal values"
