"""What `bench live` says of processor time."""

from __future__ import annotations

import time

import pytest

from hysteroview.bench.window.resources import Memory, ProcessorTime


def test_cores_are_divided_into_ours_and_others() -> None:
    before = ProcessorTime(at_s=100.0, all_s=50.0, own_s=10.0)
    own, others = ProcessorTime(at_s=110.0, all_s=68.0, own_s=22.0).cores_since(before)
    assert (own, others) == pytest.approx((1.2, 0.6))
    # the system counts in larger steps than a process
    own, others = ProcessorTime(at_s=110.0, all_s=60.0, own_s=22.0).cores_since(before)
    assert others == 0.0


def test_what_this_process_computes_is_its_own() -> None:
    before, until_s = ProcessorTime.now(), time.process_time() + 0.2
    while time.process_time() < until_s:
        pass
    after = ProcessorTime.now()
    assert after.own_s - before.own_s >= 0.15
    assert after.all_s > before.all_s


def test_memory_is_that_of_all_processes() -> None:
    memory = Memory.now(3.0)
    assert memory.window_mb > 10
    assert memory.all_mb == memory.window_mb + memory.children_mb
