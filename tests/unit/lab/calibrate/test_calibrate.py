"""What calibration finds is right where the truth is known, and fits any bundle."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

pytest.importorskip("sklearn")

from bundles import write_bundle
from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import HysteroViewError
from hysteroview.inference.model.card import load_card
from hysteroview.inference.model.probabilities import softmax
from hysteroview.lab.calibrate.open_set_choice import Outliers, compare
from hysteroview.lab.calibrate.open_set_fit import accepted_share, fit_statistics, with_threshold
from hysteroview.lab.calibrate.temperature import (
    brier_score,
    expected_calibration_error,
    fit_temperature,
    measure,
    reliability,
)
from hysteroview.lab.calibrate.thresholds import MISS_COSTS, choose_threshold, measure_point
from hysteroview.lab.data.relight import relight
from hysteroview.lab.evaluate.predictions import Labeled, Predictions

K = 20
MEANS = np.random.default_rng(9).normal(0, 3, (5, K))


def honest(count: int, temperature: float, seed: int) -> Labeled:
    """Draw logits whose truth is drawn from their own distribution at a temperature."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 4, (count, 5)).astype(np.float32)
    chances = softmax(logits / temperature)
    labels = np.array([rng.choice(5, p=row) for row in chances])
    return Labeled(
        Predictions(logits, np.zeros((count, 2), np.float32)), labels, np.arange(count) // 10
    )


def known(count: int, seed: int, shift: float = 0.0) -> Labeled:
    """Draw embeddings around class means, and the logits of a linear head on them."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 5, count)
    embeddings = (MEANS[labels] * (1 - shift) + rng.normal(0, 1, (count, K))).astype(np.float32)
    logits = (embeddings @ MEANS.T.astype(np.float32)) / np.float32(20)
    return Labeled(Predictions(logits, embeddings), labels, np.arange(count) // 10)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_that_made_the_truth_is_found(temperature: float) -> None:
    validation = honest(6000, temperature, 1)
    found = fit_temperature(validation)
    assert found == pytest.approx(temperature, rel=0.08)
    calibration = measure(found, honest(6000, temperature, 2))
    assert calibration.ece < 0.02
    assert calibration.bins == 15


def test_errors_are_what_their_definitions_say() -> None:
    probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.3, 0.7]])
    labels = np.array([0, 1, 1, 1])
    table = reliability(probabilities, labels, bins=2)
    assert [(row.pictures, row.accuracy) for row in table] == [(2, 0.5), (2, 1.0)]
    assert expected_calibration_error(table) == pytest.approx((0.15 + 0.15) / 2)
    assert brier_score(probabilities, labels) == pytest.approx((0.02 + 0.72 + 0.08 + 0.18) / 4)


def test_operating_points_are_ordered_and_their_intervals_hold_them() -> None:
    rng = np.random.default_rng(4)
    patients = np.repeat(np.arange(60), 10)
    truth = rng.random(600) < 0.4
    scores = np.clip(rng.normal(np.where(truth, 0.65, 0.35), 0.18), 0, 1)
    thresholds = [choose_threshold(scores, truth, patients, cost) for cost in MISS_COSTS.values()]
    assert thresholds == sorted(thresholds)
    points = [
        measure_point(name, threshold, scores, truth, patients)
        for name, threshold in zip(MISS_COSTS, thresholds, strict=True)
    ]
    assert points[0].sensitivity >= points[1].sensitivity >= points[2].sensitivity
    assert points[0].specificity <= points[1].specificity <= points[2].specificity
    for point in points:
        low, high = point.sensitivity_interval
        assert low <= point.sensitivity <= high
        assert point.patients == 60


def test_without_an_error_the_interval_still_leaves_room_for_doubt() -> None:
    truth = np.tile([True, False], 20)
    point = measure_point("balanced", 0.5, truth.astype(float), truth, np.arange(40) // 2)
    assert point.sensitivity == 1
    assert point.sensitivity_interval[0] == pytest.approx(0.025 ** (1 / 20))
    wrong = measure_point("balanced", 0.5, 1 - truth.astype(float), truth, np.arange(40) // 2)
    assert wrong.specificity_interval == pytest.approx((0, 1 - 0.025 ** (1 / 20)))


def test_one_side_alone_has_no_threshold() -> None:
    with pytest.raises(ValueError, match="both sides"):
        choose_threshold(np.ones(3), np.ones(3, bool), np.arange(3), 1.0)


def test_each_score_accepts_95_percent_and_the_best_is_kept() -> None:
    statistics, validation, test = known(600, 1), known(600, 2).predictions, known(600, 3)
    for score in fit_statistics(statistics):
        open_set = with_threshold(score, validation)
        assert accepted_share(open_set, validation) == pytest.approx(0.95, abs=0.005)
    rng = np.random.default_rng(5)
    far = (rng.normal(0, 8, (100, K))).astype(np.float32)
    head = MEANS.T.astype(np.float32) / 20
    strange = Outliers(
        {"near": known(100, 6, shift=0.9).predictions}, {"far": Predictions(far @ head, far)}
    )
    found = compare(statistics, validation, test.predictions, strange, strange)
    assert len(found.candidates) == 5
    assert found.best in found.candidates
    assert found.best.known > 0.9
    assert found.best.false_acceptance["far"] <= 0.05


def textured(count: int, seed: int, look: float, *, shown: float = 0.0) -> Labeled:
    """Draw known pictures with a texture of three means and three deviations behind them."""
    pictures = known(count, seed, shift=shown)
    rng = np.random.default_rng(seed + 100)
    means = rng.normal(look, 0.1, (count, 3))
    deviations = np.exp(rng.normal(look / 2, 0.1, (count, 3)))
    embeddings = np.hstack([pictures.predictions.embeddings, means, deviations])
    predictions = Predictions(pictures.predictions.logits, embeddings.astype(np.float32), 6)
    return Labeled(predictions, pictures.labels, pictures.patients)


def test_texture_refuses_what_looks_otherwise_and_the_regression_what_it_was_taught() -> None:
    validation = textured(600, 2, 0).predictions
    exposure = Outliers(
        {  # two alike, so that one teaches what the other is
            "near": textured(100, 6, 0, shown=0.95).predictions,
            "nearer": textured(100, 9, 0, shown=0.95).predictions,
        },
        {"card": textured(100, 7, 9).predictions, "noise": textured(100, 8, -9).predictions},
    )
    reported = Outliers(
        {"near": textured(100, 16, 0, shown=0.95).predictions},
        {"card": textured(100, 17, 9).predictions, "other": textured(100, 18, 1).predictions},
    )
    found = compare(
        textured(600, 1, 0), validation, textured(600, 3, 0).predictions, exposure, reported
    )
    shares = {each.open_set.method: each.false_acceptance for each in found.candidates}
    assert len(shares) == 7
    assert shares["texture"]["other"] == shares["texture"]["card"] == 0
    assert shares["texture"]["near"] > 0.8
    best = found.best
    assert best.open_set.method == "texture_and_logistic"
    assert accepted_share(best.open_set, validation) == pytest.approx(0.95, abs=0.005)
    assert best.known > 0.9
    assert best.false_acceptance["near"] <= 0.05
    assert best.false_acceptance["other"] == 0  # though nothing like it was ever taught
    assert set(best.unseen) == {"near", "card"}


def test_another_light_changes_pictures_within_what_training_did() -> None:
    crops = np.random.default_rng(1).integers(0, 256, (4, 8, 8, 3), np.uint8)
    crops[0] = 0
    changed = relight(crops, seed=3)
    assert changed.shape == crops.shape
    assert changed.dtype == np.uint8
    assert (changed[0] == 0).all()
    assert not (changed[1:] == crops[1:]).all()
    assert np.array_equal(changed, relight(crops, seed=3))
    flat = np.full((50, 2, 2, 3), 128, np.uint8)
    brightness = relight(flat, seed=1) / 255
    assert brightness.min() > (128 / 255 * 0.75 * 0.88) ** 1.2 - 0.01
    assert brightness.max() < (128 / 255 * 1.25 * 1.12) ** 0.85 + 0.01


def write_pictures(folder: Path) -> Path:
    """Write reddish, greenish and bluish pictures of 24 patients, and the list of them."""
    rng = np.random.default_rng(2)
    manifest = folder / "manifest.csv"
    with manifest.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["path", "label", "patient"])
        for patient in range(24):
            for code, channel in (("AH", 2), ("EP", 1), ("SM", 0)):
                pixels = rng.integers(60, 120, (96, 96, 3), np.uint8)
                pixels[..., channel] += np.uint8(rng.integers(30, 100))
                name = f"{patient}-{code}.png"
                cv2.imwrite(str(folder / name), pixels)
                rows.writerow([name, code, f"patient {patient}"])
    return manifest


def test_any_bundle_grows_by_a_manifest_and_its_network_stays(tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path / "colors")
    before = (bundle / "model.onnx").read_bytes()
    manifest = write_pictures(tmp_path)
    arguments = ["lab", "calibrate", str(bundle), "--manifest", str(manifest)]
    arguments += ["--output", str(tmp_path / "updated"), "--outlier-scenes", "4"]
    arguments += ["--faulty", "6"]
    result = CliRunner().invoke(hysteroview, arguments)
    assert result.exit_code == 0, result.output
    # all of these pictures are right, so that they say nothing about the temperature
    assert "lies on a bound of its search" in result.output
    card = load_card(tmp_path / "updated")
    assert card.missing == ()
    assert {point.patients for point in card.operating_points} == {8}
    assert "open_set.false_acceptance.noise" in card.figures
    assert (tmp_path / "updated" / "model.onnx").read_bytes() == before
    assert (tmp_path / "updated" / "open_set.npz").stat().st_size < 2_000_000
    assert load_card(bundle).missing  # the one it was made from is as it was
    assert card.quality_limits != load_card(bundle).quality_limits
    assert card.figures["quality.pictures"] == 72
    assert card.figures["quality.stopped"] <= 0.05
    arguments[2], arguments[6] = str(tmp_path / "updated"), str(tmp_path / "updated")
    again = CliRunner().invoke(hysteroview, arguments)
    assert again.exit_code == 0, again.output
    words = (tmp_path / "updated" / "MODEL_CARD.md").read_text()
    assert words.count("## Calibration, open set and operating points") == 1
    assert words.count("## Quality limits") == 1
    assert "| outside the body |" in words


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("path,label\nx.png,AH\n", "columns patient are missing"),
        ("path,label,patient\nx.png,XX,1\n", "“XX” is not a class"),
        ("path,label,patient\nx.png,AH,1\n", "There is no file"),
        ("path,label,patient\nmanifest.csv,AH,1\n", "1 patients"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_refused(
    text: str, message: str, tmp_path: Path, bundle: Path
) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(text)
    result = CliRunner().invoke(
        hysteroview, ["lab", "calibrate", str(bundle), "--manifest", str(manifest)]
    )
    assert isinstance(result.exception, HysteroViewError)
    assert message in str(result.exception)
