"""Training on phantoms, from seeds to a bundle: render, train, export, test, publish."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import torch

from hysteroview.inference.runtimes.choosing import open_backend
from hysteroview.inference.runtimes.threads import usable_cores
from hysteroview.lab.bundle.draft import draft_folder
from hysteroview.lab.bundle.export import export_bundle
from hysteroview.lab.bundle.model_card import bundle_name, default_description, publish, table
from hysteroview.lab.data.phantoms import FIVE_CLASSES, concatenate, render_crops
from hysteroview.lab.evaluate.evaluate import evaluate
from hysteroview.lab.train.fit import fit
from hysteroview.lab.train.network import Architecture, ExplainableNetwork, load_weights
from hysteroview.lab.train.settings import FitSettings

_REFERENCES_A_CLASS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PhantomTraining:
    """Parameters of a training, with training and test scenes."""

    architecture: Architecture
    training_seeds: Sequence[int]
    test_seeds: Sequence[int]
    views: int
    weights: Path | None
    fit: FitSettings


@dataclass(frozen=True, slots=True)
class Trial:
    """Picture size and unseen phantoms of a test."""

    size_px: int
    seeds: Sequence[int]
    views: int


def train_on_phantoms(plan: PhantomTraining, output: Path) -> Iterator[str]:
    """Train on phantoms and write a bundle with its figures; yield a line at each step.

    After each epoch the weights are also saved beside the bundle, as ``<output>.safetensors``.
    """
    if set(plan.training_seeds) & set(plan.test_seeds):
        raise ValueError("a scene must not be used for both training and testing")
    size_px = plan.fit.stages[-1].size_px
    workers = usable_cores()
    training = concatenate(
        render_crops(plan.training_seeds, views=plan.views, size_px=size_px, workers=workers)
    )
    cases = len(plan.training_seeds) * len(FIVE_CLASSES)
    yield f"rendered {len(training)} pictures of {cases} cases"
    torch.manual_seed(plan.fit.seed)
    model = ExplainableNetwork(plan.architecture, len(FIVE_CLASSES))
    if plan.weights is not None:
        load_weights(model, plan.weights)
    output.parent.mkdir(parents=True, exist_ok=True)
    epochs = sum(stage.epochs for stage in plan.fit.stages)
    for report in fit(model, training, plan.fit, output.with_suffix(".safetensors")):
        yield (
            f"{report.size_px} px, epoch {report.number} of {epochs}: "
            f"loss {report.loss:.3f}, accuracy {report.accuracy:.3f}, {report.seconds:.0f} s"
        )
    yield from finish(plan, model, output)


def finish(plan: PhantomTraining, model: ExplainableNetwork, output: Path) -> Iterator[str]:
    """Export a trained network, with its figures on unseen phantoms."""
    trial = Trial(plan.fit.stages[-1].size_px, plan.test_seeds, plan.views)
    yield from publish_network(model, trial, _provenance(plan, output), output)


def publish_network(
    model: ExplainableNetwork, trial: Trial, provenance: Mapping[str, str], output: Path
) -> Iterator[str]:
    """Export a network, test the bundle as the program runs it, and write figures and texts.

    Parameters
    ----------
    provenance
        Origin of these exact weights; a checkpoint of an unfinished run is not the result of the
        run's command.
    output
        Folder of the bundle, which appears when it is complete.
    """
    workers = usable_cores()
    test = concatenate(
        render_crops(trial.seeds, views=trial.views, size_px=trial.size_px, workers=workers)
    )
    # the first pictures of the first scenes: a few of each class, in a fixed order
    per_class = [(test.labels == index).nonzero()[0] for index in range(len(FIVE_CLASSES))]
    chosen = [int(rows[k]) for rows in per_class for k in range(_REFERENCES_A_CLASS)]
    description = default_description(bundle_name(output), model.architecture, dict(provenance))
    with draft_folder(output) as draft:
        card = export_bundle(model, FIVE_CLASSES, test.crops[chosen], description, draft)
        backend = open_backend(card)
        try:
            evaluation = evaluate(card, backend, test)
        finally:
            backend.close()
        first, last = trial.seeds[0], trial.seeds[-1]
        publish(card, evaluation, f"phantoms of the unseen seeds {first} to {last}")
    yield table(evaluation)
    yield f"wrote {output}"


def export_checkpoint(
    weights: Path, architecture: Architecture, origin: str, trial: Trial, output: Path
) -> Iterator[str]:
    """Create a bundle from saved weights of a training, finished or not.

    Parameters
    ----------
    origin
        Origin of these weights, for the card, because the file does not contain it.

    Raises
    ------
    ModelError
        The weights cannot be read, or do not match `architecture` with these classes.
    """
    model = ExplainableNetwork(architecture, len(FIVE_CLASSES))
    load_weights(model, weights, with_head=True)
    provenance = {
        "weights": f"{weights.name}, SHA-256 {hashlib.sha256(weights.read_bytes()).hexdigest()}",
        "origin of the weights": origin,
        "date": datetime.now(UTC).date().isoformat(),
        "torch": str(torch.__version__),
    }
    yield from publish_network(model.eval(), trial, provenance, output)


def _provenance(plan: PhantomTraining, output: Path) -> dict[str, str]:
    stages = " ".join(
        f"--stage {stage.size_px} {stage.epochs} {stage.learning_rate:g}"
        for stage in plan.fit.stages
    )
    seeds = plan.training_seeds
    return {
        "command": (
            f"hysteroview lab train-phantom --output models/{bundle_name(output)} "
            f"--architecture {plan.architecture} --scenes {len(seeds)} --views {plan.views} "
            f"{stages} --mask-weight {plan.fit.mask_weight:g} --seed {plan.fit.seed} "
            f"--test-scenes {len(plan.test_seeds)}"
        ),
        "data": (
            f"synthetic phantoms of seeds {seeds[0]} to {seeds[-1]}, {plan.views} views of each "
            "lesion and seed; scenes, not pictures, were divided into training and test"
        ),
        "initial weights": plan.weights.name if plan.weights else "random",
        "supervision": (
            "labels with weighted sampling"
            + (", and lesion masks (evidence outside the lesion is penalized)"
               if plan.fit.mask_weight > 0 else "")
        ),
        "date": datetime.now(UTC).date().isoformat(),
        "torch": str(torch.__version__),
    }  # fmt: skip
