"""The progress of an export as a bar on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from hysteroview.export.output.progress import Progress


@contextmanager
def shown_progress(name: str, unit: str) -> Iterator[Progress]:
    """Yield what shows the progress on stderr, on a terminal only; Ctrl-C ends the export."""
    bar: tqdm[int] = tqdm(desc=name, unit=f" {unit}", disable=None, leave=False, dynamic_ncols=True)

    def show(done: int, total: int | None) -> None:
        bar.total = total
        bar.update(done - bar.n)

    with bar:
        yield show
