"""The whole report on an exam, composed in a language."""

from __future__ import annotations

from datetime import datetime

from hysteroview.core.review.photo_plan import PhotoSlot
from hysteroview.core.review.pictures import chosen_of
from hysteroview.core.review.places import PHOTO_PLAN
from hysteroview.export.report.content import ReportContent, Table
from hysteroview.export.report.templates import Site
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.report.ai import ai_parts, ai_texts
from hysteroview.pipeline.report.fields import (
    exam_section,
    field_sections,
    lesions_table,
    pathology_section,
    patient_section,
    signature_section,
)
from hysteroview.pipeline.report.pictures import (
    MOST_PICTURES,
    frame_blocks,
    picture_blocks,
    slot_words,
)
from hysteroview.pipeline.report.plan import PlannedFrame, planned_frames
from hysteroview.pipeline.report.record import ExamRecord, Snapshot
from hysteroview.pipeline.report.timeline import timeline_of
from hysteroview.pipeline.report.words import Words, local_time

_WARNING = "Research use only. Not for diagnosis."


def compose(record: ExamRecord, words: Words, made: datetime, site: Site) -> ReportContent:
    """Return the report.

    Parameters
    ----------
    made
        When it is written.
    """
    exam = record.exam
    chosen, texts = chosen_pictures(record, words)
    planned = planned_frames(record)
    shown = () if has_chosen(record) else planned
    blocks = (*picture_blocks(record, chosen, words), *frame_blocks(record, shown, words))
    if shown:
        texts = (
            *texts, words.tr("Frames of the recordings are shown as the photo plan has them.")
        )  # fmt: skip
    if len(blocks) < len(chosen) + len(shown):
        missing = len(chosen) + len(shown) - len(blocks)
        texts = (*texts, words.tr("Pictures that cannot be read or shown: {0}.", missing))
    who = " · ".join(filter(None, (exam.patient.shown_name, exam.patient.identifier)))
    day = f"{local_time(exam.started_wall_ns):%Y-%m-%d}"
    return ReportContent(
        language=words.language,
        title=words.tr("Report on a hysteroscopy"),
        subtitle=words.tr("Draft of {0}; not valid without a signature", f"{made:%Y-%m-%d %H:%M}"),
        author="HysteroView",
        header=site.header,
        logo=site.logo,
        notice=_notice(record, words),
        running=" · ".join(filter(None, (words.tr("Report on a hysteroscopy"), who, day))),
        page_words=words.tr("Page {0} of {1}"),
        made=made,
        head=(patient_section(record, words), exam_section(record, words)),
        sections=tuple(field_sections(exam, words)),
        lesions=lesions_table(record, words),
        pathology=pathology_section(record, words),
        pictures_heading=words.tr("Pictures"),
        pictures_texts=texts,
        pictures=blocks,
        photo_plan=_photo_plan(record, planned, words),
        ai_heading=words.tr("Appendix: the AI in this exam"),
        ai_texts=ai_texts(words),
        ai_timeline=timeline_of(record, words),
        ai_parts=ai_parts(record, words),
        signature=signature_section(exam, words),
    )


def has_chosen(record: ExamRecord) -> bool:
    """Whether the operator chose pictures for the report."""
    known = {each.item for each in record.snapshots}
    return any(each.item in known for each in chosen_of(record.exam.pictures))


def chosen_pictures(
    record: ExamRecord, words: Words
) -> tuple[tuple[Snapshot, ...], tuple[str, ...]]:
    """Return the pictures of the report in its order, and sentences about the choice."""
    known = {each.item: each for each in record.snapshots}
    if not known:
        return (), (words.tr("No picture was taken in this exam."),)
    chosen = [known[each.item] for each in chosen_of(record.exam.pictures) if each.item in known]
    if chosen:
        return tuple(chosen), ()
    first = record.snapshots[:MOST_PICTURES]
    text = words.tr(
        "No pictures were chosen. The report has the first {0} of {1}.", len(first), len(known)
    )
    return first, (text,)


def _photo_plan(record: ExamRecord, planned: tuple[PlannedFrame, ...], words: Words) -> Table:
    """Return which places have a picture, and which have none.

    Parameters
    ----------
    planned
        Frames that stand for places and lesions in the report, unless pictures were chosen for it.
    """
    frames = {each.slot: each for each in planned}
    is_shown = not has_chosen(record)
    numbers = {each.item: each.number for each in record.snapshots}
    notes = [each for each in record.exam.pictures if each.item in numbers]
    wanted = [
        (PhotoSlot.of_place(place), {each.item for each in notes if each.place is place})
        for place in PHOTO_PLAN
    ]
    for lesion in record.exam.lesions:
        items = {each.item for each in notes if each.lesion == lesion.number}
        items |= {item for item in lesion.pictures if item in numbers}
        wanted.append((PhotoSlot.of_lesion(lesion.number), items))
    rows, missing = [], []
    for slot, items in wanted:
        name, frame = slot_words(record, slot, words), frames.get(slot)
        own = [str(number) for number in sorted(numbers[item] for item in items)]
        if frame is not None and is_shown:
            own.append(words.tr("frame of {0}", frame.where(words)))
        if own:
            rows.append((name, words.listed(own)))
            continue
        missing.append(name)
        seen = words.tr("no picture; in view in {0}", frame.where(words)) if frame else None
        rows.append((name, seen or words.tr("no picture")))
    text = (
        words.tr("Without a picture: {0}.", words.listed(missing))
        if missing
        else words.tr("Each place and lesion has a picture.")
    )
    return Table(
        heading=words.tr("Photo plan"),
        columns=(words.tr("Place"), words.tr("Pictures")),
        rows=tuple(rows),
        texts=(text,),
    )


def _notice(record: ExamRecord, words: Words) -> str:
    """Return the notice of the model, or the general one."""
    card: ModelCard | None = record.card
    if card is not None:
        return words.card(card.warning)
    is_synthetic = record.origin is not None and record.origin.is_phantom_trained
    if is_synthetic:
        return words.card(
            f"{_WARNING} The model is phantom-trained: it knows nothing of real tissue."
        )
    return words.card(_WARNING)
