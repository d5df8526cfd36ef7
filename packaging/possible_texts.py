"""Determines all texts that an expression of the program may have as its value.

Names, conditions, tables and functions are followed in the syntax tree, across modules; other
values become placeholders.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from pathlib import Path

PLACE = "\0"  # placeholder for a value in a text
OPEN = frozenset({PLACE})
_MOST_VARIANTS = 64
_DEEPEST = 6
_FIELD = re.compile(r"\{\w*(:[^{}]*)?\}")  # field of a text that is formatted later

Texts = frozenset[str]


@dataclass(frozen=True, eq=False)
class Module:
    package: Path
    tree: ast.Module
    constants: Mapping[str, ast.expr]
    functions: Mapping[str, ast.FunctionDef]
    classes: Mapping[str, ast.ClassDef]
    imports: Mapping[str, tuple[str, str]]  # module and name there


@dataclass(frozen=True, eq=False)
class Scope:
    module: Module
    function: ast.FunctionDef | None = None
    owner: ast.ClassDef | None = None
    known: Mapping[str, Texts] = field(default_factory=dict)  # parameters of the followed call
    depth: int = 0
    busy: frozenset[str] = frozenset()  # local names being followed


@cache
def read_module(package: Path, name: str) -> Module | None:
    """Read a module of a package by its dotted name; None if it is not part of the package."""
    path = package.parent.joinpath(*name.split("."))
    file = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    if name.split(".", maxsplit=1)[0] != package.name or not file.exists():
        return None
    tree = ast.parse(file.read_text(encoding="utf-8"))
    constants, functions, classes, imports = {}, {}, {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            imports |= {each.asname or each.name: (node.module, each.name) for each in node.names}
    for node in tree.body:
        match node:
            case ast.Assign(targets=targets, value=value):
                constants |= {each.id: value for each in targets if isinstance(each, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value):
                constants[target] = value
            case ast.FunctionDef():
                functions[node.name] = node
            case ast.ClassDef():
                classes[node.name] = node
    return Module(package, tree, constants, functions, classes, imports)


def _joined(parts: Iterable[Texts]) -> Texts:
    chosen = [part if len(part) <= _MOST_VARIANTS else OPEN for part in parts]
    while (count := _count(chosen)) > _MOST_VARIANTS:
        widest = max(range(len(chosen)), key=lambda place: len(chosen[place]))
        chosen[widest] = OPEN
        assert _count(chosen) < count
    return frozenset("".join(each) for each in product(*chosen))


def _count(parts: list[Texts]) -> int:
    count = 1
    for part in parts:
        count *= len(part)
    return count


def texts_of(node: ast.expr, scope: Scope) -> Texts:  # noqa: PLR0911 - one for each kind of node
    """Return every text that an expression may have, with a placeholder for each value."""
    match node:
        case ast.Constant(value=str(text)):
            return frozenset({_FIELD.sub(PLACE, text)})
        case ast.Constant(value=int(number)) if scope.function is None:  # a limit, not a count
            return frozenset({str(number)})
        case ast.JoinedStr(values=values):
            return _joined(texts_of(each, scope) for each in values)
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return texts_of(value, scope)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([texts_of(left, scope), texts_of(right, scope)])
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mult()):
            return frozenset({"", text})  # a plural ending
        case ast.IfExp(body=body, orelse=orelse):
            return texts_of(body, scope) | texts_of(orelse, scope)
        case ast.BoolOp(values=values):
            return frozenset().union(*(texts_of(each, scope) for each in values))
        case ast.NamedExpr(value=value):
            return texts_of(value, scope)
        case ast.Name(id=name):
            return _texts_of_name(name, scope)
        case ast.Subscript(value=ast.Name(id=name)):
            return _texts_in_table(name, scope)
        case ast.Call():
            return _texts_of_call(node, scope)
    return OPEN


def _texts_of_name(name: str, scope: Scope) -> Texts:
    if name in scope.known:
        return scope.known[name]
    if scope.function is not None:
        if name in scope.busy:
            return OPEN  # it depends on itself
        found = list(_assigned(name, scope.function))
        if found:
            deeper = replace(scope, busy=scope.busy | {name})
            return frozenset().union(*(texts_of(each, deeper) for each in found))
        if name in _parameters(scope.function):
            return OPEN
    place, value = _constant(name, scope.module)
    return OPEN if value is None or place is None else texts_of(value, Scope(place))


def _constant(name: str, module: Module) -> tuple[Module | None, ast.expr | None]:
    """Return the value of a module-level name, and the module that defines it."""
    if name in module.constants:
        return module, module.constants[name]
    if name in module.imports:
        source, original = module.imports[name]
        there = read_module(module.package, source)
        if there is not None:
            return _constant(original, there)
    return None, None


def _texts_in_table(name: str, scope: Scope) -> Texts:
    place, value = _constant(name, scope.module)
    if place is None or not isinstance(value, ast.Dict):
        return OPEN
    return frozenset().union(*(texts_of(each, Scope(place)) for each in value.values))


def _assigned(name: str, function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yield the values assigned to a local name; augmented and unpacked names are not followed."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                yield value
            case ast.NamedExpr(target=ast.Name(id=found), value=value) if found == name:
                yield value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                yield from (v for n, v in zip(names, values, strict=False) if _is_name(n, name))
            case ast.For(target=target, iter=ast.Tuple(elts=rows) | ast.List(elts=rows)):
                yield from _of_rows(name, target, rows)
            case ast.comprehension(target=target, iter=ast.Tuple(elts=rows) | ast.List(elts=rows)):
                yield from _of_rows(name, target, rows)


def _of_rows(name: str, target: ast.expr, rows: list[ast.expr]) -> Iterator[ast.expr]:
    if _is_name(target, name):
        yield from rows
    elif isinstance(target, ast.Tuple):
        for place, each in enumerate(target.elts):
            if _is_name(each, name):
                yield from (row.elts[place] for row in rows if isinstance(row, ast.Tuple))


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _parameters(function: ast.FunctionDef) -> list[str]:
    arguments = function.args
    return [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def _texts_of_call(node: ast.Call, scope: Scope) -> Texts:
    match node.func:
        case ast.Attribute(value=ast.Name(id=name), attr="get") if node.args:
            return _texts_in_table(name, scope) | (
                texts_of(node.args[1], scope) if len(node.args) > 1 else frozenset()
            )
        case ast.Attribute(value=value, attr="strip" | "rstrip" | "lstrip"):
            return texts_of(value, scope)
        case ast.Attribute(value=ast.Name(id="self"), attr=name) if scope.owner is not None:
            for each in scope.owner.body:
                if isinstance(each, ast.FunctionDef) and each.name == name:
                    return _returned(each, node, scope.module, scope, owner=scope.owner)
        case ast.Name(id=name):
            function, module = _function(name, scope.module)
            if function is not None and module is not None:
                return _returned(function, node, module, scope)
    return OPEN


def _function(name: str, module: Module) -> tuple[ast.FunctionDef | None, Module | None]:
    if name in module.functions:
        return module.functions[name], module
    if name in module.imports:
        source, original = module.imports[name]
        there = read_module(module.package, source)
        if there is not None:
            return _function(original, there)
    return None, None


def _returned(
    function: ast.FunctionDef,
    call: ast.Call,
    module: Module,
    scope: Scope,
    owner: ast.ClassDef | None = None,
) -> Texts:
    if scope.depth >= _DEEPEST:
        return OPEN
    known = bound(function, call, scope, is_method=owner is not None)
    inside = Scope(module, function, owner, known, scope.depth + 1)
    found: Texts = frozenset()
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            found |= texts_of(node.value, inside)
    return found or OPEN


def bound(
    function: ast.FunctionDef, call: ast.Call, scope: Scope, *, is_method: bool
) -> dict[str, Texts]:
    names = _parameters(function)[1 if is_method else 0 :]
    known = dict.fromkeys(names, OPEN)
    known |= {n: texts_of(a, scope) for n, a in zip(names, call.args, strict=False)}
    known |= {k.arg: texts_of(k.value, scope) for k in call.keywords if k.arg is not None}
    return known
