"""`hysteroview export identify`: whom the code of a de-identified export stands for."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("code")
@click.option(
    "--key-file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Key file of the export; by default in the user's data folder.",
)  # fmt: skip
def identify(code: str, key_file: Path | None) -> None:
    """Print which patient and exams CODE stands for, by the key file of this site."""
    from hysteroview.core.errors import StorageError
    from hysteroview.core.wording import printable
    from hysteroview.export.deidentify.key_file import default_key_file, find_code

    path = key_file or default_key_file()
    found = find_code(path, code)
    if found is None:
        raise StorageError(
            f"The code {printable(code)} is not in the key file {path}.",
            remedy="Check the code, or choose the key file of that export with --key-file.",
        )
    who = found.patient
    for title, text in (
        ("patient", who.get("identifier", "")),
        ("name", who.get("name", "")),
        ("birth date", who.get("birth_date", "")),
        ("dates", f"shifted by {found.shift_days} days"),
        *((f"exam {each}", exam_id) for each, exam_id in found.exams.items()),
    ):
        click.echo(f"{title:<26} {printable(text) or '-'}")
