"""Training of all folds of a split into the folder of a run."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torchvision
from numpy.typing import NDArray

from hysteroview import __version__
from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.index.build import duplicate_pairs
from hysteroview.lab.index.pictures import Index, read_index
from hysteroview.lab.runs.predicting import predict_rows
from hysteroview.lab.runs.predictions import write_predictions
from hysteroview.lab.runs.record import (
    HISTORY_FILE,
    PREDICTIONS_FILE,
    RUN_FILE,
    WEIGHTS_FILE,
    FoldRecord,
    RunRecord,
    read_run,
    write_run,
)
from hysteroview.lab.runs.tasks import Task, task_labels, task_truth
from hysteroview.lab.split.split import Fold, Split
from hysteroview.lab.split.split_file import read_split
from hysteroview.lab.train.fit import fit
from hysteroview.lab.train.history import EpochReport
from hysteroview.lab.train.initial import initialize
from hysteroview.lab.train.network import ExplainableNetwork, load_weights
from hysteroview.lab.train.pictures import IndexedPictures
from hysteroview.lab.train.processes import ALONE, Processes
from hysteroview.lab.train.settings import FitSettings

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """What to train, from what.

    Attributes
    ----------
    weights, from_scratch
        See `initialize`.
    device
        torch's name, such as "cpu" or "cuda".
    """

    index: Path
    split: Path
    network: str
    task: Task
    fit: FitSettings
    weights: Path | None = None
    from_scratch: bool = False
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class RunProgress:
    """One epoch of one fold, with an estimate of the time that is left for the whole run."""

    fold: str
    report: EpochReport
    epochs: int
    left_s: float


def train_run(
    plan: RunPlan, output: Path, *, resume: bool = False, processes: Processes = ALONE
) -> Iterator[RunProgress]:
    """Train a network for each fold, and write weights, history and predictions of each.

    Raises
    ------
    HysteroViewError
        The index or split cannot be used, a class has no picture to learn from, `output` has
        another run, or a fold cannot be trained. What is finished stays.
    """
    index = read_index(plan.index)
    split = read_split(plan.split, index.patients, index.digest(), duplicate_pairs(index))
    labels = task_labels(plan.task, index.labels)
    truth = task_truth(plan.task, index.labels, index.truth)
    for fold in split.folds:
        _check_fold(fold, labels.codes, truth)
    record = _record(plan, index, split)
    output.mkdir(parents=True, exist_ok=True)
    record = _continued(record, output, resume=resume)
    processes.wait()  # until all have looked whether there is a run
    epochs = sum(stage.epochs for stage in plan.fit.stages)
    for number, fold in enumerate(split.folds):
        if number < len(record.folds):
            continue
        folder = output / f"fold-{number + 1}"
        folder.mkdir(exist_ok=True)
        model = _network(plan, len(labels))
        record = replace(record, weights=model[1])
        if processes.is_first:
            write_run(record, output)
        seconds = 0.0
        trained: list[EpochReport] = []
        sides = [
            IndexedPictures(index, truth, np.array(rows, np.intp))
            for rows in (fold.training, fold.validation)
        ]
        for report in fit(
            model[0], sides[0], plan.fit, folder / WEIGHTS_FILE, validation=sides[1],
            resume=resume, device=plan.device, processes=processes,
        ):  # fmt: skip
            trained.append(report)
            seconds += report.seconds
            left = epochs - report.number + epochs * (len(split.folds) - number - 1)
            yield RunProgress(fold.name, report, epochs, seconds / len(trained) * left)
        if processes.is_first:
            finished = _finish(folder, fold, index, truth, record, plan.device)
            record = replace(record, folds=(*record.folds, finished))
            write_run(record, output)
        processes.wait()


def _network(plan: RunPlan, classes: int) -> tuple[ExplainableNetwork, str]:
    torch.manual_seed(plan.fit.seed)
    model = ExplainableNetwork(plan.network, classes)
    return model, initialize(model, plan.weights, from_scratch=plan.from_scratch)


def _finish(
    folder: Path, fold: Fold, index: Index, truth: NDArray[np.int64], record: RunRecord,
    device: str,
) -> FoldRecord:  # fmt: skip
    """Predict validation and test with the weights of the file, which are the result."""
    model = ExplainableNetwork(record.network, len(record.labels))
    load_weights(model, folder / WEIGHTS_FILE, with_head=True)
    model = model.eval().to(device)
    sides = [
        predict_rows(model, index, truth, np.array(rows, np.int64), record.size_px)
        for rows in (fold.validation, fold.test)
    ]
    write_predictions(sides[0], sides[1], folder / PREDICTIONS_FILE)
    rows = (folder / HISTORY_FILE).read_text(encoding="utf-8").splitlines()[1:]
    best = max((k for k, row in enumerate(rows) if row.endswith("True")), default=len(rows) - 1)
    return FoldRecord(
        name=fold.name, folder=folder.name, weights_sha256=file_sha256(folder / WEIGHTS_FILE),
        epochs=len(rows), best_epoch=best + 1,
        pictures=(len(fold.training), len(fold.validation), len(fold.test)),
    )  # fmt: skip


def _check_fold(fold: Fold, codes: tuple[str, ...], truth: NDArray[np.int64]) -> None:
    counts = np.bincount(truth[list(fold.training)], minlength=len(codes))
    empty = [code for code, count in zip(codes, counts.tolist(), strict=True) if not count]
    if empty:
        raise HysteroViewError(
            f"In {fold.name}, training has no picture of {', '.join(empty)}.",
            remedy="Add patients with these classes, or train with --task two.",
        )
    if not fold.validation or not fold.test:
        raise HysteroViewError(
            f"In {fold.name}, validation or test has no picture.",
            remedy="Divide the index again: it needs patients on each side.",
        )


def _record(plan: RunPlan, index: Index, split: Split) -> RunRecord:
    return RunRecord(
        network=plan.network, task=plan.task, labels=task_labels(plan.task, index.labels),
        size_px=plan.fit.stages[-1].size_px, weights="", settings=asdict(plan.fit),
        index=str(plan.index.resolve()), index_sha256=index_sha256(plan.index),
        split_sha256=file_sha256(plan.split), split_method=str(split.settings.method),
        leaks=split.leaks, environment=_environment(plan.device),
        fold_names=tuple(fold.name for fold in split.folds),
    )  # fmt: skip


def _continued(record: RunRecord, output: Path, *, resume: bool) -> RunRecord:
    """Return the record of an interrupted run with the same plan; refuse to mix two runs."""
    if not (output / RUN_FILE).exists():
        return record
    if not resume:
        raise HysteroViewError(
            f"There is a run in {output} already.",
            remedy="Continue it with --resume, or choose another folder.",
        )
    earlier = read_run(output)
    for name in ("network", "task", "index_sha256", "split_sha256"):
        if getattr(earlier, name) != getattr(record, name):
            raise HysteroViewError(
                f"The run in {output} has another {name.removesuffix('_sha256')}.",
                remedy="Repeat the options of the interrupted command, or choose another folder.",
            )
    return replace(record, folds=earlier.folds, weights=earlier.weights)


def _environment(device: str) -> dict[str, str]:
    name = torch.cuda.get_device_name(device) if device.startswith("cuda") else platform.machine()
    return {
        "hysteroview": __version__,
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "torchvision": str(torchvision.__version__),
        "numpy": np.__version__,
        "system": platform.platform(),
        "device": f"{device}: {name}",
        "threads": str(torch.get_num_threads()),
    }


def index_sha256(folder: Path) -> str:
    """Return a hash of the list and the pictures of an index."""
    parts = [file_sha256(folder / name) for name in ("index.json", "crops.npy")]
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def file_sha256(file: Path) -> str:
    """Return the SHA-256 of a file's content."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
