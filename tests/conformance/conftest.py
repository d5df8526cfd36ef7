"""The numbered clips of all kinds, for each test that asks for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.test_seeking import KINDS, MADE
from numbered import write_numbered


@pytest.fixture(params=[*KINDS, *MADE])
def clip(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / request.param
    path.parent.mkdir(exist_ok=True)
    if path.name in KINDS and request.param not in MADE:
        write_numbered(path, KINDS[request.param])
    else:
        MADE[request.param](path)
    return path
