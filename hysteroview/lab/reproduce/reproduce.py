"""From a manifest to the figures of all networks and tasks, step by step, continued if stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import torch

from hysteroview.core.files import atomic_file
from hysteroview.core.labels import LabelSet
from hysteroview.inference.runtimes.threads import usable_cores
from hysteroview.lab.index.build import build_index, duplicate_pairs
from hysteroview.lab.index.extract import Sampling
from hysteroview.lab.index.pictures import INDEX_FILE, read_index, write_index
from hysteroview.lab.manifest.entries import Entry
from hysteroview.lab.manifest.manifest import refuse
from hysteroview.lab.report.compose import ReportPlan, compose
from hysteroview.lab.report.writing import write_report
from hysteroview.lab.runs.evaluation import read_run_predictions
from hysteroview.lab.runs.figures import figures_of, inflation_of
from hysteroview.lab.runs.heatmaps import Heatmaps, heatmap_json, heatmap_words, heatmaps_of
from hysteroview.lab.runs.networks import open_run
from hysteroview.lab.runs.record import RUN_FILE, read_run
from hysteroview.lab.runs.tasks import Task
from hysteroview.lab.runs.training import RunPlan, train_run
from hysteroview.lab.runs.words import progress_words
from hysteroview.lab.split.split import Method, SplitSettings, divide
from hysteroview.lab.split.split_file import write_split
from hysteroview.lab.train.processes import Processes
from hysteroview.lab.train.settings import FitSettings

WORDS_FILE, FIGURES_FILE = "figures.md", "figures.json"
REPORT_FILES = ("report.html", "report.pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReproductionPlan:
    """How to reproduce the method.

    Attributes
    ----------
    networks
        The first one and the second one are compared; heatmaps are those of the more accurate one.
    weights
        Initial weights of each network; None is torchvision's.
    paper_split
        Whether each network is also trained on a split by picture, which leaks, to show by how much
        its figures are too good.
    note
        A sentence about what the data are, at the top of the report.
    is_synthetic
        Whether the pictures are phantoms, so that models of them stay marked.
    threads
        Processes of the index, and threads of the trainings; 0 for all cores.
    pictures, is_corrupted, command
        Of the report; see `ReportPlan`.
    """

    networks: tuple[str, ...]
    tasks: tuple[Task, ...]
    fit: FitSettings
    weights: Mapping[str, Path | None]
    sampling: Sampling
    split: SplitSettings
    paper_split: bool = True
    from_scratch: bool = False
    device: str = "cpu"
    samples: int = 1000
    note: str = ""
    is_synthetic: bool = False
    threads: int = 0
    pictures: int = 8
    is_corrupted: bool = False
    command: Sequence[str] = ()


def reproduce(
    entries: Sequence[Entry], labels: LabelSet, plan: ReproductionPlan, output: Path
) -> Iterator[str]:
    """Index, split, train, evaluate, compare and localize; yield a line at each step.

    What `output` has already is used again, so that an interrupted command continues.

    Raises
    ------
    HysteroViewError
        A step fails; those before it are kept.
    """
    output.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(plan.threads or usable_cores())
    yield from _index(entries, labels, plan, output / "index")
    splits = _splits(plan, output)
    for split in splits:
        for network in plan.networks:
            for task in plan.tasks:
                folder = output / f"{network}-{task}-{split}"
                yield from _train(plan, network, task, splits[split], folder)
    texts = [f"# {output.name}", plan.note] if plan.note else [f"# {output.name}"]
    content: dict[str, object] = {"note": plan.note}
    for task in plan.tasks:
        runs = [output / f"{network}-{task}-patient" for network in plan.networks]
        text, content[f"{task}"] = figures_of(runs, samples=plan.samples)
        texts.append(text)
        yield f"evaluated {', '.join(run.name for run in runs)}"
        for run in runs if plan.paper_split else ():
            paper = run.with_name(run.name.replace("-patient", "-paper"))
            text, content[paper.name] = inflation_of(run, paper, samples=plan.samples)
            texts.append(text)
    best = _better([output / f"{network}-{plan.tasks[0]}-patient" for network in plan.networks])
    heatmaps = heatmaps_of(open_run(best), samples=plan.samples)
    texts.append(heatmap_words(heatmaps))
    content["heatmaps"] = heatmap_json(heatmaps)
    yield f"heatmaps of {best.name} compared"
    with atomic_file(output / FIGURES_FILE, private=True) as draft:
        draft.write_text(json.dumps(content, indent=1, allow_nan=False), encoding="utf-8")
    with atomic_file(output / WORDS_FILE, private=True) as draft:
        draft.write_text("\n\n".join(texts) + "\n", encoding="utf-8")
    yield f"wrote {output / WORDS_FILE} and {output / FIGURES_FILE}"
    yield from _report(plan, [*splits], heatmaps, output)


def _index(
    entries: Sequence[Entry], labels: LabelSet, plan: ReproductionPlan, folder: Path
) -> Iterator[str]:
    if (folder / INDEX_FILE).exists():
        yield f"using the index in {folder}"
        return
    index, problems = build_index(
        entries,
        labels,
        plan.sampling,
        workers=plan.threads or usable_cores(),
        notify=lambda _: None,
    )
    if plan.is_synthetic:
        index = replace(index, settings={**index.settings, "is_synthetic": True})
    yield from (f"Warning: {each}" for each in problems if not each.is_error)
    refuse("of the reproduction", [each for each in problems if each.is_error])
    write_index(index, folder)
    yield f"indexed {len(index)} pictures of {len(set(index.patients))} patients"


def _splits(plan: ReproductionPlan, output: Path) -> dict[str, Path]:
    """Write the split by patient, and the one by picture if it is wanted."""
    index = read_index(output / "index")
    found = {}
    for name in ("patient", "paper") if plan.paper_split else ("patient",):
        file = found[name] = output / f"split-{name}.json"
        settings, pairs = plan.split, duplicate_pairs(index)
        if name == "paper":
            settings, pairs = _by_picture(plan.split), []
        split = divide(
            index.patients, [each.label for each in index.pictures],
            [each.site for each in index.pictures], pairs, settings, index.digest(),
        )  # fmt: skip
        if not file.exists():
            write_split(split, file)
    return found


def _by_picture(settings: SplitSettings) -> SplitSettings:
    return SplitSettings(
        method=Method.PAPER, test_share=settings.test_share,
        validation_share=settings.validation_share, seed=settings.seed,
    )  # fmt: skip


def _train(
    plan: ReproductionPlan, network: str, task: Task, split: Path, folder: Path
) -> Iterator[str]:
    if (folder / RUN_FILE).exists() and read_run(folder).is_finished:
        yield f"using the run in {folder}"
        return
    run = RunPlan(
        index=folder.parent / "index", split=split, network=network, task=task, fit=plan.fit,
        weights=plan.weights.get(network), from_scratch=plan.from_scratch, device=plan.device,
    )  # fmt: skip
    processes = Processes(own_threads=plan.threads)
    for step in train_run(run, folder, resume=True, processes=processes):
        yield f"{folder.name}: {progress_words(step)}"


def _better(runs: Sequence[Path]) -> Path:
    """Return the run with the higher accuracy on its test pictures."""
    accuracies = []
    for run in runs:
        predictions = read_run_predictions(run)
        right = predictions.raw.argmax(axis=1) == predictions.test.truth
        accuracies.append(float(right.mean()))
    return runs[accuracies.index(max(accuracies))]


def _report(
    plan: ReproductionPlan, splits: Sequence[str], heatmaps: Heatmaps, output: Path
) -> Iterator[str]:
    """Write the report of all runs, those by patient first."""
    runs = [
        output / f"{network}-{task}-{split}"
        for split in splits for task in plan.tasks for network in plan.networks
    ]  # fmt: skip
    made = datetime.now(UTC)
    wanted = ReportPlan(
        samples=plan.samples, pictures=plan.pictures, command=plan.command, heatmaps=heatmaps,
        is_corrupted=plan.is_corrupted, note=plan.note,
    )  # fmt: skip
    report = compose(runs, made, wanted)
    for name in REPORT_FILES:
        write_report(report, output / name, made, private=plan.pictures > 0)
        yield f"wrote {output / name}"
