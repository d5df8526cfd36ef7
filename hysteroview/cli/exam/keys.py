"""`hysteroview exam encrypt`, `passphrase` and `unseal`: encrypted exams."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from hysteroview.cli.passphrase import (
    ask_key,
    ask_new_passphrase,
    ask_passphrase,
    given_file,
)

_CHUNK_BYTES = 1 << 20


@click.command()
@click.option(
    "--from", "old", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="Copy the exams of this unencrypted store into the new one.",
)  # fmt: skip
@click.pass_obj
def encrypt(folder: Path, old: Path | None) -> None:
    """Create a new encrypted store in the empty folder of --store.

    The passphrase is asked for twice, or read from the file that HYSTEROVIEW_PASSPHRASE_FILE
    names. Without it the exams are lost. If copying with --from is interrupted, the same command
    continues it; until then, the new store cannot be opened.
    """
    from hysteroview.exam.store.copies.conversion import begin_copy, copy_exams
    from hysteroview.exam.store.key_file import check_complete, is_encrypted, marked_source
    from hysteroview.exam.store.keys import make_key
    from hysteroview.exam.store.store import open_store

    if old is None:
        check_complete(folder)
        key = make_key(folder, ask_new_passphrase(given_file()))
        open_store(folder, key=key).close()
        click.echo(f"encrypted     {folder}, which contains no exams yet")
        return
    if is_encrypted(folder) and marked_source(folder) is not None:
        click.echo("The copy was interrupted. It is continued.", err=True)
        passphrase = ask_passphrase("Passphrase of the encrypted copy")
    else:
        passphrase = ask_new_passphrase(given_file())
    key = begin_copy(old, folder, passphrase)
    count = sum(1 for _ in copy_exams(old, folder, key))
    click.echo(f"encrypted     {count} exams, in {folder}")
    click.echo(
        f"They are still in {old}, unencrypted. Run `hysteroview exam --store {folder} verify "
        f"--source {old}`, which compares both. If it finds no fault, delete {old} and its "
        "backups. On a flash disk, deleted files may stay recoverable for a long time."
    )


@click.command()
@click.option(
    "--new-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Read the new passphrase from the first line of a file.",
)  # fmt: skip
@click.pass_obj
def passphrase(folder: Path, new_file: Path | None) -> None:
    """Change the passphrase of encrypted exams; the exams themselves are unchanged.

    An earlier copy of the store, such as a backup, can still be opened with the old passphrase.
    """
    from hysteroview.core.errors import StorageError
    from hysteroview.exam.store.key_file import is_encrypted
    from hysteroview.exam.store.keys import change_passphrase

    if not is_encrypted(folder):
        raise StorageError(
            f"The exams in {folder} are not encrypted.",
            remedy="`hysteroview exam encrypt --from` copies them into an encrypted store.",
        )
    before = ask_passphrase("Current passphrase")
    change_passphrase(folder, before, ask_new_passphrase(new_file))
    click.echo(f"changed       the passphrase of {folder}")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.argument("target", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_obj
def unseal(folder: Path, files: tuple[Path, ...], target: Path) -> None:
    """Decrypt single FILES and copy them to the folder TARGET.

    For snapshots in the second folder, which is used when a disk is full; use `export` for exams.
    """
    from hysteroview.core.errors import StorageError
    from hysteroview.core.files import atomic_file

    key = ask_key(folder)
    if key is None:
        raise StorageError(f"The exams in {folder} and their files are not encrypted.")
    for file in files:
        if (target / file.name).exists():
            raise StorageError(
                f"{file.name} already exists in {target}.", remedy="Choose another folder."
            )
        with (
            atomic_file(target / file.name, private=True) as temporary,
            key.medium.open(file) as sealed,
            temporary.open("wb") as plain,
        ):
            shutil.copyfileobj(sealed, plain, _CHUNK_BYTES)
        click.echo(f"decrypted     {target / file.name}")
