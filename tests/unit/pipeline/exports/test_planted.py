"""Many exports of exams in which identifiers were planted: none of them leaves."""

from __future__ import annotations

import random
import zipfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from exported import console_picture, keep_pictures
from hysteroview.exam.store.records import Patient
from hysteroview.export.dataset.writing import TableFormat
from hysteroview.export.pictures.encoding import PictureFormat
from hysteroview.export.pictures.sheet import PageSize
from hysteroview.pipeline.exports.leaving import ExportRequest
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.exports.shots import ANNOTATED, Layers
from hysteroview.pipeline.exports.snapshots import PictureOptions, export_snapshots
from hysteroview.pipeline.exports.tables import export_tables
from ocr import read_text
from trials import trials

FAMILIES = ("Weissenborn", "Kowalczyk", "Fitzgerald", "Lindqvist", "Müllerschön")
GIVEN = ("Annegret", "Svetlana", "Josephine", "Ingeborg")
CHINESE = ("王^小明", "欧阳^雨桐", "李^静怡", "张^梓涵")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


@dataclass(frozen=True)
class Planted:
    """Who is planted, and all that must not be found."""

    patient: Patient
    texts: tuple[str, ...]


def plant(chance: random.Random) -> Planted:
    family, given, chinese = (chance.choice(each) for each in (FAMILIES, GIVEN, CHINESE))
    number = "".join(chance.choices("0123456789", k=chance.choice((7, 10, 18))))
    year, month, day = chance.randint(1940, 2005), chance.randint(1, 12), chance.randint(1, 28)
    patient = Patient(
        identifier=number, name=f"{family}^{given}={chinese}",
        birth_date=f"{year}-{month:02d}-{day:02d}",
    )  # fmt: skip
    whole = chinese.replace("^", "")
    texts = (
        family, given, f"{family}, {given}", f"{given} {family}", whole,
        "".join(reversed(chinese.split("^"))), number,
        f"{year}-{month:02d}-{day:02d}", f"{day:02d}.{month:02d}.{year}",
        f"{year}年{month}月{day}日",
    )  # fmt: skip
    return Planted(patient, texts)


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
    target = folder / chance.choice(("out", "out.zip"))
    request = ExportRequest(
        target=target, is_deidentified=True, key_file=folder / "key.json",
        language=chance.choice(("en", "zh")),
    )  # fmt: skip
    if chance.random() < 0.35:
        export_tables(place, chance.choice((TableFormat.CSV, TableFormat.JSON)), request)
        return target
    options = PictureOptions(
        layers=chance.choice((ANNOTATED, Layers(), Layers(has_caption=True))),
        form=chance.choice(list(PictureFormat)),
        sheet=chance.choice((None, None, None, PageSize.A4)),
    )
    export_snapshots(place, options, request)
    return target


def contents(target: Path) -> dict[str, bytes]:
    """Return what an observer can see: names and bytes, also of entries of a ZIP file."""
    if target.is_dir():
        return {path.name: path.read_bytes() for path in target.iterdir()}
    with zipfile.ZipFile(target) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    return inside | {target.name: target.read_bytes()}


@pytest.mark.parametrize("seed", range(trials(12, 200)))
def test_no_planted_identifier_leaves(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    planted = plant(chance)
    place = keep(planted, chance, tmp_path / "store")
    found = contents(leave(place, chance, tmp_path))
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
