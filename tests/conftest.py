"""Fixtures for all tests: no display, no leaks, the real data where it is."""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# tests share the cores; threads that wait for work by spinning would take most of them
os.environ |= {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "OPENBLAS_NUM_THREADS": "1"}
# what the program keeps for the next start is this process's own, also in child processes
os.environ |= {
    f"XDG_{kind}_HOME": tempfile.mkdtemp(prefix=f"hysteroview-tests-{kind.lower()}-")
    for kind in ("CACHE", "CONFIG", "DATA")
}

import pytest
from hypothesis import settings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bundles import write_bundle
from patience import PATIENCE_S
from trials import choose_full

# how long an example takes is no property of the program on a busy machine
settings.register_profile("sample", deadline=None)
settings.register_profile("full", deadline=None, max_examples=400)

PATIENCE_MS = round(PATIENCE_S * 1000)
SLOW_COLLECTION_S = 0.02  # of processor time
REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full", action="store_true", help="repeat kills, fuzzing and the like in full"
    )


def pytest_configure(config: pytest.Config) -> None:
    is_full = config.getoption("full")
    choose_full(is_full=is_full)
    settings.load_profile("full" if is_full else "sample")


def pytest_xdist_auto_num_workers() -> int:
    """One process more than cores: some tests wait for child processes, servers and timers."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_finish() -> None:
    """Let garbage collection after each test look at this test's objects only.

    All modules are loaded now. Their 400,000 objects stay, and looking at them after each of 2,000
    tests took a quarter of the processor time of all tests.
    """
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    for kind in ("CACHE", "CONFIG", "DATA"):
        shutil.rmtree(os.environ[f"XDG_{kind}_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Real endoscopy pictures and clips, kept beside the checkout and not in it."""
    if not REAL_DATA.is_dir():
        pytest.skip("the folder of real endoscopy data is not beside this checkout")
    return REAL_DATA


def _collect_garbage() -> None:
    """Collect the garbage of a test; modules that tests have loaded since are kept out of it.

    Modules loaded inside tests (OpenVINO, Dask, parts of torch) would be looked at after each
    later test, for up to a third of a second.
    """
    started = time.process_time()
    gc.collect()
    if time.process_time() - started > SLOW_COLLECTION_S:
        gc.freeze()


@pytest.fixture(autouse=True)
def _leaves_nothing_behind() -> Iterator[None]:
    """Fail a test that leaves a thread of ours or a child process."""
    before = set(threading.enumerate())
    yield
    children = multiprocessing.active_children()
    leftover = [
        thread
        for thread in set(threading.enumerate()) - before
        if not thread.name.startswith(("tqdm", "pydevd", "asyncio", "Dummy", "ThreadPool", "Dask-"))
    ]
    for thread in leftover:
        thread.join(PATIENCE_S)
    _collect_garbage()
    assert not children, f"child processes left behind: {children}"
    alive = [thread.name for thread in leftover if thread.is_alive()]
    assert not alive, f"threads left behind: {alive}"


class PatientBot(QtBot):
    """Waits for windows, signals and conditions however busy the machine is.

    A time limit that a test gives is not used.
    """

    def waitUntil(self, callback: Callable[[], bool], **_: int) -> None:
        super().waitUntil(callback, timeout=PATIENCE_MS)

    def waitSignal(
        self, signal: object, *, check_params_cb: Callable[..., bool] | None = None, **_: int
    ) -> object:
        return super().waitSignal(signal, timeout=PATIENCE_MS, check_params_cb=check_params_cb)

    def assertNotEmitted(self, signal: object, *, wait: int = 0) -> object:
        """Wait no longer than asked: here patience would only be spent on silence."""
        return QtBot(self._request).assertNotEmitted(signal, wait=wait)

    def waitExposed(self, widget: QWidget) -> None:
        """Wait at once; with the base class that happens at the end of a `with`."""
        with super().waitExposed(widget, timeout=PATIENCE_MS):
            pass


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The bot of pytest-qt with more patience."""
    return PatientBot(request)


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model that answers to colors: red is AH, green EP, blue SM."""
    return write_bundle(tmp_path_factory.mktemp("models") / "colors")


@pytest.fixture
def make_bundle(tmp_path: Path) -> Callable[..., Path]:
    """Write a bundle with a given model and options."""
    return lambda **changes: write_bundle(tmp_path / "bundle", **changes)
