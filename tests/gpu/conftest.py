"""What runs only where a GPU and its runtimes are: skipped elsewhere, with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import platformdirs
import pytest

from gpu.check import gpu_name, print_table

_ROWS = pytest.StashKey[list[dict[str, Any]]]()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of the operator's own engines."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path)
    return tmp_path / "engines"


@pytest.fixture(scope="session")
def rows(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """Rows of figures, printed at the end."""
    return request.config.stash.setdefault(_ROWS, [])


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if rows := config.stash.get(_ROWS, []):
        terminalreporter.section(gpu_name())
        print_table(rows)
