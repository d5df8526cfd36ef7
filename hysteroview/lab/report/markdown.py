"""Lines of Markdown, as other commands print them, as blocks of a report."""

from __future__ import annotations

from hysteroview.lab.report.blocks import Block, Heading, Paragraph, TableBlock

_LEVELS = {"## ": 2, "### ": 2}


def blocks_of(words: str, *, skip_heading: bool = False) -> list[Block]:
    """Return headings, paragraphs and tables.

    Parameters
    ----------
    skip_heading
        Whether the first line is a heading that the report has already.
    """
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    lines = words.splitlines()[1:] if skip_heading else words.splitlines()
    for line in [*lines, ""]:
        if line.startswith("|"):
            if not set(line) <= set("|-: "):
                rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
            continue
        if rows:
            blocks.append(TableBlock(rows[0], tuple(rows[1:])))
            rows = []
        mark = next((each for each in _LEVELS if line.startswith(each)), None)
        text = line.strip("#- ")
        if text:
            whole = text[0].upper() + text[1:]
            blocks.append(Paragraph(text) if mark is None else Heading(whole, _LEVELS[mark]))
    return blocks
