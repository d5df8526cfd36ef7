"""What the shape of the program must be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import hysteroview

PACKAGE = Path(hysteroview.__file__).parent
MOST_LINES = 400
HEAVY = (
    "PySide6", "torch", "torchvision", "onnxruntime", "onnx", "tensorrt", "cuda", "cv2", "av",
    "sklearn",
)  # fmt: skip
ENCRYPTION = ("cryptography", "sqlcipher3")


def test_no_module_is_longer_than_a_person_reads() -> None:
    lengths = {
        str(path.relative_to(PACKAGE)): len(path.read_text().splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


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
        ("hysteroview.exam.rebuild, hysteroview.pipeline.exam_keeper", ENCRYPTION),
    ],
    ids=["the command line", "a store that is not encrypted"],
)
def test_starts_light(modules: str, without: tuple[str, ...]) -> None:
    code = f"import sys, {modules}; print([name for name in {without!r} if name in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
