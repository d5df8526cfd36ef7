"""`hysteroview lab evaluate`: figures of runs, or of a bundle on phantoms."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from hysteroview.cli.lab.requirements import require_torch
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.files import atomic_file

# seed of the test scenes; far from those of the training scenes
TEST_SEED = 900_000
COUNT = click.IntRange(min=1)


@click.command()
@click.argument("targets", metavar="[RUN]... | [MODEL]", nargs=-1)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path),
    help="Text of the figures of runs (.md).",
)  # fmt: skip
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--samples", default=1000, show_default=True, type=click.IntRange(min=50),
    help="Samples of patients for the intervals of runs.",
)  # fmt: skip
@click.option("--index", type=click.Path(path_type=Path), help="Where the index of runs is now.")
@click.option(
    "--corrupted", is_flag=True, help="Also test runs on corrupted copies of the test pictures."
)
@click.option(
    "--open-set", "has_open_set", is_flag=True,
    help="Also measure which pictures that are none of the classes get a label, and the limits of "
    "the quality gate.",
)  # fmt: skip
@click.option("--outlier-scenes", default=30, show_default=True, type=COUNT,
              help="Scenes for each kind of outlier of --open-set.")  # fmt: skip
@click.option("--scenes", default=40, show_default=True, type=COUNT, help="Scenes for each lesion.")
@click.option("--views", default=8, show_default=True, type=COUNT, help="Pictures for each scene.")
@click.option("--first-seed", default=TEST_SEED, show_default=True, help="Of the phantoms.")
def evaluate(
    targets: tuple[str, ...], output: Path | None, json_file: Path | None, samples: int,
    index: Path | None, scenes: int, views: int, first_seed: int, outlier_scenes: int, *,
    corrupted: bool, has_open_set: bool,
) -> None:  # fmt: skip
    """Print the figures of each RUN of `lab train` on its test pictures, two runs also compared.

    With a MODEL (a bundle or a built-in name) instead: its figures on phantoms of unseen seeds.
    """
    require_torch()
    from hysteroview.lab.runs.record import RUN_FILE

    runs = [Path(each) for each in targets if (Path(each) / RUN_FILE).exists()]
    if runs and len(runs) == len(targets):
        _evaluate_runs(runs, output, json_file, samples, index, corrupted=corrupted,
                       outlier_scenes=outlier_scenes if has_open_set else 0)  # fmt: skip
    elif len(targets) < 2:
        _evaluate_bundle(targets[0] if targets else None, scenes, views, first_seed, json_file)
    else:
        other = next(each for each in targets if not (Path(each) / RUN_FILE).exists())
        raise HysteroViewError(
            f"{other} is not a run.", remedy="Give folders that hysteroview lab train made."
        )


def _evaluate_runs(
    runs: list[Path], output: Path | None, json_file: Path | None, samples: int, index: Path | None,
    *, corrupted: bool, outlier_scenes: int,
) -> None:  # fmt: skip
    from hysteroview.lab.runs.figures import figures_of

    text, content = figures_of(runs, samples=samples, index=index, corrupted=corrupted)
    if outlier_scenes:
        from hysteroview.lab.calibrate.material import Extent
        from hysteroview.lab.deliver.beyond_classes import beyond_classes

        extent = Extent(outlier_scenes=outlier_scenes)
        found = [beyond_classes(run, index, extent, lambda _: None) for run in runs]
        text = "\n\n".join([text, *(words for words, _ in found)])
        content["open_set"] = [figures for _, figures in found]
    click.echo(text)
    if output is not None:
        with atomic_file(output) as draft:
            draft.write_text(text + "\n", encoding="utf-8")
    if json_file is not None:
        with atomic_file(json_file) as draft:
            draft.write_text(json.dumps(content, indent=1, allow_nan=False), encoding="utf-8")


def _evaluate_bundle(
    model: str | None, scenes: int, views: int, first_seed: int, json_file: Path | None
) -> None:
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.inference.runtimes.choosing import open_backend
    from hysteroview.inference.runtimes.threads import usable_cores
    from hysteroview.lab.bundle.model_card import as_json, table
    from hysteroview.lab.data.phantoms import concatenate, render_crops
    from hysteroview.lab.evaluate.evaluate import evaluate as evaluate_bundle

    card = load_card(find_model(model))
    test = concatenate(
        render_crops(
            range(first_seed, first_seed + scenes), views=views,
            size_px=card.input.size_px, workers=usable_cores(),
        )
    )  # fmt: skip
    with closing(open_backend(card)) as backend:
        evaluation = evaluate_bundle(card, backend, test)
    click.echo(f"{card.title}: {evaluation.pictures} pictures of {evaluation.cases} cases")
    click.echo(table(evaluation))
    if json_file is not None:
        with atomic_file(json_file) as draft:
            draft.write_text(json.dumps(as_json(evaluation), indent=2), encoding="utf-8")
