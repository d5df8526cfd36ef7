"""Tables of an exam: its frames, episodes, findings, lesions, pictures, and the exam itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from hysteroview.core.deidentify.deidentifier import Deidentifier, age_words
from hysteroview.core.labels import LabelSet
from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S
from hysteroview.export.dataset.columns import (
    Row,
    Table,
    Value,
    class_columns,
    columns_of,
    dictionary_of,
)
from hysteroview.export.dataset.writing import TableFormat, check_available, write_table
from hysteroview.pipeline.exports.content import (
    ExamContent,
    KeptSnapshot,
    local_time,
    read_content,
)
from hysteroview.pipeline.exports.leaving import (
    ExportRequest,
    deidentifier_of,
    leaving,
    lineage_of,
)
from hysteroview.pipeline.exports.place import ExamPlace

_EVERY = 512  # rows after which progress is reported
_PLAIN = ("state", "reason", "label", "quality", "open_set_score")  # of a frame's record


def export_tables(place: ExamPlace, chosen: TableFormat, request: ExportRequest) -> int:
    """Write the tables of an exam with a data dictionary, and return the number of frames.

    Raises
    ------
    StorageError
        The exam cannot be read or the tables cannot be written; nothing appears.
    ExportCanceledError
        It was canceled.
    """
    check_available(chosen)
    content = read_content(place)
    frames = content.folder.read_frames()
    who = deidentifier_of(place, content, request)
    tables = tables_of(content, frames, who)
    sources = {each.name: each.sha256 for each in content.media if each.kind == "snapshot"}
    with leaving(
        request, lineage_of(content, who, sources), f"tables as {chosen.value}",
        place=place, deidentifier=who,
    ) as draft:  # fmt: skip
        for table in tables:
            rows = _reported(table.rows, len(frames), request)
            path = draft.new_file(f"{table.name}.{chosen.value}")
            write_table(path, Table(table.name, table.columns, rows), chosen)
        dictionary = dictionary_of(tables)
        write_table(draft.new_file(f"{dictionary.name}.csv"), dictionary, TableFormat.CSV)
    return len(frames)


def tables_of(
    content: ExamContent, frames: list[FrameRecord], who: Deidentifier | None
) -> tuple[Table, ...]:
    """Return the tables of an exam.

    Parameters
    ----------
    frames
        What the AI said of each frame.
    who
        Replaces the patient; None if the tables are not de-identified.
    """
    exam_id = content.exam.exam_id if who is None else who.exam_code
    clean = _Cleaner(who)
    more = {"frames": class_columns(_codes(frames))}
    bodies: tuple[tuple[str, Iterable[Row]], ...] = (
        ("frames", _frame_rows(frames)),
        ("episodes", _episode_rows(content, _labels(frames))),
        ("findings", _finding_rows(content, _labels(frames), clean)),
        ("lesions", _lesion_rows(content, clean)),
        ("pictures", _picture_rows(content, who)),
        ("exam", [_exam_row(content, frames, who)]),
    )
    return tuple(
        Table(name, (*columns_of(name), *more.get(name, ())), _of_exam(exam_id, rows))
        for name, rows in bodies
    )


class _Cleaner:
    """Cleans free texts of a de-identified export, and leaves others as they are."""

    def __init__(self, who: Deidentifier | None) -> None:
        self._who = who

    def text(self, text: str) -> str:
        return text if self._who is None else self._who.text(text)

    def day(self, text: str) -> str:
        """Shift a date in ISO form; what is no date is left out."""
        if self._who is None or not text:
            return text
        try:
            return self._who.day(date.fromisoformat(text)).isoformat()
        except ValueError:
            return ""


def _of_exam(exam_id: str, rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        yield {"exam": exam_id, **row}


def _reported(rows: Iterable[Row], total: int, request: ExportRequest) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number % _EVERY == 0:
            request.progress(number, total)
        yield row


def _frame_rows(frames: list[FrameRecord]) -> Iterator[dict[str, Value]]:
    for frame in frames:
        fields = frame.as_dict()
        shown: dict[str, Any] = fields["decision"] or {}
        labels = frame.origin.labels.codes if frame.origin is not None else ()
        row: dict[str, Value] = {
            "frame": frame.frame_index,
            "pts_s": frame.pts_ns / NS_PER_S,
            "p_premalignant_or_malignant": frame.premalignant_or_malignant,
            "shown_state": shown.get("state"),
            "shown_reason": shown.get("reason"),
            "shown": shown.get("label"),
            "shown_p_premalignant_or_malignant": shown.get("premalignant_or_malignant"),
            "two_class": shown.get("two_class"),
            "operating_point": shown.get("operating_point") or None,
            "episode": shown.get("episode"),
            "warnings": " ".join(shown.get("warnings", ())) or None,
        }
        row |= {
            name: fields[name] for name in ("state", "reason", "label", "quality", "open_set_score")
        }
        row |= _by_class("p_", labels, fields["probabilities"])
        row |= _by_class("shown_p_", labels, shown.get("probabilities", ()))
        yield row


def _by_class(prefix: str, codes: Iterable[str], values: Iterable[float]) -> dict[str, Value]:
    return {f"{prefix}{code}": value for code, value in zip(codes, values, strict=False)}


def _codes(frames: list[FrameRecord]) -> tuple[str, ...]:
    """Return the codes of all models of an exam, each once."""
    origins = {id(each.origin): each.origin for each in frames if each.origin is not None}
    return tuple(dict.fromkeys(code for each in origins.values() for code in each.labels.codes))


def _labels(frames: list[FrameRecord]) -> LabelSet | None:
    return next((each.origin.labels for each in frames if each.origin is not None), None)


def _name(code: str | None, labels: LabelSet | None) -> str | None:
    if code is None or labels is None:
        return None
    return next((label.name for label in labels if label.code == code), None)


def _episode_rows(content: ExamContent, labels: LabelSet | None) -> Iterator[Row]:
    for number, each in enumerate(content.exam.episodes, 1):
        yield {
            "episode": number, "label": each.label, "name": _name(each.label, labels),
            "start_s": each.start_pts_ns / NS_PER_S, "end_s": each.end_pts_ns / NS_PER_S,
            "peak": each.peak, "frames": each.frames,
        }  # fmt: skip


def _finding_rows(content: ExamContent, labels: LabelSet | None, clean: _Cleaner) -> Iterator[Row]:
    for each in content.exam.findings:
        yield {
            "finding": each.key, "state": each.state.value, "label": each.code,
            "name": _name(each.code, labels), "ai_label": each.ai_code,
            "start_s": each.start_ns / NS_PER_S, "end_s": each.end_ns / NS_PER_S,
            "best_s": each.best_ns / NS_PER_S, "peak": each.peak,
            "note": clean.text(each.note) or None,
        }  # fmt: skip


def _lesion_rows(content: ExamContent, clean: _Cleaner) -> Iterator[Row]:
    for each in content.exam.lesions:
        found = each.pathology
        yield {
            "lesion": each.number, "place": each.place and each.place.value,
            "size_mm": each.size_mm, "label": each.code or None,
            "note": clean.text(each.note) or None, "biopsied": each.is_biopsied,
            "jar": clean.text(each.jar) or None,
            "pathology": None if found is None else found.result,
            "pathology_text": None if found is None else clean.text(found.text) or None,
            "pathology_date": None if found is None else clean.day(found.date) or None,
        }  # fmt: skip


def _picture_rows(content: ExamContent, who: Deidentifier | None) -> Iterator[Row]:
    places = {each.item: each.place.value for each in content.exam.pictures if each.place}
    for each in content.snapshots:
        yield _picture_row(each, places.get(each.item), who)


def _picture_row(each: KeptSnapshot, place: str | None, who: Deidentifier | None) -> Row:
    frame, analysis = each.fields.get("frame", {}), each.fields.get("analysis", {})
    raw, pts_ns = each.files.get("raw"), frame.get("pts_ns")
    taken_ns = each.taken_wall_ns if who is None else who.wall_ns(each.taken_wall_ns)
    decision = each.result.decision if each.result is not None else None
    shown = each.result.shown_label if each.result is not None else None
    return {
        "picture": each.number,
        "sha256": raw and raw.sha256,
        "taken": local_time(taken_ns).isoformat(),
        "pts_s": None if pts_ns is None else pts_ns / NS_PER_S,
        "frame": frame.get("index"),
        "width_px": frame.get("width_px"),
        "height_px": frame.get("height_px"),
        "picture_state": (each.fields.get("picture") or {}).get("state"),
        "in_review": "review" in each.fields,
        "place": place,
        "state": analysis.get("state"),
        "ai_hidden": each.is_ai_hidden,
        "label": decision and decision.label,
        "name": shown and shown[0].name,
        "probability": shown and shown[1],
        "calibrated": each.origin and each.origin.is_calibrated,
        "two_class": decision and decision.two_class and decision.two_class.name,
    }


def _exam_row(content: ExamContent, frames: list[FrameRecord], who: Deidentifier | None) -> Row:
    exam, patient, counts = content.exam, content.exam.patient, content.assessed
    clean = _Cleaner(who)
    began_ns = exam.started_wall_ns if who is None else who.wall_ns(exam.started_wall_ns)
    origin = next((each.origin for each in frames if each.origin is not None), None)
    born = content.identity.born
    causes = {cause.name: count for cause, count in counts.missed.items()}
    length_ns = (exam.ended_wall_ns or exam.started_wall_ns) - exam.started_wall_ns
    private: dict[str, Value] = {
        "patient": patient.identifier or None, "name": patient.name or None,
        "birth_date": patient.birth_date or None, "age": _age(born, content.day),
        "accession_number": exam.accession_number or None, "operator": exam.operator or None,
    }  # fmt: skip
    if who is not None:
        private = dict.fromkeys(private) | {
            "patient": who.code, "age": who.age_words(content.day) or None,
        }  # fmt: skip
    return {
        **private,
        "began": local_time(began_ns).isoformat(),
        "length_s": length_ns / NS_PER_S,
        "source": clean.text(exam.source),
        "indication": clean.text(exam.indication) or None,
        "model": exam.model,
        "model_sha256": exam.model_sha256,
        "calibrated": None if origin is None else origin.is_calibrated,
        "frames": counts.analyzed,
        "not_assessed": counts.not_assessed,
        "not_assessed_by_cause": json.dumps(causes),
        "pathology": " ".join(each.label for each in exam.pathology) or None,
        "pathology_text": "; ".join(clean.text(each.text) for each in exam.pathology) or None,
        "audit_count": content.head.count,
        "audit_sha256": content.head.sha256,
    }


def _age(born: date | None, day: date) -> str | None:
    return age_words(born, day) or None
