"""A report as PDF, set by typst."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from hysteroview.export.report.pdf import compile_document
from hysteroview.export.report.templates import picture_svg
from hysteroview.lab.report.blocks import Block, Heading, Paragraph, Pictures, Report, TableBlock

_TEMPLATE = """
#let data = json("data.json")
#set document(title: data.title)
#set page(paper: "a4", margin: (x: 18mm, top: 24mm, bottom: 18mm), numbering: "1 / 1",
  header: if data.banner != "" {
    block(width: 100%, fill: rgb("#a31515"), inset: 5pt,
      text(fill: white, weight: "bold", size: 8pt, data.banner))
  })
#set text(size: 9pt, lang: "en", font: ("Noto Sans", "Noto Sans CJK SC"))
#set par(leading: 0.55em)
#text(size: 18pt, weight: "bold", data.title)
#for part in data.blocks {
  if part.kind == "heading" { heading(level: part.level, part.text) }
  else if part.kind == "paragraph" {
    if part.is_warning {
      block(width: 100%, stroke: (left: 2pt + rgb("#a31515")), inset: (left: 6pt), part.text)
    } else { par(part.text) }
  } else if part.kind == "table" {
    table(columns: part.widths.map(w => w * 1fr), stroke: 0.3pt + luma(200), inset: 3.5pt,
      table.header(..part.header.map(c => text(weight: "bold", size: 8pt, c))),
      ..part.rows.flatten().map(c => if c == "author must write" {
        text(size: 8pt, fill: rgb("#a31515"), c)
      } else { text(size: 8pt, c) }))
  } else {
    grid(columns: part.pictures.map(p => p.width * 100%), gutter: 6pt,
      ..part.pictures.map(p => [#image(p.file, width: 100%) #text(size: 7.5pt, p.caption)]))
  }
}
"""
_MOST_BESIDE = 1.0  # shares of the width


def pdf_of(report: Report, made: datetime) -> bytes:
    """Return the report as PDF; the banner is at the head of each page.

    Raises
    ------
    StorageError
        It cannot be set.
    """
    files: dict[str, bytes] = {}
    blocks = [each for block in report.blocks for each in _plain(block, files)]
    content = {"title": report.title, "banner": report.banner, "blocks": blocks}
    files |= {
        "data.json": json.dumps(content, ensure_ascii=False).encode(),
        "main.typ": _TEMPLATE.encode(),
    }
    return compile_document(files, made)


def _plain(block: Block, files: dict[str, bytes]) -> list[dict[str, Any]]:
    match block:
        case Heading(text, level):
            return [{"kind": "heading", "text": text, "level": level}]
        case Paragraph(text, is_warning):
            return [{"kind": "paragraph", "text": text, "is_warning": is_warning}]
        case TableBlock(header, rows):
            return [{
                "kind": "table", "header": list(header), "rows": [list(row) for row in rows],
                "widths": _widths(block),
            }]  # fmt: skip
        case Pictures():
            return _rows_of(block, files)


def _rows_of(block: Pictures, files: dict[str, bytes]) -> list[dict[str, Any]]:
    """Return rows of pictures whose widths fit beside one another."""
    rows: list[dict[str, Any]] = []
    used = _MOST_BESIDE + 1
    for each in block.pictures:
        name = f"picture-{len(files) + 1}.svg"
        files[name] = picture_svg(each.content) if each.is_png else each.content
        if used + each.width > _MOST_BESIDE:
            rows.append({"kind": "pictures", "pictures": []})
            used = 0.0
        used += each.width
        rows[-1]["pictures"].append(
            {"file": name, "caption": each.caption, "width": each.width - 0.02}
        )
    return rows


def _widths(table: TableBlock) -> list[float]:
    """Return the widths of columns by their longest cells, none below a quarter of the widest."""
    lengths = [
        max(len(text) for text in column) for column in zip(table.header, *table.rows, strict=True)
    ]
    capped = [min(max(length, 4), 60) for length in lengths]
    return [float(max(each, max(capped) / 6)) for each in capped]
