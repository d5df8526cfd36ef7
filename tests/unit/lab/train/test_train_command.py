"""`hysteroview lab train` and `bench train` as their users call them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason='needs the extra "lab"')

from colored_index import colored_index, write_split_of
from hysteroview.bench.lab.train import train as bench_train
from hysteroview.cli.lab.train import train
from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.runs.record import read_run


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
        yield


@pytest.fixture(scope="module")
def arguments(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("department")
    index = colored_index(folder / "index")
    split = write_split_of(index, folder / "split.json")
    return [str(folder / "index"), str(split), "--network", "mobilenet_v2", "--device", "cpu"]


def test_options_become_the_settings_of_the_run(arguments: list[str], tmp_path: Path) -> None:
    options = [
        "--from-scratch", "--task", "two", "--epochs", "1", "--batch-size", "4", "--accumulate",
        "2", "--freeze-norm", "--ema", "0.5", "--patience", "3", "--seed", "7",
        "--label-smoothing", "0.1", "--schedule", "one-cycle", "--augmentation", "geometry",
        "--mask-weight", "0.1", "--learning-rate", "0.01",
    ]  # fmt: skip
    run = tmp_path / "run"
    done = CliRunner().invoke(
        train, [*arguments, *options, "--output", str(run)], catch_exceptions=False
    )
    assert done.exit_code == 0
    assert "hold-out, epoch 1 of 1; loss " in done.output
    assert f"wrote {run}" in done.output
    record = read_run(run)
    assert record.weights == "random"
    expected = {
        "batch_size": 4, "accumulation": 2, "is_half": False, "is_norm_frozen": True,
        "ema_decay": 0.5, "patience": 3, "seed": 7, "label_smoothing": 0.1,
        "schedule": "one-cycle", "augmentation": "geometry", "mask_weight": 0.1,
    }  # fmt: skip
    assert {name: record.settings[name] for name in expected} == expected
    assert record.settings["stages"] == [{"size_px": 32, "epochs": 1, "learning_rate": 0.01}]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--network", "vgg16", "--from-scratch"], "There is no network"),
        (["--device", "nonsense"], "cannot be used"),
    ],
)
def test_what_cannot_be_trained_is_said(
    arguments: list[str], tmp_path: Path, options: list[str], message: str
) -> None:
    with pytest.raises(HysteroViewError, match=message):
        CliRunner().invoke(
            train, [*arguments, *options, "--output", str(tmp_path)], catch_exceptions=False
        )
    assert not (tmp_path / "run.json").exists()


def test_an_interrupted_training_says_how_it_goes_on(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> Iterator[None]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr("hysteroview.lab.runs.training.train_run", interrupted)
    result = CliRunner().invoke(
        train, [*arguments, "--from-scratch", "--output", str(tmp_path / "run")]
    )
    assert result.exit_code != 0
    assert "Finished epochs are kept; continue with --resume." in result.output


def test_the_bench_compares_file_and_memory(tmp_path: Path) -> None:
    options = ["--pictures", "16", "--size", "32", "--network", "mobilenet_v2", "--batch-size",
               "8", "--rounds", "1", "--json", str(tmp_path / "bench.json")]  # fmt: skip
    done = CliRunner().invoke(bench_train, options, catch_exceptions=False)
    assert "file / memory: " in done.output
    assert json.loads((tmp_path / "bench.json").read_text())["figures"]["train.ratio"] > 0
