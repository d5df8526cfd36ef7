"""XML that others may have written: bounded, without document types and entities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat  # with document types refused below, no entity is ever declared

_MOST_NODES, _MOST_DEPTH, _MOST_TEXT = 5_000_000, 32, 1 << 20


@dataclass(slots=True)
class Node:
    """An element: its name, attributes, children, and the text directly in it."""

    name: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def all(self, *names: str) -> list[Node]:
        """Return the children with one of these names."""
        return [each for each in self.children if each.name in names]

    def find(self, path: str) -> Node | None:
        """Return the first descendant at a path such as "meta/task"; None if there is none."""
        node: Node | None = self
        for name in path.split("/"):
            if node is None:
                return None
            node = next(iter(node.all(name)), None)
        return node

    def value(self, path: str) -> str:
        """Return the text at a path, without surrounding spaces; empty if there is none."""
        node = self.find(path)
        return "" if node is None else node.text.strip()


def parse_xml(content: bytes) -> Node:
    """Return the root of a document.

    Raises
    ------
    ValueError
        It is not XML, declares a document type or entities, or is too deep or too large.
    """
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.add_text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the end of the document
    except expat.ExpatError as error:
        raise ValueError(f"it is not XML ({error})") from error
    if builder.root is None:
        raise ValueError("it is empty")
    return builder.root


def _refuse(*_: Any) -> int:
    raise ValueError("it declares a document type or entities, which are not read")


class _Builder:
    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST_NODES or len(self._open) >= _MOST_DEPTH:
            raise ValueError("it has too many elements or is nested too deeply")
        node = Node(name, attributes)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def end(self, _: str) -> None:
        self._open.pop()

    def add_text(self, text: str) -> None:
        node = self._open[-1]
        if len(node.text) + len(text) <= _MOST_TEXT:
            node.text += text
