"""Training of a classifier with weighted sampling and progressive resizing."""

from __future__ import annotations

import copy
import hashlib
import math
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.data.phantoms import LabeledCrops
from hysteroview.lab.train.augment import augment
from hysteroview.lab.train.batches import (
    MovingAverage,
    batch,
    normalized,
    off_lesion_loss,
    weighted_batches,
)
from hysteroview.lab.train.network import ExplainableNetwork, load_weights, save_weights
from hysteroview.lab.train.state import Parts, Progress, read_state, save_state

_STATE_SUFFIX = ".state.safetensors"


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
    patience
        Epochs without a lesser validation loss after which training ends; 0 for never.
    """

    stages: tuple[Stage, ...] = (Stage(128, 8, 2e-3), Stage(224, 2, 6e-4))
    batch_size: int = 32
    mask_weight: float = 0.2
    label_smoothing: float = 0.05
    weight_decay: float = 0.02
    dropout: float = 0.2
    ema_decay: float = 0.998
    patience: int = 0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class EpochReport:
    """Result of an epoch: mean loss and accuracy on the (augmented) training pictures."""

    stage: Stage
    epoch: int
    loss: float
    accuracy: float
    seconds: float


def fit(
    model: ExplainableNetwork,
    training: LabeledCrops,
    settings: FitSettings,
    checkpoint: Path | None = None,
    *,
    validation: LabeledCrops | None = None,
    resume: bool = False,
) -> Iterator[EpochReport]:
    """Train `model` in place; at the end it contains the moving average of its weights.

    Classes are drawn with equal probability (weighted sampling, as in Cao et al. 2024).

    Parameters
    ----------
    checkpoint
        File written after each epoch (safetensors, torchvision's layout); beside it
        ``<name>.state.safetensors``, from which an interrupted training continues.
    validation
        Pictures of other patients; the weights of the epoch with the least loss on them are the
        result, and training ends after `patience` epochs without a lesser one.
    resume
        Continue from the state beside `checkpoint`, if there is one. With the same number of
        threads on a CPU, the result is the same to the bit as without the interruption.

    Yields
    ------
    A report after each epoch.

    Raises
    ------
    HysteroViewError
        A class has no picture, the loss is not a number, memory is exhausted, or the state belongs
        to another training.
    """
    _check(training)
    run = _Run(model, training, settings, checkpoint, validation)
    try:
        yield from run.epochs(resume=resume)
    except (MemoryError, torch.OutOfMemoryError) as error:
        raise HysteroViewError(
            "There is not enough memory for this training.",
            remedy="Use a smaller batch or smaller pictures; continue with --resume.",
        ) from error
    run.finish()


class _Run:
    """One training, which can be continued after any epoch."""

    def __init__(
        self,
        model: ExplainableNetwork,
        training: LabeledCrops,
        settings: FitSettings,
        checkpoint: Path | None,
        validation: LabeledCrops | None,
    ) -> None:
        # torch uses physical cores only; logical cores also help (26 to 54 pictures/s here)
        torch.set_num_threads(os.cpu_count() or 1)
        torch.manual_seed(settings.seed)
        self._generator = torch.Generator().manual_seed(settings.seed)
        self._model = model.to(memory_format=torch.channels_last)
        self._training, self._validation = training, validation
        self._settings, self._checkpoint = settings, checkpoint
        self._average = MovingAverage(model, settings.ema_decay)
        self._progress = Progress(_plan_digest(training, validation, settings))
        self._start_stage(settings.stages[0])

    def epochs(self, *, resume: bool) -> Iterator[EpochReport]:
        """Run the epochs that are left."""
        if resume and self._state_file is not None and self._state_file.exists():
            self._continue(self._state_file)
        stages = self._settings.stages
        while self._progress.stage < len(stages):
            stage = stages[self._progress.stage]
            if self._progress.epoch == 0:
                self._start_stage(stage)
            report = self._epoch(stage)
            self._advance(stage)
            if self._checkpoint is not None and self._state_file is not None:
                if self._progress.waited == 0:
                    save_weights(self._average.state, self._checkpoint)
                save_state(self._parts(), self._progress, self._state_file)
            yield report

    def finish(self) -> None:
        """Put the resulting weights into the model."""
        self._model.load_state_dict(self._average.state)
        if self._validation is not None and self._checkpoint is not None:
            load_weights(self._model, self._checkpoint, with_head=True)  # of the best epoch
        self._model.eval()
        if self._state_file is not None:
            self._state_file.unlink(missing_ok=True)  # nothing is left to be continued

    @property
    def _state_file(self) -> Path | None:
        return None if self._checkpoint is None else self._checkpoint.with_suffix(_STATE_SUFFIX)

    def _start_stage(self, stage: Stage) -> None:
        steps = max(1, len(self._training) // self._settings.batch_size)
        self._optimizer = torch.optim.AdamW(
            self._model.parameters(),
            lr=stage.learning_rate,
            weight_decay=self._settings.weight_decay,
        )
        total = max(4, steps * stage.epochs + 1)
        rising = max(0.2, 2 / total)  # at least one step, otherwise OneCycleLR divides by zero
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimizer, stage.learning_rate, total_steps=total, pct_start=rising
        )

    def _parts(self) -> Parts:
        return Parts(
            self._model, self._average.state, self._average.steps, self._optimizer,
            self._schedule, self._generator,
        )  # fmt: skip

    def _continue(self, file: Path) -> None:
        saved = read_state(file, self._progress.plan)
        torch.set_num_threads(saved.threads)  # sums depend on how they are divided
        self._progress = saved.progress
        stages = self._settings.stages
        if self._progress.stage < len(stages):
            self._start_stage(stages[self._progress.stage])
        else:
            self._start_stage(stages[-1])
        if self._progress.epoch > 0 or self._progress.stage >= len(stages):
            self._average.steps = saved.restore(self._parts())
        else:  # a new stage has a new optimizer
            self._average.steps = saved.restore_without_optimizer(self._parts())

    def _advance(self, stage: Stage) -> None:
        progress, patience = self._progress, self._settings.patience
        progress.epoch += 1
        if progress.epoch >= stage.epochs:
            progress.stage, progress.epoch = progress.stage + 1, 0
        if self._validation is None:
            return
        loss = self._validation_loss(self._validation, stage.size_px)
        if progress.best is None or loss < progress.best:
            progress.best, progress.waited = loss, 0
        else:
            progress.waited += 1
        if patience and progress.waited >= patience:
            progress.stage, progress.epoch = len(self._settings.stages), 0

    def _validation_loss(self, validation: LabeledCrops, size_px: int) -> float:
        """Return the mean loss of the moving average on the validation pictures."""
        network = copy.deepcopy(self._model)
        network.load_state_dict(self._average.state)
        network.eval()
        total = 0.0
        with torch.no_grad():
            for start in range(0, len(validation), self._settings.batch_size):
                picked = np.arange(start, min(start + self._settings.batch_size, len(validation)))
                images, _, labels = batch(validation, picked, size_px)
                logits = network(normalized(images))[0]
                total += float(functional.cross_entropy(logits, labels, reduction="sum"))
        return total / max(1, len(validation))

    def _epoch(self, stage: Stage) -> EpochReport:
        self._model.train()
        began, loss_sum, correct, steps = time.monotonic(), 0.0, 0, 0
        labels = self._training.labels
        for picked in weighted_batches(labels, self._settings.batch_size, self._generator):
            loss, right = self._step(picked, stage)
            loss_sum, correct, steps = loss_sum + loss, correct + right, steps + 1
            if not math.isfinite(loss):
                raise HysteroViewError(
                    "The loss is not a number any more.",
                    remedy="Use a lower learning rate; continue from the last epoch with --resume.",
                )
        seen = steps * min(self._settings.batch_size, len(labels))
        return EpochReport(
            stage, self._progress.epoch, loss_sum / steps, correct / seen, time.monotonic() - began
        )

    def _step(self, picked: np.ndarray, stage: Stage) -> tuple[float, int]:
        """Learn from one batch; return its loss and how many were right."""
        model, settings = self._model, self._settings
        images, masks, labels = batch(self._training, picked, stage.size_px)
        images, masks = augment(images, masks, self._generator)
        images = normalized(images).to(memory_format=torch.channels_last)
        features = model.features(images)
        embedding = functional.dropout(features.mean(dim=(2, 3)), settings.dropout)
        logits = model.head(embedding)
        loss = functional.cross_entropy(logits, labels, label_smoothing=settings.label_smoothing)
        if settings.mask_weight > 0:
            maps = functional.conv2d(features, model.head.weight[:, :, None, None])
            loss = loss + settings.mask_weight * off_lesion_loss(maps, masks, labels)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's stub
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        self._optimizer.step()
        self._schedule.step()
        self._average.update(model)
        return float(loss.detach()), int((logits.argmax(dim=1) == labels).sum())


def _check(training: LabeledCrops) -> None:
    """Refuse data from which nothing can be learned."""
    if not len(training) or len(np.unique(training.labels)) < 2:
        raise HysteroViewError(
            "Training needs pictures of at least two classes.",
            remedy="Check the labels of the training side of the split.",
        )


def _plan_digest(
    training: LabeledCrops, validation: LabeledCrops | None, settings: FitSettings
) -> str:
    """Return a hash of what a training depends on, except for the pixels of most pictures."""
    digest = hashlib.sha256(repr(settings).encode())
    for part in (training, validation):
        if part is not None:
            digest.update(part.labels.tobytes() + part.cases.tobytes())
            digest.update(np.ascontiguousarray(part.crops[:: max(1, len(part) // 16)]).tobytes())
    return digest.hexdigest()
