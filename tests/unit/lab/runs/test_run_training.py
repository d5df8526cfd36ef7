"""Runs: what their folder has, what they refuse, and that they continue where they stopped."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason='needs the extra "lab"')

from colored_index import colored_index, write_split_of
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.labels import LabelSet
from hysteroview.inference.model.calibration import TEMPERATURES
from hysteroview.lab.data.phantoms import FIVE_CLASSES
from hysteroview.lab.index.pictures import Index, write_index
from hysteroview.lab.runs.evaluation import evaluate_run, read_run_predictions
from hysteroview.lab.runs.predictions import read_predictions
from hysteroview.lab.runs.record import read_run
from hysteroview.lab.runs.tasks import Task
from hysteroview.lab.runs.training import RunPlan, file_sha256, train_run
from hysteroview.lab.runs.words import progress_words, run_words
from hysteroview.lab.split.split import Method
from hysteroview.lab.train.settings import FitSettings, Stage

FIT = FitSettings(
    stages=(Stage(32, 2, 2e-3),), batch_size=10, mask_weight=0.0, schedule="cosine",
    augmentation="endoscopy", ema_decay=0.5,
)  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
        yield


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Index, Path]:
    folder = tmp_path_factory.mktemp("department")
    index = colored_index(folder / "index")
    return folder / "index", index, write_split_of(index, folder / "split.json", Method.K_FOLD)


@pytest.fixture(scope="module")
def plan(department: tuple[Path, Index, Path]) -> RunPlan:
    return RunPlan(
        index=department[0], split=department[2], network="mobilenet_v2", task=Task.FIVE, fit=FIT,
        from_scratch=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def run(plan: RunPlan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "run"
    steps = list(train_run(plan, folder))
    assert [step.report.number for step in steps] == [1, 2, 1, 2]
    assert "fold 1, epoch 1 of 2; loss " in progress_words(steps[0])
    assert steps[-1].left_s == 0
    return folder


def test_a_run_has_all_that_its_figures_depend_on(
    run: Path, department: tuple[Path, Index, Path]
) -> None:
    record = read_run(run)
    assert record.is_finished
    assert record.weights == "random"
    assert record.split_sha256 == file_sha256(department[2])
    assert not record.leaks
    assert record.labels.codes == FIVE_CLASSES.codes
    assert record.environment["torch"] == torch.__version__
    for fold in record.folds:
        folder = run / fold.folder
        assert file_sha256(folder / "weights.safetensors") == fold.weights_sha256
        rows = list(csv.DictReader((folder / "weights.history.csv").read_text().splitlines()))
        assert [row["number"] for row in rows] == ["1", "2"]
        assert rows[fold.best_epoch - 1]["is_best"] == "True"
        assert not (folder / "weights.state.safetensors").exists()
        validation, test = read_predictions(folder / "predictions.npz")
        assert (len(validation), len(test)) == fold.pictures[1:]
        assert test.logits.shape == (len(test), 5)
        assert not set(validation.patients) & set(test.patients)


def test_each_picture_is_tested_once_and_in_the_order_of_the_index(
    run: Path, department: tuple[Path, Index, Path]
) -> None:
    predictions = read_run_predictions(run)
    assert predictions.test.rows.tolist() == list(range(len(department[1])))
    assert predictions.test.truth.tolist() == department[1].truth.tolist()
    assert predictions.test.patients.tolist() == department[1].patients


def test_figures_of_a_run_in_words_and_data(run: Path) -> None:
    evaluation = evaluate_run(read_run_predictions(run), samples=50)
    words = run_words(evaluation)
    assert "# mobilenet_v2, 5 classes" in words
    assert "initial weights: random" in words
    assert "operating points, chosen on validation pictures" in words
    assert "leak" not in words
    json.dumps(evaluation.as_json(), allow_nan=False)


def test_a_temperature_at_its_bound_is_marked(run: Path) -> None:
    evaluation = evaluate_run(read_run_predictions(run), samples=50)
    found = replace(evaluation, temperatures=(1.5, TEMPERATURES[0]))
    expected = f"(1.500, {TEMPERATURES[0]:.3f}, at its bound: too few validation pictures)"
    assert expected in run_words(found)


def test_an_interrupted_run_continues_to_the_same_bits(
    run: Path, plan: RunPlan, tmp_path: Path
) -> None:
    steps = train_run(plan, tmp_path)
    assert len(list(islice(steps, 3))) == 3  # in the first epoch of the second fold
    steps.close()
    assert len(read_run(tmp_path).folds) == 1
    with pytest.raises(HysteroViewError, match="not finished: 1 of 2 folds"):
        read_run_predictions(tmp_path)
    assert len(list(train_run(plan, tmp_path, resume=True))) == 1
    assert read_run(tmp_path).folds == read_run(run).folds
    assert (tmp_path / "fold-2" / "weights.history.csv").read_text().count("\n") == 3


def test_a_run_is_neither_overwritten_nor_mixed(run: Path, plan: RunPlan) -> None:
    with pytest.raises(HysteroViewError, match="There is a run"):
        next(train_run(plan, run))
    with pytest.raises(HysteroViewError, match="has another network"):
        next(train_run(replace(plan, network="resnet34"), run, resume=True))


def test_two_classes_and_a_leaking_split(
    plan: RunPlan, department: tuple[Path, Index, Path], tmp_path: Path
) -> None:
    split = write_split_of(department[1], tmp_path / "paper.json", Method.PAPER)
    once = replace(FIT, stages=(Stage(32, 1, 1e-3),), augmentation="none")
    two = replace(plan, split=split, task=Task.TWO, fit=once)
    list(train_run(two, tmp_path / "run"))
    predictions = read_run_predictions(tmp_path / "run")
    assert predictions.record.leaks
    assert predictions.record.labels.codes == ("other", "PM")
    sides = {label.code: label.premalignant_or_malignant for label in FIVE_CLASSES}
    rows = predictions.test.rows.tolist()
    expected = [sides[department[1].pictures[row].label] for row in rows]
    assert predictions.test.truth.tolist() == expected
    assert "pictures of one patient are in training and in test" in run_words(
        evaluate_run(predictions, samples=50)
    )


def test_a_class_without_a_picture_is_named(plan: RunPlan, tmp_path: Path) -> None:
    few = LabelSet(FIVE_CLASSES.labels[:2])
    index = colored_index(tmp_path / "few", labels=few)
    pictures = replace(index, labels=FIVE_CLASSES)
    write_index(pictures, tmp_path / "few")
    split = write_split_of(pictures, tmp_path / "split.json")
    short = replace(plan, index=tmp_path / "few", split=split)
    with pytest.raises(HysteroViewError, match="training has no picture of EC, EP, SM"):
        next(train_run(short, tmp_path / "run"))
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("content", ["", "{}", '{"version": 9}', "[1]"])
def test_a_damaged_run_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(HysteroViewError, match="cannot be read"):
        read_run(tmp_path)
    with pytest.raises(HysteroViewError, match="is not a run"):
        read_run(tmp_path / "none")


def test_damaged_predictions_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "predictions.npz"
    for content in (b"", b"PK\x03\x04", b"x" * 50):
        file.write_bytes(content)
        with pytest.raises(HysteroViewError, match="cannot be read"):
            read_predictions(file)
    np.savez(file, other=np.zeros(3))
    with pytest.raises(HysteroViewError, match="cannot be read"):
        read_predictions(file)
