"""Collects the program's texts in the translation files: `make translations`.

Qt's own tool does not recognize the contexts of `tr` functions outside classes, so the texts are
read from the syntax tree; its compiler then creates the files that are loaded.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import astuple, replace
from pathlib import Path

from message_templates import message_templates

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "hysteroview" / "gui"
REPORT = ROOT / "hysteroview" / "pipeline" / "report"
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("zh_CN",)
MESSAGES = "messages.json"
Text = tuple[str, str]  # context and source


class _Reader(ast.NodeVisitor):
    """Finds the texts of a module and their contexts.

    They are in `self.tr("…")`, in `QCoreApplication.translate("Context", "…")`, and in calls of
    functions named `tr` or `_tr` that only call the latter.
    """

    def __init__(self) -> None:
        self.found: list[Text] = []
        self._classes: list[str] = []
        self._contexts: list[dict[str, str]] = [{}]  # contexts of such functions, by scope

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_Module(self, node: ast.Module) -> None:
        self._visit_scope(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._visit_scope(node)

    def visit_Call(self, node: ast.Call) -> None:
        context, texts = self._context_of(node), node.args
        if _is_translate(node):
            texts = node.args[1:]
        if context is not None and texts:
            if isinstance(texts[0], ast.Constant) and isinstance(texts[0].value, str):
                self.found.append((context, texts[0].value))
            elif not isinstance(texts[0], ast.Name):  # for a parameter, its callers are read
                raise SystemExit(f"line {node.lineno}: a text that is not written out")
        self.generic_visit(node)

    def _visit_scope(self, node: ast.Module | ast.FunctionDef) -> None:
        here = {
            each.name: context
            for each in node.body
            if isinstance(each, ast.FunctionDef)
            and each.name in ("tr", "_tr")
            and (context := _context_in(each)) is not None
        }
        self._contexts.append(self._contexts[-1] | here)
        self.generic_visit(node)
        self._contexts.pop()

    def _context_of(self, node: ast.Call) -> str | None:
        match node.func:
            case ast.Attribute(value=ast.Name(id="self"), attr="tr"):
                return self._classes[-1]
            case ast.Name(id=name):
                return self._contexts[-1].get(name)
        return _constant(node.args[0]) if _is_translate(node) else None


def _is_translate(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == "translate"


def _context_in(function: ast.FunctionDef) -> str | None:
    calls = (each for each in ast.walk(function) if isinstance(each, ast.Call))
    return next((_constant(call.args[0]) for call in calls if _is_translate(call)), None)


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) else None


def texts() -> list[Text]:
    """Return all texts of the window, sorted by context and text."""
    found = {*_fixed_texts(), *(("Message", template) for template in messages())}
    for path in sorted(SOURCES.rglob("*.py")):
        reader = _Reader()
        reader.visit(ast.parse(path.read_text(encoding="utf-8")))
        found.update(reader.found)
    found.update(("Report", text) for text in report_texts())
    return sorted(found)


def report_texts() -> Iterator[str]:
    """Yield the texts of reports: those of tables, and arguments of `Words.tr`."""
    from hysteroview.pipeline.report.words import fixed_texts  # noqa: PLC0415 - it runs alone

    yield from fixed_texts()
    for path in sorted(REPORT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                text = _constant(node.args[0]) if node.args and node.func.attr == "tr" else None
                if text is not None:
                    yield text


def _fixed_texts() -> Iterator[Text]:
    """Yield the texts of lower layers that the window translates separately."""
    from hysteroview.core.states import AssessmentState, TwoClass  # noqa: PLC0415 - it runs alone
    from hysteroview.core.wording import (  # noqa: PLC0415
        NO_CLEAR_CLASS,
        NO_RESULT,
        state_words,
    )
    from hysteroview.inference.model.card import find_model, load_card  # noqa: PLC0415
    from hysteroview.settings import sections  # noqa: PLC0415

    yield from (("Settings", text) for text in sections.texts())
    described = [state_words(state) for state in AssessmentState]
    yield from (("State", text) for words in described for text in astuple(words) if text)
    yield from (("State", result.value) for result in TwoClass)
    yield from (("State", text) for text in (NO_CLEAR_CLASS, NO_RESULT))
    card = load_card(find_model(None))
    yield from (("Label", label.name) for label in card.labels)
    for each in (card, replace(card, is_synthetic=False)):
        yield from (("Card", text) for text in (each.warning, each.caution))
    yield from (("Card", text) for text in ("calibrated", "uncalibrated"))


def messages() -> list[str]:
    """Return the message templates of the lower layers in alphabetical order."""
    from hysteroview.core.states import Reason  # noqa: PLC0415 - it runs alone

    fixed = {*(text for _, text in _fixed_texts()), *report_texts()}
    return sorted({*message_templates(), *(reason.value for reason in Reason)} - fixed)


def write_messages(path: Path) -> None:
    """Write the templates for the window."""
    path.write_text(json.dumps(messages(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def read(path: Path) -> dict[Text, str]:
    """Return the existing translations."""
    if not path.exists():
        return {}
    translated = {}
    root = ET.parse(path).getroot()  # noqa: S314 - our own file
    for context in root.iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            text = message.findtext("translation") or ""
            translated[name, message.findtext("source") or ""] = text
    return translated


def write(path: Path, language: str, translated: dict[Text, str]) -> None:
    """Write a translation file; untranslated texts are marked."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    contexts: dict[str, ET.Element] = {}
    for name, source in texts():
        if name not in contexts:
            contexts[name] = ET.SubElement(root, "context")
            ET.SubElement(contexts[name], "name").text = name
        message = ET.SubElement(contexts[name], "message")
        ET.SubElement(message, "source").text = source
        text = translated.get((name, source), "")
        made = ET.SubElement(message, "translation")
        made.text = text
        if not text:
            made.set("type", "unfinished")
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(f"{head}{body}\n", encoding="utf-8")


def compile_file(path: Path, target: Path) -> None:
    """Compile the file that Qt loads."""
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([tool, "-silent", path, "-qm", target], check=True)  # noqa: S603 - of this environment


def main() -> None:
    """Update every translation file."""
    FOLDER.mkdir(exist_ok=True)
    write_messages(FOLDER / MESSAGES)
    for language in LANGUAGES:
        path = FOLDER / f"hysteroview_{language}.ts"
        write(path, language, read(path))
        compile_file(path, path.with_suffix(".qm"))
        missing = sum(not text for text in read(path).values())
        print(f"{path.name}: {len(texts())} texts, {missing} to translate")  # noqa: T201


if __name__ == "__main__":
    main()
