"""Codes that agree between exports, and lead back to the patient."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from hysteroview.core.deidentify.identity import Identity
from hysteroview.core.errors import StorageError
from hysteroview.export.deidentify.key_file import deidentifier_for, find_code

ANNA = Identity(name="Weiss^Anna", identifier="4711", birth_date="1970-02-03", exam_id="aa01")


def test_the_same_patient_gets_the_same_code_and_another_exam_another_one(tmp_path: Path) -> None:
    path = tmp_path / "apart" / "key.json"
    first = deidentifier_for(path, ANNA)
    second = deidentifier_for(path, Identity(name="Weiss^Anna", identifier="4711", exam_id="aa02"))
    other = deidentifier_for(path, Identity(identifier="4712", exam_id="aa03"))
    assert (first.code, first.shift_days) == (second.code, second.shift_days)
    assert first.exam_code != second.exam_code
    assert other.code != first.code
    assert -365 <= first.shift_days <= -1


def test_a_code_leads_back(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    made = deidentifier_for(path, ANNA)
    for code in (made.code, made.exam_code, f" {made.code.lower()}\n"):
        found = find_code(path, code)
        assert found is not None
        assert found.patient["name"] == "Weiss^Anna"
        assert found.exams == {made.exam_code: "aa01"}
    assert find_code(path, "HV-NOBODY") is None


def test_the_key_of_encrypted_exams_names_nobody(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    made = deidentifier_for(path, ANNA, keeps_identity=False)
    content = path.read_text()
    assert "aa01" in content
    assert not any(secret in content for secret in ("Weiss", "4711", "1970"))
    assert find_code(path, made.code) is not None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "apart" / "key.json"
    deidentifier_for(path, ANNA)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", ["", "[]", '{"schema": "other"}', "{" * 100, '"a"'])
def test_a_damaged_key_is_reported_and_not_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key.json"
    path.write_text(content)
    with pytest.raises(StorageError, match="damaged"):
        deidentifier_for(path, ANNA)
    assert path.read_text() == content
