"""The report on an exam as Encapsulated PDF (PS3.3, A.45.1)."""

from __future__ import annotations

from pathlib import Path

from pydicom.uid import EncapsulatedPDFStorage

from hysteroview.export.dicom.objects.context import (
    Instance,
    Series,
    Study,
    new_object,
)
from hysteroview.export.dicom.objects.text import long_text
from hysteroview.export.dicom.objects.writing import DicomObject, ObjectKind, write_object


def write_document(
    path: Path, pdf: bytes, study: Study, series: Series, instance: Instance, *, title: str
) -> DicomObject:  # fmt: skip
    """Write a report.

    Raises
    ------
    OSError
        It cannot be written.
    """
    made = new_object(study, series, instance, EncapsulatedPDFStorage)
    made.pop("OperatorsName", None)  # not in this kind of object
    made.ConversionType = "WSD"
    made.AcquisitionDateTime = f"{instance.taken:%Y%m%d%H%M%S.%f}{f'{instance.taken:%z}'[:5]}"
    made.BurnedInAnnotation = "NO" if study.is_deidentified else "YES"
    made.DocumentTitle = long_text(title)
    made.ConceptNameCodeSequence = []
    made.VerificationFlag = "UNVERIFIED"
    made.MIMETypeOfEncapsulatedDocument = "application/pdf"
    made.EncapsulatedDocument = pdf + b"\0" * (len(pdf) % 2)
    made.EncapsulatedDocumentLength = len(pdf)
    return write_object(path, made, ObjectKind.REPORT)
