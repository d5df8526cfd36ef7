"""`hysteroview lab localize`: where the heatmaps of a run lie."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hysteroview.core.files import atomic_file

OUT = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("run_folder", metavar="[RUN]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--index", "index_folder", type=click.Path(path_type=Path), help="Where the index is now."
)
@click.option("--page", type=OUT, help="Write a page (.html) on which a reader judges areas.")
@click.option(
    "--pictures", default=100, show_default=True, type=click.IntRange(min=1),
    help="Pictures of the page.",
)  # fmt: skip
@click.option(
    "--answers", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV that the page saved: print the share of areas that are lesion.",
)  # fmt: skip
@click.option("--checks/--no-checks", default=True, show_default=True,
              help="Deletion, insertion and random weights.")  # fmt: skip
@click.option("--json", "json_file", type=OUT)
def localize(
    run_folder: Path | None, index_folder: Path | None, page: Path | None, pictures: int,
    answers: Path | None, json_file: Path | None, *, checks: bool,
) -> None:  # fmt: skip
    """Compare the heatmaps of RUN with known lesions on its test pictures.

    Without masks: --page, and later --answers with what the reader saved.
    """
    if answers is not None:
        from hysteroview.lab.localize.reader_page import read_answers, reader_words

        click.echo(reader_words(read_answers(answers)))
        return
    if run_folder is None:
        raise click.UsageError("Give a RUN, or --answers.")
    from hysteroview.cli.lab.requirements import require_torch

    require_torch()
    from hysteroview.lab.runs.networks import open_run

    run = open_run(run_folder, index_folder)
    if page is not None:
        from hysteroview.lab.localize.reader_page import reader_page
        from hysteroview.lab.runs.reading import pictures_to_read

        chosen = pictures_to_read(run, most=pictures)
        title = f"Marked areas: {run.record.title}"
        with atomic_file(page, private=True) as draft:
            draft.write_text(reader_page(chosen, title), encoding="utf-8")
        click.echo(f"wrote {page}: {len(chosen)} pictures. Open it in a browser.")
        return
    from hysteroview.lab.runs.further_words import (
        localization_json,
        localization_words,
        sanity_json,
        sanity_words,
    )
    from hysteroview.lab.runs.localization import localization, sanity

    found = localization(run)
    click.echo(localization_words(found))
    content: dict[str, object] = {"localization": localization_json(found)}
    if checks:
        checked = sanity(run)
        click.echo("\n" + sanity_words(checked))
        content["checks"] = sanity_json(checked)
    if json_file is not None:
        with atomic_file(json_file) as draft:
            draft.write_text(json.dumps(content, indent=1, allow_nan=False), encoding="utf-8")
