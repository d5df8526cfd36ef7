"""An outbox, and rounds over it with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from outboxes import Sending


@pytest.fixture
def sending(tmp_path: Path) -> Iterator[Sending]:
    store = tmp_path / "exams"
    store.mkdir()
    it = Sending(store)
    yield it
    it.rounds.close()
    it.outbox.close()
