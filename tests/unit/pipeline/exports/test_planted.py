"""Many exports of exams in which identifiers were planted: none of them leaves."""

from __future__ import annotations

import random
from pathlib import Path

import cv2
import numpy as np
import pytest

from exported import console_picture, keep_pictures
from hysteroview.export.dataset.writing import TableFormat
from hysteroview.export.pictures.encoding import PictureFormat
from hysteroview.export.pictures.sheet import PageSize
from hysteroview.pipeline.exports.leaving import ExportRequest
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.exports.shots import ANNOTATED, Layers
from hysteroview.pipeline.exports.snapshots import PictureOptions, export_snapshots
from hysteroview.pipeline.exports.tables import export_tables
from hysteroview.pipeline.report.fhir import export_fhir
from hysteroview.pipeline.report.writing import ReportForm, ReportOptions, export_report
from ocr import read_text
from planted import ENCODINGS, Planted, parts, plant
from trials import trials


def keep(planted: Planted, chance: random.Random, folder: Path) -> ExamPlace:
    """Keep an exam with identifiers in its pixels, texts and numbers."""
    on_console = "\n".join(chance.sample(planted.texts, 3))
    note = "; ".join(chance.sample(planted.texts, 4))
    split = " ".join(chance.choice(planted.texts))  # each letter by itself
    return keep_pictures(
        folder, [console_picture(on_console, seed=chance.randrange(99))],
        patient=planted.patient, indication=f"bleeding ({note}; {split})", note=note,
    )  # fmt: skip


def leave(place: ExamPlace, chance: random.Random, folder: Path) -> Path:
    """Export the exam in one of many ways, and return the target."""
    way = chance.choices(("tables", "report", "fhir", "pictures"), (3, 2, 1, 6))[0]
    names = {"report": ("out.pdf", "out.docx"), "fhir": ("out.json",)}.get(way, ("out", "out.zip"))
    target = folder / chance.choice(names)
    request = ExportRequest(
        target=target, is_deidentified=True, key_file=folder / "key.json",
        language=chance.choice(("en", "zh")),
    )  # fmt: skip
    if way == "tables":
        export_tables(place, chance.choice((TableFormat.CSV, TableFormat.JSON)), request)
    elif way == "report":
        form = ReportForm.PDF if target.suffix == ".pdf" else ReportForm.WORD
        export_report(place, request, ReportOptions(form=form))
    elif way == "fhir":
        export_fhir(place, request, ReportOptions())
    else:
        options = PictureOptions(
            layers=chance.choice((ANNOTATED, Layers(), Layers(has_caption=True))),
            form=chance.choice(list(PictureFormat)),
            sheet=chance.choice((None, None, None, PageSize.A4)),
        )
        export_snapshots(place, options, request)
    return target


def contents(target: Path, folder: Path) -> dict[str, bytes]:
    """Return what an observer can see: names, bytes, and everything that is inside of files."""
    paths = list(target.iterdir()) if target.is_dir() else [target]
    found: dict[str, bytes] = {}
    for path in paths:
        found |= parts(path.name, path.read_bytes(), folder)
    return found


@pytest.mark.parametrize("seed", range(trials(12, 200)))
def test_no_planted_identifier_leaves(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    planted = plant(chance)
    place = keep(planted, chance, tmp_path / "store")
    found = contents(leave(place, chance, tmp_path), tmp_path)
    secrets = {*planted.texts, place.exam_id, "Schreiber", "ACC-2026"}
    for name, content in found.items():
        everything = name.encode() + content.upper() + content
        for text in secrets:
            for encoding in ENCODINGS:
                code = text.encode(encoding)
                if len(code) >= 6:  # shorter ones occur in compressed pixels by chance
                    assert code not in everything, (name, text, encoding)
        picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            continue
        seen = read_text(picture, tmp_path).casefold()
        for text in secrets:
            assert "".join(text.split()).casefold() not in seen, (name, text, seen)


def test_what_is_not_deidentified_would_be_found(tmp_path: Path) -> None:
    """The reading of pictures that the test above relies on does find names and numbers."""
    picture = console_picture("Weissenborn\n4711081592\n03.02.1970")
    seen = read_text(picture, tmp_path)
    assert "Weissenborn" in seen
    assert "4711081592" in seen
