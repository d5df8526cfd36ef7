"""Figures of a bundle, for its card and for MODEL_CARD.md."""

from __future__ import annotations

import math
from pathlib import Path

from hysteroview.inference.model.card import ModelCard, load_card
from hysteroview.lab.bundle.export import Description, Network, write_card
from hysteroview.lab.evaluate.evaluate import Evaluation
from hysteroview.lab.evaluate.results import figure_json
from hysteroview.lab.statistics.resampling import Figure
from hysteroview.lab.train.network import Architecture

_TEMPLATE = """\
# {title}

{warning}

Research use only; not a medical device.

## Intended use

{use}

## How it was made

{provenance}
- architecture: {architecture}
- input: {size} × {size} RGB, the square around the field of view

## Figures

On {test_set}: {pictures} pictures of {cases} cases. Intervals: 95 %, bootstrap over cases.
Probabilities are not calibrated. `hysteroview lab evaluate` computes these figures again.

| figure | value | 95 % interval |
|---|---|---|
{figures}

### Confusion (rows: truth)

| | {codes} |
{rule}|
{confusion}

## What it cannot do

There is no class for a healthy cavity and no "none of these": every picture gets one of the
labels, a healthy one too. The model was not trained on any real picture.
"""
_NAMES = {
    "five.accuracy": "Accuracy, five classes",
    "two.accuracy": "Accuracy, two classes (threshold 0.5)",
    "two.sensitivity": "Sensitivity for premalignant or malignant",
    "two.specificity": "Specificity for premalignant or malignant",
    "two.auc": "AUC, two classes",
    "localization.strongest_place_on_lesion": "Maximum of the heatmap lies on the lesion",
    "localization.share_of_area_on_lesion": "Lesion's share of the area above half of the maximum",
}


def publish(card: ModelCard, evaluation: Evaluation, test_set: str) -> ModelCard:
    """Write the figures into the bundle's card and its MODEL_CARD.md."""
    description = Description(
        name=card.name,
        title=card.title,
        is_synthetic=card.is_synthetic,
        intended_use=card.intended_use,
        provenance=card.provenance,
    )
    figures = {figure.name: round(figure.value, 4) for figure in evaluation.figures}
    network = Network(card.architecture, card.input, card.texture_size)
    write_card(card.folder, network, card.labels, description, figures)
    card = load_card(card.folder)
    (card.folder / "MODEL_CARD.md").write_text(_words(card, evaluation, test_set), encoding="utf-8")
    return card


def table(evaluation: Evaluation) -> str:
    """Return the figures as lines of text, with their intervals."""
    return "\n".join(
        f"{figure.name:42s} {figure.value:7.4f}  {_ends(figure, 4)}"
        for figure in evaluation.figures
    )


def _ends(figure: Figure, digits: int) -> str:
    """Return the ends of an interval, or that there is none."""
    if math.isnan(figure.low):
        return "no interval: all samples are alike" if figure.value in (0, 1) else "no interval"
    return f"{figure.low:.{digits}f} to {figure.high:.{digits}f}"


def as_json(evaluation: Evaluation) -> dict[str, object]:
    """Return the figures for ``--json``, by name."""
    return {
        "pictures": evaluation.pictures,
        "cases": evaluation.cases,
        "figures": {figure.name: figure_json(figure) for figure in evaluation.figures},
        "confusion": evaluation.confusion.tolist(),
    }


def _words(card: ModelCard, evaluation: Evaluation, test_set: str) -> str:
    codes = card.labels.codes
    rows = [
        f"| {_NAMES.get(figure.name, figure.name)} | {figure.value:.3f} | {_ends(figure, 3)} |"
        for figure in evaluation.figures
    ]
    confusion = [
        f"| {code} | " + " | ".join(str(count) for count in counts) + " |"
        for code, counts in zip(codes, evaluation.confusion, strict=True)
    ]
    provenance = [f"- {name}: {text}" for name, text in card.provenance.items()]
    warning = (
        "**Trained on synthetic phantoms. It knows nothing of real tissue.** Its figures show that "
        "the program works, not that its results are correct in patients."
        if card.is_synthetic
        else "Research use only."
    )
    return _TEMPLATE.format(
        title=card.title,
        warning=warning,
        use=card.intended_use,
        provenance="\n".join(provenance),
        architecture=card.architecture,
        size=card.input.size_px,
        test_set=test_set,
        pictures=evaluation.pictures,
        cases=evaluation.cases,
        figures="\n".join(rows),
        codes=" | ".join(codes),
        rule="|---" * (len(codes) + 1),
        confusion="\n".join(confusion),
    )


_TITLES = {"efficientnet_b0": "EfficientNet-B0", "resnet18": "ResNet18"}


def default_description(
    name: str, architecture: Architecture, provenance: dict[str, str]
) -> Description:
    """Describe a bundle trained on the phantom."""
    return Description(
        name=name,
        title=f"{_TITLES[architecture]}, phantom-trained",
        is_synthetic=True,
        intended_use="Testing and demonstrating HysteroView. Never for patients.",
        provenance=provenance,
    )


def bundle_name(folder: Path) -> str:
    """Return the name of the bundle in `folder`."""
    return folder.resolve().name
