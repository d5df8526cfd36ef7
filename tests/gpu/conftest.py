"""What runs only where TensorRT and a GPU are: skipped elsewhere, with the reason."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import platformdirs
import pytest

COLUMNS = ("precision", "batch", "build s", "load s", "graph", "median ms", "p99 ms",
           "at 30 Hz ms", "pictures/s", "top-1", "|Δp|", "maps")  # fmt: skip
_TABLE = pytest.StashKey[tuple[str, list[tuple[object, ...]]]]()


@pytest.fixture(scope="session")
def gpu() -> str:
    """The name of the GPU."""
    if absent := [name for name in ("tensorrt", "cuda") if find_spec(name) is None]:
        pytest.skip(f"{' and '.join(absent)} not installed: pip install hysteroview[tensorrt]")
    from hysteroview.core.errors import BackendUnavailable

    try:
        import hysteroview.inference.runtimes.nvidia.tensorrt  # noqa: F401 - refuses libraries that do not load
        from hysteroview.inference.runtimes.nvidia.cuda_device import open_device

        return open_device().name
    except BackendUnavailable as error:
        pytest.skip(error.message)


@pytest.fixture
def engines(gpu: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of the operator's own engines."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path)
    return tmp_path / "engines"


@pytest.fixture(scope="session")
def table(gpu: str, request: pytest.FixtureRequest) -> list[tuple[object, ...]]:
    """Rows of figures, printed at the end."""
    import tensorrt as trt

    rows: list[tuple[object, ...]] = []
    request.config.stash[_TABLE] = (f"TensorRT {trt.__version__} on {gpu}", rows)
    return rows


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    title, rows = config.stash.get(_TABLE, ("", []))
    if not rows:
        return
    lines = [COLUMNS, *(tuple(map(str, row)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    terminalreporter.section(title)
    for line in lines:
        terminalreporter.write_line("  ".join(map(str.rjust, line, widths)))
