"""Rules on the structure of the program."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import hysteroview

PACKAGE = Path(hysteroview.__file__).parent
UNIT_TESTS = Path(__file__).parent / "unit"
MOST_LINES = 400
MOST_MODULES = 20
HEAVY = (
    "PySide6", "torch", "torchvision", "onnxruntime", "onnx", "tensorrt",
    "tensorrt_rtx_bindings", "cuda", "cv2", "av", "sklearn",
)  # fmt: skip
ENCRYPTION = ("cryptography", "sqlcipher3")


def test_no_module_is_longer_than_a_person_reads() -> None:
    lengths = {
        str(path.relative_to(PACKAGE)): len(path.read_text().splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_no_folder_has_more_than_20_modules() -> None:
    counts = Counter(path.parent for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
    crowded = {str(room.relative_to(PACKAGE)): n for room, n in counts.items() if n > MOST_MODULES}
    assert crowded == {}


def test_each_folder_says_in_one_sentence_what_it_is_for() -> None:
    rooms = {path.parent for path in PACKAGE.rglob("*.py")}
    for room in rooms:
        purpose = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
        sentence = purpose.partition("\n\n")[0]
        assert sentence.endswith("."), f"{room.relative_to(PACKAGE)} does not say what it is for"


def test_the_unit_tests_lie_as_the_modules_do() -> None:
    rooms = {path.parent for path in UNIT_TESTS.rglob("test_*.py")}
    strays = [str(room) for room in rooms if not (PACKAGE / room.relative_to(UNIT_TESTS)).is_dir()]
    assert strays == []


def test_every_module_begins_with_a_sentence() -> None:
    silent = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if not path.read_text().startswith('"""')
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("modules", "without"),
    [
        ("hysteroview.cli, hysteroview.cli.main", HEAVY),
        ("hysteroview.exam.store.rebuild, hysteroview.pipeline.live.exam_keeper", ENCRYPTION),
    ],
    ids=["the command line", "a store that is not encrypted"],
)
def test_starts_light(modules: str, without: tuple[str, ...]) -> None:
    code = f"import sys, {modules}; print([name for name in {without!r} if name in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
