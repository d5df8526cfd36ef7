"""Training of a classifier with weighted sampling and progressive resizing."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from hysteroview.core.files import atomic_file
from hysteroview.lab.data.phantoms import LabeledCrops
from hysteroview.lab.train.augment import augment
from hysteroview.lab.train.network import IMAGENET_MEAN, IMAGENET_STD, ExplainableNetwork

_MEAN = torch.tensor(IMAGENET_MEAN)[:, None, None]
_STD = torch.tensor(IMAGENET_STD)[:, None, None]


@dataclass(frozen=True, slots=True)
class Stage:
    """Epochs at one picture size."""

    size_px: int
    epochs: int
    learning_rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FitSettings:
    """Training settings.

    Attributes
    ----------
    stages
        Stages in order; most is learned from small pictures, at a fraction of the cost.
    mask_weight
        Weight of the loss term that penalizes evidence for the true class outside the lesion; needs
        masks, 0 switches it off.
    label_smoothing
        Szegedy et al. 2016, arXiv:1512.00567, section 7.
    ema_decay
        Decay of the exponential moving average of the weights, which is the result.
    """

    stages: tuple[Stage, ...] = (Stage(128, 8, 2e-3), Stage(224, 2, 6e-4))
    batch_size: int = 32
    mask_weight: float = 0.2
    label_smoothing: float = 0.05
    weight_decay: float = 0.02
    dropout: float = 0.2
    ema_decay: float = 0.998
    seed: int = 1


@dataclass(frozen=True, slots=True)
class EpochReport:
    """Result of an epoch: mean loss and accuracy on the (augmented) training pictures."""

    stage: Stage
    epoch: int
    loss: float
    accuracy: float
    seconds: float


class _MovingAverage:
    """Exponential moving average of a model's weights and batch statistics."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self._state = {name: value.detach().clone() for name, value in model.state_dict().items()}
        self._decay, self._steps = decay, 0

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        self._steps += 1
        decay = min(self._decay, self._steps / (self._steps + 10))  # short memory at first
        for name, value in model.state_dict().items():
            kept = self._state[name]
            if kept.dtype.is_floating_point:
                kept.lerp_(value, 1 - decay)
            else:
                kept.copy_(value)

    @property
    def state(self) -> dict[str, Tensor]:
        return self._state


def fit(
    model: ExplainableNetwork,
    training: LabeledCrops,
    settings: FitSettings,
    checkpoint: Path | None = None,
) -> Iterator[EpochReport]:
    """Train `model` in place; at the end it contains the moving average of its weights.

    Classes are drawn with equal probability (weighted sampling, as in Cao et al. 2024).

    Parameters
    ----------
    checkpoint
        File written after each epoch (safetensors, torchvision's layout).

    Yields
    ------
    A report after each epoch.
    """
    # torch uses physical cores only; logical cores also help (26 to 54 pictures/s here)
    torch.set_num_threads(os.cpu_count() or 1)
    torch.manual_seed(settings.seed)
    generator = torch.Generator().manual_seed(settings.seed)
    model.to(memory_format=torch.channels_last)
    average = _MovingAverage(model, settings.ema_decay)
    for stage in settings.stages:
        steps = len(training) // settings.batch_size
        optimizer = torch.optim.AdamW(
            model.parameters(), lr=stage.learning_rate, weight_decay=settings.weight_decay
        )
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, stage.learning_rate, total_steps=steps * stage.epochs + 1, pct_start=0.2
        )
        for epoch in range(stage.epochs):
            model.train()
            began, loss_sum, correct = time.monotonic(), 0.0, 0
            for picked in _weighted_batches(training.labels, settings.batch_size, generator):
                images, masks, labels = _batch(training, picked, stage.size_px)
                images, masks = augment(images, masks, generator)
                images = ((images - _MEAN) / _STD).to(memory_format=torch.channels_last)
                features = model.features(images)
                embedding = functional.dropout(features.mean(dim=(2, 3)), settings.dropout)
                logits = model.head(embedding)
                loss = functional.cross_entropy(
                    logits, labels, label_smoothing=settings.label_smoothing
                )
                if settings.mask_weight > 0:
                    maps = functional.conv2d(features, model.head.weight[:, :, None, None])
                    loss = loss + settings.mask_weight * off_lesion_loss(maps, masks, labels)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]  # torch's stub
                nn.utils.clip_grad_norm_(model.parameters(), 5.0)
                optimizer.step()
                schedule.step()
                average.update(model)
                loss_sum += float(loss.detach())
                correct += int((logits.argmax(dim=1) == labels).sum())
            seen = steps * settings.batch_size
            if checkpoint is not None:
                save_weights(average.state, checkpoint)
            yield EpochReport(
                stage, epoch, loss_sum / steps, correct / seen, time.monotonic() - began
            )
    model.load_state_dict(average.state)
    model.eval()


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
    Mean of -log(mass on the lesion), a scalar.
    """
    height, width = class_maps.shape[2:]
    places = functional.adaptive_avg_pool2d(masks, (height, width)).flatten(1)
    own = class_maps[torch.arange(len(labels)), labels].flatten(1).log_softmax(dim=1)
    mass = torch.logsumexp(own + places.clamp(1e-4, 1).log(), dim=1)
    counts = places.amax(dim=1) > 1 / 3
    return -(mass * counts).mean()


def save_weights(state: dict[str, Tensor], file: Path) -> None:
    """Write the weights of an `ExplainableNetwork` in torchvision's layout, atomically.

    Raises
    ------
    StorageError
        The file cannot be written; an earlier one is unchanged.
    """
    prefix = "network."
    tensors = {
        name.removeprefix(prefix): value.contiguous()
        for name, value in state.items()
        if name.startswith(prefix)
    }
    with atomic_file(file) as draft:  # if interrupted, the file of the previous epoch stays
        save_file(tensors, draft)


def _weighted_batches(
    labels: np.ndarray, batch_size: int, generator: torch.Generator
) -> Iterator[np.ndarray]:
    """Draw an epoch of batches in which all classes are equally likely."""
    counts = np.bincount(labels)
    weights = torch.from_numpy(1.0 / counts[labels])
    steps = len(labels) // batch_size
    drawn = torch.multinomial(weights, steps * batch_size, replacement=True, generator=generator)
    yield from np.sort(drawn.numpy().reshape(steps, batch_size), axis=1)


def _batch(training: LabeledCrops, picked: np.ndarray, size_px: int) -> tuple[Tensor, ...]:
    images = torch.from_numpy(training.crops[picked]).permute(0, 3, 1, 2).float() / 255
    if images.shape[-1] != size_px:
        images = functional.interpolate(
            images, (size_px, size_px), mode="bilinear", antialias=True
        ).clamp(0, 1)
    masks = torch.from_numpy(training.masks[picked]).float()[:, None] / 255
    return images, masks, torch.from_numpy(training.labels[picked])
