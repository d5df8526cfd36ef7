"""What the AI said of an exam, as Comprehensive SR by TID 1500 (PS3.16)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian

from hysteroview.export.dicom.objects import codes
from hysteroview.export.dicom.objects.codes import Code
from hysteroview.export.dicom.objects.context import (
    PROGRAM,
    Instance,
    Series,
    Study,
    new_object,
)
from hysteroview.export.dicom.objects.text import long_string
from hysteroview.export.dicom.objects.writing import DicomObject, ObjectKind, write_object

if TYPE_CHECKING:
    from highdicom import sr

_NOTICE: Final = "Research use only. Not for diagnosis."


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm:
    """The model that said it.

    Attributes
    ----------
    sha256
        Of its card, which has the hashes of its files.
    remarks
        What else is known of it: runtime, calibration, training.
    """

    name: str
    sha256: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What was said of one picture, or of a span of a recording.

    Attributes
    ----------
    title, uid
        Which picture or span it is, and a UID of its own.
    source
        The object that it is about, without its pixels.
    frames
        Of a recording, from 1: the first of the span, the one that the figures are of, the last.
    state, reason
        Of the AI; a reason if there is no result.
    finding
        Class that was shown; None without a result.
    certainty
        Of that class in percent.
    figures
        Further probabilities in percent, by the concept that they are of.
    remarks
        Further facts.
    """

    title: str
    uid: str
    source: Dataset
    frames: tuple[int, ...] = ()
    state: Code
    reason: Code | None = None
    finding: Code | None = None
    certainty: float | None = None
    figures: tuple[tuple[Code, float], ...] = ()
    remarks: tuple[Code, ...] = ()
    algorithm: Algorithm | None = None
    site: Code = codes.UTERUS


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All that was said of an exam.

    Attributes
    ----------
    device_uid
        Of the program as the observer.
    warning
        Of the model's card.
    comments
        Further sentences.
    """

    statements: tuple[Statement, ...]
    device_uid: str
    warning: str
    comments: tuple[str, ...] = ()


def write_result(
    path: Path, result: Result, study: Study, series: Series, instance: Instance
) -> DicomObject:
    """Write what the AI said; statements without a result say so, and why.

    Raises
    ------
    OSError
        It cannot be written.
    """
    from highdicom import sr  # noqa: PLC0415 - importing it takes a second

    sources = {
        str(each.source.SOPInstanceUID): _nameless(each.source) for each in result.statements
    }
    report = sr.MeasurementReport(
        observation_context=_observer(result),
        procedure_reported=_concept(codes.HYSTEROSCOPY),
        imaging_measurements=[_group(each) for each in result.statements],
        title=_concept(codes.REPORT_TITLE),
    )
    root = report[0]
    for text in dict.fromkeys((_NOTICE, result.warning, *result.comments)):
        root.ContentSequence.append(
            sr.TextContentItem(_concept(codes.COMMENT), text, sr.RelationshipTypeValues.CONTAINS)
        )
    made = sr.ComprehensiveSR(
        evidence=list(sources.values()), content=root, series_instance_uid=series.uid,
        series_number=series.number, sop_instance_uid=instance.uid,
        instance_number=instance.number, manufacturer=PROGRAM, is_complete=True, is_final=False,
        is_verified=False, transfer_syntax_uid=ExplicitVRLittleEndian,
    )  # fmt: skip
    frame = new_object(study, series, instance, str(made.SOPClassUID))
    for element in frame:
        made[element.tag] = element
    if instance.made is None:  # de-identified
        del made.InstanceCreationDate, made.InstanceCreationTime
    for equipment in made.ContributingEquipmentSequence:
        equipment.pop("ContributionDateTime", None)  # the time of this call, which says nothing
    made.pop("OperatorsName", None)  # not in this kind of object
    made.file_meta = frame.file_meta
    made.CodingSchemeIdentificationSequence = [_own_scheme()]
    return write_object(path, made, ObjectKind.RESULT)


def _nameless(source: Dataset) -> Dataset:
    """Return a source without the name, which highdicom would complain of if it has one part."""
    made = Dataset(source)
    made.PatientName = ""
    return made


def _observer(result: Result) -> sr.ObservationContext:
    from highdicom import sr  # noqa: PLC0415
    from pydicom.sr.codedict import codes as known  # noqa: PLC0415

    device = sr.DeviceObserverIdentifyingAttributes(
        uid=result.device_uid, name=PROGRAM, manufacturer_name=PROGRAM, model_name=PROGRAM
    )
    observer = sr.ObserverContext(known.DCM.Device, device)
    return sr.ObservationContext(observer_device_context=observer)


def _group(statement: Statement) -> sr.MeasurementsAndQualitativeEvaluations:
    from highdicom import sr  # noqa: PLC0415

    source = sr.SourceImageForMeasurementGroup(
        str(statement.source.SOPClassUID), str(statement.source.SOPInstanceUID),
        list(statement.frames) or None,
    )  # fmt: skip
    evaluations = [(codes.STATE, statement.state)]
    evaluations += [(codes.REASON, statement.reason)] if statement.reason is not None else []
    evaluations += [(codes.NOTE, each) for each in statement.remarks]
    figures = list(statement.figures)
    if statement.certainty is not None:
        figures.insert(0, (codes.CERTAINTY_OF_FINDING, statement.certainty))
    return sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier(statement.uid, statement.title),
        source_images=[source],
        finding_type=None if statement.finding is None else _concept(statement.finding),
        finding_sites=[sr.FindingSite(_concept(statement.site))],
        algorithm_id=_algorithm(statement.algorithm),
        measurements=[
            sr.Measurement(_concept(name), round(value, 4), _concept(codes.PERCENT))
            for name, value in figures
        ],
        qualitative_evaluations=[
            sr.QualitativeEvaluation(_concept(name), _concept(value)) for name, value in evaluations
        ],
    )


def _algorithm(algorithm: Algorithm | None) -> sr.AlgorithmIdentification | None:
    from highdicom import sr  # noqa: PLC0415

    if algorithm is None:
        return None
    return sr.AlgorithmIdentification(
        name=long_string(algorithm.name),
        version=f"SHA-256 of the model's card: {algorithm.sha256}",
        parameters=list(algorithm.remarks) or None,
        manufacturer=PROGRAM,
    )


def _concept(code: Code) -> sr.CodedConcept:
    from highdicom import sr  # noqa: PLC0415

    return sr.CodedConcept(*code)


def _own_scheme() -> Dataset:
    made = Dataset()
    made.CodingSchemeDesignator = codes.OWN_SCHEME
    made.CodingSchemeName = codes.OWN_SCHEME_NAME
    made.CodingSchemeResponsibleOrganization = PROGRAM
    return made
