"""Compile the steps of `hysteroview/imaging/native` that are written in C.

`pip install` does it by itself (`build_hook.py`). After a change, this script puts the module
beside its sources; cffi and setuptools must be installed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from runpy import run_path

from cffi import FFI

SOURCES = Path(__file__).parent.parent / "hysteroview" / "imaging" / "native"
MODULE = "_kernels"


def build(folder: Path) -> Path:
    """Compile the module into a folder and return its path."""
    header = (SOURCES / "kernels.h").read_text()
    ffi = FFI()
    ffi.cdef(f"{header}\nconst char *hv_sources(void);")
    digest = run_path(str(SOURCES / "sources.py"))["digest"](SOURCES)
    gcc = ["-O3", "-fno-trapping-math", "-ffp-contract=off"]
    ffi.set_source(
        MODULE,
        f'#include "kernels.h"\nstatic const char *hv_sources(void) {{ return "{digest}"; }}',
        sources=[str(path) for path in sorted(SOURCES.glob("*.c"))],
        include_dirs=[str(SOURCES)],
        extra_compile_args=["/O2"] if sys.platform == "win32" else gcc,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as work:
        built = Path(ffi.compile(tmpdir=work))
        target = folder / built.name
        # replaced, not overwritten: a program that runs may have the old one in its memory
        fresh = target.with_suffix(".new")
        fresh.write_bytes(built.read_bytes())
        fresh.replace(target)
    return target


if __name__ == "__main__":
    sys.stdout.write(f"{build(SOURCES)}\n")
