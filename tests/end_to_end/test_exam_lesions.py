"""The commands about lesions, as a person uses them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hysteroview.cli.main import hysteroview
from hysteroview.exam.store.store import open_store
from kept_exams import keep_exam


@pytest.fixture
def exam_id(tmp_path: Path) -> str:
    return keep_exam(tmp_path)


def call(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(hysteroview, ["exam", f"--store={store}", *arguments])


def test_lesions_are_entered_corrected_and_undone(tmp_path: Path, exam_id: str) -> None:
    for arguments in (
        ("add", exam_id, "--place", "fundus", "--size", "8", "--class", "ep", "--jar", "A"),
        ("pathology", exam_id, "1", "ec", "--text", "G1", "--date", "2026-11-20"),
        ("add", exam_id, "--class", "SM", "--note", "not resected"),
        ("change", exam_id, "2", "--size", "12"),
        ("remove", exam_id, "2"),
    ):
        done = call(tmp_path, "lesion", *arguments)
        assert done.exit_code == 0, done.output
    with open_store(tmp_path, read_only=True) as store:
        (lesion,) = store.exam(exam_id).lesions
    assert (lesion.code, lesion.is_biopsied, lesion.size_mm) == ("EP", True, 8.0)
    assert lesion.pathology is not None
    assert (lesion.pathology.result, lesion.pathology.date) == ("EC", "2026-11-20")
    undone = call(tmp_path, "lesion", "undo", exam_id)
    assert undone.output == f"undone        {exam_id}: remove lesion 2\n"
    assert call(tmp_path, "verify").exit_code == 0
    shown = call(tmp_path, "show", exam_id).output
    assert "lesion        2: SM, 12 mm, no biopsy (not resected)" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("change", "{}", "1"), "Say what is to be changed"),
        (("change", "{}", "1", "--size", "4"), "no lesion 1"),
        (("add", "{}", "--size", "-4"), "more than 0"),
        (("add", "{}", "--place", "somewhere"), "Invalid value"),
        (("pathology", "{}", "1", "other"), "described in words"),
        (("add", "nothing"), "no exam nothing"),
        (("undo", "{}"), "no change"),
    ],
)
def test_impossible_entries_are_refused_with_the_reason(
    tmp_path: Path, exam_id: str, arguments: tuple[str, ...], words: str
) -> None:
    done = call(tmp_path, "lesion", *(each.format(exam_id) for each in arguments))
    assert done.exit_code != 0
    assert words in done.output + str(done.exception)
