"""Resources of FHIR R4 (4.0.1) as plain values for JSON; sections are those of hl7.org/fhir/R4."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

Resource = dict[str, Any]

_ROOT: Final = UUID("8d0f4c12-4f2e-4a6b-9a53-51f0b4f0c0a7")  # of the names of our resources
_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
_REASON: Final = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
_DICOM: Final = "http://dicom.nema.org/resources/ontology/DCM"


@dataclass(frozen=True, slots=True)
class Names:
    """Gives the resources of one exam their identifiers: the same in each export of it."""

    exam_id: str

    def uuid(self, part: str) -> UUID:
        """Return the identifier of a resource, such as "patient" or "picture-1"."""
        return uuid5(_ROOT, f"{self.exam_id}/{part}")

    def reference(self, part: str, display: str = "") -> Resource:
        """Return a reference to a resource of the bundle."""
        shown = {"display": display} if display else {}
        return {"reference": f"urn:uuid:{self.uuid(part)}", **shown}

    def uid(self, part: str) -> str:
        """Return a DICOM UID made of the identifier (PS3.5, B.2)."""
        return f"2.25.{self.uuid(part).int}"


def without_empty(fields: Mapping[str, Any]) -> Resource:
    """Return fields that have a value: FHIR knows no empty ones."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def text_code(text: str, code: str = "") -> Resource:
    """Return a concept in words, with a code of the model without a system."""
    coding = [{"code": code, "display": text}] if code else []
    return without_empty({"coding": coding, "text": text})


def attachment(content: bytes, kind: str, title: str, created: str, language: str) -> Resource:
    """Return a file inside a resource; FHIR asks for its SHA-1 (2.24.0.6)."""
    return {
        "contentType": kind,
        "language": language,
        "data": base64.b64encode(content).decode(),
        "size": len(content),
        "hash": base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode(),
        "title": title,
        "creation": created,
    }


def resource(kind: str, names: Names, part: str, fields: Mapping[str, Any]) -> Resource:
    """Return a resource with its id, marked as made for research."""
    return {
        "resourceType": kind,
        "id": str(names.uuid(part)),
        "meta": {
            "security": [{"system": _REASON, "code": "HRESCH", "display": "healthcare research"}],
            "tag": [{"display": "Research use only. Not for diagnosis."}],
        },
        **without_empty(fields),
    }


def bundle(names: Names, resources: Iterable[Resource], timestamp: str) -> Resource:
    """Return all resources in one collection."""
    entries = [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources]
    return {
        "resourceType": "Bundle",
        "id": str(names.uuid("bundle")),
        "type": "collection",
        "timestamp": timestamp,
        "entry": entries,
    }


def imaging_study(
    names: Names, subject: Resource, started: str, text: str, counts: tuple[int, int]
) -> Resource:
    """Return the exam as a study of endoscopy; no DICOM objects were made of it.

    Parameters
    ----------
    counts
        Numbers of pictures and recordings.
    """
    modality = {"system": _DICOM, "code": "ES", "display": "Endoscopy"}
    pictures, recordings = counts
    series = {
        "uid": names.uid("series"), "modality": modality, "numberOfInstances": pictures,
        "started": started,
    }  # fmt: skip
    return resource(
        "ImagingStudy", names, "study",
        {
            "status": "available",
            "modality": [modality],
            "subject": subject,
            "started": started,
            "numberOfSeries": 1,
            "numberOfInstances": pictures,
            "description": text,
            "note": [{"text": f"{pictures} pictures, {recordings} recordings, no DICOM objects"}],
            "series": [series],
        },
    )  # fmt: skip


def category(code: str) -> list[Resource]:
    """Return the category of an observation: "imaging", "laboratory"."""
    return [{"coding": [{"system": _CATEGORY, "code": code}]}]
