"""Archives of the settings, and the outbox, for the commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from hysteroview.exam.outbox.outbox import Outbox
    from hysteroview.export.dicom.retrieve.archive import EarlierExams
    from hysteroview.export.dicom.send.connection import Peer
    from hysteroview.settings.sections import Settings

STORE_OPTION = click.option(
    "--store", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Folder of the exams; by default the one in the settings.",
)  # fmt: skip
TO_OPTION = click.option(
    "--to", "name", metavar="NAME", help="Archive; not needed if there is only one."
)


def current_settings() -> Settings:
    """Return the settings in force."""
    from hysteroview.cli.options import read_settings

    return read_settings().settings


def chosen_name(settings: Settings, name: str | None) -> str:
    """Return the name of the archive that is meant.

    Raises
    ------
    SettingsError
        There is none with that name, or none or several without a name.
    """
    from hysteroview.core.errors import SettingsError

    names = [each for each, _ in settings.archives.named]
    if name is None and len(names) == 1:
        return names[0]
    if name in names and name is not None:
        return name
    if not names:
        raise SettingsError(
            "There are no archives in the settings.",
            remedy="Enter one on the settings page, or as [archives.NAME] in the settings file.",
        )
    known = ", ".join(names)
    if name is None:
        raise SettingsError("There are several archives.", remedy=f"Choose one: {known}.")
    raise SettingsError("There is no archive with this name.", remedy=f"There are: {known}.")


def peer_of(settings: Settings, name: str) -> Peer:
    """Return how an archive of the settings is called."""
    from hysteroview.export.dicom.send.connection import Peer

    archive = settings.archives.find(name)
    assert archive is not None
    return Peer(archive=archive, own_title=settings.worklist.own_title)


def earlier_exams(settings: Settings, name: str) -> EarlierExams:
    """Return how earlier exams are found in an archive of the settings."""
    from hysteroview.export.dicom.retrieve.archive import EarlierExams
    from hysteroview.export.dicom.retrieve.moving import Destination

    here = Destination(settings.sending.earlier_title, settings.sending.earlier_port)
    return EarlierExams(peer_of(settings, name), here, settings.worklist.fallback_charset)


def open_outbox(settings: Settings, store: Path | None) -> Outbox:
    """Open the outbox of the exams.

    Raises
    ------
    StorageError
        There are no exams there, or it cannot be opened.
    """
    from hysteroview.core.errors import StorageError
    from hysteroview.exam.outbox.outbox import Outbox

    folder = store or settings.storage.store
    if not folder.is_dir():
        raise StorageError(
            f"There are no exams in {folder}.", remedy="Choose another folder with --store."
        )
    return Outbox(folder)
