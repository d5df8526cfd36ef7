"""Groups of pictures that must stay on one side of a split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Group:
    """Pictures that must not be divided: those of a patient, and of others with the same picture.

    Attributes
    ----------
    rows
        Pictures, in order.
    label
        The class that most of them have; used to spread classes evenly.
    """

    rows: tuple[int, ...]
    patients: tuple[str, ...]
    label: str
    site: str


def group_pictures(
    patients: Sequence[str],
    labels: Sequence[str],
    sites: Sequence[str],
    duplicates: Iterable[tuple[int, int]] = (),
) -> list[Group]:
    """Return the groups in the order of their first pictures.

    Parameters
    ----------
    duplicates
        Pairs of pictures that show the same; their patients become one group.
    """
    number = {name: index for index, name in enumerate(dict.fromkeys(patients))}
    root = list(range(len(number)))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for first, second in duplicates:
        a, b = find(number[patients[first]]), find(number[patients[second]])
        root[max(a, b)] = min(a, b)
    owners = np.array([find(number[name]) for name in patients], np.intp)
    return [_group(owners, owner, patients, labels, sites) for owner in dict.fromkeys(owners)]


def _group(
    owners: NDArray[np.intp],
    owner: int,
    patients: Sequence[str],
    labels: Sequence[str],
    sites: Sequence[str],
) -> Group:
    rows = np.flatnonzero(owners == owner).tolist()
    counts = Counter(labels[row] for row in rows)
    leading = max(sorted(counts), key=lambda label: counts[label])
    return Group(
        tuple(rows),
        tuple(dict.fromkeys(patients[row] for row in rows)),
        leading,
        Counter(sites[row] for row in rows).most_common(1)[0][0],
    )
