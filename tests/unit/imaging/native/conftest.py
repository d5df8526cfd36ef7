"""The compiled steps, built once from the sources as they are now."""

from __future__ import annotations

import shutil
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from hysteroview.imaging.native.kernels import Kernels

PACKAGING = Path(__file__).parents[4] / "packaging"


def _load(name: str, path: Path) -> ModuleType:
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> Kernels:
    """The steps as they are in the sources now, whatever this installation has."""
    if sys.platform != "win32" and shutil.which("cc") is None:
        pytest.skip("no C compiler")
    pytest.importorskip("setuptools", reason="needed to compile on Python 3.12 and later")
    build = _load("native_steps", PACKAGING / "native_steps.py").build
    return Kernels(_load("_kernels", build(tmp_path_factory.mktemp("native"))))
