"""Opening of the store by the commands about exams."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.passphrase import ask_key

if TYPE_CHECKING:
    from hysteroview.exam.store.store import ExamStore


def open_exams(folder: Path, *, read_only: bool) -> ExamStore:
    """Open a store, and print what happened to it.

    Raises
    ------
    StorageError
        There is no store, or it cannot be opened.
    """
    from hysteroview.core.errors import StorageError
    from hysteroview.exam.store.store import open_store

    if not folder.is_dir():
        raise StorageError(
            f"There are no exams in {folder}.", remedy="Choose another folder with --store."
        )
    store = open_store(folder, read_only=read_only, key=ask_key(folder))
    for exam_id in store.recovered:
        click.echo(f"exam {exam_id} was interrupted; what had been saved of it is intact", err=True)
    for notice in store.notices:
        click.echo(notice, err=True)
    return store
