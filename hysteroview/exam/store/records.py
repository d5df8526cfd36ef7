"""What the exam record holds: plain values, as JSON in an exam's folder."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from typing import Any

from hysteroview.core.record import FrameRecord

SCHEMA = "hysteroview.exam"
SCHEMA_VERSION = 1
_IDEOGRAPHS = re.compile(r"[\u3007\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Who was examined; everything may be empty in an emergency and be completed later.

    Attributes
    ----------
    identifier
        The hospital's, DICOM (0010,0020).
    name
        As DICOM PN: family name, caret, given name, (0010,0010).
    birth_date
        YYYY-MM-DD.
    """

    identifier: str = ""
    name: str = ""
    birth_date: str = ""

    @property
    def is_known(self) -> bool:
        """Whether it can be told who it is."""
        return bool(self.identifier or self.name)

    @property
    def shown_name(self) -> str:
        """The name as people write it: "Weiss, Anna", but 李一 where the script has no comma."""
        family, _, given = self.name.partition("^")
        parts = (family.strip(), given.replace("^", " ").strip())
        comma = "" if all(_IDEOGRAPHS.fullmatch(part) for part in parts) else ", "
        return comma.join(filter(None, parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamEntry:
    """What is entered when an exam begins.

    Attributes
    ----------
    is_emergency
        The patient is completed later.
    pixelates
        Whether frames outside the body are pixelated, where the settings ask: the operator's
        answer. None without an answer: then they are.
    """

    patient: Patient = Patient()
    accession_number: str = ""
    indication: str = ""
    operator: str = ""
    is_emergency: bool = False
    pixelates: bool | None = None

    @property
    def details(self) -> dict[str, str]:
        """What of it belongs to the exam and not to the patient."""
        return {
            "accession_number": self.accession_number,
            "indication": self.indication,
            "operator": self.operator,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A stretch of the exam for which one finding stood."""

    label: str
    start_pts_ns: int
    end_pts_ns: int
    peak: float
    frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathology:
    """What histology said later: the truth an exam is compared with."""

    label: str
    text: str
    entered_wall_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """One hysteroscopy: what `exam.json` holds.

    Attributes
    ----------
    exam_id
        Opaque: it names folder and rows, and tells nothing of the patient.
    is_emergency
        Begun without the patient's data.
    model, model_sha256
        Name of the model and hash of its card.
    started_wall_ns, ended_wall_ns
        UTC; the second is None while the exam goes on, or if it broke off.
    exported_wall_ns
        Of each export.
    is_confirmed
        The operator has said that nothing of it is needed any more.
    released_count
        How long the audit log was when all of the exam was exported or confirmed last: whatever
        came after is neither.
    """

    exam_id: str
    patient: Patient
    started_wall_ns: int
    source: str
    model: str
    model_sha256: str
    accession_number: str = ""
    indication: str = ""
    operator: str = ""
    is_emergency: bool = False
    ended_wall_ns: int | None = None
    episodes: tuple[Episode, ...] = ()
    pathology: tuple[Pathology, ...] = ()
    exported_wall_ns: tuple[int, ...] = ()
    is_confirmed: bool = False
    released_count: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"schema": SCHEMA, "schema_version": SCHEMA_VERSION, **asdict(self)}

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> Exam:
        """Read what `as_dict` gave.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is another thing, or of a newer program.
        """
        values = dict(fields)
        if values.pop("schema") != SCHEMA or values.pop("schema_version") > SCHEMA_VERSION:
            raise ValueError("not an exam that this program can read")
        return cls(
            **values
            | {
                "patient": Patient(**values["patient"]),
                "episodes": tuple(Episode(**item) for item in values["episodes"]),
                "pathology": tuple(Pathology(**item) for item in values["pathology"]),
                "exported_wall_ns": tuple(values["exported_wall_ns"]),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """A file of an exam and what it must be.

    Attributes
    ----------
    name
        Relative to the exam's folder, with slashes.
    kind
        "snapshot", "clip" or "track".
    item
        Groups the files of one snapshot or clip: the name of its record.
    """

    name: str
    kind: str
    item: str
    sha256: str
    size_bytes: int
    taken_wall_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackSecond:
    """What the AI said in one second of the exam.

    Attributes
    ----------
    probabilities
        Mean over the frames that were assessed, in the order of the model's labels; empty if
        none was.
    states
        How many frames were in each state, by its name.
    frames
        Each of them: the log from which the exam is judged. Only the folder keeps it, and not the
        index.
    """

    second: int
    wall_ns: int
    probabilities: tuple[float, ...]
    states: dict[str, int]
    quality: float | None = None
    frames: tuple[FrameRecord, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(replace(self, frames=())) | {
            "frames": [frame.as_dict() for frame in self.frames]
        }

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> TrackSecond:
        """Read what `as_dict` gave; earlier tracks have no frames.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is another thing.
        """
        return cls(
            **fields
            | {
                "probabilities": tuple(fields["probabilities"]),
                "frames": tuple(map(FrameRecord.from_dict, fields.get("frames", ()))),
            }
        )
