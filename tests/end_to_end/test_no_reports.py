"""The program talks to no other computer and writes no file outside its folders.

Commands run under strace in a network namespace with nothing but loopback. Libraries that report
their use to their maker are found here, whichever they are.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import hysteroview
from clips import write_clip

ROOT = Path(hysteroview.__file__).resolve().parents[1]
_CALLS = (
    "%network,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,"
    "link,linkat,symlink,symlinkat"
)
_CREATES = re.compile(
    r"O_CREAT|\b(creat|mkdir|mkdirat|rename|renameat2?|link|linkat|symlink(at)?)\("
)
_FAILED = re.compile(r"= -1 E[A-Z]+")
_PATH = re.compile(r'(?:AT_FDCWD, |\(|^)"([^"]+)"|, "(/[^"]*)"')
_ADDRESS = re.compile(r"sa_family=AF_INET6?\b")
_NAME_SERVER = re.compile(r"port=htons\(53\)")  # also one on this machine asks others
_LOOPBACK = re.compile(r'inet_addr\("127\.|inet_pton\(AF_INET6, "(::1|::ffff:127\.)')


def traced(command: list[str], folder: Path) -> list[str]:
    """Run a command of the program and return what it asked of the system."""
    strace, unshare, ip = (shutil.which(name) for name in ("strace", "unshare", "ip"))
    if strace is None or unshare is None or ip is None:
        pytest.skip("strace, unshare or ip is not installed")
    alone = [unshare, "--map-root-user", "--net"]
    if subprocess.run([*alone, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine permits no network namespace")
    home = folder / "home"
    for each in (home, folder / "tmp"):
        each.mkdir()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
    environment |= {
        "HOME": str(home),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "ORT_DISABLE_TELEMETRY": "0",  # whatever the environment says
    }
    trace = folder / "trace"
    watch = [strace, "-f", "--seccomp-bpf", "-qq", "-s", "300", "-o", str(trace)]
    program = [*watch, "-e", f"trace={_CALLS}", sys.executable, "-m", "hysteroview", *command]
    done = subprocess.run(
        [*alone, "sh", "-c", f'{ip} link set lo up; exec "$@"', "sh", *program],
        env=environment, cwd=folder, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if "ptrace" in done.stderr and not trace.stat().st_size:
        pytest.skip("this machine permits no tracing")
    assert done.returncode == 0, done.stdout + done.stderr
    return trace.read_text(errors="replace").splitlines()


def is_word_to_others(call: str) -> bool:
    """Whether a call names another computer, or asks a name server."""
    is_here = _LOOPBACK.search(call) and not _NAME_SERVER.search(call)
    return bool(_ADDRESS.search(call)) and not is_here


def created(calls: list[str], folder: Path) -> set[Path]:
    """Return the files and folders that the calls made; relative paths begin at `folder`."""
    made = [call for call in calls if _CREATES.search(call) and not _FAILED.search(call)]
    return {folder / (near or far) for call in made for near, far in _PATH.findall(call)}


ANALYZE = ["analyze", "clip.mkv", "--csv", "out/table.csv", "--runtime"]
OURS = (
    "home/.config/HysteroView", "home/.cache/HysteroView", "home/.local/share/HysteroView",
    "home/Pictures/HysteroView", "out", "tmp",
)  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")
@pytest.mark.parametrize(
    ("package", "command"),
    [
        pytest.param("PySide6", ["doctor"], id="doctor"),
        pytest.param("PySide6", ["demo", "--seconds", "4", "--output", "out"], id="demo"),
        pytest.param("onnxruntime", [*ANALYZE, "onnx-cpu-fp32"], id="onnx"),
        pytest.param("openvino", [*ANALYZE, "openvino-cpu-fp32"], id="openvino"),
        pytest.param("torch", [*ANALYZE, "torch-cpu-fp32"], id="torch"),
    ],
)
def test_nothing_is_reported_to_anyone(package: str, command: list[str], tmp_path: Path) -> None:
    if find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    (tmp_path / "out").mkdir()
    write_clip(tmp_path / "clip.mkv", frames=6)
    calls = traced(command, tmp_path)
    assert [call for call in calls if is_word_to_others(call)] == []
    ours = [tmp_path / each for each in OURS]
    on_the_way = {above for place in ours for above in place.parents}
    permitted = (*ours, Path("/dev"), Path("/proc"))
    made = created(calls, tmp_path) - on_the_way
    assert [path for path in made if not any(path.is_relative_to(p) for p in permitted)] == []
