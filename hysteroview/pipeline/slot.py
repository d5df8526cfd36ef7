"""The two ways in which a value passes from one thread to another."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class LatestSlot(Generic[T]):
    """Pass the newest item from one thread to another and forget the rest.

    The producer never waits. The consumer gets each item at most once.
    After `close`, `take` still yields a waiting item and then None for ever,
    so a consumer is a plain loop: ``while (item := slot.take()) is not None``.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()  # guards all fields below; a leaf lock
        self._item: T | None = None
        self._closed = False
        self._dropped = 0

    def put(self, item: T) -> None:
        """Offer an item, replacing one that nobody has taken yet."""
        with self._changed:
            if self._closed:
                return
            if self._item is not None:
                self._dropped += 1
            self._item = item
            self._changed.notify()

    def take(self, timeout_s: float | None = None) -> T | None:
        """Wait for an item; None once closed, or when `timeout_s` has passed."""
        with self._changed:
            self._changed.wait_for(lambda: self._item is not None or self._closed, timeout_s)
            item, self._item = self._item, None
            return item

    def close(self) -> None:
        """Take no more items and wake the consumer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def is_closed(self) -> bool:
        with self._changed:
            return self._closed

    @property
    def dropped(self) -> int:
        """How many items were replaced before anybody took them."""
        with self._changed:
            return self._dropped


class BoundedQueue(Generic[T]):
    """Pass every item from one thread to another, in order.

    Overflow policy: the producer waits. Nothing is dropped; a producer that must not wait
    needs a `LatestSlot`. After `close` by the producer the consumer gets what is left and then
    None; after `close` by the consumer `put` returns False and the producer ends.
    """

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self._capacity = capacity
        self._changed = threading.Condition()  # guards all fields below; a leaf lock
        self._items: deque[T] = deque()
        self._closed = False

    def put(self, item: T) -> bool:
        """Add an item, waiting for room; False if the queue is closed."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._items) < self._capacity or self._closed)
            if self._closed:
                return False
            self._items.append(item)
            self._changed.notify_all()
            return True

    def take(self) -> T | None:
        """Wait for the oldest item; None once the queue is closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._items or self._closed)
            item = self._items.popleft() if self._items else None
            self._changed.notify_all()
            return item

    def close(self) -> None:
        """Take no more items and wake both sides."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
