"""The record of a run, `run.json`: what it was made of and with, and how each fold went.

Beside it there is a folder for each fold with ``weights.safetensors`` (torchvision's layout),
``weights.history.csv`` and ``predictions.npz``; a fold that is not finished has a state instead of
predictions. All files are readable for their owner only, since they have the keys of patients.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.files import atomic_file
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded
from hysteroview.core.labels import Label, LabelSet
from hysteroview.lab.runs.tasks import Task

RUN_FILE = "run.json"
WEIGHTS_FILE, PREDICTIONS_FILE = "weights.safetensors", "predictions.npz"
HISTORY_FILE = "weights.history.csv"
_VERSION = 1
_MOST_BYTES = 16 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldRecord:
    """A finished fold.

    Attributes
    ----------
    folder
        Its folder in that of the run.
    epochs, best_epoch
        Epochs that were trained, and the number of the one whose weights are the result.
    pictures
        Numbers of pictures in training, validation and test.
    """

    name: str
    folder: str
    weights_sha256: str
    epochs: int
    best_epoch: int
    pictures: tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """All that a run's figures depend on.

    Attributes
    ----------
    size_px
        Input size of the network.
    weights
        Initial weights in words; "random" for a training from scratch.
    settings
        `FitSettings` as plain data.
    index, index_sha256
        Folder of the index, and the hash of its list and pictures.
    split_sha256, split_method, leaks
        Hash of the split's file, how it divides, and whether patients are on both sides.
    environment
        Versions, device and threads.
    folds
        The finished ones, in order.
    fold_names
        All folds of the split.
    """

    network: str
    task: Task
    labels: LabelSet
    size_px: int
    weights: str
    settings: Mapping[str, Any]
    index: str
    index_sha256: str
    split_sha256: str
    split_method: str
    leaks: bool
    environment: Mapping[str, str]
    fold_names: tuple[str, ...]
    folds: tuple[FoldRecord, ...] = field(default=())

    @property
    def is_finished(self) -> bool:
        return len(self.folds) == len(self.fold_names)

    @property
    def title(self) -> str:
        """Name in tables: "resnet18, 5 classes"."""
        return f"{self.network}, {len(self.labels)} classes"


def write_run(record: RunRecord, folder: Path) -> None:
    """Write the record atomically.

    Raises
    ------
    StorageError
        The folder cannot be written.
    """
    content = {"version": _VERSION, **asdict(record)}
    content["labels"] = [asdict(label) for label in record.labels]
    with atomic_file(folder / RUN_FILE, private=True) as draft:
        draft.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")


def read_run(folder: Path) -> RunRecord:
    """Read the record of a run.

    Raises
    ------
    HysteroViewError
        The folder is not a run, or its record is damaged or of another version.
    """
    try:
        content = json.loads(read_bounded(folder / RUN_FILE, _MOST_BYTES))
        if content.pop("version") != _VERSION:
            raise ValueError("it was written by another version")
        content["labels"] = LabelSet(tuple(Label(**each) for each in content["labels"]))
        content["task"] = Task(content["task"])
        content["fold_names"] = tuple(content["fold_names"])
        content["folds"] = tuple(
            FoldRecord(**{**each, "pictures": tuple(each["pictures"])}) for each in content["folds"]
        )
        return RunRecord(**content)
    except FileNotFoundError as error:
        raise HysteroViewError(
            f"The folder {folder} is not a run.",
            remedy="Make one with: hysteroview lab train INDEX SPLIT --output RUN",
        ) from error
    except (OSError, UnfitFileError, ValueError, KeyError, TypeError) as error:
        raise HysteroViewError(
            f"The run in {folder} cannot be read: {error}.", remedy="Train it again."
        ) from error
