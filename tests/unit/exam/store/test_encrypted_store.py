"""A store that only a passphrase opens: all of it works, and none of it can be read without."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from hysteroview.core.errors import StorageError
from hysteroview.exam.clip.recovery import NEVER_BEGUN, recover_clips
from hysteroview.exam.files.media_file import DiskFile
from hysteroview.exam.retention import purge
from hysteroview.exam.store import database
from hysteroview.exam.store.copies.conversion import begin_copy, copy_exams
from hysteroview.exam.store.copies.copying import export_exam
from hysteroview.exam.store.database import FILE
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.key_file import COPY, StoreLockedError
from hysteroview.exam.store.key_file import FILE as KEY_FILE
from hysteroview.exam.store.keys import StoreKey, change_passphrase, make_key, unlock
from hysteroview.exam.store.rebuild import rebuild
from hysteroview.exam.store.records import Episode, Pathology, Patient, TrackSecond
from hysteroview.exam.store.store import ExamStore, open_store
from moments import snapshot
from recordings import at_rate, shown_in, write_all

PASSPHRASE = "fünf Wörter an einem Tag"
ANNA = Patient(identifier="P-4711-0815", name="Weiss^Anna", birth_date="1980-02-03")
# no word that the letters of Base64 could make by chance
SECRETS = ("Weiss", "weiss", "4711-", "p-4711", "1980-02-03", "camera-7", "benign polyp", "ACTIVE")


@pytest.fixture
def key(tmp_path: Path) -> StoreKey:
    return make_key(tmp_path / "store", PASSPHRASE)


@pytest.fixture
def store(tmp_path: Path, key: StoreKey) -> Iterator[ExamStore]:
    with open_store(tmp_path / "store", key=key) as opened:
        yield opened


def fill(store: ExamStore) -> str:
    """Keep an exam with all that an exam can have, up to its end."""
    exam_id = store.begin_exam(ANNA, source="camera-7", model="m", model_sha256="0").exam_id
    folder = store.exam_folder(exam_id)
    store.add_media(exam_id, snapshot(folder.snapshots, 1, medium=store.medium).record)
    record = write_all(
        folder.clips, at_rate(30, 45), medium=store.medium, writes_subtitles=True
    ).finish()
    store.add_media(exam_id, record.track)
    seconds = TrackSecond(second=0, wall_ns=5, probabilities=(1.0,), states={"ACTIVE": 30})
    store.add_track(exam_id, seconds)
    store.add_event(exam_id, "state", {"to": "ACTIVE"})
    episode = Episode(label="EP", start_pts_ns=0, end_pts_ns=10**9, peak=0.9, frames=30)
    store.end_exam(exam_id, [episode])
    store.add_pathology(exam_id, Pathology(label="EP", text="benign polyp", entered_wall_ns=9))
    return exam_id


def faults(store: ExamStore, exam_id: str) -> list[str]:
    return [f"{part.part} {part.fault}" for part in verify(store, exam_id) if part.fault]


def assert_nothing_can_be_read(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 8
    for path in files:
        content = path.read_bytes()
        for secret in SECRETS:
            assert secret not in path.name
            assert secret.encode() not in content, f"{secret} is in {path.name}"
        assert content[:4] not in (b"SQLi", b"\x89PNG")
        assert b"ftyp" not in content[:64]
        assert not path.stat().st_mode & 0o077


def test_all_of_an_exam_is_kept_and_nothing_of_it_can_be_read(
    store: ExamStore, key: StoreKey
) -> None:
    exam_id = fill(store)
    assert (store.folder / f"{FILE}-wal").stat().st_size  # while it is open too
    assert_nothing_can_be_read(store.folder)
    assert faults(store, exam_id) == []
    store.close()
    assert_nothing_can_be_read(store.folder)
    with open_store(store.folder, key=key, read_only=True) as again:
        assert faults(again, exam_id) == []
        assert again.exam(exam_id).patient == ANNA
        assert [exam.exam_id for exam in again.search(Search(name="weiss"))] == [exam_id]
        assert again.track(exam_id)[0].states == {"ACTIVE": 30}
        assert len(again.media(exam_id)) == 6


def test_a_second_program_reads_beside_the_first(store: ExamStore, key: StoreKey) -> None:
    exam_id = fill(store)
    with open_store(store.folder, key=key) as other:
        assert other.is_read_only
        assert other.exam(exam_id).patient == ANNA
        store.change_patient(exam_id, Patient(name="Gelb^Anna"))
        assert other.exam(exam_id).patient.name == "Gelb^Anna"


def test_a_picture_that_was_written_plain_is_not_taken_in(store: ExamStore) -> None:
    exam_id = store.begin_exam(ANNA, source="s", model="m", model_sha256="0").exam_id
    forgotten = snapshot(store.exam_folder(exam_id).snapshots, 1)
    with pytest.raises(StorageError, match="not a complete snapshot"):
        store.add_media(exam_id, forgotten.record)
    assert any("belongs to no snapshot" in fault for fault in faults(store, exam_id))


def test_an_export_is_plain_and_plays(store: ExamStore, tmp_path: Path) -> None:
    exam_id = fill(store)
    copy = export_exam(store, exam_id, tmp_path, wall_ns=1).folder
    (video,) = copy.glob("clips/*.mp4")
    assert len(shown_in(video)) == 45
    with av.open(str(next(copy.glob("snapshots/*_raw.png")))) as container:
        assert sum(1 for _ in container.decode(video=0)) == 1
    assert "Weiss^Anna" in (copy / "exam.json").read_text()
    assert len(list(copy.glob("clips/*.srt"))) == 1
    assert (copy / "audit.jsonl").read_text().count("\n") == 6
    purge(store, exam_id)
    assert not store.search(Search())


def test_a_clip_plays_where_it_lies(store: ExamStore) -> None:
    exam_id = fill(store)
    (video,) = store.exam_folder(exam_id).clips.glob("*.mp4")
    assert [number for number, _ in shown_in(video, store.medium)] == list(range(45))
    with store.medium.open(video) as file, av.open(file) as container:
        container.seek(1_000_000, backward=True)
        assert next(container.decode(video=0)).time == pytest.approx(1.0)


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.999])
def test_a_recording_that_was_interrupted_is_taken_in(
    store: ExamStore, key: StoreKey, kept: float
) -> None:
    exam_id = store.begin_exam(ANNA, source="s", model="m", model_sha256="0").exam_id
    folder = store.exam_folder(exam_id)
    writer = write_all(folder.clips, at_rate(30, 90), medium=store.medium)
    store.close()
    video = writer.files.unfinished_video
    os.truncate(video, int(video.stat().st_size * kept))
    with open_store(store.folder, key=key) as again:
        assert again.recovered == (exam_id,)
        assert again.notices == ()
        assert faults(again, exam_id) == []
        assert 12 <= len(shown_in(writer.files.video, again.medium)) <= 90
        assert len(again.media(exam_id)) == 2


@pytest.mark.parametrize("content", [
    b"", b"HVSEAL1\n" + bytes(16), b"HVSEAL1\n" + bytes(999),
])  # fmt: skip
def test_a_recording_without_a_picture_is_reported_once(
    tmp_path: Path, key: StoreKey, content: bytes
) -> None:
    (tmp_path / "a.recording.mp4").write_bytes(content)
    (failure,) = recover_clips(tmp_path, key.medium).failures
    assert failure == NEVER_BEGUN.format(name="a.mp4")
    assert recover_clips(tmp_path, key.medium) == recover_clips(tmp_path / "none")


def test_the_index_is_rebuilt(store: ExamStore, key: StoreKey) -> None:
    exam_id = fill(store)
    store.close()
    assert [item.fault for item in rebuild(store.folder, key)] == [""]
    with open_store(store.folder, key=key) as again:
        assert again.exam(exam_id).patient == ANNA
        assert faults(again, exam_id) == []
        assert again.notices == ()


def test_a_damaged_index_is_rebuilt_at_the_next_start(store: ExamStore, key: StoreKey) -> None:
    exam_id = fill(store)
    store.close()
    path = store.folder / FILE
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    with open_store(store.folder, key=key) as again:
        assert "was rebuilt" in again.notices[0]
        assert faults(again, exam_id) == []


def test_a_copy_before_a_migration_is_encrypted(
    store: ExamStore, key: StoreKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    store.close()
    newer = (*database.MIGRATIONS, "CREATE TABLE later (a TEXT) STRICT;")
    monkeypatch.setattr(database, "MIGRATIONS", newer)
    with open_store(store.folder, key=key) as again:
        assert again.search(Search())
    assert (store.folder / f"{FILE}.v1").stat().st_size > 0
    assert_nothing_can_be_read(store.folder)


def test_a_changed_byte_is_reported_with_its_file(store: ExamStore) -> None:
    exam_id = fill(store)
    folder = store.exam_folder(exam_id)
    for path in sorted(folder.path.rglob("*")):
        if not path.is_file() or path.suffix == ".srt":
            continue
        whole = path.read_bytes()
        half = len(whole) // 2
        path.write_bytes(whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :])
        assert any(path.name in fault for fault in faults(store, exam_id)), path.name
        path.write_bytes(whole)
    assert faults(store, exam_id) == []


def test_without_the_right_passphrase_nothing_is_opened_or_changed(
    store: ExamStore, tmp_path: Path
) -> None:
    fill(store)
    store.close()
    before = {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}
    with pytest.raises(StoreLockedError, match="not the passphrase"):
        unlock(store.folder, PASSPHRASE + ".")
    foreign = make_key(tmp_path / "other", PASSPHRASE)
    for key in (None, foreign):
        for attempt in (lambda key=key: open_store(store.folder, key=key),
                        lambda key=key: list(rebuild(store.folder, key))):  # fmt: skip
            with pytest.raises(StoreLockedError):
                attempt()
    for name in (KEY_FILE, COPY):
        (store.folder / name).unlink()
    with pytest.raises(StoreLockedError, match="key is missing"):
        open_store(store.folder)
    after = {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}
    assert after == {path: content for path, content in before.items() if path in after}
    assert len(after) == len(before) - 2


def test_a_key_is_not_for_a_store_that_is_not_encrypted(tmp_path: Path, key: StoreKey) -> None:
    open_store(tmp_path / "plain").close()
    with pytest.raises(StorageError, match="not encrypted"):
        open_store(tmp_path / "plain", key=key)
    with pytest.raises(StorageError, match="not encrypted"):
        unlock(tmp_path / "plain", PASSPHRASE)
    with pytest.raises(StorageError, match="not empty"):
        make_key(tmp_path / "plain", PASSPHRASE)


def test_the_passphrase_can_be_changed(store: ExamStore) -> None:
    exam_id = fill(store)
    store.close()
    change_passphrase(store.folder, PASSPHRASE, "another good passphrase")
    with pytest.raises(StoreLockedError):
        unlock(store.folder, PASSPHRASE)
    with pytest.raises(StorageError, match="too short"):
        change_passphrase(store.folder, "another good passphrase", "short")
    with open_store(store.folder, key=unlock(store.folder, "another good passphrase")) as again:
        assert faults(again, exam_id) == []


def test_the_same_letters_in_another_form_are_the_same_passphrase(store: ExamStore) -> None:
    unlock(store.folder, "fu\u0308nf Wo\u0308rter an einem Tag")


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", None])
def test_a_damaged_key_file_is_made_again_from_its_copy(
    store: ExamStore, damage: bytes | None
) -> None:
    store.close()
    path = store.folder / KEY_FILE
    whole = path.read_bytes()
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage or whole.replace(b'"lanes": 4', b'"lanes": 1'))
    key = unlock(store.folder, PASSPHRASE)
    open_store(store.folder, key=key).close()
    assert path.read_bytes() == whole


def test_plain_exams_are_copied_into_an_encrypted_store(tmp_path: Path) -> None:
    with open_store(tmp_path / "old") as old:
        ids = sorted(fill(old) for _ in range(2))
    key = begin_copy(tmp_path / "old", tmp_path / "new", PASSPHRASE)
    assert sorted(copy_exams(tmp_path / "old", tmp_path / "new", key)) == ids
    assert_nothing_can_be_read(tmp_path / "new")
    with open_store(tmp_path / "new", key=key) as new:
        assert sorted(exam.exam_id for exam in new.search(Search())) == ids
        assert [faults(new, exam_id) for exam_id in ids] == [[], []]
        assert new.notices == ()
        assert new.exam(ids[0]).patient == ANNA


def test_a_full_disk_ends_a_sealed_recording_as_it_ends_a_plain_one(
    store: ExamStore, key: StoreKey
) -> None:
    class FullFile(DiskFile):
        def write(self, content: bytes) -> int:
            if self.size_bytes > 30_000:
                super().write(content[:100])
                raise OSError(28, os.strerror(28))
            return super().write(content)

    from hysteroview.exam.clip.series import ClipSeries, SplitRule
    from recordings import encoded, plan

    encoder, pictures = encoded(at_rate(30, 200))
    folder = store.folder / "exams"
    series = ClipSeries(plan(folder, encoder, medium=key.medium), SplitRule(), open_file=FullFile)
    records = [record for picture in pictures for record in series.write(picture)]
    (record,) = records
    assert series.failure is not None
    assert record.is_recovered
    assert len(shown_in(record.path, key.medium)) == record.frames > 5
