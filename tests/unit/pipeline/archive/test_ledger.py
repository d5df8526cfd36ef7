"""The ledger of an archive: nothing is lost, nothing is done twice, wherever the files lie."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hysteroview.core.errors import SourceError, StorageError
from hysteroview.pipeline.archive.ledger.entries import Counts, RecordingState
from hysteroview.pipeline.archive.ledger.file import only_one
from hysteroview.pipeline.archive.ledger.ledger import Ledger, read_ledgers
from hysteroview.pipeline.archive.ledger.listing import recordings_of, recordings_under


class Hospital:
    """A folder of recordings, and the ledger of their results."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.results = folder / "recordings", folder / "results"
        self.folder.mkdir()
        self.results.mkdir()
        self.read: list[str] = []

    def add(self, name: str, content: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(content)
        return path

    def content_of(self, path: Path) -> str | None:
        self.read.append(path.name)
        text = path.read_text()
        return None if text == "unreadable" else hashlib.sha256(text.encode()).hexdigest()

    def list_in(self, ledger: Ledger) -> tuple[int, int]:
        return ledger.list_files(recordings_under(self.folder, self.results), self.content_of)


@pytest.fixture
def hospital(tmp_path: Path) -> Hospital:
    return Hospital(tmp_path)


@pytest.fixture
def ledger(hospital: Hospital) -> Iterator[Ledger]:
    with closing(Ledger(hospital.results, "run")) as opened:
        yield opened


def _names(ledger: Ledger, state: RecordingState | None = None) -> list[str]:
    return [entry.path.name for entry in ledger.entries(state)]


def test_only_video_files_are_listed(hospital: Hospital, ledger: Ledger) -> None:
    for name in ("b.mp4", "a/c.MKV", "a/notes.txt", ".hidden.mp4", ".trash/d.mp4"):
        hospital.add(name, name)
    (hospital.folder / "link.mp4").symlink_to(hospital.folder / "missing.mp4")
    os.mkfifo(hospital.folder / "pipe.mp4")
    assert hospital.list_in(ledger) == (2, 0)
    assert _names(ledger) == ["c.MKV", "b.mp4"]


def test_the_folder_of_the_results_is_left_out(hospital: Hospital) -> None:
    hospital.add("a.mp4", "a")
    inside = hospital.folder / "out"
    hospital.add("out/clip.mp4", "clip")
    assert [Path(each.path).name for each in recordings_under(hospital.folder, inside)] == ["a.mp4"]


def test_a_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        list(recordings_under(tmp_path / "none", tmp_path))


def test_the_recordings_of_a_manifest_are_listed(hospital: Hospital, ledger: Ledger) -> None:
    """They replace those that were listed before; a file that is gone meanwhile is left out."""
    hospital.add("old.mp4", "old")
    hospital.list_in(ledger)
    paths = [hospital.add("b.mp4", "b"), hospital.add("a.mp4", "a"), hospital.folder / "gone.mp4"]
    assert ledger.list_files(recordings_of(paths), hospital.content_of) == (2, 0)
    assert _names(ledger) == ["a.mp4", "b.mp4"]


def test_files_that_did_not_change_are_not_read_again(hospital: Hospital, ledger: Ledger) -> None:
    hospital.add("a.mp4", "a")
    hospital.add("b.mp4", "b")
    hospital.list_in(ledger)
    hospital.read.clear()
    changed = hospital.add("b.mp4", "other")
    os.utime(changed, ns=(1, 1))
    hospital.list_in(ledger)
    assert hospital.read == ["b.mp4"]
    assert ledger.counts() == Counts(waiting=2, done=0, set_aside=0, units=0, units_done=0)


def test_a_moved_or_copied_recording_keeps_its_result(hospital: Hospital, ledger: Ledger) -> None:
    path = hospital.add("a.mp4", "a")
    hospital.list_in(ledger)
    (entry,) = ledger.entries()
    ledger.finish(entry.content, {"frames": 7})
    path.rename(hospital.folder / "renamed.mp4")
    hospital.add("copy.mp4", "a")
    hospital.list_in(ledger)
    (entry,) = ledger.entries()
    assert (entry.state, entry.path.name) == (RecordingState.DONE, "copy.mp4")
    assert entry.summary == {"frames": 7}
    assert ledger.counts().total == 1


def test_recordings_that_are_gone_are_not_shown_and_come_back(
    hospital: Hospital, ledger: Ledger
) -> None:
    path = hospital.add("a.mp4", "a")
    hospital.list_in(ledger)
    (entry,) = ledger.entries()
    ledger.finish(entry.content, {})
    path.unlink()
    hospital.list_in(ledger)
    assert ledger.counts().total == 0
    hospital.add("a.mp4", "a")
    hospital.list_in(ledger)
    assert ledger.counts().done == 1


def test_units_that_are_done_stay_done(hospital: Hospital, ledger: Ledger) -> None:
    hospital.add("a.mp4", "a")
    hospital.list_in(ledger)
    (entry,) = ledger.entries()
    assert ledger.begin(entry.content, 3) == frozenset()
    ledger.unit_done(entry.content, 1)
    with closing(Ledger(hospital.results, "run")) as again:  # after the first was killed
        assert again.begin(entry.content, 3) == {1}
        again.unit_lost(entry.content, 1)
        assert again.begin(entry.content, 3) == frozenset()
        again.unit_done(entry.content, 2)
        assert again.begin(entry.content, 4) == frozenset(), "it was divided otherwise"


def test_attempts_are_counted(hospital: Hospital, ledger: Ledger) -> None:
    hospital.add("a.mp4", "a")
    hospital.list_in(ledger)
    (entry,) = ledger.entries()
    ledger.begin(entry.content, 2)
    assert [ledger.unit_failed(entry.content, 0) for _ in range(3)] == [1, 2, 3]
    ledger.set_aside(entry.content, "It hangs.")
    assert _names(ledger, RecordingState.WAITING) == []
    assert [each.reason for each in ledger.entries(RecordingState.SET_ASIDE)] == ["It hangs."]
    assert ledger.try_again() == 1
    assert _names(ledger, RecordingState.WAITING) == ["a.mp4"]


def test_another_model_is_another_run(hospital: Hospital, ledger: Ledger) -> None:
    hospital.add("a.mp4", "a")
    hospital.list_in(ledger)
    (entry,) = ledger.entries()
    ledger.finish(entry.content, {})
    with closing(Ledger(hospital.results, "other")) as other:
        hospital.list_in(other)
        assert other.counts().waiting == 1
    assert ledger.counts().done == 1


def test_files_that_cannot_be_read_are_counted(hospital: Hospital, ledger: Ledger) -> None:
    hospital.add("a.mp4", "unreadable")
    assert hospital.list_in(ledger) == (1, 1)
    assert ledger.counts().total == 0


def test_a_ledger_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_text("this is not a database, but it is long enough" * 50)
    with pytest.raises(StorageError, match="ledger"):
        Ledger(tmp_path, "run")


def test_entries_can_be_changed_while_they_are_read(hospital: Hospital, ledger: Ledger) -> None:
    for number in range(30):
        hospital.add(f"{number:02}.mp4", str(number))
    hospital.list_in(ledger)
    for entry in ledger.entries(RecordingState.WAITING):
        ledger.finish(entry.content, {})
    assert ledger.counts().done == 30


def test_only_one_program_analyzes_into_a_folder(hospital: Hospital) -> None:
    first = only_one(hospital.results)
    with first, pytest.raises(StorageError, match="Another program"), only_one(hospital.results):
        pass
    with only_one(hospital.results):
        pass


def test_results_on_a_share_for_reading_only_are_read_and_nothing_is_written(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Ledger(hospital.results, "run")) as ledger:
        hospital.add("a.mp4", "one")
        hospital.list_in(ledger)
    before = sorted(path.name for path in hospital.results.iterdir())
    # the tests' user may write everywhere
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert [_names(each) for each in read_ledgers(hospital.results)] == [["a.mp4"]]
    assert sorted(path.name for path in hospital.results.iterdir()) == before
    (hospital.results / "ledger.sqlite-wal").write_bytes(b"changes")
    with pytest.raises(StorageError, match="not closed properly"):
        list(read_ledgers(hospital.results))


def test_a_run_says_that_it_is_a_quick_pass(hospital: Hospital, ledger: Ledger) -> None:
    hospital.add("a.mp4", "one")
    hospital.add("b.mp4", "two")
    hospital.list_in(ledger)
    first, second = (entry.content for entry in ledger.entries())
    ledger.finish(first, {"frames": 4})
    assert not ledger.is_quick()
    ledger.finish(second, {"frames": 4, "quick": True, "samples": 2})
    assert ledger.is_quick()
