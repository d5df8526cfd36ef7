"""Every later change of a log is detected, with its position."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hysteroview.core.errors import StorageError
from hysteroview.exam.store.audit import AuditLog, cut_torn_line, genesis, read_chain
from trials import trials


def written(path: Path, count: int = 6) -> AuditLog:
    path.unlink(missing_ok=True)
    log = AuditLog(path, genesis("exam"))
    for number in range(count):
        log.append("state", {"to": "ACTIVE", "größe": number}, 1000 + number)
    return log


def test_a_log_reads_back_with_its_head(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    log = written(path)
    entries, head, faults = read_chain(path, "exam")
    assert not faults
    assert head == log.head
    assert [entry.content["größe"] for entry in entries] == list(range(6))
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_continues_where_it_ended(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    written(path)
    _, head, _ = read_chain(path, "exam")
    AuditLog(path, head).append("action", {}, 5)
    entries, _, faults = read_chain(path, "exam")
    assert len(entries) == 7
    assert not faults


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=trials(100, 1000)
)
@given(place=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
@example(place=0.0, change=ord("{") ^ ord("\n"))
def test_any_changed_byte_is_found_in_its_line(tmp_path: Path, place: float, change: int) -> None:
    path = tmp_path / "audit.jsonl"
    written(path)
    content = bytearray(path.read_bytes())
    at = int(place * len(content))
    line = content[:at].count(b"\n") + 1
    content[at] ^= change
    path.write_bytes(content)
    entries, _, faults = read_chain(path, "exam")
    if at == len(content) - 1:  # the last line feed: the entry before it is complete
        assert len(entries) >= 5
    else:
        assert [fault.line for fault in faults] == [line]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_removed_and_reordered_entries_are_found(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "audit.jsonl"
    written(path)
    lines = path.read_bytes().splitlines(keepends=True)
    chosen = data.draw(
        st.permutations(lines).map(lambda order: order[: data.draw(st.integers(0, 6))])
    )
    path.write_bytes(b"".join(chosen))
    entries, head, faults = read_chain(path, "exam")
    if chosen == lines[: len(chosen)]:
        assert not faults
        assert head.count == len(chosen)  # a cut end is found by the head that is kept elsewhere
    else:
        assert len(faults) == 1
        assert len(entries) < len(chosen)


def test_the_log_of_another_exam_does_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    written(path)
    _, _, faults = read_chain(path, "another exam")
    assert faults[0].line == 1


def test_a_torn_last_line_is_cut_and_the_rest_stays(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    written(path)
    with path.open("ab") as file:
        file.write(b'{"number":7,"wal')
    cut_torn_line(path)
    entries, _, faults = read_chain(path, "exam")
    assert len(entries) == 6
    assert not faults


def test_a_log_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "no such folder" / "audit.jsonl", genesis("exam"))
    with pytest.raises(StorageError):
        log.append("state", {}, 1)
    assert log.head == genesis("exam")
