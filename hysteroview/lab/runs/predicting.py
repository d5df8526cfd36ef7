"""Predictions of a network for pictures of an index or changed copies of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from hysteroview.lab.index.pictures import Index
from hysteroview.lab.runs.predictions import Predicted
from hysteroview.lab.train.batches import as_tensors, normalized
from hysteroview.lab.train.network import ExplainableNetwork

_BATCH = 16
Crops = NDArray[np.uint8]


def predict_rows(
    model: ExplainableNetwork,
    index: Index,
    truth: NDArray[np.int64],
    rows: NDArray[np.int64],
    size_px: int,
) -> Predicted:
    """Return the logits of some pictures of an index, with what is known of them.

    Parameters
    ----------
    truth
        (N,) class of each picture of the whole index.
    """
    parts = [index.crops[rows[start : start + _BATCH]] for start in range(0, len(rows), _BATCH)]
    logits = [each[0] for each in run_network(model, parts, size_px)]
    pictures = [index.pictures[row] for row in rows.tolist()]
    return Predicted(
        rows,
        np.concatenate([np.zeros((0, model.head.out_features), np.float32), *logits]),
        truth[rows],
        np.array([each.patient for each in pictures], np.str_),
        np.array([each.site for each in pictures], np.str_),
        np.array([each.scope for each in pictures], np.str_),
    )


def run_network(
    model: ExplainableNetwork, parts: list[Crops] | Iterator[Crops], size_px: int
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Yield logits (n, C) and class maps (n, C, h, w) of each part of crops (n, s, s, 3)."""
    device = model.head.weight.device
    nothing = np.zeros((0, 1, 1), np.uint8)
    for crops in parts:
        images = as_tensors(np.ascontiguousarray(crops), nothing, size_px)[0].to(device)
        with torch.no_grad():
            logits, maps, _ = model(normalized(images))
        yield logits.cpu().numpy(), maps.cpu().numpy()
