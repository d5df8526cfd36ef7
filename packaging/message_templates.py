"""Collects the messages of the layers below the window as templates for translation.

A message is an f-string with values; the window gets the English text, finds its template, and
shows the translation with the same values. Templates are the messages and remedies of
`HysteroViewError`, and every other sentence in those layers. Each value in them becomes a numbered
placeholder.
"""

from __future__ import annotations

import ast
import errno
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from possible_texts import PLACE, Module, Scope, Texts, bound, read_module, texts_of

PACKAGE = Path(__file__).resolve().parents[1] / "hysteroview"
LAYERS = ("core", "settings", "imaging", "capture", "inference", "exam", "export", "pipeline")

_BASE = "HysteroViewError"
_REASONS = "settings"  # the layer whose ValueErrors become parts of messages
_LEAST_LETTERS = 4
_SENTENCE = re.compile(r"[A-Z\d“({\0].*\s.*[.!](\s\0)?", re.DOTALL)
_ADJACENT = re.compile(f"{PLACE}+")
_ERRORS_OF_THE_SYSTEM = (
    "EACCES", "EBUSY", "ECONNREFUSED", "ECONNRESET", "EDQUOT", "EFBIG", "EHOSTUNREACH", "EINVAL",
    "EIO", "EISDIR", "EMFILE", "ENAMETOOLONG", "ENETUNREACH", "ENODEV", "ENOENT", "ENOSPC",
    "ENOTDIR", "EPERM", "EPIPE", "EROFS", "ESTALE", "ETIMEDOUT", "ENXIO", "ELOOP",
)  # fmt: skip
_ERRORS_OF_FFMPEG = (
    "decoder not found",
    "end of file",
    "invalid data found when processing input",
    "protocol not found",
    "server returned 401 unauthorized (authorization failed)",
    "server returned 403 forbidden (access denied)",
    "server returned 404 not found",
    "server returned 5xx server error reply",
)


class UnreadableMessage(Exception):  # noqa: N818 - of this script
    """A failure whose message cannot be found where it is raised."""


def _modules(package: Path, layers: Iterable[str]) -> dict[Path, Module]:
    """Read all modules of these layers."""
    found = {}
    for path in sorted(path for layer in layers for path in (package / layer).rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if (module := read_module(package, name)) is not None:
            found[path] = module
    return found


def _error_classes(modules: Iterable[Module]) -> dict[str, tuple[Module, ast.ClassDef]]:
    """Return every failure class by name, with its module."""
    classes: dict[str, tuple[Module, ast.ClassDef]] = {}
    before = -1
    while before != len(classes):  # until no further derived class is found
        before = len(classes)
        for module in modules:
            for name, node in module.classes.items():
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                if name == _BASE or bases & set(classes):
                    classes[name] = module, node
    return classes


class _Gatherer(ast.NodeVisitor):
    """Visits one module and tracks the current function."""

    def __init__(
        self, module: Module, errors: Mapping[str, tuple[Module, ast.ClassDef]], where: Path
    ) -> None:
        self.found: set[str] = set()
        self._module, self._errors, self._where = module, errors, where
        self._scope = Scope(module)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        before, self._scope = self._scope, Scope(self._module, owner=node)
        self._visit_body(node)
        self._scope = before

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        before = self._scope
        self._scope = Scope(self._module, node, before.owner, before.known)
        self._visit_body(node)
        self._scope = before

    def visit_Module(self, node: ast.Module) -> None:
        self._visit_body(node)

    def visit_Call(self, node: ast.Call) -> None:
        match node.func:
            case ast.Attribute(value=ast.Name(id="log")):
                return
            case ast.Name(id=name) if name in self._errors:
                self._take_error(node, *self._errors[name])
            case ast.Name(id="ValueError") if self._where.parts[0] == _REASONS and node.args:
                self.found |= texts_of(node.args[0], self._scope)
            case ast.Name(id=name) if name.endswith(("Error", "Exit")):
                return  # a defect, or a failure that a caller translates
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # the documentation of an attribute
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._take_sentences(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._take_sentences(node)

    def _visit_body(self, node: ast.Module | ast.ClassDef | ast.FunctionDef) -> None:
        has_docstring = ast.get_docstring(node, clean=False) is not None
        for each in node.body[1 if has_docstring else 0 :]:
            self.visit(each)

    def _take_sentences(self, node: ast.expr) -> None:
        texts = texts_of(node, self._scope)
        self.found |= {text for text in texts if _SENTENCE.fullmatch(text)}

    def _take_error(self, node: ast.Call, module: Module, kind: ast.ClassDef) -> None:
        message, remedy = _parts_of(node, module, kind, self._scope)
        if not any(_is_told(text) for text in message) and not _is_handed_on(node):
            told = f"{self._where}:{node.lineno}: this message is not written out"
            raise UnreadableMessage(told)
        self.found |= message | remedy


def _parts_of(
    node: ast.Call, module: Module, kind: ast.ClassDef, scope: Scope
) -> tuple[Texts, Texts]:
    """Return message and remedy of a failure, even if its class composes them."""
    inits = [each for each in kind.body if isinstance(each, ast.FunctionDef)]
    for each in inits:
        if each.name == "__init__" and kind.name != _BASE:
            known = bound(each, node, scope, is_method=True)
            inner = next(call for call in ast.walk(each) if _is_super_init(call))
            assert isinstance(inner, ast.Call)
            return _parts_of_base(inner, Scope(module, each, kind, known, scope.depth + 1))
    return _parts_of_base(node, scope)


def _parts_of_base(node: ast.Call, scope: Scope) -> tuple[Texts, Texts]:
    remedy = next((each.value for each in node.keywords if each.arg == "remedy"), None)
    return (
        texts_of(node.args[0], scope),
        frozenset() if remedy is None else texts_of(remedy, scope),
    )


def _is_super_init(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__"


def _is_handed_on(node: ast.Call) -> bool:
    """Whether a failure only repeats the message of another one."""
    return not isinstance(node.args[0], ast.JoinedStr | ast.Constant)


def _is_told(text: str) -> bool:
    return sum(character.isalpha() for character in text) >= _LEAST_LETTERS


def _numbered(text: str) -> str:
    escaped = _ADJACENT.sub(PLACE, text).replace("{", "{{").replace("}", "}}")
    pieces = escaped.split(PLACE)
    places = (f"{{{number}}}" for number in range(len(pieces) - 1))
    return pieces[0] + "".join(a + b for a, b in zip(places, pieces[1:], strict=True))


def message_templates(package: Path = PACKAGE) -> list[str]:
    """Return all templates in alphabetical order.

    Raises
    ------
    UnreadableMessage
        The text of a message cannot be determined.
    """
    modules = _modules(package, LAYERS)
    errors = _error_classes(modules.values())
    found = {os.strerror(getattr(errno, name)).lower() for name in _ERRORS_OF_THE_SYSTEM}
    found.update(_ERRORS_OF_FFMPEG)
    for path, module in modules.items():
        gatherer = _Gatherer(module, errors, path.relative_to(package))
        gatherer.visit(module.tree)
        found |= gatherer.found
    return sorted({_numbered(text) for text in found if _is_told(text)})
