"""Pictures to learn from: in memory, or in the file of an index, which is read batch by batch."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hysteroview.lab.index.pictures import Index


class Pictures(Protocol):
    """Labeled pictures that can be read by row, such as `LabeledCrops`."""

    @property
    def labels(self) -> NDArray[np.int64]:
        """(N,) classes."""

    @property
    def cases(self) -> NDArray[np.int64]:
        """(N,) number of the patient."""

    @property
    def scopes(self) -> NDArray[np.int64]:
        """(N,) number of the scope; all the same where it is not known."""

    def __len__(self) -> int: ...

    def read(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Return crops (n, s, s, 3) RGB and lesions (n, m, m), 0 to 255, of these rows."""


class IndexedPictures:
    """Some rows of an index, with the classes of a task.

    Parameters
    ----------
    labels
        (N,) class of each picture of the whole index.
    rows
        The rows to use.
    """

    def __init__(self, index: Index, labels: NDArray[np.int64], rows: NDArray[np.intp]) -> None:
        self._index, self._rows = index, rows
        self.labels: NDArray[np.int64] = labels[rows]
        names = index.patients
        scopes = [each.scope for each in index.pictures]
        self.cases: NDArray[np.int64] = np.unique(names, return_inverse=True)[1][rows]
        self.scopes: NDArray[np.int64] = np.unique(scopes, return_inverse=True)[1][rows]

    def __len__(self) -> int:
        return len(self._rows)

    def read(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Return crops and lesions of these rows, counted among the rows in use."""
        chosen = self._rows[rows]
        return np.asarray(self._index.crops[chosen]), np.asarray(self._index.lesions[chosen])
