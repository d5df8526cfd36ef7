"""`hysteroview lab views | sheet | quality | instrument`: trials of view and quality gate."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from hysteroview.core.files import atomic_file

COUNT = click.IntRange(min=1)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
JSON_FILE = click.Path(dir_okay=False, path_type=Path)
# thresholds were chosen on phantoms with seeds from 5000; reported figures come from others
REPORT_SEED = 600_000


@click.command()
@click.option("--cases", default=10, show_default=True, type=COUNT, help="Cases for each setting.")
@click.option("--first-seed", default=REPORT_SEED, show_default=True)
@click.option("--json", "json_file", type=JSON_FILE)
def views(cases: int, first_seed: int, json_file: Path | None) -> None:
    """Print the accuracy of the field of view in phantom frames in the style of consoles.

    Also print the delay until a change of zoom is noticed, and the time per frame on this machine.
    """
    import cv2

    from hysteroview.lab.data.console_frames import Setting
    from hysteroview.lab.trials.view import try_views, view_table
    from hysteroview.lab.trials.view_changes import change_table, try_changes

    cv2.setNumThreads(1)  # as in the program
    seeds = range(first_seed, first_seed + cases)
    trials = list(try_views(seeds, list(Setting)))
    click.echo(view_table(trials))
    click.echo(f"\n{change_table(list(try_changes(seeds)))}")
    _write(json_file, [asdict(trial) for trial in trials])


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--first", default=0, show_default=True, type=click.IntRange(min=0))
@click.option(
    "--count", default=24, show_default=True, type=COUNT, help="Number of pictures on the sheet."
)
def sheet(folder: Path, output: Path, first: int, count: int) -> None:
    """Draw the pictures of FOLDER with the field of view's outline on one sheet, a PNG."""
    import cv2

    from hysteroview.lab.trials.view import find_pictures, view_sheet

    paths = find_pictures(folder)[first : first + count]
    if not paths:
        raise click.UsageError(f"the folder has fewer than {first + 1} pictures")
    encoded = cv2.imencode(".png", view_sheet(paths))[1]
    with atomic_file(output) as draft:
        draft.write_bytes(encoded.tobytes())
    click.echo(f"{len(paths)} pictures on {output}")


@click.command()
@click.option(
    "--cases",
    default=30,
    show_default=True,
    type=COUNT,
    help="Number of cases, with two views each.",
)
@click.option("--first-seed", default=REPORT_SEED, show_default=True)
@click.option(
    "--real",
    type=FOLDER,
    help="Folder of clean pictures of real endoscopy; every second one is used.",
)
@click.option(
    "--copies",
    default=2,
    show_default=True,
    type=COUNT,
    help="Copies of each picture in the colors of hysteroscopy.",
)
@click.option("--json", "json_file", type=JSON_FILE)
def quality(
    cases: int, first_seed: int, real: Path | None, copies: int, json_file: Path | None
) -> None:
    """Print how well the quality gate separates spoiled pictures from clean ones."""
    import cv2
    import numpy as np

    from hysteroview.lab.trials.quality import (
        quality_table,
        time_gate,
        try_instrument,
        try_quality,
    )
    from hysteroview.lab.trials.samples import (
        in_colors_of_hysteroscopy,
        phantom_samples,
        real_samples,
    )
    from hysteroview.lab.trials.sharpness import blur_table, ideal_auc, try_blur
    from hysteroview.lab.trials.view import find_pictures

    seeds = range(first_seed, first_seed + cases)
    clean = list(phantom_samples(seeds))
    sets = {"phantoms": clean}
    if real is not None:
        # the others were used to choose the thresholds
        sets["real"] = list(real_samples(find_pictures(real)[1::2]))
    colored = {
        f"{title} in the colors of hysteroscopy": list(in_colors_of_hysteroscopy(samples, copies))
        for title, samples in sets.items()
    }
    trials = []
    for title, samples in {**sets, **colored}.items():
        trials.append(try_quality(title, samples))
        click.echo(quality_table(trials[-1]))
    videos = [
        try_blur("blur of phantoms", seeds),
        try_blur("blur of phantoms in the colors of hysteroscopy", seeds, is_recolored=True),
    ]
    for video in videos:
        click.echo(blur_table(video))
    ideals = {title: ideal_auc(samples, copies) for title, samples in sets.items()}
    for title, ideal in ideals.items():
        values = ", ".join(f"{value:.3f}" for value in ideal)
        click.echo(f"{title}: AUC of stills with known blur, by grade: {values}")
    found = try_instrument(
        list(phantom_samples(seeds, instrument=True)),
        clean,
        list(phantom_samples(seeds, bubbles=True)),
    )
    click.echo(
        f"instrument: AUC {found.auc:.3f}, seen {found.seen:.1%}, false alarms"
        f" {found.false_clean:.1%} of clean and {found.false_bubbles:.1%} of bubbly views"
    )
    cv2.setNumThreads(1)
    median_ms, slow_ms = np.percentile(time_gate(clean), (50, 95)).tolist()
    click.echo(f"processor time per frame: {median_ms:.2f} ms, 95th percentile {slow_ms:.2f}")
    document = {
        "trials": [asdict(trial) for trial in trials],
        "blur": [asdict(video) for video in videos],
        "ideal_blur": ideals,
        "instrument": asdict(found),
        "ms": {"p50": median_ms, "p95": slow_ms},
    }
    _write(json_file, document)


@click.command()
@click.option("--cases", default=30, show_default=True, type=COUNT, help="Cases for each lesion.")
@click.option("--views", default=6, show_default=True, type=COUNT, help="Views of each case.")
@click.option("--first-seed", default=REPORT_SEED, show_default=True)
@click.option("--model", metavar="DIR", help="Model bundle: a folder, or a built-in name.")
@click.option("--json", "json_file", type=JSON_FILE)
def instrument(
    cases: int, views: int, first_seed: int, model: str | None, json_file: Path | None
) -> None:
    """Print the loss of accuracy by an instrument in the view, and the resulting limit."""
    from contextlib import closing

    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.inference.runtimes.choosing import open_backend
    from hysteroview.lab.trials.instrument import cover_samples, cover_table

    card = load_card(find_model(model))
    with closing(open_backend(card, "onnx")) as backend:
        samples = list(cover_samples(card, backend, range(first_seed, first_seed + cases), views))
    click.echo(cover_table(samples))
    _write(json_file, [asdict(each) for each in samples])


def _write(json_file: Path | None, document: Any) -> None:
    if json_file is not None:
        with atomic_file(json_file) as draft:
            text = json.dumps(document, indent=2, default=lambda reason: reason.name)
            draft.write_text(text, encoding="utf-8")
