"""`hysteroview lab import`: annotations of other programs and stored exams as manifests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hysteroview.core.errors import HysteroViewError

if TYPE_CHECKING:
    from hysteroview.lab.annotations.convert import Found

SOURCE = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--output", type=click.Path(dir_okay=False, path_type=Path), required=True,
        help="Table to write (.csv); masks are written into a folder beside it.",
    ),
    click.option(
        "--pictures", type=FOLDER, metavar="DIR",
        help="Where pictures and videos lie; by default the folder of SOURCE.",
    ),
    click.option(
        "--patient-from", metavar="RULE",
        help='Where the patient is in the path of a file: "folder", or an expression with one '
        "group, such as '(P[0-9]+)_'.",
    ),
    click.option("--patients", type=FILE, metavar="TABLE", help="Table: file, patient."),
    click.option(
        "--label", "mapping", multiple=True, metavar="NAME=CLASS",
        help="What a label of the tool means; CLASS may be “ignore”.",
    ),
    click.option("--normal", is_flag=True, help="There is a class “normal” beside the five."),
    click.option(
        "--unmarked-is-normal", is_flag=True,
        help="Pictures without any label are normal; needs --normal. Otherwise left out.",
    ),
    click.option("--site", default="", help="Kept with each picture."),
)  # fmt: skip


def _with_options(command: Command) -> Command:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group("import")
def import_group() -> None:
    """Make a manifest of annotations of another program, or of the store of exams."""


@import_group.command()
@click.argument("source", type=SOURCE)
@_with_options
def labelme(source: Path, **options: Any) -> None:
    """Take over LabelMe's files in SOURCE, a folder or one file (.json)."""
    from hysteroview.lab.annotations.labelme import read_labelme

    _write(source, [(file.parent, each) for file, each in read_labelme(source)], **options)


@import_group.command()
@click.argument("source", type=FILE)
@_with_options
def coco(source: Path, **options: Any) -> None:
    """Take over SOURCE (.json) in COCO's format, with polygons, run lengths or boxes."""
    from hysteroview.lab.annotations.coco import read_coco

    _write(source, [(source.parent, each) for each in read_coco(source)], **options)


@import_group.command()
@click.argument("source", type=FILE)
@_with_options
@click.option("--video", type=FILE, help="The video, if it has another name than in SOURCE.")
@click.option(
    "--rate", "rate_hz", default=1.0, show_default=True, metavar="HZ",
    type=click.FloatRange(min=0, min_open=True), help="Annotated frames for each second of video.",
)  # fmt: skip
def cvat(source: Path, **options: Any) -> None:
    """Take over SOURCE (.xml), exported as “CVAT for images” or “CVAT for video”."""
    from hysteroview.lab.annotations.cvat import read_cvat

    _write(source, [(source.parent, each) for each in read_cvat(source)], **options)


def _write(
    source: Path, found: list[Found], output: Path, pictures: Path | None,
    mapping: tuple[str, ...], *, patient_from: str | None, patients: Path | None, normal: bool,
    unmarked_is_normal: bool, site: str, video: Path | None = None, rate_hz: float = 1.0,
) -> None:  # fmt: skip
    if (patient_from is None) is (patients is None):
        raise click.UsageError(
            "Say whose the pictures are: with --patient-from or with --patients. Without it, "
            "pictures of one patient would be used for training and for testing."
        )
    if unmarked_is_normal and not normal:
        raise click.UsageError("--unmarked-is-normal needs --normal.")
    require_pycocotools()
    from hysteroview.lab.annotations.convert import Conversion, convert
    from hysteroview.lab.annotations.files import Pictures
    from hysteroview.lab.annotations.labels import label_names
    from hysteroview.lab.annotations.patients import by_path, by_table
    from hysteroview.lab.manifest.classes import NORMAL, classes
    from hysteroview.lab.manifest.manifest import read_manifest, refuse
    from hysteroview.lab.manifest.writing import write_manifest

    labels = classes(with_normal=normal)
    folder = pictures or (source if source.is_dir() else source.parent)
    conversion = Conversion(
        names=label_names(labels, mapping),
        patient_of=by_table(patients) if patients else by_path(patient_from or "", folder),
        pictures=Pictures(folder),
        masks=output.with_name(f"{output.stem}_masks"),
        unmarked=NORMAL.code if unmarked_is_normal else "",
        site=site,
        video=video,
        rate_hz=rate_hz,
    )  # fmt: skip
    made = convert(found, conversion)
    refuse(source.name, made.problems, "annotations")
    for reason, count in sorted(made.left_out.items()):
        click.echo(f"left out, {reason}: {count}")
    if not made.rows:
        raise HysteroViewError(
            f"{source.name} gives no row of a manifest.", remedy="Check what was left out, above."
        )
    write_manifest(made.rows, output)
    masks = sum(row.mask is not None for row in made.rows)
    click.echo(f"wrote {output}: {len(made.rows)} rows, {masks} with masks")
    for warning in read_manifest(output, labels).warnings:
        click.echo(f"Warning: {warning}", err=True)


def require_pycocotools() -> None:
    from importlib.util import find_spec

    if not find_spec("pycocotools"):
        raise HysteroViewError(
            "This command needs the package pycocotools, which is not installed.",
            remedy="Install it with: pip install 'hysteroview[lab]'",
        )


@import_group.command()
@click.argument("folder", metavar="[STORE]", required=False, type=FOLDER)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), required=True,
    help="Table to write (.csv).",
)  # fmt: skip
@click.option("--normal", is_flag=True, help="There is a class “normal” beside the five.")
@click.option("--site", default="", help="Kept with each picture.")
@click.option(
    "--whole", is_flag=True,
    help="Take whole recordings of exams with one result of pathology and no linked part.",
)  # fmt: skip
@click.option(
    "--key-file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Key file of patients' codes; by default the one that exports use.",
)  # fmt: skip
def store(
    folder: Path | None, output: Path, site: str, key_file: Path | None, *,
    normal: bool, whole: bool,
) -> None:  # fmt: skip
    """Take over the exams of STORE, by default the one in the settings, with their pathology.

    A patient is written by a code, the same in all exams and exports; the label is that of
    pathology, never that of the AI or the operator.
    """
    from collections import Counter

    from hysteroview.cli.options import read_settings
    from hysteroview.cli.passphrase import ask_key
    from hysteroview.core.errors import StorageError
    from hysteroview.export.deidentify.key_file import default_key_file
    from hysteroview.lab.annotations.stored_exams import StoreImport, exams_as_rows
    from hysteroview.lab.manifest.classes import classes
    from hysteroview.lab.manifest.manifest import read_manifest
    from hysteroview.lab.manifest.writing import write_manifest
    from hysteroview.pipeline.exports.place import ExamPlace

    folder = folder or read_settings().settings.storage.store
    if not folder.is_dir():
        raise StorageError(f"There are no exams in {folder}.", remedy="Name their folder.")
    labels = classes(with_normal=normal)
    wanted = StoreImport(
        labels=labels,
        key_file=key_file or default_key_file(),
        copies=output.with_name(f"{output.stem}_files"),
        site=site,
        takes_whole=whole,
    )
    left_out: Counter[str] = Counter()
    rows = list(exams_as_rows(ExamPlace(folder, "", ask_key(folder)), wanted, left_out))
    for reason, count in sorted(left_out.items()):
        if count:
            click.echo(f"left out, {reason}: {count}")
    if not rows:
        raise HysteroViewError(
            f"No exam in {folder} has a result of pathology that is linked to a part of it.",
            remedy="Enter results with `hysteroview exam lesion`, and link findings or pictures.",
        )
    write_manifest(rows, output)
    if wanted.copies.exists():
        click.echo(f"{wanted.copies} has decrypted recordings and pictures: protect it.", err=True)
    patients, exams = ({getattr(row, name) for row in rows} for name in ("patient", "exam"))
    click.echo(f"wrote {output}: {len(rows)} rows of {len(exams)} exams, {len(patients)} patients")
    for warning in read_manifest(output, labels).warnings:
        click.echo(f"Warning: {warning}", err=True)
