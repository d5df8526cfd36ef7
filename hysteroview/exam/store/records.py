"""Values of the exam record, stored as JSON in the exam's folder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from hysteroview.core.episodes import Episode as Span
from hysteroview.core.episodes import episodes_of
from hysteroview.core.errors import StorageError
from hysteroview.core.foreign.fields import build, conform, whole
from hysteroview.core.record import FrameRecord, are_of_model, from_entries, to_entries
from hysteroview.core.review.findings import ReviewFinding
from hysteroview.core.review.lesions import Lesion, PathologyState, pathology_state
from hysteroview.core.review.pictures import PictureNotes
from hysteroview.core.wording import printable

MOST_CHARACTERS = 64  # of each component of a name, as in DICOM; also of other fields
_MOST_TEXT_CHARACTERS = 1 << 16  # of texts
SCHEMA = "hysteroview.exam"
SCHEMA_VERSION = 1
_OF_REVIEW = (
    "findings",
    "lesions",
    "pictures",
)  # not in earlier versions
_IDEOGRAPHS = re.compile(r"[\u3007\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """The patient; in an emergency all fields may be empty and completed later.

    Attributes
    ----------
    identifier
        Identifier in the hospital, DICOM (0010,0020).
    name
        Name as DICOM PN: family name, caret, given name, (0010,0010); perhaps followed by "=" and
        the same name in ideographs.
    birth_date
        YYYY-MM-DD.
    """

    identifier: str = ""
    name: str = ""
    birth_date: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the patient is identified by name or identifier."""
        return bool(self.identifier or self.name)

    @property
    def shown_name(self) -> str:
        """Display form of the name: "Weiss, Anna", but 李一 in scripts without a comma.

        With both groups of a name: 李一 (Li, Yi).
        """
        groups = list(filter(None, (_shown(group) for group in self.name.split("="))))
        if len(groups) < 2:
            return "".join(groups)
        return f"{groups[1]} ({groups[0]})"


def _shown(group: str) -> str:
    family, _, given = group.partition("^")
    parts = (family.strip(), given.replace("^", " ").strip())
    comma = "" if all(_IDEOGRAPHS.fullmatch(part) for part in parts) else ", "
    return comma.join(filter(None, parts))


def check_entry(fields: Mapping[str, str]) -> None:
    """Refuse what no record should contain: overlong fields and control characters.

    Parameters
    ----------
    fields
        Texts that were entered or come from the worklist, by name; components of names are
        separated by carets.

    Raises
    ------
    StorageError
        A field is too long or contains control characters.
    """
    for name, text in fields.items():
        words = name.replace("_", " ")
        if printable(text) != text:
            raise StorageError(
                f"The field “{words}” contains control characters.", remedy="Type it again."
            )
        is_text = name in ("indication", "text")
        most = _MOST_TEXT_CHARACTERS if is_text else MOST_CHARACTERS
        if any(len(part) > most for part in re.split(r"[\^=]" if name == "name" else r"\^", text)):
            raise StorageError(
                f"The field “{words}” is longer than {most} characters.", remedy="Shorten it."
            )


def check_lesion(lesion: Lesion) -> None:
    """Refuse a lesion with overlong fields or control characters; see `check_entry`."""
    check_entry({"lesion": lesion.code, "jar": lesion.jar})
    texts = [lesion.note]
    if lesion.pathology is not None:
        check_entry({"result": lesion.pathology.result})
        texts.append(lesion.pathology.text)
    for text in texts:
        check_entry({"text": text.replace("\n", " ")})


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamEntry:
    """Data entered when an exam begins.

    Attributes
    ----------
    is_emergency
        Whether the patient is completed later.
    pixelates
        Whether frames outside the body are pixelated, if the settings say to ask the operator. None
        without an answer; they are then pixelated.
    study_uid
        Study Instance UID of the order in the worklist; empty without one.
    doubt
        What the operator has to check in an entry of the worklist, in the language of the window;
        it is not stored.
    order
        Identifiers of the order; see `Exam`.
    """

    patient: Patient = Patient()
    accession_number: str = ""
    indication: str = ""
    operator: str = ""
    is_emergency: bool = False
    pixelates: bool | None = None
    doubt: str = ""
    study_uid: str = ""
    order: dict[str, str] = field(default_factory=dict)

    @property
    def details(self) -> dict[str, str]:
        """The fields that belong to the exam and not to the patient."""
        return {
            "accession_number": self.accession_number,
            "indication": self.indication,
            "operator": self.operator,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A time span of the exam during which one finding was shown."""

    label: str
    start_pts_ns: int
    end_pts_ns: int
    peak: float
    frames: int

    @classmethod
    def of(cls, span: Span) -> Episode:
        """Return the episode of a span of the AI track."""
        return cls(
            label=span.code,
            start_pts_ns=span.start_ns,
            end_pts_ns=span.end_ns,
            peak=span.peak,
            frames=span.supporting_frames,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathology:
    """Histology result of the whole exam, entered without a lesion."""

    label: str
    text: str
    entered_wall_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """One hysteroscopy: the content of `exam.json`.

    Attributes
    ----------
    exam_id
        Random identifier of folder and rows, which reveals nothing about the patient.
    is_emergency
        Whether the exam began without the patient's data.
    model, model_sha256
        Name of the model and hash of its card.
    started_wall_ns, ended_wall_ns
        UTC; the end is None while the exam is open, or if it was interrupted.
    findings
        Findings that were accepted or rejected in review; episodes of the AI alone are none.
    lesions
        By number, with the pathology of each.
    report
        Fields of the report that were entered, by their codes; see `core.review.report_fields`.
    pictures
        What the operator says about snapshots: place, drawing, choice for the report. Snapshots
        about which nothing is said are not among them.
    exported_wall_ns
        Times of the exports.
    is_confirmed
        Whether the operator has confirmed that the exam is no longer needed.
    released_count
        Length of the audit log at the last export or confirmation of the whole exam; later entries
        are not covered by it.
    order
        Identifiers of the order that the exam belongs to: study_uid, procedure_id, step_id, and
        its description.
    before_order
        Patient and identifiers before it was assigned to that order; see `store.dicom.orders`.
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
    findings: tuple[ReviewFinding, ...] = ()
    lesions: tuple[Lesion, ...] = ()
    report: dict[str, str] = field(default_factory=dict)
    pictures: tuple[PictureNotes, ...] = ()
    exported_wall_ns: tuple[int, ...] = ()
    is_confirmed: bool = False
    released_count: int = 0
    order: dict[str, str] = field(default_factory=dict)
    before_order: dict[str, str] = field(default_factory=dict)

    @property
    def pathology_state(self) -> PathologyState:
        """How far its pathology is, of its lesions and of the whole exam."""
        return pathology_state(self.lesions, has_result=bool(self.pathology))

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; as in earlier versions if nothing was reviewed."""
        fields = asdict(self)
        for name in _OF_REVIEW:
            del fields[name]
            if items := getattr(self, name):
                fields[name] = [each.as_dict() for each in items]
        for name in ("report", "order", "before_order"):
            if not fields[name]:
                del fields[name]
        return {"schema": SCHEMA, "schema_version": SCHEMA_VERSION, **fields}

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> Exam:
        """Read the output of `as_dict`.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is invalid, or was written by a newer program.
        """
        values = dict(fields)
        if values.pop("schema") != SCHEMA or values.pop("schema_version") > SCHEMA_VERSION:
            raise ValueError("not an exam that this program can read")
        return build(cls, values)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """A file of an exam with its expected hash and size.

    Attributes
    ----------
    name
        Path relative to the exam's folder, with slashes.
    kind
        "snapshot", "clip", "track" or "subtitles".
    item
        Name of the record of the snapshot or clip to which the file belongs.
    """

    name: str
    kind: str
    item: str
    sha256: str
    size_bytes: int
    taken_wall_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackSecond:
    """AI results of one second of the exam.

    Attributes
    ----------
    probabilities
        Mean over the assessed frames, in the order of the model's labels; empty if there are none.
    states
        Number of frames in each state, by name.
    frames
        The frames themselves: the log from which the verdict is computed. It is stored only in the
        folder, not in the index.
    """

    second: int
    wall_ns: int
    probabilities: tuple[float, ...]
    states: dict[str, int]
    frames: tuple[FrameRecord, ...] = ()

    @classmethod
    def of(cls, second: int, wall_ns: int, frames: Sequence[FrameRecord]) -> TrackSecond:
        """Aggregate the results of one second."""
        assessed = [frame.probabilities for frame in frames if frame.probabilities]
        return cls(
            second=second,
            wall_ns=wall_ns,
            probabilities=tuple(np.mean(assessed, axis=0).tolist()) if assessed else (),
            states=dict(Counter(frame.state.value for frame in frames)),
            frames=tuple(frames),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "second": self.second,
            "wall_ns": self.wall_ns,
            "probabilities": self.probabilities,
            "states": self.states,
            "frames": list(to_entries(self.frames)),
        }

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> TrackSecond:
        """Read the output of `as_dict`, or that of earlier versions.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is invalid.
        """
        return cls(
            second=whole(fields["second"]),
            wall_ns=whole(fields["wall_ns"]),
            probabilities=conform(tuple[float, ...], fields["probabilities"]),
            states=conform(dict[str, int], fields["states"]),
            frames=tuple(from_entries(fields.get("frames", ()))),
        )


def episodes_in(frames: Sequence[FrameRecord]) -> tuple[Episode, ...]:
    """Return the episodes of an AI track; none if an earlier version did not store its classes."""
    origin = next((frame.origin for frame in frames if frame.origin is not None), None)
    if origin is None or not are_of_model(frames, origin.labels):
        return ()
    return tuple(map(Episode.of, episodes_of(frames, origin.labels)))
