"""Write type stubs of TensorRT's real bindings, so that mypy checks the adapter against them.

    python tests/tensorrt_stubs.py          write typings/tensorrt/__init__.pyi

pybind11-stubgen reads the bindings; what it writes is then cut down to the classes that the
program uses. A method that mentions any other class is left out with it: nothing becomes `Any`,
so that a use of what is not here is an error of mypy, and the answer is a longer list below.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from nvidia_bindings import NEWEST, run

STUB = Path(__file__).resolve().parents[1] / "typings" / "tensorrt" / "__init__.pyi"
KEPT = frozenset(
    ("Builder", "BuilderFlag", "DataType", "Dims", "ErrorCode",
     "ExecutionContextAllocationStrategy", "IBuilderConfig", "ICudaEngine", "IExecutionContext",
     "IHostMemory", "ILogger", "INetworkDefinition", "IOptimizationProfile", "IProgressMonitor",
     "IRuntimeConfig", "ITensor", "ITimingCache", "MemoryPoolType",
     "NetworkDefinitionCreationFlag", "OnnxParser", "ParserError", "Runtime", "TensorIOMode")
)  # fmt: skip
# These give None when they fail, as their documentation says and their signatures do not.
_MAY_FAIL = frozenset(
    ("Builder.build_serialized_network", "Runtime.deserialize_cuda_engine",
     "ICudaEngine.create_execution_context")
)  # fmt: skip
# What the bindings name depends on the Python they were compiled for; mypy checks for the oldest.
_BACKPORTED = {
    "collections.abc.Buffer": "typing_extensions.Buffer",
    "types.CapsuleType": "typing_extensions.CapsuleType",
}
# pybind11 writes "..." for a class that was registered after the method that returns it.
_RETURNS = {"OnnxParser.get_error": "ParserError"}
_GENERIC = {"list": "list[typing.Any]", "tuple": "tuple[typing.Any, ...]"}
_OVERRIDDEN = frozenset(("IProgressMonitor",))  # we take what TensorRT gives: true integers
_BUFFERS = frozenset(("IHostMemory",))  # `bytes` of them works, which no signature says
_BUFFER = "def __buffer__(self, flags: int, /) -> memoryview: ..."
_SPECIAL = frozenset(
    ("__init__", "__eq__", "__ge__", "__gt__", "__le__", "__lt__", "__hash__", "__int__",
     "__len__", "__getitem__")
)  # fmt: skip
_KNOWN = KEPT | {"typing", "typing_extensions", "collections", "str", "int", "float", "bool",
                 "bytes", "list", "dict", "tuple", "None", "classmethod", "staticmethod",
                 "property"}  # fmt: skip


def generate(release: str) -> str:
    """Return the stub of a release that was fetched."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["tensorrt_bindings.tensorrt", "--output-dir", folder, "--ignore-all-errors"]
        code = f"import pybind11_stubgen\npybind11_stubgen.main({arguments!r})"
        version = run(release, f"{code}\nprint(trt.__version__)").split()[-1]
        raw = (Path(folder) / "tensorrt_bindings" / "tensorrt.pyi").read_text()
    for newer, name in _BACKPORTED.items():
        raw = raw.replace(newer, name)
    module = _parse(raw)
    classes = [
        _cut(node) for node in module.body if isinstance(node, ast.ClassDef) and node.name in KEPT
    ]
    text = (
        f"# Written by tests/tensorrt_stubs.py from the bindings of TensorRT {version}.\n"
        "import collections.abc\nimport typing\n\nimport typing_extensions\n\n"
        "__version__: str\n\n" + "\n".join(ast.unparse(node) for node in classes)
    )
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length=100",
               "--stdin-filename=tensorrt.pyi", "-"]  # fmt: skip
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def _parse(text: str) -> ast.Module:
    """Parse what was written; what is no Python, as a parameter named `in`, is left out."""
    lines = text.splitlines()
    while True:
        try:
            return ast.parse("\n".join(lines))
        except SyntaxError as error:
            place = (error.lineno or 0) - 1
            definition = re.match(r"(\s*def )\w+\(", lines[place])
            if definition is None:
                raise
            lines[place] = f"{definition[1]}_not_python(self) -> ...:"


def _cut(node: ast.ClassDef, outer: str = "") -> ast.ClassDef:
    """Keep of a class what mentions only what is kept."""
    name = f"{outer}{node.name}"
    kept: list[ast.stmt] = []
    for item in node.body:
        match item:
            case ast.ClassDef():
                kept.append(_cut(item, f"{name}."))
            case ast.FunctionDef():
                _correct(item, f"{name}.{item.name}")
                if _is_wanted(item.name) and _is_known(item):
                    item.body = [ast.Expr(ast.Constant(...))]
                    kept.append(item)
            case ast.AnnAssign(target=ast.Name(id=target)):
                if target != "__hash__" and _is_known(item.annotation):
                    kept.append(item)
            case _:
                pass
    getters = {f.name for f in kept if isinstance(f, ast.FunctionDef) and not _is_setter(f)}
    kept = [f for f in kept if not _is_setter(f) or getattr(f, "name", "") in getters]
    kept = list({ast.unparse(f): f for f in kept}.values())  # the same overload twice
    names = [f.name for f in kept if isinstance(f, ast.FunctionDef) and _is_overload(f)]
    kept = [f for f in kept if not (getattr(f, "name", "") == "__eq__" and "__eq__" in names)]
    for item in kept:
        if isinstance(item, ast.FunctionDef) and names.count(item.name) == 1:
            item.decorator_list = [
                d for d in item.decorator_list if "overload" not in ast.unparse(d)
            ]
    if name in _BUFFERS:
        kept += ast.parse(_BUFFER).body
    node.body = kept or [ast.Expr(ast.Constant(...))]
    return node


def _is_wanted(name: str) -> bool:
    return name in _SPECIAL or not name.startswith("_")


def _correct(function: ast.FunctionDef, name: str) -> None:
    """Mend in place what the bindings' signatures do not say, or say too widely."""
    if name in _RETURNS:
        function.returns = ast.Name(_RETURNS[name])
    if name in _MAY_FAIL and function.returns is not None:
        function.returns = ast.BinOp(function.returns, ast.BitOr(), ast.Constant(None))
    arguments = function.args.args
    for argument in arguments:
        if name.partition(".")[0] in _OVERRIDDEN and argument.annotation is not None:
            narrowed = ast.unparse(argument.annotation).replace("typing.SupportsInt", "int")
            argument.annotation = ast.parse(narrowed, mode="eval").body
        if isinstance(argument.annotation, ast.Name) and argument.annotation.id in _GENERIC:
            argument.annotation = ast.parse(_GENERIC[argument.annotation.id], mode="eval").body
    if isinstance(function.returns, ast.Name) and function.returns.id in _GENERIC:
        function.returns = ast.parse(_GENERIC[function.returns.id], mode="eval").body
    for argument, default in zip(
        reversed(arguments), reversed(function.args.defaults), strict=False
    ):
        if isinstance(default, ast.Constant) and default.value is None and argument.annotation:
            argument.annotation = ast.BinOp(argument.annotation, ast.BitOr(), ast.Constant(None))


def _is_known(node: ast.AST) -> bool:
    """Whether all types that are mentioned are kept."""
    if isinstance(node, ast.FunctionDef):
        arguments = node.args.args[1:] if node.args.args else []
        annotations = [argument.annotation for argument in arguments]
        return all(
            annotation is not None and _is_known(annotation)
            for annotation in [*annotations, node.returns]
        )
    if "..." in ast.unparse(node).replace("typing.Any, ...]", "]"):  # a class without a name
        return False
    return all(part.id in _KNOWN for part in ast.walk(node) if isinstance(part, ast.Name))


def _is_setter(node: ast.stmt) -> bool:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return any(isinstance(item, ast.Attribute) and item.attr == "setter" for item in decorators)


def _is_overload(node: ast.FunctionDef) -> bool:
    return any("overload" in ast.unparse(item) for item in node.decorator_list)


if __name__ == "__main__":
    STUB.parent.mkdir(parents=True, exist_ok=True)
    STUB.write_text(generate(NEWEST))
