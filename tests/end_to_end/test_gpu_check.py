"""The check for a machine with a GPU: packed into one folder, it runs with plain Python."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gpu import check
from gpu.pack import MOST_BYTES, pack
from hysteroview.inference.runtimes.table import RUNTIMES

# as on a machine that has only numpy and the runtimes
PLAIN = """
import runpy, sys
from importlib.machinery import PathFinder
from pathlib import Path

ABSENT = {"PySide6", "av", "cv2", "platformdirs", "click", "psutil", "cryptography", "pytest",
          "filelock", "imagesize", "tomli_w", "tqdm", "pydicom", "pynetdicom", "sqlcipher3"}

class OnlyStandIns:
    def find_spec(self, name, path=None, target=None):
        if name in ABSENT:
            found = PathFinder.find_spec(name, [str(Path(sys.argv[0]).parent / "plain")])
            if found is None:
                raise ModuleNotFoundError(name, name=name)
            return found

sys.argv[:] = sys.argv[1:]
sys.meta_path.insert(0, OnlyStandIns())
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target: Path = tmp_path_factory.mktemp("packed") / "gpu-check"
    size = pack(target)
    assert size < MOST_BYTES == 60_000_000
    return target


def plain(folder: Path, *arguments: str) -> str:
    """Run the packed check as on a machine without the program's packages."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", PLAIN, str(folder / "check.py"), *arguments],
        capture_output=True, text=True, check=False, cwd=folder.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("batch", [1, 16])
def test_a_row_runs_with_plain_python(folder: Path, batch: int) -> None:
    arguments = ("--row=onnx-cpu-fp32", f"--batch={batch}", "--runs=2")
    result = json.loads(plain(folder, *arguments).splitlines()[-1])
    assert (result["result"], result["batch"], result["is_wrong"]) == ("agrees", batch, False)
    assert set(check.COLUMNS) <= set(result)


def test_without_a_gpu_each_row_says_so(folder: Path, tmp_path: Path) -> None:
    if check.gpu_name():
        pytest.skip("this machine has a GPU")
    target = tmp_path / "figures.json"
    lines = plain(folder, f"--json={target}").splitlines()
    rows = [row.name for row in RUNTIMES if row.device.value == "cuda"]
    assert lines[0].startswith("no GPU; Python")
    assert [line.partition(", batch 1: no GPU: ")[0] for line in lines[1:-1]] == rows
    assert lines[-1] == "Nothing was checked: no runtime could be used."
    assert [each["row"] for each in json.loads(target.read_text())["rows"]] == rows


def test_a_row_that_crashes_is_wrong_and_ends_no_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result = check._in_own_process("no-such-row", 1, 1)
    assert result["is_wrong"]
    assert "ended with status 1" in result["result"]
    sound = {"row": "b", "batch": 1, "ran": True, "is_wrong": False, "result": "agrees"}
    answers = iter([result, sound] + [sound] * 20)
    monkeypatch.setattr(check, "_in_own_process", lambda *_: next(answers))
    assert check.main(["--device=cpu"]) == 1
    assert "agrees" in capsys.readouterr().out
