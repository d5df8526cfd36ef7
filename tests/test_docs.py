"""The documentation names only existing commands, options, files, names in the code, and links."""

from __future__ import annotations

import ast
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import click
from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from hysteroview.cli.main import hysteroview

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "hysteroview"
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
TOP_FOLDERS = ("docs", "hysteroview", "models", "packaging", "resources", "tests", "typings")
CAMEL_CASE = re.compile(r"[A-Z][a-z]+[A-Z][A-Za-z]*(\.[a-z]\w*)*|[A-Z][a-z]+\.[a-z]\w*")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def expect_none(mistakes_in: Callable[[Path], Iterator[str]]) -> None:
    """Fail with every mistake of every page."""
    found = [f"{doc.relative_to(ROOT)}: {each}" for doc in DOCS for each in mistakes_in(doc)]
    assert not found, "\n".join(found)


def without_fences(doc: Path) -> str:
    return FENCE.sub("", doc.read_text(encoding="utf-8"))


def spans(doc: Path) -> list[str]:
    """Return the code inside sentences and tables."""
    return [
        " ".join(span.split()).replace("\\|", "|") for span in SPAN.findall(without_fences(doc))
    ]


def code_lines(doc: Path) -> Iterator[str]:
    """Yield each command or name: the code in sentences, and the lines of code blocks."""
    yield from spans(doc)
    for _, block in FENCE.findall(doc.read_text(encoding="utf-8")):
        yield from (line.strip() for line in block.replace("\\\n", " ").splitlines())


def words_of(line: str) -> list[str]:
    """Split a command line, without the variables before it and a comment behind it."""
    line = re.sub(r"^((\w+=\S*|…) )+", "", line)
    try:
        return shlex.split(line.replace("'", "’"), comments=True)
    except ValueError:
        return []


# Commands


def options_of(command: click.Command) -> dict[str, click.Option]:
    parameters = command.get_params(click.Context(command))
    options = [each for each in parameters if isinstance(each, click.Option)]
    return {name: each for each in options for name in (*each.opts, *each.secondary_opts)}


def child_of(group: click.Group, name: str) -> click.Command | None:
    """Return a command of a group: the one named, or the one that may be left out."""
    try:
        return group.resolve_command(click.Context(group), [name])[1]
    except click.UsageError:
        return None


def mistake_in(words: list[str]) -> str | None:
    """Return the first word after `hysteroview` that is unknown to the command line."""
    command: click.Command = hysteroview
    rest = [word.strip("[]") for word in words]
    while rest:
        word = rest.pop(0)
        if word.startswith("--"):
            name, _, value = word.partition("=")
            option = options_of(command).get(name)
            if option is None:
                return name
            if not (option.is_flag or value):
                del rest[: option.nargs]
        elif isinstance(command, click.Group) and word not in ("", "…"):
            child = child_of(command, word)
            if child is None:
                return word
            command = child
    return None


def commands_in(doc: Path) -> Iterator[list[str]]:
    """Yield each use of the command line, without `hysteroview`; "a | b" are two uses."""
    names = hysteroview.list_commands(click.Context(hysteroview))
    for line in code_lines(doc):
        words = words_of(line)
        if words[:1] == ["hysteroview"]:
            words = words[1:]
        elif len(words) == 1 or words[:1] == [] or words[0] not in names:
            continue
        first, *others = (each.split() for each in " ".join(words).split(" | "))
        yield first
        yield from ([*first[:-1], *other] for other in others)


def test_commands_exist() -> None:
    def mistakes(doc: Path) -> Iterator[str]:
        for words in commands_in(doc):
            if mistake := mistake_in(words):
                yield f"{mistake} in hysteroview {' '.join(words)}"

    expect_none(mistakes)


def every_option(command: click.Command) -> set[str]:
    names = set(options_of(command))
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            child = child_of(command, name)
            assert child is not None, name
            names |= every_option(child)
    return names


def test_options_without_their_command_exist() -> None:
    ours = re.findall(r'addoption\(\s*"(--\w+)"', (ROOT / "tests" / "conftest.py").read_text())
    known = {*every_option(hysteroview), *ours}

    def mistakes(doc: Path) -> Iterator[str]:
        named = {span.split()[0] for span in spans(doc) if span.startswith("--")}
        yield from named - known

    expect_none(mistakes)


def test_make_targets_exist() -> None:
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    def mistakes(doc: Path) -> Iterator[str]:
        lines = [words_of(line) for line in code_lines(doc) if line.startswith("make ")]
        yield from (words[1] for words in lines if words[1] not in targets)

    expect_none(mistakes)


# Files and names


def is_there(name: str, doc: Path) -> bool:
    bases = (ROOT, PACKAGE, doc.parent, *(ROOT / "models").iterdir())
    return any(next(base.glob(name), None) is not None for base in bases)


def files_named_in(doc: Path) -> Iterator[str]:
    """Yield the names of files and folders of the repository; <…> and … are placeholders."""
    rooms = {each.name for each in PACKAGE.iterdir() if each.is_dir()}
    for line in code_lines(doc):
        words = words_of(line)
        if words[:1] == ["hysteroview"]:
            continue
        for word in words:
            path = word.split("::")[0].rstrip("/,;")
            first = path.split("/")[0]
            is_path = re.fullmatch(r"[\w./*-]+", path) is not None
            is_ours = "/" in word and (first in TOP_FOLDERS or first in rooms)
            if is_path and (is_ours or path.endswith((".py", ".md"))):
                yield path


def test_files_and_folders_exist() -> None:
    def mistakes(doc: Path) -> Iterator[str]:
        yield from (name for name in files_named_in(doc) if not is_there(name, doc))

    expect_none(mistakes)


def test_pages_name_folders_and_not_modules() -> None:
    """So that a page stays true when a module moves."""

    def mistakes(doc: Path) -> Iterator[str]:
        names = [name for name in files_named_in(doc) if name.endswith(".py")]
        yield from (name for name in names if (PACKAGE / name).exists())

    expect_none(mistakes)


@cache
def words_of_the_code() -> frozenset[str]:
    sources = [*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "pyproject.toml"]
    return frozenset(re.findall(r"\w+", " ".join(path.read_text("utf-8") for path in sources)))


def names_in(line: str) -> Iterator[str]:
    """Yield classes, their members, functions called, tests, and variables of the environment."""
    if "HYSTEROVIEW_" in line:
        yield from re.findall(r"HYSTEROVIEW_\w+", line)
    name = line.partition("(")[0]
    is_called = "(" in line and re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", name)
    is_of_the_code = CAMEL_CASE.fullmatch(name) and not name.startswith("Q")  # those are Qt's
    if is_called or name.startswith("test_") or (is_of_the_code and not name.endswith(".md")):
        yield name


def test_tests_chosen_by_a_word_exist() -> None:
    tests = [name for name in words_of_the_code() if name.startswith("test_")]

    def mistakes(doc: Path) -> Iterator[str]:
        for line in code_lines(doc):
            for word in re.findall(r"(?<!\w)-k (\w+)", line):
                if not any(word in name for name in tests):
                    yield f"-k {word}"

    expect_none(mistakes)


def test_names_of_the_code_exist() -> None:
    known = words_of_the_code()

    def is_known(part: str) -> bool:
        return part in known or any(name.startswith(part) for name in known if part[-1] == "_")

    def mistakes(doc: Path) -> Iterator[str]:
        for name in {name for line in code_lines(doc) for name in names_in(line)}:
            if not all(is_known(part) for part in re.findall(r"\w+", name) if part != "py"):
                yield name

    expect_none(mistakes)


def is_module(name: str) -> bool:
    """Tell whether a dotted name is a module, a folder, or a name within one of them."""
    *parents, last = name.split(".")
    folder = ROOT.joinpath(*parents)
    if (folder / last).is_dir() or (folder / f"{last}.py").exists():
        return True
    module = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    return module.exists() and last in module.read_text(encoding="utf-8")


def test_modules_exist() -> None:
    def mistakes(doc: Path) -> Iterator[str]:
        for line in code_lines(doc):
            names = re.findall(r"(?<![\w/.])hysteroview(?:\.[A-Za-z_]+)+", line)
            yield from (name for name in names if not is_module(name))

    expect_none(mistakes)


def test_examples_in_python_import_what_exists() -> None:
    def mistakes(doc: Path) -> Iterator[str]:
        for language, block in FENCE.findall(doc.read_text(encoding="utf-8")):
            for node in ast.walk(ast.parse(block if language == "python" else "")):
                if isinstance(node, ast.ImportFrom):
                    module = import_module(node.module or "")
                    yield from (each.name for each in node.names if not hasattr(module, each.name))

    expect_none(mistakes)


# Links


def anchors_of(doc: Path) -> set[str]:
    """Return the names that GitHub gives the headings."""
    headings = re.findall(r"^#+ (.+)$", without_fences(doc), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.strip().lower()).replace(" ", "-") for each in headings}


def test_links_lead_somewhere() -> None:
    def mistakes(doc: Path) -> Iterator[str]:
        for link in LINK.findall(SPAN.sub("", without_fences(doc))):
            name, _, anchor = link.partition("#")
            target = doc.parent / name if name else doc
            if link.startswith(("https://", "http://")):
                continue
            if not target.exists() or (anchor and anchor not in anchors_of(target)):
                yield link

    expect_none(mistakes)


def test_pages_named_in_the_code_exist() -> None:
    sources = [*PACKAGE.rglob("*.py"), ROOT / "pyproject.toml", ROOT / "Makefile"]
    texts = " ".join(path.read_text(encoding="utf-8") for path in sources)
    pages = set(re.findall(r"\bdocs/[\w-]+\.md", texts))
    assert {page for page in pages if not (ROOT / page).exists()} == set()


def test_each_page_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in DOCS[1:] if page.name not in readme] == []


# Dependencies


def requirements() -> Iterator[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for group in (project["dependencies"], *project["optional-dependencies"].values()):
        yield from (Requirement(each) for each in group)


def ranges_in(row: str) -> Iterator[SpecifierSet]:
    for span in SPAN.findall(row):
        try:
            yield SpecifierSet(span)
        except InvalidSpecifier:
            continue


def test_each_dependency_has_its_range_and_its_reason() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    missing = []
    for requirement in requirements():
        rows = [row for row in text.splitlines() if row.startswith(f"| {requirement.name} |")]
        if not any(requirement.specifier in ranges_in(row) for row in rows):
            missing.append(f"no row | {requirement.name} | `{requirement.specifier}` |")
    assert not missing, "\n".join(missing)
