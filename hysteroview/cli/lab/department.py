"""`hysteroview lab index | split`: from a table of recordings to pictures for training."""

from __future__ import annotations

from pathlib import Path

import click

from hysteroview.core.errors import HysteroViewError

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
INDEX = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("manifest", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", type=FOLDER, required=True, help="Folder of the index.")
@click.option("--size", default=224, show_default=True, type=click.IntRange(32, 1024), help="px.")
@click.option(
    "--rate", default=1.0, show_default=True, type=click.FloatRange(min=0, min_open=True),
    metavar="HZ", help="Frames for each second of video.",
)  # fmt: skip
@click.option(
    "--most", default=0, type=click.IntRange(min=0), metavar="N",
    help="At most N pictures for each row, evenly spread (0: all).",
)  # fmt: skip
@click.option("--normal", is_flag=True, help="There is a class “normal” beside the five.")
@click.option(
    "--gate/--no-gate", default=True, show_default=True,
    help="Leave out pictures that cannot be assessed.",
)  # fmt: skip
@click.option("--processes", default=0, type=click.IntRange(min=0), help="0: one for each core.")
@click.option(
    "--phantom", is_flag=True,
    help="The pictures are phantoms; models and reports made from them say so.",
)  # fmt: skip
def index(
    manifest: Path, output: Path, size: int, rate: float, most: int, processes: int, *,
    normal: bool, gate: bool, phantom: bool,
) -> None:  # fmt: skip
    """Cut the pictures of MANIFEST (CSV or Excel) out of its recordings, and check both.

    Columns: file, patient, label; optionally exam, start, end, mask, box, site, scope.
    """
    from dataclasses import replace

    import cv2

    from hysteroview.core.files import atomic_file
    from hysteroview.inference.runtimes.threads import usable_cores
    from hysteroview.lab.index.build import build_index
    from hysteroview.lab.index.extract import Sampling
    from hysteroview.lab.index.pictures import write_index
    from hysteroview.lab.index.sheet import contact_sheet
    from hysteroview.lab.manifest.classes import classes
    from hysteroview.lab.manifest.manifest import read_manifest, refuse

    labels = classes(with_normal=normal)
    table = read_manifest(manifest, labels)
    sampling = Sampling(size_px=size, rate_hz=rate, most_frames=most, is_gated=gate)
    made, problems = build_index(
        table.entries, labels, sampling, workers=processes or usable_cores(),
        notify=click.echo,
    )  # fmt: skip
    for warning in (*table.warnings, *(each for each in problems if not each.is_error)):
        click.echo(f"Warning: {warning}", err=True)
    refuse(manifest.name, [each for each in problems if each.is_error])
    if phantom:
        made = replace(made, settings={**made.settings, "is_synthetic": True})
    write_index(made, output)
    with atomic_file(output / "sheet.png", private=True) as draft:
        draft.write_bytes(cv2.imencode(".png", contact_sheet(made))[1].tobytes())
    click.echo(_summary(made.left_out, len(made), len(set(made.patients))))
    click.echo(f"wrote {output}; look at {output / 'sheet.png'}")


def _summary(left_out: object, pictures: int, patients: int) -> str:
    lines = [f"{pictures} pictures of {patients} patients"]
    if isinstance(left_out, dict):
        lines += [f"  left out, {reason}: {count}" for reason, count in sorted(left_out.items())]
    return "\n".join(lines)


@click.command()
@click.argument("index_folder", metavar="INDEX", type=INDEX)
@click.option("--output", type=FILE, required=True, help="File of the split (.json).")
@click.option(
    "--method", type=click.Choice(["hold-out", "k-fold", "leave-site-out"]), default="hold-out",
    show_default=True,
)  # fmt: skip
@click.option("--folds", default=5, show_default=True, type=click.IntRange(2, 20))
@click.option("--test-share", default=0.2, show_default=True, type=click.FloatRange(0.05, 0.5))
@click.option(
    "--validation-share", default=0.15, show_default=True, type=click.FloatRange(0.05, 0.5)
)
@click.option("--seed", default=0, show_default=True)
@click.option(
    "--paper-split", is_flag=True,
    help="Divide single pictures, as in the publication: it leaks, and every output says so.",
)  # fmt: skip
def split(
    index_folder: Path, output: Path, method: str, folds: int, test_share: float,
    validation_share: float, seed: int, *, paper_split: bool,
) -> None:  # fmt: skip
    """Divide INDEX by patient into training, validation and test."""
    from hysteroview.lab.index.build import duplicate_pairs
    from hysteroview.lab.index.pictures import read_index
    from hysteroview.lab.split.split import Method, SplitSettings, divide
    from hysteroview.lab.split.split_file import write_split
    from hysteroview.lab.split.split_words import split_table

    made = read_index(index_folder)
    settings = SplitSettings(
        method=Method.PAPER if paper_split else Method(method), folds=folds,
        test_share=test_share, validation_share=validation_share, seed=seed,
    )  # fmt: skip
    divided = divide(
        made.patients,
        [picture.label for picture in made.pictures],
        [picture.site for picture in made.pictures],
        () if paper_split else duplicate_pairs(made),
        settings,
        made.digest(),
    )
    write_split(divided, output)
    click.echo(split_table(divided, made.patients, [each.label for each in made.pictures]))
    click.echo(f"wrote {output}")


@click.command("check-split")
@click.argument("index_folder", metavar="INDEX", type=INDEX)
@click.argument("split_file", metavar="SPLIT", type=click.Path(exists=True, path_type=Path))
def check_split(index_folder: Path, split_file: Path) -> None:
    """Refuse SPLIT if a patient or a near duplicate is on two sides."""
    from hysteroview.lab.index.build import duplicate_pairs
    from hysteroview.lab.index.pictures import read_index
    from hysteroview.lab.split.split_file import read_split

    made = read_index(index_folder)
    divided = read_split(split_file, made.patients, made.digest(), duplicate_pairs(made))
    if divided.leaks:
        raise HysteroViewError(
            "This split divides single pictures, so it leaks.",
            remedy="Use it only to compare with the publication.",
        )
    click.echo("No patient and no near duplicate is on two sides.")
