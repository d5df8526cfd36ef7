"""Exams of the store as a manifest: labels of pathology, patients by code."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.review.findings import FindingState, ReviewFinding
from hysteroview.core.review.lesions import Lesion, LesionPathology
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.keys import StoreKey, make_key
from hysteroview.exam.store.records import Pathology
from hysteroview.exam.store.review.lesions import save_lesions
from hysteroview.exam.store.store import open_store
from kept_exams import Span
from reviewed_exams import keep_recorded

SPANS = (Span("EP", 1), Span("EC", 5))


def _finding(key: str, code: str, start_s: float, end_s: float) -> ReviewFinding:
    return ReviewFinding(
        key=key, code=code, start_ns=round(start_s * NS_PER_S), end_ns=round(end_s * NS_PER_S),
        best_ns=round(start_s * NS_PER_S), state=FindingState.ACCEPTED,
    )  # fmt: skip


def _exam(
    folder: Path, findings: Sequence[ReviewFinding] = (), lesions: Sequence[Lesion] = (),
    whole: str = "", clips: Sequence[tuple[float, float]] = ((0, 8),),
    key: StoreKey | None = None,
) -> str:  # fmt: skip
    exam_id = keep_recorded(folder, SPANS, clips, key=key)
    with open_store(folder, key=key) as store:
        if findings:
            for each in findings:
                store.change_findings(
                    exam_id, "finding",
                    {"change": 1, "kind": "add", "before": [], "after": [each.as_dict()]},
                    findings,
                )  # fmt: skip
        save_lesions(store, exam_id, (), lesions, 1)
        if whole:
            store.add_pathology(exam_id, Pathology(label=whole, text="", entered_wall_ns=1))
    return exam_id


def _lesion(number: int, result: str, *findings: str) -> Lesion:
    return Lesion(
        number=number, is_biopsied=True, findings=findings,
        pathology=LesionPathology(result=result) if result else None,
    )  # fmt: skip


def _rows(folder: Path, output: Path, *options: str) -> list[dict[str, str]]:
    key = output.with_name("key.json")
    result = CliRunner().invoke(
        hysteroview,
        ["lab", "import", "store", str(folder), "--output", str(output), "--key-file", str(key),
         *options],
    )  # fmt: skip
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    with output.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_stretches_have_the_result_of_their_lesion(tmp_path: Path) -> None:
    """Two lesions with different results: by range only, and nothing of the rest."""
    findings = [
        _finding("a", "EP", 1, 3), _finding("b", "EP", 5, 7), _finding("c", "EP", 7.2, 7.8),
    ]  # fmt: skip
    lesions = [_lesion(1, "EP", "a"), _lesion(2, "EC", "b")]
    _exam(tmp_path / "store", findings, lesions)
    rows = _rows(tmp_path / "store", tmp_path / "m.csv")
    found = [(row["label"], float(row["start"]), float(row["end"])) for row in rows]
    assert found == [("EP", 1, pytest.approx(3.001)), ("EC", 5, pytest.approx(7.001))]


def test_patient_has_one_code_in_all_exams_and_no_name(tmp_path: Path) -> None:
    for _ in range(2):
        _exam(tmp_path / "store", [_finding("a", "EP", 1, 3)], whole="EP")
    rows = _rows(tmp_path / "store", tmp_path / "m.csv")
    assert len({row["exam"] for row in rows}) == 2
    (code,) = {row["patient"] for row in rows}
    assert code.startswith("HV-")
    text = (tmp_path / "m.csv").read_text(encoding="utf-8")
    assert "4711" not in text
    assert "Roe" not in text


def test_an_encrypted_store_becomes_a_manifest_with_private_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "store").mkdir()
    key = make_key(tmp_path / "store", "five words at random")
    _exam(tmp_path / "store", [_finding("a", "EP", 1, 3)], whole="EP", key=key)
    (tmp_path / "passphrase").write_text("five words at random\n")
    (tmp_path / "passphrase").chmod(0o600)
    monkeypatch.setenv("HYSTEROVIEW_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    rows = _rows(tmp_path / "store", tmp_path / "m.csv")
    (file,) = {tmp_path / row["file"] for row in rows}
    assert (tmp_path / "store") not in file.parents
    assert b"ftyp" in file.read_bytes()[:12]  # plain
    assert file.stat().st_mode & 0o077 == 0
    assert all(row["label"] == "EP" for row in rows)


def test_recording_in_two_files(tmp_path: Path) -> None:
    _exam(tmp_path / "store", [_finding("a", "EP", 1, 5)], whole="EP", clips=((0, 3), (3, 6)))
    rows = _rows(tmp_path / "store", tmp_path / "m.csv")
    spans = [(float(row["start"]), float(row["end"])) for row in rows]
    assert spans[0] == (1, pytest.approx(2.96, abs=0.05))
    assert spans[1] == (0, pytest.approx(2.001, abs=0.05))


def test_stretch_of_two_results_has_neither(tmp_path: Path) -> None:
    findings = [_finding("a", "EP", 1, 4), _finding("b", "EP", 3, 6)]
    _exam(tmp_path / "store", findings, [_lesion(1, "EP", "a"), _lesion(2, "EC", "b")])
    rows = _rows(tmp_path / "store", tmp_path / "m.csv")
    found = [(row["label"], float(row["start"]), float(row["end"])) for row in rows]
    assert found == [("EP", 1, 3), ("EC", pytest.approx(4.001), pytest.approx(6.001))]


@pytest.mark.parametrize("result", ["", "inadequate", "other", "normal"])
def test_without_a_class_there_is_no_label(tmp_path: Path, result: str) -> None:
    lesion = _lesion(1, "", "a")
    if result:
        text = "sarcoma" if result == "other" else ""
        pathology = LesionPathology(result=result, text=text)
        lesion = Lesion(number=1, is_biopsied=True, findings=("a",), pathology=pathology)
    _exam(tmp_path / "store", [_finding("a", "EP", 1, 3)], [lesion])
    with pytest.raises(HysteroViewError, match="result of pathology"):
        _rows(tmp_path / "store", tmp_path / "m.csv")
    if result == "normal":
        (row,) = _rows(tmp_path / "store", tmp_path / "m.csv", "--normal")
        assert row["label"] == "normal"


def test_whole_recordings_only_on_request(tmp_path: Path) -> None:
    _exam(tmp_path / "store", whole="SM")
    with pytest.raises(HysteroViewError, match="linked"):
        _rows(tmp_path / "store", tmp_path / "m.csv")
    (row,) = _rows(tmp_path / "store", tmp_path / "m.csv", "--whole")
    assert (row["label"], row["start"], row["end"]) == ("SM", "", "")
