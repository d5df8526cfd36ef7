"""What the network of a fold said about its validation and test pictures, as a file."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.files import atomic_file

_FIELDS = ("rows", "logits", "truth", "patients", "sites", "scopes")


@dataclass(frozen=True, slots=True, eq=False)
class Predicted:
    """Logits for pictures of one side of a fold.

    Attributes
    ----------
    rows
        (N,) int64, rows of the index.
    logits
        (N, C) float32.
    truth
        (N,) int64, class of the task.
    patients, sites, scopes
        (N,) texts.
    """

    rows: NDArray[np.int64]
    logits: NDArray[np.float32]
    truth: NDArray[np.int64]
    patients: NDArray[np.str_]
    sites: NDArray[np.str_]
    scopes: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.truth)

    def at(self, places: NDArray[np.intp]) -> Predicted:
        """Return the predictions at these places, in this order."""
        return Predicted(*(getattr(self, name)[places] for name in _FIELDS))


def write_predictions(validation: Predicted, test: Predicted, file: Path) -> None:
    """Write both sides as an .npz without pickles, such as ``test_logits``."""
    arrays: dict[str, NDArray[Any]] = {
        f"{side}_{name}": getattr(predicted, name)
        for side, predicted in (("validation", validation), ("test", test))
        for name in _FIELDS
    }
    with atomic_file(file, private=True) as draft, draft.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)


def read_predictions(file: Path) -> tuple[Predicted, Predicted]:
    """Return validation and test.

    Raises
    ------
    HysteroViewError
        The file is missing or damaged.
    """
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as found:
            sides = [
                Predicted(*(found[f"{side}_{name}"] for name in _FIELDS))
                for side in ("validation", "test")
            ]
        if any(len(getattr(side, name)) != len(side) for side in sides for name in _FIELDS):
            raise ValueError("its arrays have different lengths")
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise HysteroViewError(
            f"The predictions {file.name} cannot be read: {error}.",
            remedy="Continue the training with --resume, or train again.",
        ) from error
    return sides[0], sides[1]


def concatenated(parts: list[Predicted]) -> Predicted:
    """Join the predictions of several folds."""
    return Predicted(*(np.concatenate([getattr(each, name) for each in parts]) for name in _FIELDS))
