"""`hysteroview verdict`: the verdict of an exam, recomputed from its table or record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hysteroview.cli.options import MODEL_OPTION, read_settings

if TYPE_CHECKING:
    from hysteroview.core.record import FrameRecord
    from hysteroview.core.types import LabelSet
    from hysteroview.exam.store.store import ExamStore

_CHANGED = 1  # exit status


@click.command()
@click.argument("exam", metavar="TABLE|EXAM")
@MODEL_OPTION
@click.option(
    "--store", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Folder of the exams; by default the one in the settings.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON with all digits.")
@click.pass_context
def verdict(
    context: click.Context, exam: str, model: str | None, store: Path | None, *, as_json: bool
) -> None:
    """Compute the verdict of an exam again from its log: a table, or the record of `run --exam`.

    TABLE.csv is what `hysteroview analyze --csv` wrote, EXAM an id of `hysteroview exam list`. The
    same log gives the same verdict, bit for bit; for a saved exam it is compared with the one in
    its audit log, and the exit status is 1 if they differ.
    """
    from hysteroview.cli.summary import assessed_lines, verdict_lines
    from hysteroview.core.assessment import counts_of
    from hysteroview.export.tables import read_table
    from hysteroview.inference.decide.verdict import is_reproduced, verdict_of
    from hysteroview.inference.model.card import find_model, load_card

    text = ""
    kept: Mapping[str, Any] | None = None
    if _is_table(exam):
        card = load_card(find_model(model), verify=False)
        records = read_table(Path(exam), card.labels)
    else:
        with _open(store) as opened:
            found_exam = opened.exam(exam)
            card = load_card(find_model(model or found_exam.model), verify=False)
            records, kept = _read_exam(opened, exam)
        _check_labels(records, card.labels)
        text = "The exam was interrupted, so no verdict was saved with it."
        if card.sha256 != found_exam.model_sha256:
            click.echo(
                "NOTE: the exam was made with another version of this model's card.\n", err=True
            )
    found, counts = verdict_of(records, card.labels), counts_of(records)
    is_same = True
    if kept is not None:
        is_same = is_reproduced(kept, records, card.labels)
        text = "It is identical to the verdict that was saved when the exam ended."
        if kept.get("rules") != json.loads(json.dumps(asdict(found.rules))):
            text = (
                "Episodes were counted by other rules when the exam ended; by those it is identical"
                " to the verdict that was saved then."
            )
        if not is_same:
            text = "It DIFFERS from the verdict that was saved when the exam ended."
    if as_json:
        click.echo(json.dumps(found.as_dict(), indent=2))
    else:
        for line in [
            *assessed_lines(counts),
            *verdict_lines(found, card.labels, card.calibration_words),
        ]:
            click.echo(line)
        click.echo(f"\n{card.warning}")
    if text:
        click.echo(text, err=as_json)
    context.exit(0 if is_same else _CHANGED)


def _is_table(exam: str) -> bool:
    return not exam.isalnum() or Path(exam).is_file()


def _open(folder: Path | None) -> ExamStore:
    from hysteroview.cli.passphrase import ask_key
    from hysteroview.core.errors import StorageError
    from hysteroview.exam.store.store import open_store

    folder = folder or read_settings().settings.storage.store
    if not folder.is_dir():
        raise StorageError(
            f"There are no exams in {folder}.", remedy="Choose another folder with --store."
        )
    return open_store(folder, read_only=True, key=ask_key(folder))


def _read_exam(
    store: ExamStore, exam_id: str
) -> tuple[list[FrameRecord], Mapping[str, Any] | None]:
    """Return the log of an exam, and its saved verdict; None if it was interrupted."""
    from hysteroview.exam.store.audit import read_chain
    from hysteroview.pipeline.live.exam_tally import VERDICT

    folder = store.exam_folder(exam_id)
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    kept = [entry.content for entry in entries if entry.kind == VERDICT]
    return folder.read_frames(), kept[-1] if kept else None


def _check_labels(records: list[FrameRecord], labels: LabelSet) -> None:
    from hysteroview.core.errors import StorageError
    from hysteroview.core.record import are_of_model

    if not are_of_model(records, labels):
        raise StorageError(
            "The exam was made with a model that has other classes.",
            remedy="Choose that model with --model.",
        )
