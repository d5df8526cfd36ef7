"""A report as a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from hysteroview.core.files import atomic_file
from hysteroview.lab.report.blocks import Report
from hysteroview.lab.report.html import html_of
from hysteroview.lab.report.pdf import pdf_of


def write_report(report: Report, file: Path, made: datetime, *, private: bool) -> None:
    """Write a report as HTML or PDF, by the end of the file's name.

    Parameters
    ----------
    private
        Whether only the owner may read it, since it shows pictures of patients.

    Raises
    ------
    StorageError
        It cannot be set or written.
    """
    content = html_of(report).encode() if file.suffix == ".html" else pdf_of(report, made)
    with atomic_file(file, private=private) as draft:
        draft.write_bytes(content)
