"""The UIDs of an exam's DICOM objects, kept in its log.

The same content has the same SOP Instance UID in each export and each transmission, so that an
archive has it once; changed content, such as a corrected report, has a new one (PS3.3, C.12.1).
The entries of the log are also the history: a later Study Instance UID replaces an earlier one, and
all objects get new UIDs with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid5

from hysteroview.core.foreign.fields import whole
from hysteroview.exam.store.audit import Entry

STUDY_EVENT: Final = "dicom_study"  # the Study Instance UID of the order that the exam belongs to
UIDS_EVENT: Final = "dicom_uids"  # those of objects that were made
_ROOT: Final = UUID("0f9f6d0c-43c3-4a04-9c0e-6a3d0a6f6c11")
_UID_CHARACTERS: Final = frozenset("0123456789.")


@dataclass(frozen=True, slots=True)
class KeptUid:
    """The UID of an object, and when the object was first made, UTC."""

    uid: str
    made_wall_ns: int


@dataclass(frozen=True, slots=True)
class KeptUids:
    """What the log of an exam says.

    Attributes
    ----------
    study
        Study Instance UID; empty if none was kept yet.
    objects
        By key of their content.
    """

    study: str = ""
    objects: Mapping[str, KeptUid] = field(default_factory=dict)


def study_event(uid: str) -> dict[str, Any]:
    """Return the content of a `STUDY_EVENT`, for an exam that belongs to an order."""
    return {"study_instance_uid": uid}


def uids_event(study: str, objects: Mapping[str, KeptUid]) -> dict[str, Any]:
    """Return the content of a `UIDS_EVENT`."""
    made = {key: [each.uid, each.made_wall_ns] for key, each in objects.items()}
    return {"study_instance_uid": study, "objects": made}


def uids_of(entries: Iterable[Entry]) -> KeptUids:
    """Return the UIDs in a log; what is damaged or no UID is skipped, and gets a new one."""
    study, objects = "", dict[str, KeptUid]()
    for entry in entries:
        if entry.kind not in (STUDY_EVENT, UIDS_EVENT):
            continue
        given = entry.content.get("study_instance_uid", "")
        if is_uid(given) and given != study:
            study, objects = given, {}  # an instance belongs to one study only
        made = entry.content.get("objects")
        for key, each in made.items() if isinstance(made, dict) else ():
            try:
                uid, made_ns = each
                if is_uid(uid):
                    objects[key] = KeptUid(uid, whole(made_ns))
            except (TypeError, ValueError):
                continue
    return KeptUids(study, objects)


def new_uid(exam: str, part: str) -> str:
    """Return a UID for a part of an exam, always the same one (PS3.5, B.2).

    Parameters
    ----------
    exam
        Its id, or its code in a de-identified export: both share no UID.
    """
    return f"2.25.{uuid5(_ROOT, f'{exam}/{part}').int}"


def is_uid(value: object) -> bool:
    """Whether a value is a UID (PS3.5, 9.1)."""
    if not isinstance(value, str) or not 1 <= len(value) <= 64 or set(value) - _UID_CHARACTERS:
        return False
    parts = value.split(".")
    return all(each and (each == "0" or each[0] != "0") for each in parts) and len(parts) > 1
