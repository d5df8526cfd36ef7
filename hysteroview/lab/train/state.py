"""State of an interrupted training: all that the next epoch depends on, without pickle."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.files import atomic_file
from hysteroview.lab.train.history import EpochReport

_VERSION = "2"


@dataclass(slots=True)
class Progress:
    """Where a training stands.

    Attributes
    ----------
    plan
        Digest of the data and the settings; a state continues only the same plan.
    stage, epoch
        The next epoch to run.
    best, waited
        Least validation loss so far, and epochs since then.
    history
        The epochs so far.
    """

    plan: str
    stage: int = 0
    epoch: int = 0
    best: float | None = None
    waited: int = 0
    history: list[EpochReport] = field(default_factory=list)


@dataclass(slots=True)
class Parts:
    """Everything with a state of its own."""

    model: nn.Module
    average: dict[str, Tensor]
    steps: int
    optimizer: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LRScheduler
    generator: torch.Generator


def save_state(parts: Parts, progress: Progress, file: Path) -> None:
    """Write the state after an epoch, atomically: the one before stays until it is complete.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    tensors = {f"model.{name}": value for name, value in parts.model.state_dict().items()}
    tensors |= {f"average.{name}": value for name, value in parts.average.items()}
    tensors["random.batches"] = parts.generator.get_state()
    saved = parts.optimizer.state_dict()
    for index, state in saved["state"].items():
        tensors |= {f"optimizer.{index}.{name}": value for name, value in state.items()}
    words = {
        "version": _VERSION,
        "plan": progress.plan,
        "progress": json.dumps([progress.stage, progress.epoch, progress.best, progress.waited]),
        "history": json.dumps([asdict(each) for each in progress.history]),
        "steps": str(parts.steps),
        "threads": str(torch.get_num_threads()),
        "groups": json.dumps(saved["param_groups"]),
        "schedule": json.dumps(_plain(parts.schedule.state_dict())),
    }
    clean = {name: value.detach().cpu().contiguous().clone() for name, value in tensors.items()}
    content = save(clean, words)  # `save_file` reports a full disk as an error of the format
    with atomic_file(file, private=True) as draft:
        draft.write_bytes(content)


@dataclass(frozen=True, slots=True)
class SavedState:
    """A state as read; `restore` puts it into the parts."""

    progress: Progress
    threads: int
    tensors: dict[str, Tensor]
    words: dict[str, str]

    def restore(self, parts: Parts) -> int:
        """Put the state into parts of the same shapes, and return the number of averaged steps."""
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in self._under("optimizer.").items():
            index, _, field = name.partition(".")
            state.setdefault(int(index), {})[field] = value
        groups = json.loads(self.words["groups"])
        parts.optimizer.load_state_dict({"state": state, "param_groups": groups})
        parts.schedule.load_state_dict(json.loads(self.words["schedule"]))
        return self.restore_without_optimizer(parts)

    def restore_without_optimizer(self, parts: Parts) -> int:
        """Do the same where a new stage begins, which has an optimizer of its own."""
        parts.model.load_state_dict(self._under("model."))
        for name, value in self._under("average.").items():
            parts.average[name].copy_(value)
        parts.generator.set_state(self.tensors["random.batches"])
        return int(self.words["steps"])

    def _under(self, prefix: str) -> dict[str, Tensor]:
        return {
            name.removeprefix(prefix): value
            for name, value in self.tensors.items()
            if name.startswith(prefix)
        }


def read_state(file: Path, plan: str) -> SavedState:
    """Read a state that `save_state` wrote.

    Raises
    ------
    HysteroViewError
        It cannot be read, or belongs to other data or settings.
    """
    try:
        with safe_open(str(file), "pt") as opened:
            words = dict(opened.metadata() or {})
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
        if words["version"] != _VERSION:
            raise ValueError("it was written by another version")
        stage, epoch, best, waited = json.loads(words["progress"])
        history = [EpochReport(**each) for each in json.loads(words["history"])]
        progress = Progress(words["plan"], stage, epoch, best, waited, history)
        state = SavedState(progress, int(words["threads"]), tensors, words)
    except (OSError, SafetensorError, KeyError, ValueError, TypeError) as error:
        raise HysteroViewError(
            f"The training cannot be resumed from {file.name}: {error}.",
            remedy="Start it again without --resume.",
        ) from error
    if progress.plan != plan:
        raise HysteroViewError(
            f"{file.name} belongs to other data or settings.",
            remedy="Repeat the options of the interrupted command, or start without --resume.",
        )
    return state


def _plain(state: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers, texts and lists of a schedule's state; the rest is made anew."""
    kinds = (int, float, str, bool, list, type(None))
    return {name: value for name, value in state.items() if isinstance(value, kinds)}
