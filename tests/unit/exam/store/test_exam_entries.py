"""What is entered after an exam, from the command line: whose it was, and what histology said."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from hysteroview.cli.exam.commands import exam
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.records import Patient
from hysteroview.exam.store.store import open_store


def begin(folder: Path) -> str:
    with open_store(folder) as store:
        begun = store.begin_exam(
            Patient(birth_date="1970-02-03"), source="phantom", model="m", model_sha256="0" * 64
        )
        store.end_exam(begun.exam_id)
    return begun.exam_id


def call(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(exam, ["--store", str(folder), *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_patient_is_completed_and_the_log_shows_fields_but_no_text(tmp_path: Path) -> None:
    exam_id = begin(tmp_path)
    call(tmp_path, "patient", exam_id, "--id", "4711", "--name", "Weiss^Anna")
    assert exam_id in call(tmp_path, "list", "--name", "weiss")
    assert exam_id in call(tmp_path, "list", "--id", "4711")
    with open_store(tmp_path) as store:
        assert store.exam(exam_id).patient.birth_date == "1970-02-03"
        assert not [part for part in verify(store, exam_id) if part.fault]
        audit = store.exam_folder(exam_id).audit
    assert read_chain(audit, exam_id)[0][-1].content["changed"] == ["identifier", "name"]
    assert "weiss" not in audit.read_text(encoding="utf-8").casefold()


def test_pathology_is_entered_later_and_found(tmp_path: Path) -> None:
    exam_id = begin(tmp_path)
    assert exam_id not in call(tmp_path, "list", "--finding", "EP")
    call(tmp_path, "pathology", exam_id, "ep", "--text", "Endometrial polyp, no atypia")
    assert exam_id in call(tmp_path, "list", "--finding", "EP")
    assert "Endometrial polyp, no atypia" in call(tmp_path, "show", exam_id)
    call(tmp_path, "verify", exam_id)


def test_a_correction_without_a_field_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(exam, ["--store", str(tmp_path), "patient", begin(tmp_path)])
    assert result.exit_code == 2
    assert "--name" in result.output
