"""The pictures of a run's test that a reader judges."""

from __future__ import annotations

import numpy as np

from hysteroview.lab.localize.reader_page import MarkedPicture
from hysteroview.lab.runs.networks import TrainedRun
from hysteroview.lab.runs.predicting import run_network

_BATCH = 16


def pictures_to_read(run: TrainedRun, *, most: int, seed: int = 0) -> list[MarkedPicture]:
    """Return test pictures with the class map of the class that the network predicts.

    At most so many, one of each patient before a second one, in random order. The reader sees what
    the program would mark, so maps are of the predicted class.
    """
    found: list[MarkedPicture] = []
    rng = np.random.default_rng(seed)
    for fold in run.folds():
        order = rng.permutation(len(fold.rows))
        seen: dict[str, int] = {}
        ranked = []
        for place in order.tolist():
            patient = run.index.patients[int(fold.rows[place])]
            seen[patient] = seen.get(patient, 0) + 1
            ranked.append((seen[patient], place))
        places = [place for _, place in sorted(ranked, key=lambda each: each[0])]
        share = -(-most // len(run.record.folds))
        rows = fold.rows[np.array(places[:share], np.intp)]
        parts = [
            np.array(run.index.crops[rows[at : at + _BATCH]]) for at in range(0, len(rows), _BATCH)
        ]
        outputs = [
            (logits, maps)
            for part in run_network(fold.network, parts, run.record.size_px)
            for logits, maps in zip(*part, strict=True)
        ]
        for row, (logits, maps) in zip(rows.tolist(), outputs, strict=True):
            found.append(
                MarkedPicture(
                    row, run.index.patients[row], np.array(run.index.crops[row]),
                    maps[int(logits.argmax())],
                )
            )  # fmt: skip
    return [found[at] for at in rng.permutation(len(found)).tolist()][:most]
