"""Trainings that meet a full disk, exhausted memory or nonsense: said clearly, nothing lost."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason='needs the extra "lab"')

from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.lab.data.phantoms import LabeledCrops
from hysteroview.lab.train.fit import fit
from hysteroview.lab.train.network import ExplainableNetwork, load_weights
from hysteroview.lab.train.settings import FitSettings, Stage

SETTINGS = FitSettings(
    stages=(Stage(32, 3, 1e-3),), batch_size=8, mask_weight=0.0, augmentation="none"
)


def _data(count: int = 16) -> LabeledCrops:
    crops = np.random.default_rng(0).integers(0, 200, (count, 32, 32, 3)).astype(np.uint8)
    numbers = np.arange(count)
    return LabeledCrops(crops, np.zeros((count, 8, 8), np.uint8), numbers % 2, numbers)


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
        yield


@contextmanager
def _small_disk() -> Iterator[None]:
    """No file can be longer than 1 MB, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_said_and_the_epoch_before_stays(tmp_path: Path) -> None:
    file = tmp_path / "weights.safetensors"
    training = fit(ExplainableNetwork("mobilenet_v2", 2), _data(), SETTINGS, file)
    next(training)
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with _small_disk(), pytest.raises(StorageError, match="safetensors cannot be written"):
        next(training)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept
    again = fit(ExplainableNetwork("mobilenet_v2", 2), _data(), SETTINGS, file, resume=True)
    assert [report.number for report in again] == [2, 3]


def test_exhausted_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError) as met:  # how torch says it on a CPU
        torch.empty(1 << 60)
    message = str(met.value)

    def exhausted(*_: object, **__: object) -> None:
        raise RuntimeError(message)

    monkeypatch.setattr("torch.optim.AdamW.step", exhausted)
    with pytest.raises(HysteroViewError, match="not enough memory"):
        list(fit(ExplainableNetwork("mobilenet_v2", 2), _data(), SETTINGS))


def test_another_error_of_torch_is_not_called_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object, **__: object) -> None:
        raise RuntimeError("shapes do not match")

    monkeypatch.setattr("torch.optim.AdamW.step", wrong)
    with pytest.raises(RuntimeError, match="shapes do not match"):
        list(fit(ExplainableNetwork("mobilenet_v2", 2), _data(), SETTINGS))


def test_a_loss_that_is_no_number_leaves_the_last_epoch(tmp_path: Path) -> None:
    file = tmp_path / "weights.safetensors"
    model = ExplainableNetwork("mobilenet_v2", 2)
    training = fit(model, _data(), SETTINGS, file)
    next(training)
    with torch.no_grad():
        model.head.weight.fill_(float("inf"))
    with pytest.raises(HysteroViewError, match="not a number"):
        next(training)
    load_weights(model, file, with_head=True)
    assert torch.isfinite(model.head.weight).all()


def test_batches_smaller_than_their_parts_are_refused() -> None:
    settings = FitSettings(stages=(Stage(32, 1, 1e-3),), batch_size=2, accumulation=4)
    with pytest.raises(HysteroViewError, match="fewer pictures than"):
        list(fit(ExplainableNetwork("mobilenet_v2", 2), _data(3), settings))


_KILLED = """
import os, signal, sys
from pathlib import Path
import numpy as np, torch
from hysteroview.lab.data.phantoms import LabeledCrops
from hysteroview.lab.train.fit import fit
from hysteroview.lab.train.network import ExplainableNetwork
from hysteroview.lab.train.processes import Processes
from hysteroview.lab.train.settings import FitSettings, Stage

crops = np.random.default_rng(0).integers(0, 200, (16, 32, 32, 3)).astype(np.uint8)
numbers = np.arange(16)
data = LabeledCrops(crops, np.zeros((16, 8, 8), np.uint8), numbers % 2, numbers)
settings = FitSettings(stages=(Stage(32, 3, 1e-3),), batch_size=8, mask_weight=0.0,
                       augmentation="endoscopy", schedule="cosine")
torch.manual_seed(0)
model = ExplainableNetwork("mobilenet_v2", 2)
for report in fit(model, data, settings, Path(sys.argv[1]), resume=True,
                  processes=Processes(own_threads=1)):
    if str(report.number) == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_training_continues_to_the_same_bits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, killed = (tmp_path / f"{name}.safetensors" for name in ("whole", "killed"))
    command = [sys.executable, "-c", _KILLED, str(killed), "2"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == -signal.SIGKILL
    for file in (whole, killed):
        monkeypatch.setattr("sys.argv", ["", str(file), ""])
        exec(_KILLED, {})
    assert whole.read_bytes() == killed.read_bytes()
