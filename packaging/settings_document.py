"""Writes the table of settings into docs/settings.md: `make settings-document`."""

from __future__ import annotations

from pathlib import Path

from hysteroview.settings.archives import ARCHIVE_TABLE, ArchiveSettings
from hysteroview.settings.entry import Entry
from hysteroview.settings.sections import TABLE, Settings

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "settings.md"
HEAD = "| setting | values in the file | default | effect |\n|---|---|---|---|\n"


def row_of(entry: Entry) -> str:
    """Return the row of one setting."""
    if entry in ARCHIVE_TABLE:
        value = getattr(ArchiveSettings(), entry.name)
    else:
        value = Settings().value(entry)
    default = entry.default_words or entry.words(value)
    return f"| `{entry.key}` | {entry.in_file('`')} | {default} | {entry.help_text} |\n"


def document(text: str) -> str:
    """Return the document with the current rows of the table."""
    before, _, rest = text.partition(HEAD)
    after = rest.partition("\n\n")[2]
    table = HEAD + "".join(row_of(entry) for entry in (*TABLE, *ARCHIVE_TABLE))
    return before + table + (f"\n{after}" if after else "")


if __name__ == "__main__":
    DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
