"""The trained networks of a run, and the index that they were trained on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.index.pictures import Index, read_index
from hysteroview.lab.runs.predictions import read_predictions
from hysteroview.lab.runs.record import PREDICTIONS_FILE, WEIGHTS_FILE, RunRecord, read_run
from hysteroview.lab.runs.training import index_sha256
from hysteroview.lab.train.network import ExplainableNetwork, load_weights


@dataclass(frozen=True, slots=True, eq=False)
class TrainedFold:
    """A network with the test pictures of its fold.

    Attributes
    ----------
    rows, truth
        (N,) rows of the index and classes of the task.
    """

    network: ExplainableNetwork
    rows: NDArray[np.int64]
    truth: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TrainedRun:
    """A run with its index."""

    folder: Path
    record: RunRecord
    index: Index

    def folds(self) -> Iterator[TrainedFold]:
        """Load the network of each finished fold, one at a time."""
        for fold in self.record.folds:
            network = ExplainableNetwork(self.record.network, len(self.record.labels))
            load_weights(network, self.folder / fold.folder / WEIGHTS_FILE, with_head=True)
            test = read_predictions(self.folder / fold.folder / PREDICTIONS_FILE)[1]
            yield TrainedFold(network.eval(), test.rows, test.truth)


def open_run(folder: Path, index_folder: Path | None = None) -> TrainedRun:
    """Open a run together with its index.

    Parameters
    ----------
    index_folder
        Where the index is now; where it was when the run was trained, if None.

    Raises
    ------
    HysteroViewError
        The run or its index cannot be read, or the index has changed.
    """
    record = read_run(folder)
    place = Path(record.index) if index_folder is None else index_folder
    index = read_index(place)
    if index_sha256(place) != record.index_sha256:
        raise HysteroViewError(
            f"The index in {place} is not the one that the run was trained on.",
            remedy="Give the folder of the right one with --index.",
        )
    return TrainedRun(folder, record, index)
