"""NVIDIA's real Python bindings without NVIDIA's libraries: fetched, and made to import.

The bindings of TensorRT are small wheels, but they do not load without libraries that need a GPU.
They ask those for nine functions only, and call none of them on import: three tiny libraries that
bear the right names and define the functions are enough to see every class, method and enum.

TensorRT for RTX comes as a wheel with its libraries, and its builder needs no GPU. With it the
program's networks are parsed and built for real; only what runs an engine stays untried.

    python tests/nvidia_bindings.py         fetch all of them into build/nvidia-bindings
"""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from shutil import which
from types import ModuleType

FOLDER = Path(__file__).resolve().parents[1] / "build" / "nvidia-bindings"
# the oldest release that pyproject.toml allows, and the newest of each major one
RELEASES = {
    "10.7": ("tensorrt-cu12-bindings==10.7.0.post1",),
    "10.16": ("tensorrt-cu13-bindings==10.16.1.11",),
    "11.4": ("tensorrt-cu13-bindings==11.4.0.106",),
    "rtx": ("tensorrt-rtx-cu13-bindings==1.7.1.116", "tensorrt-rtx-cu13-libs==1.7.1.116"),
}
OLDEST, NEWEST = "10.7", "11.4"
TENSORRT = tuple(release for release in RELEASES if release != "rtx")
_ENTRY_POINT = re.compile(r"create\w+_INTERNAL|get\w*PluginRegistry|getNvOnnxParserVersion|init\w+")


def folder(release: str) -> Path:
    """Return the folder of a release; each version has its own."""
    return FOLDER / RELEASES[release][0].replace("==", "-")


def fetch() -> None:
    """Install each release into a separate folder; report those that are not available."""
    for release, packages in RELEASES.items():
        target = folder(release)
        if target.exists():
            continue
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile",
                   "--only-binary=:all:", "--disable-pip-version-check",
                   "--retries=1", "--target", str(target),
                   *packages]  # fmt: skip
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
            sys.stderr.write(f"{' '.join(packages)}: {reason}; its tests will be skipped\n")


def missing(release: str) -> str:
    """Why `release` cannot be used; empty if it can."""
    if not folder(release).is_dir():
        return f"{' and '.join(RELEASES[release])} was not fetched: run {Path(__file__).name}"
    if release != "rtx" and not all(map(which, ("gcc", "nm", "readelf"))):
        return "gcc and binutils are needed to compile the stand-in libraries"
    return ""


def use(release: str) -> ModuleType:
    """Make ``import tensorrt`` load the bindings of `release`, for the rest of this process."""
    sys.path.insert(0, str(folder(release)))
    if release == "rtx":
        import_module("tensorrt_rtx_libs")
        bindings = import_module("tensorrt_rtx_bindings")
    else:
        with tempfile.TemporaryDirectory() as place:
            for library in _compile_stand_ins(folder(release), Path(place)):
                ctypes.CDLL(str(library), mode=os.RTLD_LAZY | os.RTLD_GLOBAL)
            bindings = import_module("tensorrt_bindings")
    sys.modules["tensorrt"] = bindings
    return bindings


def run(release: str, code: str) -> str:
    """Run `code` in a process in which `tensorrt` is that of `release`; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", f"from nvidia_bindings import use; trt = use({release!r})\n{code}"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"exit status {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _compile_stand_ins(bindings: Path, place: Path) -> list[Path]:
    (module,) = bindings.glob("tensorrt_bindings/tensorrt*.so")
    needed = re.findall(r"\[(libnv\w+\.so\.\d+)\]", _output("readelf", "--dynamic", module))
    undefined = _output("nm", "--dynamic", "--undefined-only", module).split()
    functions = [name for name in undefined if _ENTRY_POINT.fullmatch(name)]
    source = place / "stand_in.c"
    source.write_text("".join(f"void *{name}(void) {{ return 0; }}\n" for name in functions))
    libraries = [place / name for name in needed]
    for library in libraries:
        # all three define all nine: the loader takes the first, and nothing calls them
        _output(
            "gcc",
            "-shared",
            "-fPIC",
            "-nostdlib",
            f"-Wl,-soname,{library.name}",
            "-o",
            library,
            source,
        )
    return libraries


def _output(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    fetch()
