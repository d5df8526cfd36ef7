"""`hysteroview pacs find` and `pacs fetch`: earlier exams of a patient in an archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.pacs.archives import chosen_name, current_settings, earlier_exams

if TYPE_CHECKING:
    from hysteroview.export.dicom.retrieve.studies import EarlierSeries, EarlierStudy

_FROM_OPTION = click.option(
    "--from", "name", metavar="NAME", help="Archive; not needed if there is only one."
)


@click.command()
@click.argument("patient_id")
@click.option("--series", "shows_series", is_flag=True, help="List what is in each study.")
@_FROM_OPTION
def find(patient_id: str, name: str | None, *, shows_series: bool) -> None:
    """List earlier studies of a patient with pictures, the newest first.

    Studies are found by exactly this patient ID. Compare name and birth date: a study under this
    ID may be another patient's.
    """
    from hysteroview.cli.figures import print_table

    settings = current_settings()
    archive = earlier_exams(settings, chosen_name(settings, name))
    studies = archive.studies(patient_id)
    if not studies:
        click.echo("The archive has no earlier study of this patient with pictures.")
        return
    rows = [_study_row(each) for each in studies]
    print_table(("day", "name", "born", "kinds", "objects", "description", "study"), rows)
    people = {(each.patient.name, each.birth_date) for each in studies}
    if len(people) > 1:
        click.echo("\nName or birth date are not the same in all of these studies.", err=True)
    for each in studies if shows_series else ():
        click.echo(f"\nstudy {each.uid}")
        series = [_series_row(one) for one in archive.series(each.uid)]
        print_table(("series", "kind", "contents", "description", "UID"), series)


@click.command()
@click.argument("study_uid")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="DIR", required=True,
    help="New folder for the files; only its user can read it.",
)  # fmt: skip
@click.option(
    "--series", "series", multiple=True, metavar="UID",
    help="Only this series; may be repeated. `pacs find --series` lists them.",
)  # fmt: skip
@_FROM_OPTION
def fetch(study_uid: str, output: Path, series: tuple[str, ...], name: str | None) -> None:
    """Fetch pictures and videos of a study into a new folder, for `hysteroview review DIR`."""
    from hysteroview.core.errors import ArchiveError
    from hysteroview.export.dicom.retrieve.progress import FetchProgress
    from hysteroview.export.dicom.retrieve.receiving import Wanted

    settings = current_settings()
    archive = earlier_exams(settings, chosen_name(settings, name))
    wanted = Wanted(study_uid, series)
    listed = archive.series(study_uid)
    if not listed:
        raise ArchiveError(
            "The archive has no study with this UID.",
            remedy="`hysteroview pacs find` lists the studies of a patient.",
        )
    chosen = [each for each in listed if not series or each.uid in series]
    if not chosen:
        raise ArchiveError(
            "The study has no series with this UID.",
            remedy="`hysteroview pacs find --series` lists them.",
        )
    progress = FetchProgress(sum(each.stills + each.videos for each in chosen))
    fetched = archive.fetch(wanted, output, progress)
    count = _counted(len(fetched.files), "object")
    click.echo(f"{count} in {output}; `hysteroview review {output}` opens this folder")
    if fetched.missing:
        click.echo(f"NOTE: {fetched.missing} pictures or videos did not come.", err=True)


def _study_row(study: EarlierStudy) -> tuple[str, ...]:
    from hysteroview.core.wording import printable
    from hysteroview.exam.store.records import Patient

    who = Patient(name=study.patient.guess or study.patient.name).shown_name
    mark = " (doubtful)" if study.patient.guess else ""
    fields = (study.day or "-", f"{who or '-'}{mark}", study.birth_date or "-",
              " ".join(study.modalities) or "-", str(study.instances or "-"),
              study.description or "-", study.uid)  # fmt: skip
    return tuple(map(printable, fields))


def _series_row(series: EarlierSeries) -> tuple[str, ...]:
    from hysteroview.core.wording import printable

    parts = [_counted(series.stills, "picture"), _counted(series.videos, "video")]
    others = series.instances - series.stills - series.videos
    if others > 0:
        parts.append(_counted(others, "other object" if series.objects else "object"))
    contents = ", ".join(filter(None, parts)) or "-"
    fields = (str(series.number or "-"), series.modality or "-", contents,
              series.description or "-", series.uid)  # fmt: skip
    return tuple(map(printable, fields))


def _counted(count: int, word: str) -> str:
    """Return "2 videos"; empty for none."""
    return f"{count} {word}{'s' if count > 1 else ''}" if count else ""
