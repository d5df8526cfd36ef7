"""The tables of a stored exam, with and without its patient."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from exported import WHO, console_picture, keep_pictures
from hysteroview.core.errors import StorageError
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.store import open_store
from hysteroview.export.dataset.writing import TableFormat
from hysteroview.export.output.progress import ExportCanceledError
from hysteroview.export.output.target import file_hash
from hysteroview.pipeline.exports.leaving import ExportRequest
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.exports.tables import export_tables

NAMES = {"frames", "episodes", "findings", "lesions", "pictures", "exam", "data-dictionary"}


@pytest.fixture
def place(tmp_path: Path) -> ExamPlace:
    return keep_pictures(
        tmp_path / "store", [console_picture()], indication="bleeding; mother of Weiss, Annegret"
    )


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def entries_of(place: ExamPlace) -> list[tuple[str, Any]]:
    with place.read() as store:
        folder = store.exam_folder(place.exam_id)
    entries, _, faults = read_chain(folder.audit, place.exam_id, folder.medium)
    assert not faults
    return [(each.kind, each.content) for each in entries]


def test_all_tables_are_written_with_hashes_and_the_head_of_the_log(
    place: ExamPlace, tmp_path: Path
) -> None:
    with place.read() as store:
        head = store.head(place.exam_id)
    target = tmp_path / "out"
    count = export_tables(place, TableFormat.CSV, ExportRequest(target=target))
    assert {path.stem for path in target.glob("*.csv")} == NAMES
    frames = rows_of(target, "frames")
    assert len(frames) == count == 50
    assert frames[0]["exam"] == place.exam_id
    assert float(frames[0]["p_EP"]) == 0.8
    assert rows_of(target, "episodes")[0]["label"] == "EP"
    assert rows_of(target, "pictures")[0]["name"] == "Endometrial polyp"
    (exam,) = rows_of(target, "exam")
    assert exam["patient"] == "'0047110"
    assert exam["age"] == "'53"
    manifest = json.loads((target / "export.json").read_text(encoding="utf-8"))
    assert manifest["audit"] == {"count": head.count, "sha256": head.sha256}
    assert manifest["files"] == {path.name: file_hash(path) for path in target.glob("*.csv")}


def test_a_deidentified_export_says_nothing_of_the_patient(
    place: ExamPlace, tmp_path: Path
) -> None:
    target, key = tmp_path / "out", tmp_path / "key.json"
    request = ExportRequest(target=target, is_deidentified=True, key_file=key)
    export_tables(place, TableFormat.CSV, request)
    everything = "".join(path.read_text(encoding="utf-8-sig") for path in target.iterdir())
    for secret in (
        "Weiss", "Annegret", "小明", "0047110", "1970", "Schreiber", "ACC-2026", place.exam_id,
        "2023-11-14",  # the day of the exam
    ):  # fmt: skip
        assert secret not in everything
    (exam,) = rows_of(target, "exam")
    assert exam["age"] == "'53"
    assert exam["patient"].startswith("HV-")
    assert exam["indication"] == "bleeding; mother of [removed]"
    assert exam["began"][11:] == "22:13:20+00:00"


def test_an_export_is_logged_without_names_and_the_exam_stays_intact(
    place: ExamPlace, tmp_path: Path
) -> None:
    target = tmp_path / f"{WHO.name}"
    export_tables(place, TableFormat.JSON, ExportRequest(target=target))
    kind, content = entries_of(place)[-1]
    assert kind == "export_part"
    assert content["what"] == "tables as json"
    assert content["deidentified"] is False
    assert "Weiss" not in json.dumps(content, ensure_ascii=False)
    assert set(content["sha256"]) == {
        file_hash(path) for path in target.iterdir() if path.name != "export.json"
    }
    with place.read() as store:
        assert [part for part in verify(store, place.exam_id) if part.fault] == []


def test_a_canceled_export_leaves_nothing_and_is_not_logged(
    place: ExamPlace, tmp_path: Path
) -> None:
    def cancel(done: int, total: int | None) -> None:
        raise ExportCanceledError

    before = entries_of(place)
    with pytest.raises(ExportCanceledError):
        export_tables(
            place, TableFormat.CSV, ExportRequest(target=tmp_path / "out", progress=cancel)
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store"]
    assert entries_of(place) == before


def test_an_exam_that_cannot_be_logged_is_not_exported(place: ExamPlace, tmp_path: Path) -> None:
    with open_store(place.store), pytest.raises(StorageError, match="Another HysteroView"):
        export_tables(place, TableFormat.CSV, ExportRequest(target=tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_without_its_library_parquet_is_refused_before_anything_is_written(
    place: ExamPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(StorageError, match="pyarrow is not installed"):
        export_tables(place, TableFormat.PARQUET, ExportRequest(target=tmp_path / "out"))
    assert not (tmp_path / "out").exists()
