"""Exam folders that somebody has made to do harm: no crash, no hang, nothing outside the store."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.core.review.pictures import PICTURES_CHANGED
from hysteroview.exam.clip.files import UNFINISHED
from hysteroview.exam.clip.recovery import recover_clips
from hysteroview.exam.clip.track import read_lines
from hysteroview.exam.files.lines import MOST_LINE_BYTES, lines_of
from hysteroview.exam.files.medium import MOST_RECORD_BYTES, PLAIN, BrokenSealError, read
from hysteroview.exam.files.sealed_frames import FrameKind
from hysteroview.exam.files.sealed_medium import SealedMedium
from hysteroview.exam.store import key_file, keys
from hysteroview.exam.store.audit import AuditLog, genesis, read_chain
from hysteroview.exam.store.copies.copying import export_exam
from hysteroview.exam.store.database import FILE
from hysteroview.exam.store.folder import ExamFolder, make_private_folder
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import read_record, verify, verify_store
from hysteroview.exam.store.key_file import StoreLockedError
from hysteroview.exam.store.keys import make_key, unlock
from hysteroview.exam.store.rebuild import rebuild
from hysteroview.exam.store.records import Pathology, Patient, TrackSecond
from hysteroview.exam.store.store import ExamStore, open_store
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.store_start import start_store
from hysteroview.inference.model.card import find_model, load_card
from kept_exams import Span, log_of
from measured import at_most
from moments import snapshot
from picture_notes import said_of
from recordings import at_rate, write_all
from trials import trials

DEEP = "@deep@"
NASTY = (
    None, True, 0, -1, 2**63, 10**400, 1e308, float("nan"), float("inf"), "", "x", "\ud800", DEEP,
    "../../../canary", "..", "a/b", "x" * 100_000, [], [[]], {}, {"": []}, [1, "a", None],
)  # fmt: skip
PASSPHRASE = "five words at random"
ENDLESS = (
    "DROP TABLE exams; CREATE VIEW exams AS WITH RECURSIVE n (i) AS "
    "(VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i AS id, '' AS record FROM n;"
)
CARD = load_card(find_model(None), verify=False)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with an ended exam and one that was interrupted, and a file beside it."""
    root = tmp_path_factory.mktemp("foreign")
    with open_store(root / "store") as store:
        for number in (1, 2):
            exam_id = store.begin_exam(
                Patient(name="A^B"), source="s", model="phantom", model_sha256=CARD.sha256
            ).exam_id
            folder = store.exam_folder(exam_id)
            store.add_media(exam_id, snapshot(folder.snapshots, number).record)
            clip = write_all(folder.clips, at_rate(30, 12), writes_subtitles=True).finish()
            store.add_media(exam_id, clip.track)
            for second in range(2):
                frames = log_of([Span("EP", second, frames=4), Span("EC", second + 0.5, frames=2)])
                store.add_track(exam_id, TrackSecond.of(second, 5, frames))
            for kind, content in (
                ("mark", {"mark": 1, "pts_ns": 3}), ("signal", {"lost": True}),
                ("parts", {"parts": [{"name": "a", "start_ns": 0, "origin_ns": 0}]}),
                ("study_call", {"reading": 1, "call": "EP",
                                "ai": {"state": "ACTIVE", "result": None}}),
                ("verdict", {"rules": {"joined_s": 2.0}, "findings": []}),
            ):  # fmt: skip
                store.add_event(exam_id, kind, content)
            kept = next(each for each in store.media(exam_id) if each.kind == "snapshot")
            change = said_of(kept.item)
            store.change_pictures(exam_id, PICTURES_CHANGED, change.as_dict(), change.after)
            if number == 1:
                store.end_exam(exam_id)
                store.add_pathology(exam_id, Pathology(label="EP", text="x", entered_wall_ns=1))
    (root / "canary").mkdir(mode=0o755)
    (root / "canary" / "file").write_text("not of the store")
    return root


@pytest.fixture(name="copy")
def _copy(template: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template, tmp_path / "root")


def exam_folders(root: Path) -> list[Path]:
    return sorted((root / "store" / "exams").iterdir())


def use_all(store_folder: Path, out: Path) -> None:
    """Do with a store what the program does; only its own errors may come out."""
    attempts: list[Callable[[], object]] = [
        lambda: start_store(ExamAccess(store_folder)),
        lambda: list(rebuild(store_folder)),
    ]
    for attempt in attempts:
        with suppress(HysteroViewError):
            attempt()
    with suppress(HysteroViewError), open_store(store_folder) as store:
        with suppress(HysteroViewError):
            list(verify_store(store, read_record(store)))
        for exam_id in exam_ids(store):
            for action in (
                lambda each: list(verify(store, each)),
                lambda each: ExamAccess(store_folder).read(each, CARD),
                lambda each: export_exam(store, each, out, 1),
            ):
                with suppress(HysteroViewError):
                    action(exam_id)
            for command in (["exam", "--store", str(store_folder), "show", exam_id],
                            ["verdict", "--store", str(store_folder), exam_id]):  # fmt: skip
                done = CliRunner().invoke(hysteroview, command)
                assert done.exception is None or isinstance(
                    done.exception, HysteroViewError | SystemExit
                ), done.exception


def exam_ids(store: ExamStore) -> Iterator[str]:
    try:
        yield from [exam.exam_id for exam in store.search(Search())]
    except HysteroViewError:
        yield from (folder.exam_id for folder in store.folders())


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each container in a value of JSON with each of its keys."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


def change(document: Any, draw: st.DataObject) -> Any:
    """Replace or remove any part of a value of JSON."""
    found = list(places(document))
    container, key = found[draw.draw(st.integers(0, len(found) - 1))]
    if draw.draw(st.integers(0, 9)) == 0:
        del container[key]
    else:
        container[key] = draw.draw(st.sampled_from(NASTY))
    return document


def dumped(document: Any) -> str:
    text = json.dumps(document, separators=(",", ":"), sort_keys=True)
    return text.replace(f'"{DEEP}"', "[" * 50_000 + "]" * 50_000)


def damage_json(path: Path, draw: st.DataObject) -> None:
    path.write_text(dumped(change(json.loads(path.read_text()), draw)))


def damage_lines(path: Path, draw: st.DataObject) -> None:
    lines = path.read_text().splitlines()
    number = draw.draw(st.integers(0, len(lines) - 1))
    lines[number] = dumped(change(json.loads(lines[number]), draw))
    path.write_text("\n".join(lines) + "\n")


def damage_log(path: Path, draw: st.DataObject) -> None:
    """Change a log and compute its chain again, as anybody can in a plain store."""
    name = "store" if path.parent.name == "store" else path.parent.name
    entries, _, _ = read_chain(path, name)
    path.unlink()
    log = AuditLog(path, genesis(name))
    changed = draw.draw(st.integers(0, len(entries) - 1))
    for number, entry in enumerate(entries):
        content = dict(entry.content)
        if number == changed and content:
            content = json.loads(json.dumps(change(content, draw)))
        with suppress(UnicodeEncodeError):
            log.append(entry.kind, content, entry.wall_ns)


@settings(
    deadline=None,
    max_examples=trials(25, 400),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(draw=st.data())
def test_no_content_of_an_exam_stops_the_program(
    template: Path, tmp_path: Path, draw: st.DataObject
) -> None:
    root = tmp_path / "root"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root)
    exam = draw.draw(st.sampled_from(exam_folders(root)))
    damages: dict[Path, Callable[[Path, st.DataObject], None]] = {
        exam / "exam.json": damage_json,
        next(exam.glob("snapshots/*_record.json")): damage_json,
        exam / "track.jsonl": damage_lines,
        next(exam.glob("clips/*.jsonl")): damage_lines,
        exam / "audit.jsonl": damage_log,
        root / "store" / "audit.jsonl": damage_log,
    }
    for path in draw.draw(
        st.lists(st.sampled_from(sorted(damages)), min_size=1, max_size=3, unique=True)
    ):
        if path.exists():
            damages[path](path, draw)
    if draw.draw(st.booleans()):
        for path in (root / "store").glob(f"{FILE}*"):
            path.unlink()
    out = root / "out"
    out.mkdir()
    with at_most(cpu_s=10):
        use_all(root / "store", out)
    assert_nothing_outside(root)


def assert_nothing_outside(root: Path) -> None:
    assert {path.name for path in root.iterdir()} <= {"store", "out", "canary"}
    assert [path.name for path in (root / "canary").iterdir()] == ["file"]
    assert (root / "canary").stat().st_mode & 0o777 == 0o755
    assert (root / "canary" / "file").read_text() == "not of the store"


@pytest.mark.parametrize("kind", ["snapshot", "clip", "log", "index"])
def test_a_record_cannot_name_files_outside_its_exam(copy: Path, kind: str) -> None:
    exam = exam_folders(copy)[0]
    leading_out = "../../../../canary/file"
    store = copy / "store"
    if kind == "snapshot":
        record = next(exam.glob("snapshots/*_record.json"))
        content = json.loads(record.read_text())
        content["files"]["raw"] = {"name": leading_out, "sha256": "0" * 64}
        record.write_text(json.dumps(content))
    elif kind == "clip":
        track = next(exam.glob("clips/*.jsonl"))
        lines = track.read_text().splitlines()
        end = json.loads(lines[-1])
        end["end"]["video"] = leading_out
        track.write_text("\n".join([*lines[:-1], json.dumps(end)]) + "\n")
    elif kind == "log":
        log = exam / "audit.jsonl"
        _, head, _ = read_chain(log, exam.name)
        content = {"files": {f"snapshots/{leading_out}": "0" * 64}}
        AuditLog(log, head).append("snapshot", content, 1)
    if kind == "index":
        with open_store(store) as opened:
            row = opened.media(exam.name)[0]
            with opened._index.transaction():
                opened._index.put_media(
                    exam.name, [keys.replace(row, name=f"snapshots/{leading_out}")]
                )
    else:
        for path in store.glob(f"{FILE}*"):
            path.unlink()
    (copy / "out").mkdir()
    with open_store(store) as opened:
        opened.exam(exam.name)
        names = {item.name for item in opened.media(exam.name)}
        assert not [name for name in names if ".." in name]
        told = [part.fault for part in verify(opened, exam.name) if part.fault]
        assert kind == "index" or told
        with suppress(StorageError):
            export_exam(opened, exam.name, copy / "out", 1)
    assert_nothing_outside(copy)


@pytest.mark.parametrize(
    "script",
    [
        ENDLESS,
        "CREATE TRIGGER t AFTER INSERT ON exams BEGIN DELETE FROM media; END;",
        "PRAGMA user_version = -7;",
    ],
    ids=["view", "trigger", "version"],
)
def test_an_index_that_others_have_made_is_built_again(copy: Path, script: str) -> None:
    with closing(sqlite3.connect(copy / "store" / FILE)) as index:
        index.executescript(script)
    with at_most(cpu_s=5), open_store(copy / "store") as store:
        assert any("was damaged" in notice for notice in store.notices)
        assert len(store.search(Search())) == 2


def test_the_record_of_another_exam_is_not_taken(copy: Path) -> None:
    one, other = exam_folders(copy)
    shutil.copy(one / "exam.json", other / "exam.json")
    with pytest.raises(StorageError, match="damaged"):
        ExamFolder(other).read_exam()


@pytest.mark.parametrize(
    "name", ["exam.json", "audit.jsonl", "track.jsonl", "snapshots", "clips", "store's log"]
)
def test_a_pipe_in_place_of_a_file_keeps_nobody_waiting(copy: Path, name: str) -> None:
    exam = exam_folders(copy)[1]
    path = exam / name
    if name == "snapshots":
        path = next(path.glob("*_record.json"))
    elif name == "clips":
        path = next(path.glob("*.jsonl"))
    elif name == "store's log":
        path = copy / "store" / "audit.jsonl"
    path.unlink()
    os.mkfifo(path)
    (copy / "out").mkdir()
    use_all(copy / "store", copy / "out")


def test_a_huge_record_is_not_read(copy: Path) -> None:
    exam = exam_folders(copy)[0]
    path = exam / "exam.json"
    os.truncate(path, 4 << 30)  # sparse
    with at_most(cpu_s=2, memory_bytes=4 * MOST_RECORD_BYTES), pytest.raises(StorageError):
        ExamFolder(exam).read_exam()
    with pytest.raises(BrokenSealError, match="larger than 8 MB"):
        read(PLAIN, path)


def test_a_line_without_an_end_is_not_read_as_a_whole(copy: Path) -> None:
    exam = exam_folders(copy)[0]
    for name in ("audit.jsonl", "track.jsonl"):
        os.truncate(exam / name, 4 << 30)
    with at_most(cpu_s=4, memory_bytes=6 * MOST_LINE_BYTES):
        _, _, faults = read_chain(exam / "audit.jsonl", exam.name)
        assert "too large" in faults[0].words
        with pytest.raises(StorageError):
            ExamFolder(exam).read_frames()
        with pytest.raises(BrokenSealError):
            for _ in read_lines(lines_of(exam / "track.jsonl", PLAIN)):
                pass
    medium = SealedMedium(bytes(32), bytes(32))
    with at_most(cpu_s=4, memory_bytes=6 * MOST_LINE_BYTES):
        _, _, faults = read_chain(exam / "audit.jsonl", exam.name, medium)
        assert faults


def test_a_sealed_file_of_very_many_parts_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hysteroview.exam.files.sealed_file.MOST_FRAMES", 100)
    medium = SealedMedium(bytes(32), bytes(32))
    path = tmp_path / "video.mp4"
    medium.write(path, b"x")
    frame = bytes([FrameKind.CONTENT]) + bytes(12) + bytes(28)
    path.write_bytes(path.read_bytes() + frame * 200)
    with pytest.raises(BrokenSealError, match="too many parts"):
        medium.open(path)


def test_a_clip_whose_track_was_changed_is_recovered(copy: Path) -> None:
    exam = exam_folders(copy)[1]
    track = next(exam.glob("clips/*.jsonl"))
    video = next(exam.glob("clips/*.mp4"))
    for header in ('{"schema":"x","kind":"y","part":[],"first_pts_ns":"z"}', "[" * 99_999, "7"):
        unfinished = track.with_name(f"{video.stem}{UNFINISHED}.jsonl")
        video.rename(video.with_name(f"{video.stem}{UNFINISHED}.mp4"))
        track.unlink(missing_ok=True)
        unfinished.write_text(f'{header}\n{{"lost":"many"}}\n{{"lost":3}}\n')
        clips = recover_clips(exam / "clips")
        assert not clips.failures
        assert clips.clips[0].frames == 12


@pytest.fixture
def key_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(keys, "_MEMORY_KIB", 64)
    make_key(tmp_path / "sealed", PASSPHRASE)
    (tmp_path / "sealed" / key_file.COPY).unlink()
    return tmp_path / "sealed"


@settings(
    deadline=None,
    max_examples=trials(60, 600),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(draw=st.data())
def test_no_key_file_stops_the_program_or_takes_much(key_folder: Path, draw: st.DataObject) -> None:
    path = key_folder / key_file.FILE
    whole = path.read_bytes()
    try:
        fields = json.loads(whole)
        fields.pop("sha256")
        change(fields, draw)
        if draw.draw(st.booleans()):
            numbers = st.sampled_from(["memory_kib", "iterations", "lanes"])
            fields[draw.draw(numbers)] = draw.draw(st.sampled_from([0, 1, 65, 1 << 22, 1 << 31]))
        with suppress(UnicodeEncodeError):
            fields["sha256"] = key_file._checksum(fields)
        path.write_text(dumped(fields))
        with at_most(cpu_s=3), suppress(StoreLockedError):
            unlock(key_folder, PASSPHRASE)
    finally:
        path.write_bytes(whole)


def test_a_huge_key_file_or_pipe_is_not_read(key_folder: Path) -> None:
    path = key_folder / key_file.FILE
    os.truncate(path, 4 << 30)
    with at_most(cpu_s=1, memory_bytes=1 << 20), pytest.raises(StoreLockedError):
        unlock(key_folder, PASSPHRASE)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(StoreLockedError):
        unlock(key_folder, PASSPHRASE)


def test_a_damaged_mark_of_a_conversion_still_refuses(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "half")
    for content in ("[" * 99_999, "[]", '{"source": 7}', "x" * 100_000):
        (tmp_path / "half" / key_file.MARK).write_text(content)
        with pytest.raises(key_file.ConversionIncompleteError):
            open_store(tmp_path / "half")
