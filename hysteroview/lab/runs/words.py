"""Progress and figures of runs in words."""

from __future__ import annotations

from hysteroview.lab.calibrate.temperature import is_at_bound
from hysteroview.lab.evaluate.result_words import evaluation_words, interval
from hysteroview.lab.runs.evaluation import RunEvaluation
from hysteroview.lab.runs.training import RunProgress
from hysteroview.lab.split.split_words import LEAKS


def progress_words(step: RunProgress) -> str:
    """Return one line for an epoch."""
    report = step.report
    parts = [
        f"{step.fold}, epoch {report.number} of {step.epochs}",
        f"loss {report.loss:.3f}, accuracy {report.accuracy:.3f}",
    ]
    if report.validation_loss is not None:
        best = ", best so far" if report.is_best else ""
        parts.append(
            f"validation loss {report.validation_loss:.3f}, "
            f"accuracy {report.validation_accuracy:.3f}{best}"
        )
    left = f"{step.left_s / 60:.0f} min" if step.left_s >= 90 else f"{step.left_s:.0f} s"
    return "; ".join([*parts, f"{report.seconds:.0f} s, {left} left at most"])


def run_words(evaluation: RunEvaluation) -> str:
    """Return all figures of a run as Markdown."""
    record = evaluation.record
    folds = ", ".join(f"{fold.name}: {fold.pictures[2]} pictures" for fold in record.folds)
    lines = [
        f"# {record.title}",
        "",
        *([f"**{LEAKS}**", ""] if record.leaks else []),
        f"- split: {record.split_method} ({folds} for the test)",
        f"- initial weights: {record.weights}",
        f"- input: {record.size_px} px; seed {record.settings.get('seed')}",
        "- intervals: 95 %, by resampling patients",
        "",
        evaluation_words(evaluation.figures, record.labels),
        "",
        _temperature_words(evaluation),
    ]
    if evaluation.points:
        lines += ["", _point_words(evaluation)]
    return "\n".join(lines)


def _temperature_words(evaluation: RunEvaluation) -> str:
    temperatures = ", ".join(map(temperature_words, evaluation.temperatures))
    names = ("expected calibration error", "Brier score")
    lines = [
        f"- {name}: {interval(figure)}"
        for name, figure in zip(names, evaluation.calibrated, strict=True)
    ]
    title = f"### calibration with a temperature from validation pictures ({temperatures})"
    return "\n".join([title, "", *lines])


def temperature_words(value: float) -> str:
    """Return a temperature; one at a bound was not determined by the validation pictures."""
    if is_at_bound(value):
        return f"{value:.3f}, at its bound: too few validation pictures"
    return f"{value:.3f}"


def _point_words(evaluation: RunEvaluation) -> str:
    rows = [
        f"| {point.name} | {point.threshold:.3f} | {point.sensitivity:.3f} "
        f"({point.sensitivity_interval[0]:.3f} to {point.sensitivity_interval[1]:.3f}) "
        f"| {point.specificity:.3f} ({point.specificity_interval[0]:.3f} to "
        f"{point.specificity_interval[1]:.3f}) | {point.patients} |"
        for point in evaluation.points
    ]
    return "\n".join(
        [
            "### operating points, chosen on validation pictures",
            "",
            "| name | threshold | sensitivity | specificity | patients |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )
