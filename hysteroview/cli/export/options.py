"""Options of all exports, and what is asked before one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hysteroview.cli.passphrase import ask_key
from hysteroview.core.language.translation import LANGUAGES

if TYPE_CHECKING:
    from hysteroview.export.output.progress import Progress
    from hysteroview.pipeline.exports.leaving import ExportRequest
    from hysteroview.pipeline.exports.place import ExamPlace

F = TypeVar("F", bound=Callable[..., Any])

STORE_OPTION = click.option(
    "--store", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Folder of the exams; by default the one in the settings.",
)  # fmt: skip
LANGUAGE_OPTION = click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True,
    help="Language of captions and labels.",
)  # fmt: skip
_DEIDENTIFY_OPTION = click.option(
    "--deidentify/--identified", "deidentifies", default=None,
    help="Replace the patient by a code, and shift dates; by default as in the settings.",
)  # fmt: skip
_KEY_OPTION = click.option(
    "--key-file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Key file of de-identified exports; by default in the user's data folder.",
)  # fmt: skip
_YES_OPTION = click.option(
    "--yes", is_flag=True, help="Write unencrypted files from encrypted exams without asking."
)


def privacy_options(command: F) -> F:
    """Add the options about the patient to a command."""
    for option in (_YES_OPTION, _KEY_OPTION, _DEIDENTIFY_OPTION):
        command = option(command)
    return command


def place_of(exam_id: str, store: Path | None, *, yes: bool) -> ExamPlace:
    """Return where an exam is; ask before plain files are made of encrypted exams.

    Raises
    ------
    StorageError
        There is no store.
    click.Abort
        The operator does not want that, or cannot be asked.
    """
    from hysteroview.cli.options import read_settings
    from hysteroview.core.errors import StorageError
    from hysteroview.pipeline.exports.place import ExamPlace

    folder = store or read_settings().settings.storage.store
    if not folder.is_dir():
        raise StorageError(
            f"There are no exams in {folder}.", remedy="Choose another folder with --store."
        )
    place = ExamPlace(folder, exam_id, ask_key(folder))
    if place.is_encrypted and not yes:
        click.confirm(
            "The exams are encrypted; the exported files are not: anyone who has them can read "
            "them. Export them?",
            abort=True, err=True,
        )  # fmt: skip
    return place


def request_of(
    target: Path, *, deidentifies: bool | None, key_file: Path | None,
    language: str = "en", progress: Progress | None = None,
) -> ExportRequest:  # fmt: skip
    """Return what the common options ask for; the settings say the rest."""
    from hysteroview.cli.options import read_settings
    from hysteroview.export.deidentify.key_file import default_key_file
    from hysteroview.export.output.progress import no_progress
    from hysteroview.pipeline.exports.leaving import ExportRequest

    if deidentifies is None:
        deidentifies = read_settings().settings.export.deidentify
    return ExportRequest(
        target=target, language=language, is_deidentified=deidentifies,
        key_file=key_file or default_key_file(), progress=progress or no_progress,
    )  # fmt: skip
