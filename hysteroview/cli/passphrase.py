"""The passphrase of encrypted exams: read from a file or from the terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey

VARIABLE = "HYSTEROVIEW_PASSPHRASE_FILE"
LOSS_WARNING = (
    "Without the passphrase the exams cannot be opened, by anyone, and it cannot be reset.\n"
    "Before you continue, keep it in two places that are not accessible to others."
)
_TRIES = 3
_MOST_CHARACTERS = 64 * 1024  # that are read of the file


def ask_key(folder: Path) -> StoreKey | None:
    """Return the key of the exams in a folder; None if they are not encrypted.

    Raises
    ------
    StoreLockedError
        The passphrase is wrong, or there is no terminal.
    """
    from hysteroview.exam.store.key_file import StoreLockedError, is_encrypted, read_key_file

    if not is_encrypted(folder):
        return None
    from hysteroview.exam.store.keys import unlock

    if (given := _given()) is not None:
        return unlock(folder, given)
    read_key_file(folder)  # reports a damaged file before asking
    for _ in range(_TRIES - 1):
        answer = _ask("Passphrase of the exams")
        try:
            return unlock(folder, answer)
        except StoreLockedError as error:
            click.echo(error.message, err=True)
    return unlock(folder, _ask("Passphrase of the exams"))


def ask_passphrase(question: str) -> str:
    """Return the current passphrase."""
    given = _given()
    return _ask(question) if given is None else given


def ask_new_passphrase(file: Path | None = None) -> str:
    """Explain the risk, then return a new passphrase from a file, or from the terminal (twice)."""
    click.echo(LOSS_WARNING, err=True)
    return read_passphrase(file) if file is not None else _ask("New passphrase", is_new=True)


def given_file() -> Path | None:
    """Return the file with the passphrase; None without one."""
    name = os.environ.get(VARIABLE, "")
    return Path(name) if name else None


def read_passphrase(file: Path) -> str:
    """Return the first line of a file.

    Raises
    ------
    StoreLockedError
        It cannot be read.
    """
    from hysteroview.exam.store.key_file import StoreLockedError

    try:
        with file.open(encoding="utf-8") as text:  # may be a pipe of the shell
            lines = text.read(_MOST_CHARACTERS).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreLockedError(
            f"The file with the passphrase, {file}, cannot be read.",
            remedy=f"Set {VARIABLE} to a file that you have permission to read.",
        ) from error
    return lines[0] if lines else ""


def _given() -> str | None:
    file = given_file()
    return None if file is None else read_passphrase(file)


def _ask(question: str, *, is_new: bool = False) -> str:
    from hysteroview.exam.store.key_file import StoreLockedError

    if not _is_at_terminal():
        raise StoreLockedError(
            "The exams are encrypted, and their passphrase cannot be asked for without a terminal.",
            remedy=f"Start the command in a terminal, or set {VARIABLE} to a file with the "
            "passphrase.",
        )
    answer = click.prompt(question, hide_input=True, confirmation_prompt=is_new, err=True)
    return str(answer)


def _is_at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
