"""The progress bar of long commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")


def progress(items: Iterable[T], total: int | None, name: str) -> Iterator[T]:
    """Yield the items and show count, speed and remaining time on stderr.

    Shown on a terminal only, because in a log file a bar is thousands of lines. It is cleared at
    the end, before a summary or an error is printed.
    """
    bar: tqdm[T] = tqdm(
        items, total=total, desc=name, unit=" frames", disable=None, leave=False, dynamic_ncols=True
    )
    with bar:
        yield from bar
