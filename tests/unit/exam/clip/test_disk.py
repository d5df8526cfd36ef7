"""How long a disk lasts, when to warn, and where to go when it is full."""

from __future__ import annotations

from pathlib import Path

import pytest

from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.disk import (
    RESERVE_BYTES,
    USUAL_BYTES_PER_S,
    Ballast,
    DiskLevel,
    WriteRate,
    assess_disk,
    free_bytes,
)

RATE = 1_000_000.0


@pytest.mark.parametrize(
    ("minutes", "level"),
    [
        (600, DiskLevel.OK), (10.1, DiskLevel.OK), (9.9, DiskLevel.LOW), (5.1, DiskLevel.LOW),
        (4.9, DiskLevel.CRITICAL), (0.01, DiskLevel.CRITICAL), (0, DiskLevel.FULL),
    ],
)  # fmt: skip
def test_it_warns_at_ten_and_five_minutes(minutes: float, level: DiskLevel) -> None:
    report = assess_disk(RESERVE_BYTES + round(minutes * 60 * RATE), RATE)
    assert report.level is level
    assert report.minutes_left == pytest.approx(minutes)


def test_a_disk_is_full_while_the_reserve_is_still_there() -> None:
    assert assess_disk(RESERVE_BYTES - 1, RATE).level is DiskLevel.FULL
    assert assess_disk(0, 0.0).level is DiskLevel.FULL


def test_the_rate_is_that_of_the_last_minute() -> None:
    rate = WriteRate()
    assert rate.bytes_per_s == USUAL_BYTES_PER_S
    for second in range(200):
        fast = max(0, second - 100)
        rate.add(second * NS_PER_S, 1000 * (second + 9 * fast))
        if second == 2:
            assert rate.bytes_per_s == USUAL_BYTES_PER_S
        if second == 90:
            assert rate.bytes_per_s == pytest.approx(1000)
    assert rate.bytes_per_s == pytest.approx(10_000)


def test_room_is_measured_where_the_folder_will_be(tmp_path: Path) -> None:
    there = free_bytes(tmp_path)
    assert free_bytes(tmp_path / "not" / "yet") == pytest.approx(there, rel=0.01)


def test_the_ballast_reserves_space_and_releases_it(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path)
    (path,) = tmp_path.iterdir()
    assert path.stat().st_size > 0
    ballast.release()
    ballast.release()
    assert list(tmp_path.iterdir()) == []
    Ballast(tmp_path / "none").release()
