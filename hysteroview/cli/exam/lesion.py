"""`hysteroview exam lesion`: the lesions of an exam, and what pathology found in them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hysteroview.cli.exam.opening import open_exams
from hysteroview.core.errors import StorageError
from hysteroview.core.review.places import Place

if TYPE_CHECKING:
    from hysteroview.core.review.lesions import Lesion, LesionChange, LesionsReview

T = TypeVar("T")
_SIDES = {"benign": False, "premalignant-or-malignant": True}
_DATE = click.DateTime(["%Y-%m-%d"])
_NUMBER = click.argument("number", type=click.IntRange(min=1))


def _fields(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that describe a lesion."""
    for option in reversed(
        (
            click.option("--place", type=click.Choice([each.value for each in Place])),
            click.option("--size", "size_mm", type=float, metavar="MM", help="Greatest diameter."),
            click.option("--class", "code", help="What you call it: a code, normal or other."),
            click.option("--note", help="Further description."),
            click.option("--biopsy/--no-biopsy", "is_biopsied", default=None),
            click.option("--jar", help="Label of the jar; says that tissue was taken."),
            click.option(
                "--finding", "findings", multiple=True, metavar="KEY",
                help="Key of an accepted finding that shows it.",
            ),
            click.option(
                "--picture", "pictures", multiple=True, metavar="NAME",
                help="Record of a snapshot that shows it.",
            ),
        )
    ):  # fmt: skip
        command = option(command)
    return command


@click.group()
def lesion() -> None:
    """Enter lesions of an exam and their pathology; each entry can be undone."""


@lesion.command("add")
@click.argument("exam_id")
@_fields
@click.pass_obj
def add_lesion(folder: Path, /, exam_id: str, **given: Any) -> None:
    """Add a lesion; it gets the next number."""
    from hysteroview.core.review.lesions import Lesion

    first = _lesion(Lesion(number=1), given)
    _change(folder, exam_id, lambda review: review.add(first))


@lesion.command("change")
@click.argument("exam_id")
@_NUMBER
@_fields
@click.pass_obj
def change_lesion(folder: Path, /, exam_id: str, number: int, **given: Any) -> None:
    """Correct a lesion; what is not given stays."""
    if not _given(given):
        raise click.UsageError("Say what is to be changed.")
    _change(folder, exam_id, lambda review: review.change(_lesion(review.find(number), given)))


@lesion.command("pathology")
@click.argument("exam_id")
@_NUMBER
@click.argument("result")
@click.option("--text", default="", help="Text of the report; needed for another result.")
@click.option("--date", type=_DATE, help="Of the result, YYYY-MM-DD.")
@click.option("--side", type=click.Choice(list(_SIDES)), help="Side of another result.")
@click.pass_obj
def enter_pathology(
    folder: Path, exam_id: str, number: int, result: str, text: str, date: datetime | None,
    side: str | None,
) -> None:  # fmt: skip
    """Enter what pathology found in a lesion.

    RESULT is a code such as EP, or normal, other (with --text), or inadequate.
    """
    from hysteroview.core.review.lesions import LesionPathology

    found = _made(
        LesionPathology,
        result=_code(result),
        text=text,
        premalignant_or_malignant=None if side is None else _SIDES[side],
        date="" if date is None else f"{date:%Y-%m-%d}",
        entered_wall_ns=time.time_ns(),
    )
    _change(folder, exam_id, lambda review: review.enter(number, found))


@lesion.command("remove")
@click.argument("exam_id")
@_NUMBER
@click.pass_obj
def remove_lesion(folder: Path, exam_id: str, number: int) -> None:
    """Remove a lesion; its number is not used again."""
    _change(folder, exam_id, lambda review: review.remove(number))


@lesion.command("undo")
@click.argument("exam_id")
@click.pass_obj
def undo(folder: Path, exam_id: str) -> None:
    """Undo the last change of the lesions that is in effect."""
    from hysteroview.exam.store.review.lesions import undo_change

    with open_exams(folder, read_only=False) as store:
        change = undo_change(store, exam_id)
    click.echo(f"undone        {exam_id}: {change.kind.value} lesion {change.lesion}")


def _change(folder: Path, exam_id: str, make: Callable[[LesionsReview], LesionChange]) -> None:
    from hysteroview.exam.store.review.lesions import change_lesions

    with open_exams(folder, read_only=False) as store:
        change = change_lesions(store, exam_id, make)
    click.echo(f"{change.kind.value:<13} {exam_id}: lesion {change.lesion}")


def _lesion(before: Lesion, given: dict[str, Any]) -> Lesion:
    """Return a lesion with what was given."""
    fields = _given(given)
    if "place" in fields:
        fields["place"] = Place(fields["place"])
    if "code" in fields:
        fields["code"] = _code(fields["code"])
    if fields.get("jar") and "is_biopsied" not in fields:
        fields["is_biopsied"] = True
    return _made(lambda **changes: replace(before, **changes), **fields)


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value not in (None, ())}


def _code(text: str) -> str:
    """Return a code as it is kept: special results in lower case, classes in upper case."""
    from hysteroview.core.review.findings import OTHER
    from hysteroview.core.review.lesions import INADEQUATE, NORMAL

    special = (NORMAL, OTHER, INADEQUATE)
    return text.strip().lower() if text.strip().lower() in special else text.strip().upper()


def _made(make: Callable[..., T], **fields: Any) -> T:
    try:
        return make(**fields)
    except ValueError as error:
        raise StorageError(f"The entry is not possible: {error}.") from error
