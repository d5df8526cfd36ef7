"""Failures of a real worker during a live session: the picture continues, the state shows them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from bundles import color_graph
from gui.wall import ColorSource
from hysteroview.core.errors import InferenceError
from hysteroview.core.types import AssessmentState
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.inference.process import InferenceProcess
from hysteroview.pipeline.live.session import LiveSession
from patience import PATIENCE_S, wait_until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="harms by POSIX signals")
ACTIVE = AssessmentState.ACTIVE


@pytest.fixture
def session(bundle: Path) -> Iterator[LiveSession]:
    session = LiveSession(ColorSource(), load_card(bundle), runtime="onnx")
    session.start()
    yield session
    session.close()
    children = psutil.Process().children()  # a zombie among them has no command line
    left = [c for c in children if "resource_tracker" not in " ".join(c.cmdline())]
    assert not left, "a worker or zombie was left behind"


def is_active(session: LiveSession) -> bool:
    return session.status().state is ACTIVE


def harm_and_watch(session: LiveSession, harm: Callable[[int], None]) -> AssessmentState:
    """Do harm; return the first state that is not ACTIVE, after pictures came in it."""
    wait_until(lambda: is_active(session))
    pid = session.inference_pid
    assert pid is not None
    harm(pid)
    wait_until(lambda: not is_active(session))
    state, captured = session.status().state, session.status().captured
    wait_until(lambda: session.status().captured >= captured + 5)
    return state


@pytest.mark.parametrize(
    "harm", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM, signal.SIGSTOP], ids=lambda s: s.name
)
def test_a_worker_that_dies_or_hangs_is_replaced_while_the_picture_continues(
    session: LiveSession, harm: signal.Signals
) -> None:
    state = harm_and_watch(session, lambda pid: os.kill(pid, harm))
    assert state in (AssessmentState.RESTARTING, AssessmentState.STALE)
    wait_until(lambda: is_active(session))
    assert session.status().restarts == 1


def test_a_worker_that_dies_while_it_starts_is_started_again(session: LiveSession) -> None:
    wait_until(lambda: session.inference_pid is not None)
    os.kill(session.inference_pid or 0, signal.SIGKILL)
    wait_until(lambda: session.status().restarts == 1)
    wait_until(lambda: is_active(session))


@pytest.mark.skipif(sys.platform != "linux", reason="limits another process's memory")
def test_a_worker_without_memory_ends_and_is_replaced(bundle: Path) -> None:
    import resource

    crops = np.zeros((4000, 64, 64, 3), np.uint8)  # 200 MB once they are numbers
    with InferenceProcess(bundle, load_card(bundle).labels) as process:
        assert process.pid is not None
        resource.prlimit(process.pid, resource.RLIMIT_AS, (1 << 20, 1 << 20))
        with pytest.raises(InferenceError):  # it may end while it is still written to
            process.receive(process.send(crops), len(crops))
        assert process.state is AssessmentState.RESTARTING
        assert process.infer(crops[0]).logits.shape == (5,)


def test_nan_or_infinity_is_an_error_and_never_a_result(
    make_bundle: Callable[..., Path],
) -> None:
    """The graph takes the root of the blue channel, which is no number below mid-gray."""
    spoiled = make_bundle(model=color_graph(nan_below_middle=True), crops_above_middle=True)
    with InferenceProcess(spoiled, load_card(spoiled).labels) as process:
        assert np.isfinite(process.infer(np.full((64, 64, 3), 200, np.uint8)).logits).all()
        with pytest.raises(InferenceError, match="NaN or infinity"):
            process.infer(np.full((64, 64, 3), 20, np.uint8))
        assert process.state is AssessmentState.RESTARTING


def test_a_killed_program_leaves_no_worker(bundle: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hysteroview", "run", "phantom:", "--model", str(bundle)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)}
    with subprocess.Popen(command, env=environment) as program:
        parent = psutil.Process(program.pid)
        workers: list[psutil.Process] = []
        wait_until(lambda: bool(workers.extend(parent.children(recursive=True)) or workers))
        program.kill()
    _, alive = psutil.wait_procs(workers, timeout=PATIENCE_S)
    assert not alive
