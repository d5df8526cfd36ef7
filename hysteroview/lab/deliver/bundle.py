"""From a run to a bundle as one file: export, calibration, texts, and what is refused."""

from __future__ import annotations

import hashlib
import json
import math
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w

from hysteroview.core.errors import HysteroViewError, ModelError
from hysteroview.core.foreign.toml import parse_toml
from hysteroview.inference.model.bundle_files import CARD_FILE
from hysteroview.inference.model.card import ModelCard, load_card
from hysteroview.inference.package.archive import FIGURES_FILE, HALF_FILE, WORDS_FILE
from hysteroview.inference.package.packing import pack_bundle
from hysteroview.inference.runtimes.agreement import Agreement, compare
from hysteroview.inference.runtimes.backend import DEFAULT_PLAN
from hysteroview.inference.runtimes.table import matching
from hysteroview.lab.bundle.export import Description, export_bundle
from hysteroview.lab.bundle.parts import add_parts
from hysteroview.lab.calibrate.calibrate import Outcome, calibrate
from hysteroview.lab.calibrate.material import Extent, Notify
from hysteroview.lab.data.phantoms import concatenate, render_crops
from hysteroview.lab.deliver.half import export_half
from hysteroview.lab.deliver.material import Sides, run_material, sides_of
from hysteroview.lab.deliver.words import CardFacts, model_card_words
from hysteroview.lab.index.pictures import Index, read_index
from hysteroview.lab.runs.evaluation import RunEvaluation, evaluate_run, read_run_predictions
from hysteroview.lab.runs.record import WEIGHTS_FILE, FoldRecord, RunRecord, read_run
from hysteroview.lab.runs.training import file_sha256, index_sha256
from hysteroview.lab.train.network import ExplainableNetwork, load_weights

_REFERENCE_SEED, _REFERENCE_VIEWS = 950_000, 2  # no scene of trainings or tests


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlePlan:
    """What to bundle, and how.

    Attributes
    ----------
    fold
        Name of the fold whose network is taken; empty if there is one only.
    is_synthetic
        Whether the pictures are phantoms; also taken from the index.
    has_half
        Whether the network is exported in half precision, too.
    index
        Folder of the index, if it is not where it was when the run was made.
    """

    run: Path
    title: str = ""
    intended_use: str = ""
    contact: str = ""
    fold: str = ""
    is_synthetic: bool = False
    has_half: bool = True
    index: Path | None = None
    extent: Extent = field(default_factory=Extent)
    samples: int = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A run with the fold that is bundled, and its pictures."""

    record: RunRecord
    fold: FoldRecord
    index: Index
    sides: Sides


def bundle_run(plan: BundlePlan, output: Path, key: Path | None, notify: Notify) -> ModelCard:
    """Write a run's network with all that belongs to it as one file; return its card.

    The reference pictures of the bundle are phantoms, since it leaves the department: no picture of
    a patient is in it.

    Parameters
    ----------
    key
        Private key to sign with; None to leave it unsigned.

    Raises
    ------
    ModelError, HysteroViewError
        The run leaks, is not finished, or was changed; the exported graph computes something else;
        or there are too few pictures to calibrate it.
    """
    source = read_source(plan)
    model = _network(plan, source)
    evaluation = evaluate_run(read_run_predictions(plan.run), samples=plan.samples)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "bundle"
        card, agreement, outcome = _calibrated(plan, source, model, folder, notify)
        card = add_parts(card, outcome, f"lab bundle {plan.run.name}", folder)
        figures = _figures(evaluation) | {
            "export.probability_difference": agreement.probability,
            "export.class_map_difference": agreement.class_map,
        }
        if plan.has_half:
            chance, class_map = export_half(model, card, folder / HALF_FILE)
            figures |= {
                "half.probability_difference": chance, "half.class_map_difference": class_map,
            }  # fmt: skip
            notify("half precision agrees")
        card = _complete(folder, figures)
        facts = _facts(plan, source, evaluation, outcome, card)
        (folder / WORDS_FILE).write_text(model_card_words(facts), encoding="utf-8")
        content = json.dumps(evaluation.as_json(), indent=1, allow_nan=False)
        (folder / FIGURES_FILE).write_text(content, encoding="utf-8")
        pack_bundle(folder, output, key)
        return card


def calibrate_run(plan: BundlePlan, notify: Notify) -> Outcome:
    """Fit and measure what a bundle of a run would get: open set, gate limits, operating points.

    Raises
    ------
    ModelError, HysteroViewError
        As `bundle_run`.
    """
    source = read_source(plan)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "bundle"
        return _calibrated(plan, source, _network(plan, source), folder, notify)[2]


def _network(plan: BundlePlan, source: Source) -> ExplainableNetwork:
    model = ExplainableNetwork(source.record.network, len(source.record.labels))
    load_weights(model, plan.run / source.fold.folder / WEIGHTS_FILE, with_head=True)
    return model.eval()


def _calibrated(
    plan: BundlePlan, source: Source, model: ExplainableNetwork, folder: Path, notify: Notify
) -> tuple[ModelCard, Agreement, Outcome]:
    """Export a network, and fit all parts on the sides of its fold."""
    record = source.record
    card = export_bundle(
        model, record.labels, _references(record.size_px), describe_model(plan, source), folder
    )
    notify("exported; torch and ONNX agree")
    (runtime,) = matching("onnx-cpu-fp32")
    with closing(runtime.open(card, DEFAULT_PLAN, notify)) as backend:
        agreement = compare(card, backend)
        material = run_material(card, backend, source.index, source.sides, plan.extent, notify)
        return card, agreement, calibrate(record.labels, material)


def read_source(plan: BundlePlan) -> Source:
    """Read a run, and refuse what should not become a model.

    Raises
    ------
    ModelError, HysteroViewError
        The run leaks, is not finished, or its weights or index were changed.
    """
    record = read_run(plan.run)
    if record.leaks:
        raise ModelError(
            "This run was trained with a split by picture: patients are on both sides, and its "
            "figures are too good.",
            remedy="Train with a split by patient (hysteroview lab split, without --paper-split).",
        )
    if not record.is_finished:
        raise HysteroViewError(
            f"The run in {plan.run} is not finished.", remedy="Continue it with --resume."
        )
    folds = {each.name: each for each in record.folds}
    if (not plan.fold and len(folds) > 1) or (plan.fold and plan.fold not in folds):
        raise HysteroViewError(
            f"The run has {len(folds)} folds: {', '.join(folds)}.",
            remedy="Say with --fold which of their networks is bundled.",
        )
    fold = folds[plan.fold] if plan.fold else record.folds[0]
    if file_sha256(plan.run / fold.folder / WEIGHTS_FILE) != fold.weights_sha256:
        raise ModelError(
            "The weights of the run are not those that were trained (their SHA-256 differs).",
            remedy="Train again.",
        )
    where = plan.index or Path(record.index)
    index = read_index(where)
    if index_sha256(where) != record.index_sha256:
        raise HysteroViewError(
            "The index is not the one that the run was trained on.",
            remedy="Give its folder with --index, or train again.",
        )
    return Source(record, fold, index, sides_of(plan.run, record, fold, index))


def _references(size_px: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    rendered = render_crops([_REFERENCE_SEED], views=_REFERENCE_VIEWS, size_px=size_px, workers=1)
    return concatenate(rendered).crops


def describe_model(plan: BundlePlan, source: Source) -> Description:
    """Return what the card says of the origin of the model."""
    record = source.record
    is_synthetic = plan.is_synthetic or bool(source.index.settings.get("is_synthetic", False))
    trained = "phantom-trained" if is_synthetic else "trained on a department's pictures"
    title = plan.title or f"{record.network}, {record.task} classes"
    use = plan.intended_use or "Research on the department's own recordings. Not for diagnosis."
    return Description(
        name=f"{record.network}-{record.task}-{source.fold.weights_sha256[:8]}",
        title=f"{title}, {trained}" if is_synthetic else title,
        is_synthetic=is_synthetic,
        intended_use=use,
        provenance={
            "run": plan.run.name, "fold": source.fold.name, "split": record.split_method,
            "index_sha256": record.index_sha256, "split_sha256": record.split_sha256,
            "weights_sha256": source.fold.weights_sha256, "initial_weights": record.weights,
            "date": datetime.now(UTC).date().isoformat(), **record.environment,
        },
    )  # fmt: skip


def _figures(evaluation: RunEvaluation) -> dict[str, float]:
    """Return the figures for the card: by picture, and by patient with a prefix."""
    tables = evaluation.figures
    found = {each.name: each.value for each in tables.by_picture.figures}
    found |= {f"by_patient.{each.name}": each.value for each in tables.by_patient.figures}
    return found


def _complete(folder: Path, figures: dict[str, float]) -> ModelCard:
    """Add figures, and the hash of the half-precision network, to the card."""
    file = folder / CARD_FILE
    content = parse_toml(file.read_text(encoding="utf-8"))
    finite = {name: round(value, 6) for name, value in figures.items() if math.isfinite(value)}
    content["figures"] |= finite
    if (folder / HALF_FILE).exists():
        digest = hashlib.sha256((folder / HALF_FILE).read_bytes()).hexdigest()
        content["files"][HALF_FILE] = digest
    file.write_text(tomli_w.dumps(content), encoding="utf-8")
    return load_card(folder)


def _facts(
    plan: BundlePlan, source: Source, evaluation: RunEvaluation, outcome: Outcome, card: ModelCard
) -> CardFacts:
    index, sides = source.index, source.sides
    counts = {}
    for name, rows in (
        ("training", sides.training), ("validation", sides.validation), ("test", sides.test),
    ):  # fmt: skip
        pictures = np.bincount(sides.truth[rows], minlength=len(card.labels))
        patients = len({index.patients[row] for row in rows.tolist()})
        counts[name] = (patients, tuple(pictures.tolist()))
    return CardFacts(
        card=card, record=source.record, fold=source.fold, counts=counts,
        sites=tuple(sorted({each.site for each in index.pictures} - {""})),
        scopes=tuple(sorted({each.scope for each in index.pictures} - {""})),
        evaluation=evaluation, outcome=outcome, contact=plan.contact,
    )  # fmt: skip
