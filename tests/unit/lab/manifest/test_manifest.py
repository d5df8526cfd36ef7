"""Manifests: every kind of table that a hospital may send, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.labels import Label, LabelSet
from hysteroview.lab.manifest.entries import patient_key
from hysteroview.lab.manifest.manifest import read_manifest
from hysteroview.lab.manifest.table import read_table

LABELS = LabelSet(
    (
        Label("EH", "Endometrial hyperplasia", premalignant_or_malignant=False),
        Label("EC", "Endometrial cancer", premalignant_or_malignant=True),
        Label("EP", "Endometrial polyp", premalignant_or_malignant=False),
    )
)


def _write(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    for name in ("a.mp4", "b.mp4", "c.png"):
        (folder / name).touch()
    file = folder / "manifest.csv"
    file.write_text(text, encoding=encoding)
    return file


def test_all_columns_are_read(tmp_path: Path) -> None:
    file = _write(
        tmp_path,
        "Patient;File;Label;Start;End;Site;Scope;Box;Comment\n"
        "P1;a.mp4;EH;0:10;1:02:03.5;Wuhan;rigid;10, 20, 30, 40;first\n\n"
        "007;c.png;Endometrial Cancer;;;;;;\n",
    )
    first, second = read_manifest(file, LABELS).entries
    assert (first.patient, first.label, first.row) == ("P1", "EH", 2)
    assert (first.start_s, first.end_s, first.box) == (10.0, 3723.5, (10, 20, 30, 40))
    assert (first.site, first.scope) == ("Wuhan", "rigid")
    assert (second.patient, second.label, second.row) == ("007", "EC", 4)
    assert second.start_s is second.end_s is second.box is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    name = "李𠮷娜"  # the second character is not in gbk
    rows = [["patient", "file", "label"], [name, "a.mp4", "EP"]]
    file = _write(tmp_path, "\n".join(separator.join(row) for row in rows), encoding=encoding)
    assert [entry.patient for entry in read_manifest(file, LABELS).entries] == [name]


def test_paths_that_were_written_on_windows(tmp_path: Path) -> None:
    (tmp_path / "videos").mkdir()
    (tmp_path / "videos" / "x.mp4").touch()
    file = _write(tmp_path, "patient,file,label\nP1,videos\\x.mp4,EH\n")
    assert read_manifest(file, LABELS).entries[0].file == tmp_path / "videos" / "x.mp4"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("patient,file\nP1,a.mp4\n", "columns label are missing"),
        ("patient,file,label\n", "has no rows"),
        ("patient,file,label,File\nP1,a.mp4,EH,b\n", "several columns named “file”"),
        ("patient,file,label\nP1,no.mp4,EH\n", "line 2: There is no file “no.mp4”"),
        ("patient,file,label\nP1,a.mp4,\n", "line 2: There is no label"),
        ("patient,file,label\n\n,a.mp4,EH\n", "line 3: There is no patient"),
        ("patient,file,label\nP1,a.mp4,XX\n", "line 2: “XX” is not a class"),
        ("patient,file,label\n#N/A,a.mp4,EH\n", "line 2: The cell patient contains #N/A"),
        ("patient,file,label,start\nP1,a.mp4,EH,soon\n", "line 2: “soon” is not a time"),
        ("patient,file,label,start,end\nP1,a.mp4,EH,9,3\n", "ends (3) before it begins (9)"),
        ("patient,file,label,box\nP1,a.mp4,EH,1 2 3 0\n", "“1 2 3 0” is not a box"),
        ("patient,file,label\nP1,a.mp4,EH\np1 ,b.mp4,EH\n", "line 2, 3: One patient is written"),
        (
            "patient,file,label\nP1,a.mp4,EH\nP2,a.mp4,EH\n",
            "line 2, 3: The file a.mp4 belongs to",
        ),
        ("patient,file,label\nP1,a.mp4,EH\nP1,a.mp4,EC\n", "line 2, 3: The same picture or part"),
        ('patient,file,label\nP1,"a.mp4,EH\n', "Check its quotation marks"),
    ],
)
def test_faults_name_their_lines(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(HysteroViewError) as caught:
        read_manifest(_write(tmp_path, text), LABELS)
    assert message in str(caught.value)
    assert caught.value.remedy


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    rows = "".join(f"P{k},no{k}.mp4,EH\n" for k in range(30))
    with pytest.raises(HysteroViewError, match="30 errors") as caught:
        read_manifest(_write(tmp_path, f"patient,file,label\n{rows}"), LABELS)
    assert "and 10 more" in caught.value.message


def test_a_patient_with_two_findings_is_a_warning(tmp_path: Path) -> None:
    file = _write(tmp_path, "patient,file,label\nP1,a.mp4,EH\nP1,b.mp4,EP\n")
    manifest = read_manifest(file, LABELS)
    assert len(manifest.entries) == 2
    assert "“EH”, “EP”" in str(manifest.warnings[0])


def test_excel_keeps_text_and_row_numbers(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason='needs the extra "lab"')
    (tmp_path / "a.mp4").touch()
    book = openpyxl.Workbook()
    for row in (
        ["patient", "file", "label", "start"],
        ["007", "a.mp4", "EH", 3],
        [],
        [123456789012345678, "a.mp4", "EC", 4.5],
        ["#N/A", "a.mp4", "EP", None],
    ):
        book.active.append(row)
    book.active["A4"].value = 12
    book.save(tmp_path / "m.xlsx")
    table = read_table(tmp_path / "m.xlsx")
    assert [(row.number, row.cells["patient"]) for row in table.rows] == [
        (2, "007"),
        (4, "12"),
        (5, "#N/A"),
    ]
    assert [row.cells["start"] for row in table.rows] == ["3", "4.5", ""]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200), suffix=st.sampled_from([".csv", ".xlsx"]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, suffix: str) -> None:
    file = tmp_path / f"any{suffix}"
    file.write_bytes(content)
    try:
        read_manifest(file, LABELS)
    except HysteroViewError as error:
        assert error.remedy  # noqa: PT017 - either outcome is right


def test_spellings_of_a_patient() -> None:
    assert patient_key(" P1") == patient_key("p 1") == patient_key("Ｐ１")
    assert patient_key("P1") != patient_key("P01")
