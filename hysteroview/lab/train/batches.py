"""Batches of a training, the loss outside the lesion, and the moving average of weights."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from hysteroview.lab.train.network import IMAGENET_MEAN, IMAGENET_STD
from hysteroview.lab.train.pictures import Pictures

_MEAN = torch.tensor(IMAGENET_MEAN)[:, None, None]
_STD = torch.tensor(IMAGENET_STD)[:, None, None]


class MovingAverage:
    """Exponential moving average of a model's weights and batch statistics."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self._state = {name: value.detach().clone() for name, value in model.state_dict().items()}
        self._decay, self.steps = decay, 0

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        self.steps += 1
        decay = min(self._decay, self.steps / (self.steps + 10))  # short memory at first
        for name, value in model.state_dict().items():
            kept = self._state[name]
            if kept.dtype.is_floating_point:
                kept.lerp_(value, 1 - decay)
            else:
                kept.copy_(value)

    @property
    def state(self) -> dict[str, Tensor]:
        return self._state


def normalized(images: Tensor) -> Tensor:
    """Return RGB images in [0, 1] with the mean and deviation of ImageNet."""
    return (images - _MEAN.to(images.device)) / _STD.to(images.device)


def off_lesion_loss(class_maps: Tensor, masks: Tensor, labels: Tensor) -> Tensor:
    """Penalize evidence for the true class outside the lesion.

    The map of the true class, as a softmax over its cells, should have its mass inside the mask.
    Pictures whose lesion fills no cell by a third are left out.

    Parameters
    ----------
    class_maps
        (N, C, h, w) before ReLU.
    masks
        (N, 1, m, m) in [0, 1].
    labels
        (N,) true classes.

    Returns
    -------
    Mean of -log(mass on the lesion) over all pictures, a scalar.
    """
    height, width = class_maps.shape[2:]
    places = functional.adaptive_avg_pool2d(masks, (height, width)).flatten(1)
    own = (
        class_maps[torch.arange(len(labels), device=labels.device), labels]
        .flatten(1)
        .log_softmax(dim=1)
    )
    mass = torch.logsumexp(own + places.clamp(1e-4, 1).log(), dim=1)
    counts = places.amax(dim=1) > 1 / 3
    return -(mass * counts).mean()


def weighted_batches(
    labels: np.ndarray, batch_size: int, generator: torch.Generator
) -> Iterator[np.ndarray]:
    """Draw an epoch of batches in which all classes are equally likely."""
    counts = np.bincount(labels)
    weights = torch.from_numpy(1.0 / counts[labels])
    batch_size = min(batch_size, len(labels))
    steps = len(labels) // batch_size
    drawn = torch.multinomial(weights, steps * batch_size, replacement=True, generator=generator)
    yield from np.sort(drawn.numpy().reshape(steps, batch_size), axis=1)


def as_tensors(
    crops: NDArray[np.uint8], masks: NDArray[np.uint8], size_px: int
) -> tuple[Tensor, Tensor]:
    """Return images (n, 3, size, size) and masks (n, 1, m, m), both in [0, 1]."""
    images = torch.from_numpy(crops).permute(0, 3, 1, 2).float() / 255
    if images.shape[-1] != size_px:
        images = functional.interpolate(
            images, (size_px, size_px), mode="bilinear", antialias=True
        ).clamp(0, 1)
    return images, torch.from_numpy(masks).float()[:, None] / 255


def read_ahead(
    pictures: Pictures, parts: Iterable[NDArray[np.intp]]
) -> Generator[tuple[NDArray[np.uint8], NDArray[np.uint8]]]:
    """Read crops and masks of each part, one part ahead, while the one before is computed with."""
    with ThreadPoolExecutor(1, "ThreadPool-reading") as pool:
        waiting: Future[tuple[NDArray[np.uint8], NDArray[np.uint8]]] | None = None
        for rows in parts:
            coming = pool.submit(pictures.read, rows)
            if waiting is not None:
                yield waiting.result()
            waiting = coming
        if waiting is not None:
            yield waiting.result()
