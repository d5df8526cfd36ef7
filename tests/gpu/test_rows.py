"""Every row of the table that a GPU runs: agreement with the reference, batches, speed.

python -m pytest tests/gpu, or without pytest: python tests/gpu/check.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gpu.check import BATCHES, check_row
from hysteroview.inference.runtimes.backend import Device
from hysteroview.inference.runtimes.table import RUNTIMES

pytestmark = pytest.mark.timeout(1200)  # builds take minutes

ROWS = [row.name for row in RUNTIMES if row.device is Device.CUDA]


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("row", ROWS)
def test_a_row_agrees_with_the_reference_in_any_batch(
    cache: Path, rows: list[dict[str, Any]], row: str, batch: int
) -> None:
    result = check_row(row, batch, runs=500)
    if not result["ran"]:
        pytest.skip(f"{row}: {result['result']}")
    rows.append(result)
    assert result["result"] == "agrees"
    assert result["graph"]
