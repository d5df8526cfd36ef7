"""Classes of a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Label:
    """A class of the model: its code, its name, and its side in the two-class result."""

    code: str
    name: str
    premalignant_or_malignant: bool

    @property
    def is_normal(self) -> bool:
        """Whether this class means no finding (its code is "normal")."""
        return self.code.lower() == "normal"


@dataclass(frozen=True, slots=True)
class LabelSet:
    """Classes of a model in the order of its logits."""

    labels: tuple[Label, ...]
    _members: NDArray[np.intp] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        members = [label.premalignant_or_malignant for label in self.labels]
        object.__setattr__(self, "_members", np.flatnonzero(members))
        codes = [label.code for label in self.labels]
        if len(codes) < 2 or len(set(codes)) != len(codes):
            raise ValueError("a label set must contain at least two labels with distinct codes")
        if not all(code.isidentifier() for code in codes):
            raise ValueError("the code of a label must consist of letters, digits and underscores")

    def __iter__(self) -> Iterator[Label]:
        return iter(self.labels)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> Label:
        return self.labels[index]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(label.code for label in self.labels)

    def share_of(self, probabilities: NDArray[np.float64]) -> float:
        """Return the total probability of the premalignant and malignant classes.

        The sum is over the same distribution as the class probabilities, so that the two-class
        result cannot contradict them.
        """
        return min(float(np.add.reduce(probabilities[self._members])), 1.0)
