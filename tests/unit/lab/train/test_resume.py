"""An interrupted training continues to the same bits, or says why it cannot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason='needs the extra "lab"')

from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.data.phantoms import LabeledCrops
from hysteroview.lab.train.fit import fit
from hysteroview.lab.train.network import ExplainableNetwork
from hysteroview.lab.train.settings import FitSettings, Stage

SETTINGS = FitSettings(stages=(Stage(32, 1, 2e-3), Stage(32, 2, 1e-3)), batch_size=8, seed=3)


def _data(count: int = 16, first: int = 0) -> LabeledCrops:
    """Two classes that differ by color."""
    rng = np.random.default_rng(first)
    labels = np.arange(count) % 2
    crops = rng.integers(0, 60, (count, 32, 32, 3)).astype(np.uint8)
    for crop, label in zip(crops, labels, strict=True):
        crop[..., label] += 120
    return LabeledCrops(crops, np.zeros((count, 56, 56), np.uint8), labels, np.arange(count))


def _network() -> ExplainableNetwork:
    torch.manual_seed(0)
    return ExplainableNetwork("mobilenet_v2", 2)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    """On a busy machine several threads wait for one another far longer than they compute."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights of a training without an interruption."""
    file = tmp_path_factory.mktemp("whole") / "weights.safetensors"
    list(fit(_network(), _data(), SETTINGS, file, validation=_data(8, 1)))
    return file


@pytest.mark.parametrize("epochs", [1, 2])  # before a new stage, and within one
def test_it_continues_after_any_epoch_to_the_same_bits(
    whole: Path, tmp_path: Path, epochs: int
) -> None:
    file = tmp_path / "weights.safetensors"
    interrupted = fit(_network(), _data(), SETTINGS, file, validation=_data(8, 1))
    assert len(list(islice(interrupted, epochs))) == epochs
    interrupted.close()
    torch.manual_seed(99)  # another process starts with another state
    model = ExplainableNetwork("mobilenet_v2", 2)
    left = list(fit(model, _data(), SETTINGS, file, validation=_data(8, 1), resume=True))
    assert len(left) == 3 - epochs
    assert _digest(file) == _digest(whole)
    assert not file.with_suffix(".state.safetensors").exists()


def test_the_same_seed_gives_the_same_weights(whole: Path, tmp_path: Path) -> None:
    file = tmp_path / "weights.safetensors"
    list(fit(_network(), _data(), SETTINGS, file, validation=_data(8, 1)))
    assert _digest(file) == _digest(whole)


def test_other_data_or_settings_are_not_continued(tmp_path: Path) -> None:
    file = tmp_path / "weights.safetensors"
    interrupted = fit(_network(), _data(), SETTINGS, file, validation=_data(8, 1))
    next(interrupted)
    interrupted.close()
    for data, settings in ((_data(14), SETTINGS), (_data(), replace(SETTINGS, seed=4))):
        with pytest.raises(HysteroViewError, match="other data or settings"):
            list(fit(_network(), data, settings, file, validation=_data(8, 1), resume=True))


@pytest.mark.parametrize("content", [b"", b"\x08\0\0\0\0\0\0\0{}", b"x" * 100])
def test_a_damaged_state_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "weights.safetensors"
    file.with_suffix(".state.safetensors").write_bytes(content)
    with pytest.raises(HysteroViewError, match="cannot be resumed"):
        list(fit(_network(), _data(), SETTINGS, file, resume=True))


def test_it_ends_when_validation_gets_no_better(tmp_path: Path) -> None:
    model = _network()
    for layer in model.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.momentum = 0.0  # nothing changes any more
    settings = replace(SETTINGS, stages=(Stage(32, 9, 0.0),), weight_decay=0.0, patience=1)
    file = tmp_path / "weights.safetensors"
    assert len(list(fit(model, _data(), settings, file, validation=_data(8, 1)))) == 2


def test_a_loss_that_is_no_number_ends_the_training() -> None:
    model = _network()
    with torch.no_grad():
        model.head.weight.fill_(float("nan"))
    with pytest.raises(HysteroViewError, match="not a number"):
        list(fit(model, _data(), SETTINGS))


def test_one_class_alone_is_refused() -> None:
    data = _data()
    alone = LabeledCrops(data.crops, data.masks, np.zeros(16, np.int64), data.cases)
    with pytest.raises(HysteroViewError, match="at least two classes"):
        list(fit(_network(), alone, SETTINGS))
