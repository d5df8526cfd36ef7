"""The model card of a run in words, after Mitchell et al. 2019 (arXiv:1810.03993)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hysteroview.inference.model.card import ModelCard
from hysteroview.lab.bundle.parts import describe
from hysteroview.lab.calibrate.calibrate import Outcome
from hysteroview.lab.calibrate.temperature import temperature_warning
from hysteroview.lab.evaluate.result_words import evaluation_words
from hysteroview.lab.runs.evaluation import RunEvaluation
from hysteroview.lab.runs.record import FoldRecord, RunRecord


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CardFacts:
    """What the card is written from.

    Attributes
    ----------
    counts
        Of each side: patients, and pictures of each class.
    contact
        Whom to ask; empty if nobody was named.
    """

    card: ModelCard
    record: RunRecord
    fold: FoldRecord
    counts: Mapping[str, tuple[int, tuple[int, ...]]]
    sites: tuple[str, ...]
    scopes: tuple[str, ...]
    evaluation: RunEvaluation
    outcome: Outcome
    contact: str


def model_card_words(facts: CardFacts) -> str:
    """Return the card as Markdown."""
    sections = (
        _head(facts), _details(facts), _use(facts), _factors(facts), _metrics(facts),
        _data(facts), _figures(facts), _ETHICS, _caveats(facts),
    )  # fmt: skip
    return "\n\n".join(sections) + "\n"


def _head(facts: CardFacts) -> str:
    warning = (
        "**Trained on synthetic phantoms. It knows nothing of real tissue.** Its figures show that "
        "the program works, not that its results are correct in patients."
        if facts.card.is_synthetic
        else "**Research use only; not a medical device.** Tested on the patients below only."
    )
    return f"# {facts.card.title}\n\n{warning}"


def _details(facts: CardFacts) -> str:
    record, card = facts.record, facts.card
    origin = "\n".join(f"- {name}: {text}" for name, text in card.provenance.items())
    contact = facts.contact or "author must write: whom to ask, license, citation"
    size = card.input.size_px
    return (
        f"## Model details\n\n- network: {record.network}, ends in global average pooling and one "
        f"linear layer\n- input: {size} × {size} RGB, the square around the field of view\n"
        f"- classes: {', '.join(f'{each.code} ({each.name})' for each in card.labels)}\n"
        f"- trained: {facts.fold.epochs} epochs, best after {facts.fold.best_epoch}; "
        f"seed {record.settings.get('seed')}\n{origin}\n- contact: {contact}"
    )


def _use(facts: CardFacts) -> str:
    return (
        f"## Intended use\n\n{facts.card.intended_use}\n\nNot intended: decisions about patients, "
        "other organs, other kinds of light, and pictures outside of the classes above."
    )


def _factors(facts: CardFacts) -> str:
    sites = ", ".join(facts.sites) or "not recorded"
    scopes = ", ".join(facts.scopes) or "not recorded"
    return (
        f"## Factors\n\n- sites: {sites}\n- scopes: {scopes}\n- figures by site and scope "
        "are below where at least two patients have them\n- age, ethnic group, menopause and "
        "medication of the patients: author must write"
    )


def _metrics(facts: CardFacts) -> str:
    points = "\n".join(
        f"- {point.name}: threshold {point.threshold:.3f}" for point in facts.card.operating_points
    )
    return (
        "## Metrics\n\nAccuracy, AUC, sensitivity, specificity, predictive values and F1, by "
        "picture and by patient (mean probability). Intervals are 95 %, by resampling patients. "
        f"Thresholds were chosen on validation patients:\n\n{points or '- none'}"
    )


def _data(facts: CardFacts) -> str:
    codes = facts.card.labels.codes
    rows = [
        f"| {name} | {patients} | " + " | ".join(map(str, pictures)) + " |"
        for name, (patients, pictures) in facts.counts.items()
    ]
    words = (
        f"Split by patient ({facts.record.split_method}); labels by histopathology as the "
        "department entered them."
    )
    return "\n".join(
        (
            "## Evaluation and training data", "",
            words, "",
            "| side | patients | " + " | ".join(f"pictures {code}" for code in codes) + " |",
            "|---" * (len(codes) + 2) + "|", *rows, "",
            f"Index {facts.record.index_sha256}, split {facts.record.split_sha256}.",
        )
    )  # fmt: skip


def _figures(facts: CardFacts) -> str:
    warning = temperature_warning(
        1.0 if facts.card.calibration is None else facts.card.calibration.temperature
    )
    parts = (
        "## Quantitative analyses", "On the test patients, of the exported network:",
        evaluation_words(facts.evaluation.figures, facts.record.labels).replace("\n## ", "\n### "),
        "### Calibration, open set and operating points",
        *((f"**{warning}**",) if warning else ()),
        describe(facts.outcome, f"lab bundle {facts.card.provenance.get('run', '')}"),
    )  # fmt: skip
    return "\n\n".join(parts)


_ETHICS = (
    "## Ethical considerations\n\n- no picture of a patient is in this file; its reference "
    "pictures are phantoms\n- it may be wrong more often for patients unlike those above; "
    "silence of the model never means benign\n- ethics approval and consent: author must write"
)


def _caveats(facts: CardFacts) -> str:
    normal = any(each.is_normal for each in facts.card.labels)
    healthy = (
        ""
        if normal
        else "- there is no class for a healthy cavity: a healthy picture that is not "
        "rejected gets one of the labels\n"
    )
    gate = (
        "- quality limits are those of the program, because the index was made with the gate\n"
        if facts.outcome.limits is None else ""
    )  # fmt: skip
    return (
        f"## Caveats and recommendations\n\n{healthy}{gate}- unknown pictures are detected only to "
        "the extent of the table above\n- test it on the patients of each new site before it is "
        "shown there, and again after a change of scope or console"
    )
