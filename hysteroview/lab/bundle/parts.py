"""Write the results of a calibration into a bundle; the network is unchanged."""

from __future__ import annotations

import hashlib
import math
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import tomli_w

from hysteroview.core.foreign.toml import parse_toml
from hysteroview.inference.model.bundle_files import CARD_FILE, STATISTICS_FILE, read_file
from hysteroview.inference.model.card import FORMAT, ModelCard, load_card
from hysteroview.inference.model.card_parts import format_parts
from hysteroview.inference.model.open_set import pack_statistics
from hysteroview.lab.bundle.draft import draft_folder
from hysteroview.lab.calibrate.calibrate import Outcome
from hysteroview.lab.calibrate.quality_limits import limits_table
from hysteroview.lab.calibrate.temperature import temperature_warning

WORDS_FILE = "MODEL_CARD.md"
_HEADING = "## Calibration, open set and operating points"
_GATE_HEADING = "## Quality limits"
_LIMITS = "## What it cannot do"
# statements in a card without these parts, and their replacements
_OUTDATED = {
    "Probabilities are not calibrated. `hysteroview": "`hysteroview",
    'There is no class for a healthy cavity and no "none of these": every picture gets one of the\n'
    "labels, a healthy one too.": (
        "There is no class for a healthy cavity. Pictures that are none of the labels are "
        "detected\nonly to the extent shown in the table above."
    ),
}


def add_parts(card: ModelCard, outcome: Outcome, provenance: str, output: Path) -> ModelCard:
    """Write a bundle with the parts of `outcome` to `output`, which may be the card's own folder.

    Parameters
    ----------
    provenance
        Origin of the parts, for the card.

    Returns
    -------
    The new card.

    Raises
    ------
    ModelError
        `output` contains something that is not a bundle.
    """
    with draft_folder(output) as draft:
        shutil.copytree(card.folder, draft)
        open_set = outcome.parts.open_set
        if open_set is not None:
            _, packed = pack_statistics(open_set.score_of)
            (draft / STATISTICS_FILE).write_bytes(packed)
        _update_card(draft, outcome, provenance)
        _update_text(draft, outcome, provenance)
        load_card(draft)  # verifies that the new bundle can be read
    return load_card(output)


def _update_card(folder: Path, outcome: Outcome, provenance: str) -> None:
    file = folder / CARD_FILE
    content = parse_toml(read_file(folder, CARD_FILE).decode())
    for part in ("calibration", "open_set", "operating_points"):
        content.pop(part, None)
    content["format"] = FORMAT
    content["provenance"]["calibration"] = provenance
    packed = read_file(folder, STATISTICS_FILE)
    content["files"][STATISTICS_FILE] = hashlib.sha256(packed).hexdigest()
    # quality limits that were not derived again stay, with their figures
    outdated = ("open_set.",) if outcome.limits is None else ("open_set.", "quality.")
    kept = {k: v for k, v in content["figures"].items() if not k.startswith(outdated)}
    found = {
        name: round(value, 4) for name, value in outcome.figures.items() if math.isfinite(value)
    }
    content["figures"] = kept | found
    content |= format_parts(outcome.parts)
    file.write_text(tomli_w.dumps(content), encoding="utf-8")


def _update_text(folder: Path, outcome: Outcome, provenance: str) -> None:
    file = folder / WORDS_FILE
    text = read_file(folder, WORDS_FILE).decode() if file.is_file() else f"# {folder.name}\n"
    for outdated, words in _OUTDATED.items():
        text = text.replace(outdated, words)
    text = _with_section(text, _HEADING, _describe_parts(outcome, provenance))
    if outcome.limits is not None:
        body = f"Made by: {provenance}\n\n{limits_table(outcome.limits)}"
        text = _with_section(text, _GATE_HEADING, body)
    file.write_text(text, encoding="utf-8")


def _with_section(text: str, heading: str, body: str) -> str:
    """Replace a section of a card, or add it before what the model cannot do."""
    text = re.sub(rf"{re.escape(heading)}\n.*?(?=\n## |\Z)", "", text, flags=re.DOTALL)
    before, following, after = text.partition(_LIMITS)
    section = f"{before.rstrip()}\n\n{heading}\n\n{body}\n"
    return f"{section}\n{following}{after}" if following else section


def describe(outcome: Outcome, provenance: str) -> str:
    """Return all parts with their figures as Markdown."""
    parts = _describe_parts(outcome, provenance)
    return parts if outcome.limits is None else f"{parts}\n\n{limits_table(outcome.limits)}"


def _describe_parts(outcome: Outcome, provenance: str) -> str:
    return "\n\n".join(
        (f"Made by: {provenance}", _calibration(outcome), _points(outcome), open_set_table(outcome))
    )


def _calibration(outcome: Outcome) -> str:
    calibration = outcome.parts.calibration
    if calibration is None:
        return "Probabilities are not calibrated."
    rows = [
        f"| {row.pictures} | {row.probability:.3f} | {row.accuracy:.3f} |"
        for row in outcome.reliability
    ]
    warning = temperature_warning(calibration.temperature)
    return "\n".join(
        (
            (
                f"Temperature {calibration.temperature:.3f}. On the test set: expected calibration "
                f"error {calibration.ece:.4f} ({calibration.bins} bins with equally many pictures; "
                f"{outcome.ece_before:.4f} before), Brier score {calibration.brier:.4f}."
            ),
            "",
            *([f"**{warning}**", ""] if warning else []),
            "| pictures | mean probability of the most probable class | share that is correct |",
            "|---|---|---|",
            *rows,
        )
    )


def _points(outcome: Outcome) -> str:
    rows = [
        f"| {point.name} | {point.threshold:.3f} "
        f"| {_with_interval(point.sensitivity, point.sensitivity_interval)} "
        f"| {_with_interval(point.specificity, point.specificity_interval)} "
        f"| {point.patients} |"
        for point in outcome.parts.operating_points
    ]
    return "\n".join(
        (
            (
                "Thresholds on the probability of premalignant or malignant, with what they do to "
                "the test set (95 % intervals by patient):"
            ),
            "",
            "| operating point | threshold | sensitivity | specificity | patients |",
            "|---|---|---|---|---|",
            *rows,
        )
    )


def open_set_table(outcome: Outcome) -> str:
    """Return the share that each score accepts: rows are scores, columns kinds of pictures."""
    comparison = outcome.comparison
    kinds = list(comparison.best.false_acceptance)
    rows = []
    for candidate in comparison.candidates:
        mark = " (used)" if candidate is comparison.best else ""
        name = candidate.open_set.method.replace("_", " ")
        rows.append(_row(f"{name}{mark}", candidate.known, candidate.false_acceptance, kinds))
        if candidate.unseen:
            unseen = _row(f"{name}, without this kind", candidate.known, candidate.unseen, kinds)
            rows.append(unseen)
    return "\n".join(
        (
            (
                "Open set: share of pictures that get a label, at a threshold that accepts 95 % of "
                "the validation pictures. The first column should be high, the others low."
            ),
            "",
            "| score | test set | " + " | ".join(kind.replace("_", " ") for kind in kinds) + " |",
            "|---" * (len(kinds) + 2) + "|",
            *rows,
        )
    )


def _row(name: str, known: float, shares: Mapping[str, float], kinds: list[str]) -> str:
    cells = [f"{shares[kind]:.3f}" if kind in shares else "" for kind in kinds]
    return f"| {name} | {known:.3f} | " + " | ".join(cells) + " |"


def _with_interval(value: float, interval: tuple[float, float]) -> str:
    return f"{value:.3f} ({interval[0]:.3f} to {interval[1]:.3f})"
