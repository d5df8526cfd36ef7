"""Our types of cuda-bindings, and its stand-in for tests, against the real module."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("cuda.bindings", reason="cuda-bindings is not installed")

from cuda.bindings import nvml, runtime

from fake_cuda import FakeCuda

STUBS = Path(__file__).resolve().parents[2] / "typings" / "cuda" / "bindings"


def definitions(module: str) -> list[ast.stmt]:
    return ast.parse((STUBS / f"{module}.pyi").read_text()).body


@pytest.mark.parametrize("module", [runtime, nvml], ids=["runtime", "nvml"])
def test_functions_and_parameters_are_the_real_ones(module: ModuleType) -> None:
    stub = definitions(module.__name__.rpartition(".")[2])
    functions = [node for node in stub if isinstance(node, ast.FunctionDef)]
    assert functions
    for function in functions:
        ours = [argument.arg for argument in function.args.args]
        assert list(inspect.signature(getattr(module, function.name)).parameters) == ours


def test_enums_have_the_real_values() -> None:
    for node in definitions("runtime"):
        match node:
            case ast.ClassDef(name=name, bases=[ast.Name(id="IntEnum")], body=body):
                real = getattr(runtime, name)
                assert issubclass(real, int)
                for member in body:
                    assert isinstance(member, ast.Assign)
                    name, _, number = ast.unparse(member).partition(" = ")
                    assert getattr(real, name) == int(number)
            case ast.ClassDef(name=name):
                assert isinstance(getattr(runtime, name), type)
            case _:
                pass
    assert isinstance(runtime.cudaStreamNonBlocking, int)
    for field in ("name", "major", "minor"):
        assert hasattr(runtime.cudaDeviceProp, field)
    assert issubclass(nvml.NvmlError, Exception)


def test_the_stand_in_takes_what_the_real_one_takes() -> None:
    names = [name for name in vars(FakeCuda) if name.startswith("cuda")]
    functions = [name for name in names if inspect.isfunction(getattr(FakeCuda, name))]
    assert "cudaGraphLaunch" in functions
    for name in functions:
        ours = list(inspect.signature(getattr(FakeCuda, name)).parameters)[1:]
        assert list(inspect.signature(getattr(runtime, name)).parameters) == ours
