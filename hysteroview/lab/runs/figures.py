"""All figures of one run or several as text and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hysteroview.lab.evaluate.result_words import comparison_words
from hysteroview.lab.runs.comparison import (
    can_compare,
    compare_runs,
    comparison_json,
    inflation,
    is_inflation,
)
from hysteroview.lab.runs.evaluation import (
    RunEvaluation,
    RunPredictions,
    evaluate_run,
    read_run_predictions,
)
from hysteroview.lab.runs.flicker import flicker
from hysteroview.lab.runs.further_words import (
    flicker_words,
    further_json,
    inflation_json,
    inflation_words,
    robustness_words,
)
from hysteroview.lab.runs.networks import open_run
from hysteroview.lab.runs.robustness import robustness
from hysteroview.lab.runs.words import run_words

_NOT_COMPARED = (
    "The runs are not compared: they were not tested on the same pictures, and are not one network "
    "on a split by patient and on one by picture."
)


def figures_of(
    runs: Sequence[Path], *, samples: int = 1000, index: Path | None = None, corrupted: bool = False
) -> tuple[str, dict[str, object]]:
    """Return the figures of runs, and of two runs their comparison.

    Two runs on the same test pictures are compared in pairs; one by patient and one by picture side
    by side, with the inflation.

    Parameters
    ----------
    index
        Where the index of the runs is now, if it was moved.
    corrupted
        Whether the networks are also tested on corrupted copies of the test pictures.

    Raises
    ------
    HysteroViewError
        A run or its index cannot be read.
    """
    predictions = [read_run_predictions(run) for run in runs]
    evaluations, texts, contents = [], [], []
    for run, each in zip(runs, predictions, strict=True):
        evaluation = evaluate_run(each, samples=samples)
        opened = open_run(run, index)
        jumps = flicker(each, opened.index)
        harmed = robustness(opened) if corrupted else ()
        texts += [run_words(evaluation), flicker_words(jumps)]
        texts += [robustness_words(harmed)] if harmed else []
        evaluations.append(evaluation)
        contents.append(evaluation.as_json() | further_json(harmed, jumps))
    content: dict[str, object] = {"runs": contents}
    if len(runs) == 2:
        text, further = _pair(predictions, evaluations)
        texts.append(text)
        content |= further
    return "\n\n".join(texts), content


def inflation_of(
    honest: Path, leaking: Path, *, samples: int = 1000
) -> tuple[str, list[dict[str, object]]]:
    """Return a run by patient and one by picture side by side, with the inflation.

    Raises
    ------
    HysteroViewError
        They differ in more than the split.
    """
    pair = [evaluate_run(read_run_predictions(run), samples=samples) for run in (honest, leaking)]
    found = inflation(pair[0], pair[1])
    return inflation_words(pair[0].record.title, found), inflation_json(found)


def _pair(
    predictions: Sequence[RunPredictions], evaluations: Sequence[RunEvaluation]
) -> tuple[str, dict[str, object]]:
    if can_compare(predictions[0], predictions[1]):
        compared = compare_runs(predictions[0], predictions[1])
        return comparison_words(compared), {"comparison": comparison_json(compared)}
    honest, leaking = sorted(range(2), key=lambda k: predictions[k].record.leaks)
    if is_inflation(predictions[honest], predictions[leaking]):
        found = inflation(evaluations[honest], evaluations[leaking])
        words = inflation_words(evaluations[honest].record.title, found)
        return words, {"inflation": inflation_json(found)}
    return _NOT_COMPARED, {}
