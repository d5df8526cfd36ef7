"""What a run classifies: all classes of an index, or two sides."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.labels import Label, LabelSet

TWO_SIDES = LabelSet(
    (
        Label("other", "Neither premalignant nor malignant", premalignant_or_malignant=False),
        Label("PM", "Premalignant or malignant", premalignant_or_malignant=True),
    )
)


class Task(StrEnum):
    """The classes of a run: those of the index (five, or six with normal), or two."""

    FIVE = "five"
    TWO = "two"


def task_labels(task: Task, labels: LabelSet) -> LabelSet:
    """Return the classes of a task."""
    return TWO_SIDES if task is Task.TWO else labels


def task_truth(task: Task, labels: LabelSet, truth: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the class of each picture for a task, from its class in the index."""
    if task is Task.FIVE:
        return truth
    side = np.array([label.premalignant_or_malignant for label in labels], np.int64)
    return side[truth]
