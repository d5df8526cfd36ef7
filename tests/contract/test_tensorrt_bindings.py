"""The adapter against TensorRT's real bindings: every name, type and callback it relies on."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import hysteroview
from hysteroview.inference.runtimes.nvidia.editions import Bindings
from nvidia_bindings import NEWEST, OLDEST, RELEASES, TENSORRT, missing, run
from tensorrt_stubs import STUB, generate

PACKAGE = Path(hysteroview.__file__).parent
ADAPTER = tuple(sorted((PACKAGE / "inference" / "runtimes" / "nvidia").glob("*.py")))
CACHE = STUB.parents[2] / "build" / "mypy-tensorrt"


@pytest.fixture(params=TENSORRT)
def release(request: pytest.FixtureRequest) -> str:
    if reason := missing(request.param):
        pytest.skip(reason)
    return str(request.param)


def dotted_names() -> list[str]:
    """All that the adapter uses of the bindings, as DataType.FLOAT."""
    nodes = [node for path in ADAPTER for node in ast.walk(ast.parse(path.read_text()))]
    texts = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}
    used = [re.fullmatch(r"(?:\w+\.)*trt\.(.+)", text) for text in texts]
    return sorted({match[1] for match in used if match} | set(Bindings.__annotations__))


@pytest.mark.parametrize("edition", RELEASES)
def test_every_name_is_there(edition: str) -> None:
    if reason := missing(edition):
        pytest.skip(reason)
    names = dotted_names()
    assert {"NetworkDefinitionCreationFlag.STRONGLY_TYPED", "IProgressMonitor"} <= set(names)
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
    assert run(edition, code).strip() == "[]"


def test_the_edition_for_rtx_keeps_compiled_kernels_under_these_names() -> None:
    """No GPU is needed to see the methods; calling them needs an engine that is loaded."""
    if reason := missing("rtx"):
        pytest.skip(reason)
    code = """
print(hasattr(trt.ICudaEngine, "create_runtime_config"),
      {"create_runtime_cache", "set_runtime_cache"} <= set(dir(trt.IRuntimeConfig)),
      {"serialize", "deserialize"} <= set(dir(trt.IRuntimeCache)))
print("runtime_config: " in trt.ICudaEngine.create_execution_context.__doc__)
"""
    assert run("rtx", code).splitlines() == ["True True True", "True"]


def test_both_editions_load_in_one_process() -> None:
    """The rows of both are tried in the same process, one after the other."""
    if reason := missing(NEWEST) or missing("rtx"):
        pytest.skip(reason)
    code = """
from nvidia_bindings import use
from hysteroview.inference.runtimes.nvidia.editions import TENSORRT, TENSORRT_RTX, load_library
first = load_library(TENSORRT)
use("rtx")
second = load_library(TENSORRT_RTX)
print(first.trt.__version__ != second.trt.__version__, load_library(TENSORRT) is first)
for library in (first, second):
    library.logger.log(library.trt.ILogger.Severity.ERROR, library.edition.title)
print(first.messages.take_error(), "|", second.messages.take_error())
"""
    assert run(NEWEST, code).splitlines() == ["True True", "TensorRT | TensorRT for RTX"]


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
from hysteroview.inference.runtimes.nvidia.editions import TENSORRT, load_library
library = load_library(TENSORRT)
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format="%(levelname)s %(message)s")
severity = trt.ILogger.Severity
for level in (severity.VERBOSE, severity.INFO, severity.WARNING, severity.ERROR):
    library.logger.log(level, f"first {level.name}")
library.logger.log(severity.INTERNAL_ERROR, "second")
print(library.messages.take_error(), "|", library.messages.take_error())
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
import itertools
from hysteroview.inference.runtimes.nvidia.editions import TENSORRT, load_library
from hysteroview.inference.runtimes.nvidia import messages as tensorrt_messages
clock = itertools.count(0, 500_000_000)
tensorrt_messages.time.monotonic_ns = lambda: next(clock)
told = []
library = load_library(TENSORRT)
progress = library.progress(told.append)
progress.phase_start("Timing graph nodes", None, 9)
print([progress.step_complete("Timing graph nodes", step) for step in range(9)])
progress.phase_finish("Timing graph nodes")
print(*told, sep="\\n")
def gone(sentence):
    raise BrokenPipeError
progress = library.progress(gone)
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
from hysteroview.inference.runtimes.nvidia.editions import TENSORRT, load_library
try:
    load_library(TENSORRT)
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
