"""Training of a classifier with weighted sampling, continued after any epoch."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import nn

from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.train.batches import MovingAverage
from hysteroview.lab.train.history import EpochReport, write_history
from hysteroview.lab.train.learner import Learner
from hysteroview.lab.train.network import ExplainableNetwork, load_weights, save_weights
from hysteroview.lab.train.pictures import Pictures
from hysteroview.lab.train.processes import ALONE, Processes, share_batch_norm
from hysteroview.lab.train.settings import FitSettings, Stage
from hysteroview.lab.train.state import Parts, Progress, read_state, save_state

STATE_SUFFIX = ".state.safetensors"
HISTORY_SUFFIX = ".history.csv"
_MOST_NORM = 5.0  # of the gradient


def fit(
    model: ExplainableNetwork,
    training: Pictures,
    settings: FitSettings,
    checkpoint: Path | None = None,
    *,
    validation: Pictures | None = None,
    resume: bool = False,
    device: str = "cpu",
    processes: Processes = ALONE,
) -> Iterator[EpochReport]:
    """Train `model` in place; at the end it contains the moving average of its weights.

    Classes are drawn with equal probability (weighted sampling, as in Cao et al. 2024).

    Parameters
    ----------
    checkpoint
        File written after each epoch (safetensors, torchvision's layout); beside it
        ``<name>.history.csv`` and ``<name>.state.safetensors``, from which an interrupted training
        continues.
    validation
        Pictures of other patients; the weights of the epoch with the least loss on them are the
        result, and training ends after `patience` epochs without a lesser one.
    resume
        Continue from the state beside `checkpoint`, if there is one. With the same number of
        threads on a CPU, the result is the same to the bit as without the interruption.
    processes
        All of them call this function with the same arguments and share each batch.

    Yields
    ------
    A report after each epoch.

    Raises
    ------
    HysteroViewError
        There is only one class, the loss is not a number, memory is exhausted, or the state belongs
        to another training.
    """
    _check(training, settings, processes)
    model.to(device)
    run = _Run(model, training, settings, checkpoint, validation, processes)
    try:
        yield from run.epochs(resume=resume)
    except (MemoryError, RuntimeError) as error:
        if not _is_memory(error):
            raise
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
        training: Pictures,
        settings: FitSettings,
        checkpoint: Path | None,
        validation: Pictures | None,
        processes: Processes,
    ) -> None:
        torch.set_num_threads(processes.threads)
        self._generator = torch.Generator().manual_seed(settings.seed)
        self._model = model.to(memory_format=torch.channels_last)
        self._training, self._validation = training, validation
        self._settings, self._checkpoint = settings, checkpoint
        self._processes = processes
        if processes.count > 1 and not settings.is_norm_frozen:
            share_batch_norm(model)
        self._average = MovingAverage(model, settings.ema_decay)
        self._learner = Learner(model, training, settings, self._generator, processes)
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
            self._keep()
            yield report

    def finish(self) -> None:
        """Put the resulting weights into the model."""
        self._model.load_state_dict(self._average.state)
        self._processes.wait()
        if self._validation is not None and self._checkpoint is not None:
            load_weights(self._model, self._checkpoint, with_head=True)  # of the best epoch
        self._model.eval()
        self._processes.wait()
        if self._state_file is not None and self._processes.is_first:
            self._state_file.unlink(missing_ok=True)  # nothing is left to be continued

    @property
    def _state_file(self) -> Path | None:
        return None if self._checkpoint is None else self._checkpoint.with_suffix(STATE_SUFFIX)

    def _keep(self) -> None:
        """Write weights, state and history of the epoch."""
        if self._checkpoint is None or self._state_file is None or not self._processes.is_first:
            return
        if self._progress.waited == 0:
            save_weights(self._average.state, self._checkpoint)
        save_state(self._parts(), self._progress, self._state_file)
        write_history(self._progress.history, self._checkpoint.with_suffix(HISTORY_SUFFIX))

    def _start_stage(self, stage: Stage) -> None:
        settings = self._settings
        pictures = settings.batch_size * settings.accumulation
        steps = max(1, len(self._training) // pictures)
        self._optimizer = torch.optim.AdamW(
            self._model.parameters(), lr=stage.learning_rate, weight_decay=settings.weight_decay
        )
        total = max(4, steps * stage.epochs + 1)
        self._schedule: torch.optim.lr_scheduler.LRScheduler
        if settings.schedule == "cosine":
            self._schedule = torch.optim.lr_scheduler.CosineAnnealingLR(self._optimizer, total)
            return
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
        self._start_stage(stages[min(self._progress.stage, len(stages) - 1)])
        if self._progress.epoch > 0 or self._progress.stage >= len(stages):
            self._average.steps = saved.restore(self._parts())
        else:  # a new stage has a new optimizer
            self._average.steps = saved.restore_without_optimizer(self._parts())
        if self._checkpoint is not None and self._processes.is_first:
            write_history(self._progress.history, self._checkpoint.with_suffix(HISTORY_SUFFIX))

    def _epoch(self, stage: Stage) -> EpochReport:
        began, progress = time.monotonic(), self._progress
        number = len(progress.history) + 1
        # what networks draw themselves (stochastic depth) is other in each epoch and process
        torch.manual_seed(hash((self._settings.seed, number, self._processes.rank)) % 2**31)
        loss, accuracy = self._learner.learn(stage.size_px, self._take_step)
        progress.epoch += 1
        if progress.epoch >= stage.epochs:
            progress.stage, progress.epoch = progress.stage + 1, 0
        checked = (
            None
            if self._validation is None
            else self._learner.check_on(self._validation, self._average.state, stage.size_px)
        )
        if checked is not None:
            self._judge(checked[0])
        report = EpochReport(
            number=number, size_px=stage.size_px, loss=loss, accuracy=accuracy,
            validation_loss=None if checked is None else checked[0],
            validation_accuracy=None if checked is None else checked[1],
            learning_rate=float(self._schedule.get_last_lr()[0]),
            seconds=time.monotonic() - began, is_best=progress.waited == 0,
        )  # fmt: skip
        progress.history.append(report)
        return report

    def _take_step(self) -> None:
        nn.utils.clip_grad_norm_(self._model.parameters(), _MOST_NORM)
        self._optimizer.step()
        self._schedule.step()
        self._average.update(self._model)

    def _judge(self, loss: float) -> None:
        """Note whether the epoch is the best so far, and end the training if none is any more."""
        progress, patience = self._progress, self._settings.patience
        if progress.best is None or loss < progress.best:
            progress.best, progress.waited = loss, 0
        else:
            progress.waited += 1
        if patience and progress.waited >= patience:
            progress.stage, progress.epoch = len(self._settings.stages), 0


def _check(training: Pictures, settings: FitSettings, processes: Processes) -> None:
    """Refuse data from which nothing can be learned."""
    if not len(training) or len(np.unique(training.labels)) < 2:
        raise HysteroViewError(
            "Training needs pictures of at least two classes.",
            remedy="Check the labels of the training side of the split.",
        )
    if min(settings.batch_size, len(training)) < processes.count * settings.accumulation:
        raise HysteroViewError(
            "A batch has fewer pictures than there are processes and parts of it.",
            remedy="Use larger batches, fewer processes or less accumulation.",
        )


def _is_memory(error: BaseException) -> bool:
    """Whether an error means that memory is exhausted; torch says it in words on a CPU."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return "allocate memory" in str(error) or "not enough memory" in str(error)


def _plan_digest(training: Pictures, validation: Pictures | None, settings: FitSettings) -> str:
    """Return a hash of what a training depends on, except for the pixels of most pictures."""
    digest = hashlib.sha256(repr(settings).encode())
    for part in (training, validation):
        if part is not None:
            digest.update(part.labels.tobytes() + part.cases.tobytes())
            rows = np.arange(0, len(part), max(1, len(part) // 16))
            digest.update(np.ascontiguousarray(part.read(rows)[0]).tobytes())
    return digest.hexdigest()
