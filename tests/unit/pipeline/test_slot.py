"""Passing values between threads."""

from __future__ import annotations

import threading

import pytest

from hysteroview.pipeline.slot import BoundedQueue, LatestSlot
from hysteroview.pipeline.worker import Worker
from patience import PATIENCE_S


def test_the_slot_keeps_the_newest_and_counts_the_rest() -> None:
    slot: LatestSlot[int] = LatestSlot()
    for item in range(5):
        slot.put(item)
    assert slot.take() == 4
    assert slot.dropped == 4
    assert slot.take(timeout_s=0) is None


def test_a_closed_slot_gives_what_waits_and_then_none() -> None:
    slot: LatestSlot[int] = LatestSlot()
    slot.put(1)
    slot.close()
    slot.put(2)
    assert (slot.take(), slot.take()) == (1, None)
    assert slot.is_closed


def test_closing_the_slot_wakes_the_consumer() -> None:
    slot: LatestSlot[int] = LatestSlot()
    taken: list[int | None] = []
    consumer = Worker("consumer", lambda: taken.append(slot.take()))
    consumer.start()
    slot.close()
    assert consumer.join(PATIENCE_S)
    assert taken == [None]


def test_the_queue_keeps_all_in_order_however_slow_the_consumer() -> None:
    queue: BoundedQueue[int] = BoundedQueue(3)
    refused = []

    def produce() -> None:
        refused.extend(item for item in range(500) if not queue.put(item))
        queue.close()

    producer = Worker("producer", produce)
    producer.start()
    taken = []
    while (item := queue.take()) is not None:
        taken.append(item)
    assert producer.join(PATIENCE_S)
    assert (taken, refused) == (list(range(500)), [])


def test_closing_the_queue_frees_a_waiting_producer() -> None:
    queue: BoundedQueue[int] = BoundedQueue(1)
    accepted: list[bool] = []
    first = threading.Event()

    def produce() -> None:
        accepted.append(queue.put(1))
        first.set()
        accepted.append(queue.put(2))

    producer = Worker("producer", produce)
    producer.start()
    assert first.wait(PATIENCE_S)
    queue.close()
    assert producer.join(PATIENCE_S)
    assert accepted == [True, False]


def test_an_empty_queue_is_refused() -> None:
    with pytest.raises(ValueError, match="capacity"):
        BoundedQueue(0)
    with pytest.raises(ValueError, match="capacity"):
        BoundedQueue(1, capacity_bytes=0)


def test_an_offer_never_waits_and_counts_what_found_no_room() -> None:
    queue: BoundedQueue[int] = BoundedQueue(8, capacity_bytes=100)
    assert [queue.offer(item, 40) for item in range(4)] == [True, True, False, False]
    assert (queue.dropped, queue.waiting_bytes) == (2, 80)
    assert queue.take() == 0
    assert queue.offer(4, 40)
    few: BoundedQueue[int] = BoundedQueue(2, capacity_bytes=100)
    assert [few.offer(item, 1) for item in range(3)] == [True, True, False]


def test_what_is_larger_than_the_queue_passes_alone() -> None:
    queue: BoundedQueue[int] = BoundedQueue(8, capacity_bytes=100)
    assert queue.offer(0, 500)
    assert not queue.offer(1, 1)
    assert queue.take() == 0
    assert queue.waiting_bytes == 0


def test_a_command_gets_in_behind_a_full_queue() -> None:
    queue: BoundedQueue[int] = BoundedQueue(1)
    assert queue.offer(0)
    assert queue.force_put(1)
    queue.close()
    assert not queue.force_put(2)
    assert not queue.offer(3)
    assert [queue.take(), queue.take(), queue.take()] == [0, 1, None]


def test_a_worker_keeps_its_failure(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise RuntimeError("broken")

    worker = Worker("fails", fail)
    worker.start()
    assert worker.join(PATIENCE_S)
    assert isinstance(worker.failure, RuntimeError)
    assert "fails failed" in caplog.text
