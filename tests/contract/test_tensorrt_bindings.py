"""The adapter against TensorRT's real bindings: every name, type and callback it relies on."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import hysteroview
from nvidia_bindings import NEWEST, OLDEST, TENSORRT, missing, run
from tensorrt_stubs import STUB, generate

PACKAGE = Path(hysteroview.__file__).parent
ADAPTER = tuple(sorted((PACKAGE / "inference" / "runtimes" / "nvidia").glob("*.py")))
CACHE = STUB.parents[2] / "build" / "mypy-tensorrt"


@pytest.fixture(params=TENSORRT)
def release(request: pytest.FixtureRequest) -> str:
    if reason := missing(request.param):
        pytest.skip(reason)
    return str(request.param)


def dotted_names(root: str) -> list[str]:
    """All that the adapter uses of the module it calls `root`, as Severity.ERROR."""
    nodes = [node for path in ADAPTER for node in ast.walk(ast.parse(path.read_text()))]
    texts = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}
    return sorted(text.removeprefix(f"{root}.") for text in texts if text.startswith(f"{root}."))


def test_every_name_is_there(release: str) -> None:
    names = dotted_names("trt")
    assert "NetworkDefinitionCreationFlag.STRONGLY_TYPED" in names
    code = f"""
from operator import attrgetter
absent = []
for name in {names!r}:
    try:
        attrgetter(name)(trt)
    except AttributeError:
        absent.append(name)
print(absent)
"""
    assert run(release, code).strip() == "[]"


def test_the_types_are_those_of_the_oldest_release(tmp_path: Path) -> None:
    if reason := missing(OLDEST):
        pytest.skip(reason)
    stub = tmp_path / "tensorrt" / "__init__.pyi"
    stub.parent.mkdir()
    stub.write_text(generate(OLDEST))
    command = [sys.executable, "-m", "mypy", "--config-file=", "--strict", "--warn-unreachable",
               f"--cache-dir={CACHE}", *ADAPTER]  # fmt: skip
    checked = subprocess.run(
        command,
        env={**os.environ, "MYPYPATH": f"{tmp_path}{os.pathsep}{STUB.parents[1]}"},
        cwd=PACKAGE.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout


def test_the_stubs_are_those_of_the_newest_release() -> None:
    if reason := missing(NEWEST):
        pytest.skip(reason)
    kept, generated = (ast.dump(ast.parse(text)) for text in (STUB.read_text(), generate(NEWEST)))
    assert kept == generated, "run tests/tensorrt_stubs.py"


def test_callbacks_have_the_names_that_tensorrt_calls(release: str) -> None:
    code = """
import inspect
from hysteroview.inference.runtimes.nvidia.messages import BuildProgress, Messages
for ours, theirs in ((Messages, trt.ILogger), (BuildProgress, trt.IProgressMonitor)):
    called = {name for name, item in vars(theirs).items() if inspect.isroutine(item)}
    called = {name for name in called if not name.startswith("_")}
    print(ours.__name__, sorted(called - set(vars(ours))))
"""
    assert run(release, code).splitlines() == ["Messages []", "BuildProgress []"]


def test_messages_are_logged_and_the_first_error_is_kept(release: str) -> None:
    code = """
import logging, sys
from hysteroview.inference.runtimes.nvidia.messages import MESSAGES
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format="%(levelname)s %(message)s")
severity = trt.ILogger.Severity
for level in (severity.VERBOSE, severity.INFO, severity.WARNING, severity.ERROR):
    MESSAGES.log(level, f"first {level.name}")
MESSAGES.log(severity.INTERNAL_ERROR, "second")
print(MESSAGES.take_error(), "|", MESSAGES.take_error())
"""
    assert run(release, code).splitlines() == [
        "DEBUG TensorRT: first INFO",
        "INFO TensorRT: first WARNING",
        "WARNING TensorRT: first ERROR",
        "ERROR TensorRT: second",
        "first ERROR | no reason given",
    ]


def test_progress_is_reported_at_intervals_and_stops_without_a_receiver(release: str) -> None:
    code = """
import itertools, time
from hysteroview.inference.runtimes.nvidia import messages as tensorrt_messages
clock = itertools.count(0, 500_000_000)
tensorrt_messages.time.monotonic_ns = lambda: next(clock)
told = []
progress = tensorrt_messages.BuildProgress(told.append)
progress.phase_start("Timing graph nodes", None, 9)
print([progress.step_complete("Timing graph nodes", step) for step in range(9)])
progress.phase_finish("Timing graph nodes")
print(*told, sep="\\n")
def gone(sentence):
    raise BrokenPipeError
progress = tensorrt_messages.BuildProgress(gone)
print([progress.step_complete("Timing", step) for step in range(5)])
"""
    assert run(release, code).splitlines() == [
        str([True] * 9),
        "Building the TensorRT engine: timing graph nodes, 4 of 9; 2 s so far.",
        "Building the TensorRT engine: timing graph nodes, 8 of 9; 4 s so far.",
        "[True, True, True, False, True]",
    ]


def test_without_a_gpu_the_reason_is_reported(release: str) -> None:
    code = """
from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.runtimes.backend import Plan
from hysteroview.inference.model.card import find_model, load_card
from hysteroview.inference.runtimes.nvidia.tensorrt import open_model
from cuda.bindings import runtime
try:
    open_model(load_card(find_model(None)), Plan(), print).close()
except BackendUnavailable as error:
    print("No NVIDIA driver" in error.message, error.remedy)
else:
    print("it runs")
"""
    answer = run(release, code)
    assert answer.startswith("True Install the driver"), answer


def test_bindings_that_do_not_load_are_a_reason(tmp_path: Path) -> None:
    (tmp_path / "tensorrt.py").write_text("raise ImportError('libnvinfer.so.11: not found')")
    code = """
from hysteroview.core.errors import BackendUnavailable
try:
    import hysteroview.inference.runtimes.nvidia.tensorrt
except BackendUnavailable as error:
    print(error)
"""
    path = os.pathsep.join([str(tmp_path), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "does not load: libnvinfer.so.11: not found" in done.stdout
    assert "Reinstall it" in done.stdout
