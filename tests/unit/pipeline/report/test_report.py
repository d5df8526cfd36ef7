"""Tests of the report on a stored exam: its text in both languages, its pictures, its log entry."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import cv2
import docx
import numpy as np
import pytest

from exported import WHO, console_picture, keep_pictures
from hysteroview.core.errors import StorageError
from hysteroview.core.review.drawing import Drawing, DrawingView, Shape, ShapeKind
from hysteroview.core.review.findings import CHANGED, FindingsReview, FindingState
from hysteroview.core.review.lesions import Lesion, LesionPathology, LesionsReview
from hysteroview.core.review.pictures import (
    PICTURES_CHANGED,
    PictureChange,
    PicturesReview,
    pictures_review_of,
)
from hysteroview.core.review.places import Place
from hysteroview.core.review.report_fields import FIELDS, FieldKind
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.records import Patient
from hysteroview.exam.store.review.lesions import change_lesions
from hysteroview.exam.store.review.report import change_report
from hysteroview.exam.store.store import open_store
from hysteroview.export.report.content import PictureBlock, texts_of
from hysteroview.pipeline.exports.leaving import ExportRequest
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.report.record import read_record
from hysteroview.pipeline.report.writing import (
    ReportForm,
    ReportOptions,
    export_report,
    report_of,
)
from hysteroview.pipeline.review.proposals import proposals_of

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is not installed"
)
FLUID = {"fluid_in_ml": "4000", "fluid_out_ml": "2800", "medium": "hypotonic"}


@pytest.fixture
def place(tmp_path: Path) -> ExamPlace:
    return keep_pictures(tmp_path / "store", [console_picture(), console_picture(seed=2)])


def _filled(place: ExamPlace, values: dict[str, str]) -> None:
    with open_store(place.store) as store:
        change_report(store, place.exam_id, values)


def _text(path: Path) -> str:
    read = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return read.stdout.decode()


def _content(place: ExamPlace, language: str = "en", **fields: object):
    request = ExportRequest(target=place.store / "unused.pdf", language=language, **fields)
    return report_of(place, request, ReportOptions())


def _change(
    store: ExamStore, place: ExamPlace, make: Callable[[PicturesReview], PictureChange]
) -> None:
    folder = store.exam_folder(place.exam_id)
    entries, _, _ = read_chain(folder.audit, place.exam_id, folder.medium)
    review = pictures_review_of((each.kind, each.content) for each in entries)
    change = make(review)
    after = review.with_change(change).notes
    store.change_pictures(place.exam_id, PICTURES_CHANGED, change.as_dict(), after)


def _all_values() -> dict[str, str]:
    """Return a value for each field: texts with its code, the first choice, or a number."""
    values = {}
    for each in FIELDS:
        if each.choices:
            values[each.code] = each.choices[0].code
        elif each.kind is FieldKind.NUMBER:
            values[each.code] = "17"
        elif each.kind is FieldKind.DATE:
            values[each.code] = "2026-03-31"
        else:
            values[each.code] = f"entered {each.code}"
    return values


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_field_has_its_value_or_says_that_it_is_not_recorded(
    place: ExamPlace, language: str
) -> None:
    missing = {"en": "not recorded", "zh": "未记录"}[language]
    before, _ = _content(place, language)
    assert {row.value for row in before.rows if not row.is_recorded} == {missing}
    assert len(before.rows) == 4 + 6 + len(FIELDS)
    _filled(place, _all_values())
    after, _ = _content(place, language)
    assert all(row.is_recorded for row in after.rows)
    assert all(row.value for row in after.rows)


def test_each_field_is_in_the_report(place: ExamPlace) -> None:
    values = _all_values()
    _filled(place, values)
    content, _ = _content(place)
    shown = {row.label: row.value for row in content.rows}
    for each in FIELDS:
        assert each.words(values[each.code]) in shown[each.label]


def test_no_english_is_left_in_a_chinese_report(place: ExamPlace) -> None:
    english, _ = _content(place)
    chinese, _ = _content(place, "zh")
    same = set(texts_of(english)) & set(texts_of(chinese))
    telling = {each for each in same if sum(map(str.isalpha, each)) > 12 and " " in each}
    assert telling <= {"ONNX Runtime · CPU · fp32", WHO.shown_name}


def test_warning_about_the_deficit_is_in_the_report(place: ExamPlace) -> None:
    _filled(place, FLUID)
    content, _ = _content(place)
    assert [row.value for row in content.rows if row.is_warning] == [
        "The deficit is 1,000 mL or more."
    ]
    assert any(row.value == "1200 mL (in less out)" for row in content.rows)


@needs_poppler
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pdf_is_archival_with_its_fonts_and_its_text_can_be_read(
    place: ExamPlace, tmp_path: Path, language: str
) -> None:
    _filled(place, {"conclusion": "小结：王小明，息肉，𠮷㛃", "plan": "office ≥ 1,000 mL"})
    made = export_report(place, ExportRequest(target=tmp_path / "r.pdf", language=language))
    text = _text(made.path)
    for words in (
        "王小明",
        "小结：王小明，息肉，𠮷㛃",
        "office ≥ 1,000 mL",
        "1970-02-03",
        "0047110",
    ):
        assert words in text, words
    assert made.is_archival
    content = made.path.read_bytes()
    assert b"pdfaid:part" in content
    fonts = subprocess.run(["pdffonts", made.path], capture_output=True, check=True).stdout
    lines = [line.split() for line in fonts.decode().splitlines()[2:]]
    assert lines
    assert all(line[-5] == "yes" for line in lines), "embedded"


@needs_poppler
def test_character_that_no_font_has_costs_the_archival_form_only(
    place: ExamPlace, tmp_path: Path
) -> None:
    _filled(place, {"conclusion": "polyp \U0001f600"})
    made = export_report(place, ExportRequest(target=tmp_path / "r.pdf"))
    assert not made.is_archival
    assert "polyp" in _text(made.path)


def test_report_is_in_the_log_and_has_the_head_before_it(place: ExamPlace, tmp_path: Path) -> None:
    with place.read() as store:
        head = store.head(place.exam_id)
    made = export_report(place, ExportRequest(target=tmp_path / "r.pdf"))
    with open_store(place.store) as store:
        folder = store.exam_folder(place.exam_id)
        entries, _, _ = read_chain(folder.audit, place.exam_id, folder.medium)
        assert not [each for each in verify(store, place.exam_id) if each.fault]
    assert entries[-1].kind == "export_part"
    assert entries[-1].content == {
        "what": "report as pdf", "deidentified": False, "sha256": [made.sha256],
    }  # fmt: skip
    content, _ = _content(place)
    assert not any(head.sha256 in text for text in texts_of(content)), "the head has moved on"


def test_chosen_pictures_stand_in_their_order_with_their_places(place: ExamPlace) -> None:
    with open_store(place.store) as store:
        items = [each.item for each in read_record(store, place.exam_id).snapshots]
        _change(store, place, lambda review: review.put(items[0], Place.FUNDUS))
        _change(store, place, lambda review: review.order([items[1], items[0]]))
    content, _ = _content(place)
    assert [each.title for each in content.pictures] == ["Picture 2", "Picture 1 · fundus"]
    assert ("fundus", "1") in content.photo_plan.rows
    assert "Without a picture: cervical canal, " in content.photo_plan.texts[0]
    assert "fundus" not in content.photo_plan.texts[0]


def test_lesions_decisions_and_pathology_are_in_the_report(place: ExamPlace) -> None:
    with open_store(place.store) as store:
        record = read_record(store, place.exam_id)
        assert record.labels is not None
        review = FindingsReview(proposed=proposals_of(list(record.frames), record.labels))
        change = review.decide(review.findings[0].key, FindingState.REJECTED)
        store.change_findings(
            place.exam_id, CHANGED, change.as_dict(), review.with_change(change).decided
        )
        lesion = Lesion(
            number=1, place=Place.FUNDUS, size_mm=12.5, code="EP", is_biopsied=True, jar="A1",
            pathology=LesionPathology(result="EP", text="no atypia", date="2026-03-31"),
        )  # fmt: skip
        change_lesions(store, place.exam_id, lambda known: LesionsReview.add(known, lesion))
    content, _ = _content(place)
    (row,) = content.lesions.rows
    assert row[:3] == ("1", "fundus", "12.5 mm")
    assert row[4] == "yes, jar A1"
    assert row[5].endswith("no atypia; 2026-03-31")
    texts = list(texts_of(content.ai_parts))
    assert "rejected" in texts
    assert not any(each.startswith("Neither accepted nor rejected") for each in texts)


def test_no_finding_is_said_to_be_found_before_it_is_accepted(place: ExamPlace) -> None:
    content, _ = _content(place)
    texts = list(texts_of(content.ai_parts))
    assert any(each.startswith("Neither accepted nor rejected: ") for each in texts)
    assert "No finding was accepted or rejected." in texts
    outside = list(texts_of((content.head, content.sections, content.lesions)))
    assert not any("polyp" in each.lower() for each in outside)


@pytest.mark.parametrize("form", list(ReportForm))
def test_deidentified_report_has_no_identifier(
    place: ExamPlace, tmp_path: Path, form: ReportForm
) -> None:
    _filled(
        place,
        {
            "conclusion": "王小明, Weiss Annegret, 1970-02-03, 0047110", "assistant": "Anna Helfer",
            "signed_by": "Dr. Sign", "signed_on": "2023-11-20",
        },
    )  # fmt: skip
    target = tmp_path / f"r.{form.value}"
    request = ExportRequest(
        target=target, is_deidentified=True, key_file=tmp_path / "key.json", language="zh"
    )
    export_report(place, request, ReportOptions(form=form))
    if form is ReportForm.WORD:
        with zipfile.ZipFile(target) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
        text = b"".join(parts).decode("utf-8", "replace")
    elif shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    else:
        text = _text(target)
    for secret in (
        "Weiss", "王", "小明", "1970", "0047110", "ACC-2026", "Schreiber", "Helfer", "Sign",
        "2023-11-20", place.exam_id,
    ):  # fmt: skip
        assert secret not in text, secret
    assert "HV-" in text


def test_word_has_the_same_texts_and_pictures(place: ExamPlace, tmp_path: Path) -> None:
    _filled(place, {"conclusion": "王小明"})
    made = export_report(
        place, ExportRequest(target=tmp_path / "r.docx"), ReportOptions(form=ReportForm.WORD)
    )
    document = docx.Document(io.BytesIO(made.path.read_bytes()))
    words = [each.text for each in document.paragraphs]
    words += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    content, _ = _content(place)
    parts = (content.head, content.sections, content.signature, content.pathology)
    assert {text for text in texts_of(parts) if text} <= set(words)
    assert {each.title for each in content.pictures} <= set(words)
    assert len(document.inline_shapes) == 2 + 1  # two raw pictures and the timeline
    assert document.core_properties.title == "Report on a hysteroscopy"


def test_styles_of_a_word_document_of_the_site_are_used(place: ExamPlace, tmp_path: Path) -> None:
    own = docx.Document()
    own.styles["Normal"].font.name = "Courier New"
    own.add_paragraph("to be replaced")
    own.save(str(tmp_path / "report.docx"))
    options = ReportOptions(form=ReportForm.WORD, folder=tmp_path)
    made = export_report(place, ExportRequest(target=tmp_path / "r.docx"), options)
    document = docx.Document(io.BytesIO(made.path.read_bytes()))
    assert document.styles["Normal"].font.name == "Courier New"
    assert "to be replaced" not in [each.text for each in document.paragraphs]


@needs_poppler
def test_template_of_the_site_is_used_and_its_fault_is_named(
    place: ExamPlace, tmp_path: Path
) -> None:
    (tmp_path / "header.txt").write_text("Frauenklinik am Park", encoding="utf-8")
    options = ReportOptions(folder=tmp_path)
    made = export_report(place, ExportRequest(target=tmp_path / "a.pdf"), options)
    assert "Frauenklinik am Park" in _text(made.path)
    (tmp_path / "report.typ").write_text(
        '#let r = json("report.json")\n'
        "#set document(date: datetime(year: 2026, month: 1, day: 1))\nown: #r.title",
        encoding="utf-8",
    )
    made = export_report(place, ExportRequest(target=tmp_path / "b.pdf"), options)
    assert _text(made.path).strip() == "own: Report on a hysteroscopy"
    (tmp_path / "report.typ").write_text("#wrong(", encoding="utf-8")
    with pytest.raises(StorageError, match="template of the report cannot be used") as caught:
        export_report(place, ExportRequest(target=tmp_path / "c.pdf"), options)
    assert "report.typ" in caught.value.detail or "unclosed" in caught.value.detail
    assert not (tmp_path / "c.pdf").exists()


def test_file_that_exists_is_not_replaced(place: ExamPlace, tmp_path: Path) -> None:
    (tmp_path / "r.pdf").write_bytes(b"other")
    with pytest.raises(StorageError, match="already exists"):
        export_report(place, ExportRequest(target=tmp_path / "r.pdf"))
    assert (tmp_path / "r.pdf").read_bytes() == b"other"


def test_report_of_an_exam_without_anything_says_so(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        exam = store.begin_exam(Patient(), source="camera", model="none", model_sha256="")
        store.end_exam(exam.exam_id)
    place = ExamPlace(tmp_path / "store", exam.exam_id)
    content, _ = _content(place)
    texts = list(texts_of(content))
    assert "No frame was analyzed in this exam." in texts
    assert "No picture was taken in this exam." in texts
    assert "No result. This does not mean benign." in texts
    assert content.ai_timeline is None
    for form in ReportForm:
        target = tmp_path / f"r.{form.value}"
        export_report(place, ExportRequest(target=target), ReportOptions(form=form))
        assert target.stat().st_size > 5000


def test_removed_picture_is_not_in_the_report(place: ExamPlace) -> None:
    with open_store(place.store) as store:
        item = read_record(store, place.exam_id).snapshots[0].item
        store.add_event(place.exam_id, "withdraw", {"item": item})
    content, _ = _content(place)
    assert len(content.pictures) == 1


def test_deidentified_report_shows_nothing_beside_the_endoscopic_picture(tmp_path: Path) -> None:
    """A console writes the name beside the picture; a picture without a view is left out."""
    blank = np.zeros((360, 640, 4), np.uint8)
    pictures = [console_picture("WEISS ANNEGRET\n0047110"), blank]
    place = keep_pictures(tmp_path / "store", pictures)
    whole, _ = _content(place)
    hidden, _ = _content(place, is_deidentified=True, key_file=tmp_path / "key.json")
    assert [len(each.pictures) for each in (whole, hidden)] == [2, 1]
    assert "Pictures that cannot be read or shown: 1." in hidden.pictures_texts

    def beside(block: PictureBlock) -> int:
        pixels = cv2.imdecode(np.frombuffer(block.raw, np.uint8), cv2.IMREAD_COLOR)
        return int(pixels[:, : pixels.shape[1] // 4].max())

    assert beside(whole.pictures[0]) > 200
    assert beside(hidden.pictures[0]) < 25


def test_picture_that_was_changed_is_left_out(place: ExamPlace) -> None:
    with place.read() as store:
        record = read_record(store, place.exam_id)
    path = record.folder.path / record.snapshots[0].raw
    path.write_bytes((record.folder.path / record.snapshots[1].raw).read_bytes())
    content, _ = _content(place)
    assert [each.number for each in content.pictures] == [2]
    assert "Pictures that cannot be read or shown: 1." in content.pictures_texts


def test_drawing_is_on_the_annotated_picture_only(place: ExamPlace) -> None:
    with open_store(place.store) as store:
        item = read_record(store, place.exam_id).snapshots[0].item
        shape = Shape(key="a", kind=ShapeKind.ARROW, points=((0.2, 0.5), (0.6, 0.5)))
        drawing = Drawing(view=DrawingView(left=0.3, top=0.0, diameter=0.5), shapes=(shape,))
        _change(store, place, lambda review: review.draw(item, drawing))
    content, _ = _content(place)
    first, second = content.pictures
    assert first.annotated is not None
    assert first.annotated != first.raw
    assert first.annotated_words.endswith("with a drawing")
    assert second.annotated is None
