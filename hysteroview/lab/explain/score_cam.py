"""Score-CAM with few runs of the network: channels whose masks are alike are scored together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn

MOST_GROUPS: Final = 128
_BATCH: Final = 16
_ROUNDS: Final = 25  # of k-means; it has mostly settled after ten
_SEED: Final = 20261128
_TINY: Final = 1e-8


def masks_of(activations: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return each channel scaled to [0, 1]; a channel that is the same everywhere is 0.

    Parameters
    ----------
    activations
        (K, h, w).
    """
    least = activations.min(axis=(1, 2), keepdims=True)
    most = activations.max(axis=(1, 2), keepdims=True)
    return np.asarray((activations - least) / (most - least + _TINY), np.float32)


def grouped(
    masks: NDArray[np.float32], most: int = MOST_GROUPS
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Divide masks into groups of similar ones, by k-means; the same masks give the same groups.

    Parameters
    ----------
    masks
        (K, h, w) in [0, 1].
    most
        Greatest number of groups; with no more masks than that, each has its own.

    Returns
    -------
    (K,) the group of each mask, and (groups, h, w) the mean mask of each group.
    """
    flat = masks.reshape(len(masks), -1)
    if len(flat) <= most:
        return np.arange(len(flat)), masks
    first = np.random.default_rng(_SEED).choice(len(flat), most, replace=False)
    centers, groups = flat[np.sort(first)], np.zeros(len(flat), np.intp)
    for _ in range(_ROUNDS):
        near = (centers**2).sum(axis=1) - 2 * flat @ centers.T  # plus what is the same for all
        found = near.argmin(axis=1)
        if (found == groups).all():
            break
        groups = found
        sums = np.zeros_like(centers)
        np.add.at(sums, groups, flat)
        counts = np.bincount(groups, minlength=most)[:, np.newaxis]
        centers = np.where(counts > 0, sums / np.maximum(counts, 1), centers)
    kept, groups = np.unique(groups, return_inverse=True)
    return groups, centers[kept].reshape(-1, *masks.shape[1:]).astype(np.float32)


def channel_weights(
    model: Callable[[Tensor], Tensor],
    image: Tensor,
    target: ClassifierOutputTarget | Any,
    activations: NDArray[np.float32],
    report: Callable[[int, int], None] = lambda *_: None,
) -> NDArray[np.float32]:
    """Return the weight of each channel: softmax of the scores of the pictures that it masks.

    Score-CAM runs the network once for each channel (1280 at the last block of EfficientNet-B0).
    There a mask has 7 × 7 places only, and many are alike: they are divided into at most
    `MOST_GROUPS` groups, and the picture masked by the mean mask of a group is scored once for all
    of its channels. The map is then made of all channels, each with the weight of its group. With
    no more channels than groups, as at earlier layers, it is Score-CAM itself. The pictures are
    run in batches of `_BATCH`: all at once would take 1 GB.

    Parameters
    ----------
    image
        (1, 3, s, s), normalized.
    target
        Takes the score from the logits of one picture.
    activations
        (K, h, w).
    report
        Called with the number of pictures done and of all.

    Returns
    -------
    (K,) float32, whose sum is 1.

    References
    ----------
    Wang et al. 2020, arXiv:1910.01279, algorithm 1; with the softmax of its authors' program.
    """
    groups, centers = grouped(masks_of(activations))
    size, scores = image.shape[-2:], []
    with torch.no_grad():
        for first in range(0, len(centers), _BATCH):
            part = torch.from_numpy(centers[first : first + _BATCH])[:, None]
            masks = nn.functional.interpolate(part, size=size, mode="bilinear", align_corners=True)
            scores += [float(target(each)) for each in model(image * masks)]
            report(len(scores), len(centers))
    return np.asarray(torch.tensor(scores)[groups].softmax(dim=-1).numpy(), np.float32)
