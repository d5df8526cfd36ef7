"""Comparison, inflation, robustness, flicker and heatmaps of trained runs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason='needs the extra "lab"')

from colored_index import colored_index, write_split_of
from hysteroview.cli.lab.evaluate import evaluate
from hysteroview.cli.lab.localize import localize
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import Reason
from hysteroview.lab.data.corruptions import GRADES
from hysteroview.lab.index.pictures import read_index, write_index
from hysteroview.lab.runs.comparison import compare_runs, inflation
from hysteroview.lab.runs.evaluation import evaluate_run, read_run_predictions
from hysteroview.lab.runs.figures import figures_of
from hysteroview.lab.runs.flicker import flicker
from hysteroview.lab.runs.localization import localization, sanity
from hysteroview.lab.runs.networks import open_run
from hysteroview.lab.runs.robustness import robustness, view_of
from hysteroview.lab.runs.tasks import Task
from hysteroview.lab.runs.training import RunPlan, train_run
from hysteroview.lab.split.split import Method
from hysteroview.lab.train.settings import FitSettings, Stage

FIT = FitSettings(
    stages=(Stage(32, 6, 3e-3),), batch_size=10, mask_weight=0.2, augmentation="none",
    ema_decay=0.5, dropout=0.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Two networks by patient, one of them also for two classes and also by picture."""
    folder = tmp_path_factory.mktemp("figures")
    index = colored_index(folder / "index")
    split = write_split_of(index, folder / "split.json")
    paper = write_split_of(index, folder / "paper.json", Method.PAPER)
    plan = RunPlan(
        index=folder / "index", split=split, network="mobilenet_v2", task=Task.FIVE, fit=FIT,
        from_scratch=True,
    )  # fmt: skip
    short = replace(FIT, stages=(Stage(32, 1, 1e-3),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
        for name, each in {
            "good": plan,
            "poor": replace(plan, fit=short),
            "two": replace(plan, fit=short, task=Task.TWO),
            "paper": replace(plan, fit=short, split=paper),
        }.items():
            list(train_run(each, folder / name))
        yield {name: folder / name for name in ("good", "poor", "two", "paper")}


def test_runs_on_the_same_pictures_are_compared_in_pairs(runs: dict[str, Path]) -> None:
    text, content = figures_of([runs["good"], runs["poor"]], samples=50)
    assert "## mobilenet_v2, 5 classes against mobilenet_v2, 5 classes (second)" in text
    assert "McNemar" in text
    assert "inflation" not in text
    json.dumps(content, allow_nan=False)


def test_runs_of_two_tasks_are_compared_by_two_classes(runs: dict[str, Path]) -> None:
    good, two = (read_run_predictions(runs[name]) for name in ("good", "two"))
    compared = compare_runs(good, two)
    side = good.side[good.test.truth]
    right = (good.raw[:, good.side].sum(axis=1) >= 0.5) == side
    other = (two.raw[:, 1] >= 0.5) == side
    assert compared.two.difference.value == pytest.approx(right.mean() - other.mean())


def test_a_leaking_run_is_shown_beside_the_honest_one(runs: dict[str, Path]) -> None:
    text, content = figures_of([runs["paper"], runs["good"]], samples=50)
    assert "| figure | by patient | by picture (leaks) | inflation in points |" in text
    assert "pictures of one patient are in training and in test" in text
    assert "McNemar" not in text
    json.dumps(content, allow_nan=False)
    honest, leaking = (
        evaluate_run(read_run_predictions(runs[name]), samples=50) for name in ("good", "paper")
    )
    first = inflation(honest, leaking)[0]
    assert first.difference.value == first.leaking.value - first.honest.value
    with pytest.raises(HysteroViewError, match="needs a run by patient"):
        inflation(leaking, honest)


def test_different_test_pictures_are_not_compared(runs: dict[str, Path]) -> None:
    pair = [read_run_predictions(runs[name]) for name in ("good", "paper")]
    with pytest.raises(HysteroViewError, match="not tested on the same pictures"):
        compare_runs(pair[0], pair[1])
    assert "The runs are not compared" in figures_of([runs["two"], runs["paper"]], samples=50)[0]


def test_corrupted_pictures_are_tested_grade_by_grade(runs: dict[str, Path]) -> None:
    found = robustness(open_run(runs["good"]), reasons=(Reason.DARK, Reason.BLUR), samples=50)
    assert [(each.reason, each.grade) for each in found] == [
        ("none", -1.0), *((Reason.DARK.value, grade) for grade in GRADES),
        *((Reason.BLUR.value, grade) for grade in GRADES),
    ]  # fmt: skip
    clean, dark = found[0], found[len(GRADES)]
    assert clean.two_auc.value != dark.two_auc.value
    again = robustness(open_run(runs["good"]), reasons=(Reason.DARK,), samples=50)
    assert again[1:] == found[1 : 1 + len(GRADES)]


def test_the_view_of_a_crop_has_no_holes() -> None:
    crop = np.zeros((64, 64, 3), np.uint8)
    crop[8:56, 8:56] = 100
    crop[30:34, 30:34] = 0
    view = view_of(crop)
    assert view[32, 32] == 255
    assert view[2, 2] == 0
    assert not view_of(np.zeros((64, 64, 3), np.uint8)).any()


def test_flicker_is_measured_between_adjacent_frames_only(runs: dict[str, Path]) -> None:
    predictions = read_run_predictions(runs["good"])
    index = open_run(runs["good"]).index
    found = flicker(predictions, index, samples=50)
    assert found is not None
    assert found.pairs == len(predictions.test) // 2  # two frames of each patient, 1 s apart
    apart = [replace(each, time_s=100 * each.time_s) for each in index.pictures]
    assert flicker(predictions, replace(index, pictures=tuple(apart))) is None


def test_chance_is_the_area_of_the_lesion(
    runs: dict[str, Path],
) -> None:
    found = localization(open_run(runs["good"]), samples=50)
    assert found["chance"].value == pytest.approx(0.5)
    assert found.pictures == found.patients * 2
    assert len(found.on_lesion) == len(found.overlap) == 7
    for name in ("on lesion", "pointing game", "overlap", "mass"):
        assert 0 <= found[name].value <= 1 or np.isnan(found[name].value)


def test_checks_compare_with_random_maps_and_random_weights(runs: dict[str, Path]) -> None:
    found = sanity(open_run(runs["good"]), most=2)
    assert found.pictures == 2
    assert found.by_stage[0][0] == "head"
    assert abs(found.by_stage[-1][1]) < 0.999 or np.isnan(found.by_stage[-1][1])
    again = sanity(open_run(runs["good"]), most=2)
    assert again.deletion == found.deletion


def test_a_changed_index_is_refused(runs: dict[str, Path], tmp_path: Path) -> None:
    index = read_index(runs["good"].parent / "index")
    crops = np.array(index.crops)
    crops[0, 0, 0, 0] ^= 1
    write_index(replace(index, crops=crops), tmp_path)
    with pytest.raises(HysteroViewError, match="is not the one that the run was trained on"):
        open_run(runs["good"], tmp_path)


def test_commands_print_and_write(runs: dict[str, Path], tmp_path: Path) -> None:
    runner = CliRunner()
    files = [str(tmp_path / "figures.md"), str(tmp_path / "figures.json")]
    done = runner.invoke(
        evaluate,
        [str(runs["good"]), "--samples", "50", "--output", files[0], "--json", files[1]],
        catch_exceptions=False,
    )
    assert done.exit_code == 0
    assert Path(files[0]).read_text() == done.output
    assert json.loads(Path(files[1]).read_text())["runs"][0]["network"] == "mobilenet_v2"
    page = tmp_path / "page.html"
    options = [str(runs["good"]), "--page", str(page), "--pictures", "3"]
    assert "3 pictures" in runner.invoke(localize, options, catch_exceptions=False).output
    text = page.read_text()
    assert text.count("data:image/jpeg;base64,") == 6
    assert "http" not in text
    assert not any(name in text for name in ("EH0", "EC1"))  # no key of a patient
    answers = tmp_path / "answers.csv"
    with answers.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerows([["case", "patient", "answer"], [1, 0, "lesion"], [2, 1, "no lesion"],
                        [3, 1, "cannot tell"], [4, 2, ""]])  # fmt: skip
    said = runner.invoke(localize, ["--answers", str(answers)], catch_exceptions=False).output
    assert "Marked areas that are lesion: 0.500" in said
    assert "of 2 pictures of 2 patients" in said
    assert "could not tell for 1; 1 have no answer" in said
