"""The two ways to pass values between threads."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class LatestSlot(Generic[T]):
    """Pass the newest item from one thread to another and drop older ones.

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
        """Offer an item, replacing one that was not taken yet."""
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
        """Accept no more items and wake the consumer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def is_closed(self) -> bool:
        with self._changed:
            return self._closed

    @property
    def dropped(self) -> int:
        """Number of items that were replaced before they were taken."""
        with self._changed:
            return self._dropped


class BoundedQueue(Generic[T]):
    """Pass every item from one thread to another, in order.

    The producer chooses the overflow policy with each call: `put` waits for space; `offer` never
    waits, and counts items that do not fit; `force_put` always adds, and is for rare control items.
    After `close` by the producer the consumer gets the remaining items and then None; after `close`
    by the consumer `put` returns False and the producer ends.

    Parameters
    ----------
    capacity
        Maximum number of waiting items.
    capacity_bytes
        Maximum total size of waiting items, by the sizes that the producer gives; None for no
        limit. A single larger item is accepted when nothing else waits.
    """

    def __init__(self, capacity: int, *, capacity_bytes: int | None = None) -> None:
        if capacity < 1 or (capacity_bytes is not None and capacity_bytes < 1):
            raise ValueError("capacity must be at least 1")
        self._capacity = capacity
        self._capacity_bytes = capacity_bytes
        self._changed = threading.Condition()  # guards all fields below; a leaf lock
        self._items: deque[tuple[T, int]] = deque()
        self._waiting_bytes = 0
        self._closed = False
        self._dropped = 0

    def put(self, item: T, size_bytes: int = 0) -> bool:
        """Add an item, waiting for space; False if the queue is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._has_room(size_bytes) or self._closed)
            return self._add(item, size_bytes)

    def offer(self, item: T, size_bytes: int = 0) -> bool:
        """Add an item if there is space now; False if it was dropped."""
        with self._changed:
            if self._has_room(size_bytes) and self._add(item, size_bytes):
                return True
            self._dropped += 1
            return False

    def force_put(self, item: T) -> bool:
        """Add an item even if there is no space; False only if the queue is closed."""
        with self._changed:
            return self._add(item, 0)

    def take(self) -> T | None:
        """Wait for the oldest item; None once the queue is closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._items or self._closed)
            if not self._items:
                return None
            item, size_bytes = self._items.popleft()
            self._waiting_bytes -= size_bytes
            self._changed.notify_all()
            return item

    def close(self) -> None:
        """Accept no more items and wake both sides."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def dropped(self) -> int:
        """Number of offered items that were dropped."""
        with self._changed:
            return self._dropped

    @property
    def waiting_bytes(self) -> int:
        """Total size of the waiting items."""
        with self._changed:
            return self._waiting_bytes

    def _has_room(self, size_bytes: int) -> bool:
        if not self._items:
            return True
        if len(self._items) >= self._capacity:
            return False
        bound = self._capacity_bytes
        return bound is None or self._waiting_bytes + size_bytes <= bound

    def _add(self, item: T, size_bytes: int) -> bool:
        if self._closed:
            return False
        self._items.append((item, size_bytes))
        self._waiting_bytes += size_bytes
        self._changed.notify_all()
        return True
