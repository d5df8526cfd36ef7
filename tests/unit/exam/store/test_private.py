"""What must not be in a record, and who may read it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from clips import write_clip
from hysteroview.capture.opening import open_source
from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import StorageError
from hysteroview.core.wording import printable
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.ledger import GONE
from hysteroview.exam.store.records import Pathology, Patient, check_entry
from hysteroview.exam.store.store import open_store


def begin(folder: Path, patient: Patient | None = None, **details: str) -> str:
    with open_store(folder) as store:
        exam = store.begin_exam(
            patient or Patient(), source="s", model="m", model_sha256="0", **details
        )
        store.end_exam(exam.exam_id)
    return exam.exam_id


def test_the_name_for_records_has_nothing_of_the_name_of_a_file(tmp_path: Path) -> None:
    film = tmp_path / "Name_Anna.Weiss.mp4"
    write_clip(film, frames=5, fps=25, size=(64, 48))
    with closing(open_source(str(film))) as source:
        assert source.info.name == "Name_Anna.Weiss.mp4"
        assert source.info.record_name == "recording (h264)"
    with closing(open_source("phantom:")) as source:
        assert source.info.record_name == source.info.name


@pytest.mark.parametrize("fields", [
    {"name": "W" * 65}, {"name": "Weiss^" + "A" * 65}, {"identifier": "1" * 65},
    {"name": "Weiss\x1b[2J"}, {"name": "Weiss\u202egnp"}, {"identifier": "1\n2"},
    {"operator": "\x07"}, {"indication": "bleeding\x9b2J"},
])  # fmt: skip
def test_overlong_fields_and_control_characters_are_refused(
    tmp_path: Path, fields: dict[str, str]
) -> None:
    patient = {name: fields[name] for name in ("name", "identifier") if name in fields}
    details = {name: text for name, text in fields.items() if name not in patient}
    with pytest.raises(StorageError, match="The field"):
        begin(tmp_path, Patient(**patient), **details)
    exam_id = begin(tmp_path)
    with open_store(tmp_path) as store, pytest.raises(StorageError, match="The field"):
        store.change_patient(exam_id, Patient(**patient), **details)


def test_usual_names_of_all_scripts_are_accepted(tmp_path: Path) -> None:
    check_entry({"name": "W" * 64 + "^" + "A" * 64, "indication": "x" * 1000})
    for name in ("Weiß^Anna", "李^一", "O'Neil^Bea Mary", "Ωμέγα^Άννα", "Nguyễn\u00a0Thị^An"):
        begin(tmp_path, Patient(name=name, identifier="4711-a/b"))


def test_nothing_of_a_record_reaches_the_terminal_raw(tmp_path: Path) -> None:
    exam_id = begin(tmp_path, Patient(name="Weiss"))
    with open_store(tmp_path) as store:
        result = Pathology(label="EP", text="first line\nsecond line", entered_wall_ns=1)
        store.add_pathology(exam_id, result)
        record = store.exam_folder(exam_id)
        evil = "\x1b]0;evil\x07\x9b2J\u202e"
        record.medium.write(
            record.path / "exam.json",
            (record.path / "exam.json").read_text().replace("Weiss", repr(evil)[1:-1]
            .replace("\\x1b", "\\u001b").replace("\\x07", "\\u0007").replace("\\x9b", "\\u009b"))
            .encode(),
        )  # fmt: skip
        store.take_in(record)
        assert store.exam(exam_id).patient.name == evil
    (record.path / "clips" / "a\x1b[2Jb").write_text("")
    for command in (["list"], ["show", exam_id], ["verify"]):
        output = (
            CliRunner().invoke(hysteroview, ["exam", "--store", str(tmp_path), *command]).output
        )
        assert exam_id in output
        assert printable(output.replace("\n", "")) == output.replace("\n", "")


def test_folders_that_were_opened_to_others_are_closed_at_the_start(tmp_path: Path) -> None:
    exam_id = begin(tmp_path)
    with open_store(tmp_path) as store:
        path = store.exam_folder(exam_id).path
    for each in (tmp_path, tmp_path / "exams", path):
        each.chmod(0o755)
    open_store(tmp_path).close()
    for each in (tmp_path, tmp_path / "exams", path):
        assert each.stat().st_mode & 0o077 == 0


def test_an_interrupted_deletion_says_what_to_do_and_that_it_was_completed(tmp_path: Path) -> None:
    exam_id = begin(tmp_path)
    path = tmp_path / "exams" / exam_id
    path.rename(path.with_name(f"{GONE}{exam_id}"))
    with open_store(tmp_path, read_only=True) as store:
        with pytest.raises(StorageError, match="deletion was interrupted") as raised:
            store.exam_folder(exam_id)
        assert "start the program" in raised.value.remedy
        (part,) = verify(store, exam_id)
        assert "is being deleted" in part.fault
    with open_store(tmp_path) as store:
        assert store.notices == (
            f"The deletion of exam {exam_id} had been interrupted. It is complete now.",
        )
        assert not list((tmp_path / "exams").iterdir())


def test_half_a_rebuilt_index_is_reported_and_completed(tmp_path: Path) -> None:
    ids = {begin(tmp_path) for _ in range(3)}
    with open_store(tmp_path) as store, store._index.transaction():
        store._index.remove(min(ids))
    with open_store(tmp_path, read_only=True) as store:
        (notice,) = store.notices
        assert "missing in the index: 1" in notice
        assert "exam rebuild" in notice
    with open_store(tmp_path) as store:
        assert store.notices == ("Exams that were missing in the index were added to it: 1.",)
        assert store.exam(min(ids))
