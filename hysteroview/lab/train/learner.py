"""Learning from batches, and the loss on validation pictures."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.train.augment import Drawn, apply_geometry, draw_geometry
from hysteroview.lab.train.batches import (
    as_tensors,
    normalized,
    off_lesion_loss,
    read_ahead,
    weighted_batches,
)
from hysteroview.lab.train.endoscopy import apply_endoscopy, draw_endoscopy, sample_colors
from hysteroview.lab.train.network import ExplainableNetwork
from hysteroview.lab.train.pictures import Pictures
from hysteroview.lab.train.processes import Processes, freeze_batch_norm
from hysteroview.lab.train.settings import FitSettings


class Learner:
    """Computes the gradients of a network from labeled pictures.

    Parameters
    ----------
    generator
        Of all random numbers of batches, changes and dropout; the same in all processes.
    """

    def __init__(
        self,
        model: ExplainableNetwork,
        training: Pictures,
        settings: FitSettings,
        generator: torch.Generator,
        processes: Processes,
    ) -> None:
        self._model, self._training, self._settings = model, training, settings
        self._generator, self._processes = generator, processes
        self._device = model.head.weight.device
        self._colors = sample_colors(training) if settings.augmentation == "endoscopy" else None

    def learn(self, size_px: int, take_step: Callable[[], None]) -> tuple[float, float]:
        """Learn from each batch of an epoch.

        Parameters
        ----------
        take_step
            Called when the model has the gradients of a batch.

        Returns
        -------
        Mean loss and accuracy.

        Raises
        ------
        HysteroViewError
            The loss is not a number.
        """
        self._model.train()
        if self._settings.is_norm_frozen:
            freeze_batch_norm(self._model)
        settings, sums, seen = self._settings, torch.zeros(2, dtype=torch.float64), 0
        steps = list(
            weighted_batches(
                self._training.labels,
                settings.batch_size * settings.accumulation,
                self._generator,
            )
        )
        places = [
            np.array_split(self._processes.share(np.arange(len(rows))), settings.accumulation)
            for rows in steps
        ]
        reading = read_ahead(
            self._training,
            (rows[part] for rows, parts in zip(steps, places, strict=True) for part in parts),
        )
        with closing(reading):
            for rows, parts in zip(steps, places, strict=True):
                found = self._gradients(rows, parts, reading, size_px)
                if not math.isfinite(float(self._processes.add(found)[0])):
                    raise HysteroViewError(
                        "The loss is not a number any more.",
                        remedy="Use a lower learning rate; continue from the last epoch with "
                        "--resume.",
                    )
                self._processes.add_gradients(self._model)
                take_step()
                sums, seen = sums + found * torch.tensor([len(rows), 1]), seen + len(rows)
        return float(sums[0]) / seen, float(sums[1]) / seen

    def _gradients(
        self,
        rows: NDArray[np.intp],
        parts: list[NDArray[np.intp]],
        reading: Iterator[tuple[NDArray[np.uint8], NDArray[np.uint8]]],
        size_px: int,
    ) -> Tensor:
        """Compute the gradients of this process's parts of a batch.

        Returns
        -------
        Their part of the batch's mean loss, and how many were right.
        """
        drawn = self._draw(rows)
        found = torch.zeros(2, dtype=torch.float64)
        self._model.zero_grad()
        for part in parts:
            labels = torch.from_numpy(self._training.labels[rows[part]]).to(self._device)
            own = {name: value[part] for name, value in drawn.items()}
            images, masks = self._changed(as_tensors(*next(reading), size_px), own)
            found += self._backward(images, masks, labels, own["kept"], len(rows))
        return found

    def _draw(self, rows: NDArray[np.intp]) -> Drawn:
        """Draw changes and dropout of a batch, in the same way in all processes."""
        settings = self._settings
        width = self._model.head.in_features
        kept = torch.rand(len(rows), width, generator=self._generator) >= settings.dropout
        drawn = {"kept": kept / (1 - settings.dropout)}
        if self._colors is not None:
            drawn |= draw_endoscopy(self._training.scopes[rows], self._colors, self._generator)
        elif settings.augmentation == "geometry":
            drawn |= draw_geometry(len(rows), self._generator)
        return drawn

    def _changed(self, read: tuple[Tensor, Tensor], drawn: Drawn) -> tuple[Tensor, Tensor]:
        """Return images and masks on the device, changed as drawn."""
        images, masks = (each.to(self._device) for each in read)
        own = {name: value.to(self._device) for name, value in drawn.items()}
        if self._settings.augmentation == "endoscopy":
            return apply_endoscopy(images, masks, own)
        if self._settings.augmentation == "geometry":
            return apply_geometry(images, masks, own)
        return images, masks

    def _backward(
        self, images: Tensor, masks: Tensor, labels: Tensor, kept: Tensor, total: int
    ) -> Tensor:
        """Add the gradients of some pictures of a batch of `total`.

        Returns
        -------
        Their part of the batch's mean loss, and how many were right.
        """
        model, settings = self._model, self._settings
        images = normalized(images).to(memory_format=torch.channels_last)
        kind = self._device.type
        with torch.autocast(kind, torch.bfloat16, enabled=settings.is_half):
            features = model.features(images)
        features = features.float()
        logits = model.head(features.mean(dim=(2, 3)) * kept.to(self._device))
        loss = functional.cross_entropy(
            logits, labels, label_smoothing=settings.label_smoothing, reduction="sum"
        )
        if settings.mask_weight > 0:
            maps = functional.conv2d(features, model.head.weight[:, :, None, None])
            outside = off_lesion_loss(maps, masks, labels) * len(labels)
            loss = loss + settings.mask_weight * outside
        loss = loss / total
        loss.backward()  # type: ignore[no-untyped-call]  # torch's stub
        right = (logits.argmax(dim=1) == labels).sum()
        return torch.stack([loss.detach().cpu().double(), right.cpu().double()])

    @cached_property
    def _averaged(self) -> ExplainableNetwork:
        """A second network, for the averaged weights; its batch norm is not shared."""
        return copy.deepcopy(self._model).eval()

    def check_on(
        self, validation: Pictures, weights: dict[str, Tensor], size_px: int
    ) -> tuple[float, float]:
        """Return mean loss and accuracy of these weights on the validation pictures."""
        network = self._averaged
        network.load_state_dict(weights)
        mine = self._processes.share(np.arange(len(validation)))
        sums = torch.zeros(2, dtype=torch.float64)
        parts = np.array_split(mine, max(1, math.ceil(len(mine) / self._settings.batch_size)))
        with torch.no_grad():
            for rows, read in zip(parts, read_ahead(validation, parts), strict=True):
                images = normalized(as_tensors(*read, size_px)[0].to(self._device))
                logits = network(images)[0].cpu()
                labels = torch.from_numpy(validation.labels[rows])
                sums[0] += functional.cross_entropy(logits, labels, reduction="sum")
                sums[1] += (logits.argmax(dim=1) == labels).sum()
        self._processes.add(sums)
        return float(sums[0]) / len(validation), float(sums[1]) / len(validation)
