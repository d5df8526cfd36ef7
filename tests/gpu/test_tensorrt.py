"""Engines of both editions of TensorRT on a GPU: caching, rebuilding, memory.

python -m pytest tests/gpu
"""

from __future__ import annotations

from pathlib import Path

import pytest

from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.model.card import load_card
from hysteroview.inference.runtimes.backend import DEFAULT_PLAN, Backend, Precision
from hysteroview.inference.runtimes.table import RUNTIMES, Runtime

pytestmark = pytest.mark.timeout(1200)  # builds take minutes


@pytest.fixture(params=["tensorrt", "tensorrt-rtx"])
def row(request: pytest.FixtureRequest) -> Runtime:
    (found,) = [
        row for row in RUNTIMES if row.family == request.param and row.precision is Precision.SINGLE
    ]
    return found


def open_row(row: Runtime, bundle: Path) -> tuple[Backend, list[str]]:
    """Open the model, or skip with the reason; return it with the messages."""
    said: list[str] = []
    try:
        return row.open(load_card(bundle), DEFAULT_PLAN, said.append), said
    except BackendUnavailable as error:
        pytest.skip(f"{row.name}: {error.message}")


def test_an_engine_is_built_once(row: Runtime, cache: Path, bundle: Path) -> None:
    backend, said = open_row(row, bundle)
    backend.close()
    assert "was built in" in said[-1]
    backend, said = open_row(row, bundle)
    backend.close()
    assert said == []
    assert len(list(cache.glob("kernels-*.bin"))) == (row.family == "tensorrt-rtx")


def test_a_damaged_engine_is_rebuilt(row: Runtime, cache: Path, bundle: Path) -> None:
    open_row(row, bundle)[0].close()
    for kept in cache.glob("*.bin"):
        content = bytearray(kept.read_bytes())
        content[len(content) // 2] ^= 1
        kept.write_bytes(content)
    backend, said = open_row(row, bundle)
    backend.close()
    assert "was built in" in said[-1]


def test_an_engine_that_is_refused_is_rebuilt(row: Runtime, cache: Path, bundle: Path) -> None:
    open_row(row, bundle)[0].close()
    from hysteroview.inference.runtimes.nvidia.adapter import EngineBuilder
    from hysteroview.inference.runtimes.nvidia.cuda_device import open_device
    from hysteroview.inference.runtimes.nvidia.editions import (
        TENSORRT,
        TENSORRT_RTX,
        load_library,
    )

    edition = TENSORRT if row.family == "tensorrt" else TENSORRT_RTX
    builder = EngineBuilder(
        load_library(edition), load_card(bundle), DEFAULT_PLAN, open_device(), lambda _: None
    )
    builder.cache.store(builder.key, b"sealed, but no engine")
    backend, said = open_row(row, bundle)
    backend.close()
    assert "was built in" in said[-1]


def test_no_memory_of_the_device_is_lost(row: Runtime, cache: Path, bundle: Path) -> None:
    def free_bytes() -> int:
        open_row(row, bundle)[0].close()
        from cuda.bindings import runtime

        _, free, _ = runtime.cudaMemGetInfo()
        return int(free)

    free_bytes()  # what CUDA and TensorRT keep until the process ends
    before = free_bytes()
    for _ in range(20):
        after = free_bytes()
    assert before - after < 8 << 20
