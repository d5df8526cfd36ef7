"""What runs only where TensorRT and a GPU are: skipped elsewhere, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import platformdirs
import pytest

COLUMNS = ("precision", "batch", "build s", "load s", "graph", "median ms", "p99 ms",
           "at 30 Hz ms", "pictures/s", "top-1", "|Δp|", "maps")  # fmt: skip


@pytest.fixture(scope="session")
def gpu() -> str:
    """The name of the GPU."""
    if absent := [name for name in ("tensorrt", "cuda") if find_spec(name) is None]:
        pytest.skip(f"{' and '.join(absent)} not installed: pip install hysteroview[tensorrt]")
    from hysteroview.core.errors import BackendUnavailable

    try:
        import hysteroview.inference.tensorrt  # noqa: F401 - refuses libraries that do not load
        from hysteroview.inference.cuda_device import open_device

        return open_device().name
    except BackendUnavailable as error:
        pytest.skip(error.message)


@pytest.fixture
def engines(gpu: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of the operator's own engines."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path)
    return tmp_path / "engines"


@pytest.fixture(scope="session")
def table(gpu: str, request: pytest.FixtureRequest) -> Iterator[list[tuple[object, ...]]]:
    """Rows of figures, printed when all are there."""
    rows: list[tuple[object, ...]] = []
    yield rows
    import tensorrt as trt

    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    reporter.write_line(f"\n\nTensorRT {trt.__version__} on {gpu}")
    lines = [COLUMNS, *(tuple(map(str, row)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        reporter.write_line("  ".join(map(str.rjust, line, widths)))
