"""Only what the record of an exam vouches for is intact, and only that is exported."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.exam.store.audit import FILES, AuditLog, genesis, read_chain
from hysteroview.exam.store.copies.copying import EXPORT_FILE, REMOVED_FOLDER, export_exam
from hysteroview.exam.store.folder import ExamFolder
from hysteroview.exam.store.integrity import Checked, verify
from hysteroview.exam.store.rebuild import rebuild
from hysteroview.exam.store.records import Patient
from hysteroview.exam.store.removed import RESTORE, WITHDRAW
from hysteroview.exam.store.store import ExamStore, open_store
from moments import snapshot
from recordings import at_rate, write_all


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ExamStore]:
    with open_store(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def exam_id(store: ExamStore) -> str:
    """An exam with a snapshot and a clip that has subtitles."""
    exam_id = store.begin_exam(Patient(), source="s", model="m", model_sha256="0").exam_id
    folder = store.exam_folder(exam_id)
    store.add_media(exam_id, snapshot(folder.snapshots, 1).record)
    clip = write_all(folder.clips, at_rate(30, 45), writes_subtitles=True).finish()
    store.add_media(exam_id, clip.track)
    store.end_exam(exam_id)
    return exam_id


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    (tmp_path / "copies").mkdir()
    return tmp_path / "copies"


def faults(store: ExamStore, exam_id: str) -> list[Checked]:
    return [part for part in verify(store, exam_id) if part.fault]


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_changed_subtitles_are_found_and_not_exported(
    store: ExamStore, exam_id: str, copies: Path
) -> None:
    assert faults(store, exam_id) == []
    (words,) = store.exam_folder(exam_id).clips.glob("*.srt")
    words.write_text(words.read_text() + "\n9\n00:00:00,000 --> 00:00:01,000\nBenign\n")
    (fault,) = faults(store, exam_id)
    assert (fault.part, fault.is_foreign) == (f"clips/{words.name}", False)
    with pytest.raises(StorageError, match="not intact"):
        export_exam(store, exam_id, copies, 1)


def test_changed_subtitles_are_found_after_the_index_was_rebuilt(
    store: ExamStore, exam_id: str
) -> None:
    folder = store.exam_folder(exam_id)
    store.close()
    (words,) = folder.clips.glob("*.srt")
    words.write_text("1\n00:00:00,000 --> 00:00:01,000\nBenign\n")
    (track,) = folder.clips.glob("*.jsonl")
    track.write_text(track.read_text().replace('"frames":45', '"frames":46'))
    assert [each.fault for each in rebuild(store.folder)] == [""]
    with open_store(store.folder) as again:
        found = {part.part for part in faults(again, exam_id)}
        assert found == {f"clips/{words.name}", f"clips/{track.name}"}


def forget_subtitles(store: ExamStore, exam_id: str) -> ExamFolder:
    """Let an exam be as earlier versions saved it: without a hash of the subtitles."""
    folder = store.exam_folder(exam_id)
    store.close()
    entries, _, _ = read_chain(folder.audit, exam_id)
    folder.audit.unlink()
    log = AuditLog(folder.audit, genesis(exam_id))
    for entry in entries:
        files = {
            name: sha for name, sha in entry.content.get(FILES, {}).items() if ".srt" not in name
        }
        content = {**entry.content, FILES: files} if files else entry.content
        log.append(entry.kind, content, entry.wall_ns)
    list(rebuild(store.folder))
    return folder


def test_subtitles_of_an_earlier_version_are_compared_with_the_track(
    store: ExamStore, exam_id: str, copies: Path
) -> None:
    folder = forget_subtitles(store, exam_id)
    (words,) = folder.clips.glob("*.srt")
    name = f"clips/{words.name}"
    with open_store(store.folder) as again:
        assert [part.part for part in faults(again, exam_id) if part.is_foreign] == []
        (copies / "whole").mkdir()
        (folder.clips / "forged.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nBenign\n")
        words.write_text("1\n00:00:00,000 --> 00:00:01,000\nBenign\n")
        foreign = [part.part for part in faults(again, exam_id) if part.is_foreign]
        assert foreign == sorted(["clips/forged.srt", name])


@pytest.mark.parametrize("name", [".hidden.png", "clips/.clip.mp4", "notes.txt", "more/a.png"])
def test_what_does_not_belong_to_the_exam_is_reported_and_not_exported(
    store: ExamStore, exam_id: str, copies: Path, name: str
) -> None:
    path = store.exam_folder(exam_id).path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("from elsewhere")
    found = faults(store, exam_id)
    assert name in [part.part for part in found]
    assert all(part.is_foreign for part in found)
    made = export_exam(store, exam_id, copies, 1)
    assert name in [part.part for part in made.foreign]
    assert name not in names_in(made.folder)
    assert name in json.loads((made.folder / EXPORT_FILE).read_text())["not_copied"]


def test_links_are_reported_and_what_they_point_to_is_not_exported(
    store: ExamStore, exam_id: str, copies: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.png").write_text("of another patient")
    folder = store.exam_folder(exam_id)
    (folder.path / "linked").symlink_to(outside)
    (folder.snapshots / "secret.png").symlink_to(outside / "secret.png")
    found = {part.part: part for part in faults(store, exam_id)}
    assert found.keys() == {"linked", "snapshots/secret.png"}
    assert all("link" in part.fault and part.is_foreign for part in found.values())
    made = export_exam(store, exam_id, copies, 1)
    assert not [name for name in names_in(made.folder) if "secret" in name]


@pytest.mark.parametrize("what", ["clips", "exam.json"])
def test_a_part_of_the_exam_that_is_a_link_is_a_fault(
    store: ExamStore, exam_id: str, copies: Path, tmp_path: Path, what: str
) -> None:
    part = store.exam_folder(exam_id).path / what
    part.rename(tmp_path / "moved")
    part.symlink_to(tmp_path / "moved")
    assert [each for each in faults(store, exam_id) if not each.is_foreign]
    with pytest.raises(StorageError, match="not intact"):
        export_exam(store, exam_id, copies, 1)


def test_a_pipe_in_the_folder_is_reported_and_nobody_waits_for_it(
    store: ExamStore, exam_id: str, copies: Path
) -> None:
    os.mkfifo(store.exam_folder(exam_id).clips / "pipe.srt")
    assert [part.fault for part in faults(store, exam_id)] == ["is not a file"]
    assert len(export_exam(store, exam_id, copies, 1).foreign) == 1


def test_pictures_of_an_interrupted_snapshot_are_vouched_for_and_exported(
    store: ExamStore, copies: Path
) -> None:
    exam_id = store.begin_exam(Patient(), source="s", model="m", model_sha256="0").exam_id
    saved = snapshot(store.exam_folder(exam_id).snapshots, 1)
    saved.record.unlink()
    temporary = saved.raw.with_name(f".{saved.raw.stem}.0123abcd.part.png")
    temporary.write_bytes(b"half a picture")
    store.close()
    with open_store(store.folder) as again:
        assert faults(again, exam_id) == []
        assert not temporary.exists()
        names = names_in(export_exam(again, exam_id, copies, 1).folder)
        assert f"unfinished/{saved.raw.name}" in names
        (again.exam_folder(exam_id).path / "unfinished" / saved.raw.name).write_bytes(b"other")
        assert len(faults(again, exam_id)) == 1


@pytest.mark.parametrize("with_removed", [False, True])
def test_what_the_operator_removed_is_exported_only_on_request_and_apart(
    store: ExamStore, exam_id: str, copies: Path, *, with_removed: bool
) -> None:
    folder = store.exam_folder(exam_id)
    kept = snapshot(folder.snapshots, 2)
    store.add_media(exam_id, kept.record)
    (removed,) = folder.snapshots.glob("*_0001_record.json")
    (clip,) = folder.clips.glob("*.jsonl")
    for name in (removed.name, clip.name, kept.record.name):
        store.add_event(exam_id, WITHDRAW, {"item": name})
    store.add_event(exam_id, RESTORE, {"item": kept.record.name})
    made = export_exam(store, exam_id, copies, 1, with_removed=with_removed)
    names = names_in(made.folder)
    in_place = {name for name in names if name.startswith(("snapshots/", "clips/"))}
    assert in_place == {f"snapshots/{path.name}" for path in (kept.raw, kept.overlay, kept.record)}
    apart = {name for name in names if name.startswith(f"{REMOVED_FOLDER}/")}
    assert len(apart) == (6 if with_removed else 0)
    assert (made.removed, made.has_removed) == (2, with_removed)


def test_an_export_is_open_to_its_owner_only(store: ExamStore, exam_id: str, copies: Path) -> None:
    made = export_exam(store, exam_id, copies, 1)
    for path in [made.folder, *made.folder.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path
