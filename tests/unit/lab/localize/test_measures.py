"""Measures of heatmaps on maps and masks whose figures are known."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.localize.measures import (
    HALF,
    SHARES,
    against_mask,
    deletion_insertion,
    similarity,
)
from hysteroview.lab.localize.reader_page import MarkedPicture, read_answers, reader_page


def _half_mask() -> np.ndarray:
    mask = np.zeros((56, 56), np.uint8)
    mask[:, :28] = 255
    return mask


def test_a_map_inside_the_lesion() -> None:
    class_map = np.full((7, 7), -1.0, np.float32)
    class_map[3, 1] = 2.0
    found = against_mask(class_map, _half_mask())
    assert found.is_hit == 1
    assert found.on_lesion == (1.0,) * len(SHARES)
    assert found.mass > 0.99
    assert found.lesion == 0.5
    assert 0 < found.overlap[HALF] < 0.2  # small inside a large lesion
    assert list(found.overlap) == sorted(found.overlap, reverse=True)


def test_a_map_beside_the_lesion() -> None:
    class_map = np.zeros((7, 7), np.float32)
    class_map[3, 6] = 2.0
    found = against_mask(class_map, _half_mask())
    assert found.is_hit == 0
    assert found.on_lesion[HALF] == found.overlap[HALF] == 0
    assert found.mass < 0.01


def test_an_even_map_gets_what_chance_gets() -> None:
    found = against_mask(np.ones((7, 7), np.float32), _half_mask())
    assert found.mass == pytest.approx(0.5)
    assert found.on_lesion[HALF] == found.overlap[HALF] == 0.5


def test_a_map_without_evidence_has_no_figures() -> None:
    found = against_mask(np.full((7, 7), -1.0, np.float32), _half_mask())
    assert math.isnan(found.is_hit)
    assert math.isnan(found.mass)
    assert all(map(math.isnan, found.on_lesion + found.overlap))


def test_deletion_and_insertion_tell_a_right_map_from_a_wrong_one() -> None:
    rng = np.random.default_rng(0)
    crop = rng.integers(0, 60, (56, 56, 3)).astype(np.uint8)
    crop[20:28, 12:20:2] = 255  # fine structure that a blur removes

    def probability(crops: np.ndarray) -> np.ndarray:
        return crops[:, 20:28, 12:20].astype(float).std(axis=(1, 2, 3)) / 128

    right, wrong = np.zeros((7, 7), np.float32), np.zeros((7, 7), np.float32)
    right[2:4, 1:3] = 1
    wrong[6, 6] = 1
    first, second = (deletion_insertion(crop, each, probability) for each in (right, wrong))
    assert first[0] < second[0]
    assert first[1] > second[1]


def test_likeness_of_maps() -> None:
    rng = np.random.default_rng(0)
    one, two = (rng.normal(size=(7, 7)).astype(np.float32) for _ in range(2))
    assert similarity(one, 3 * one + 1) == pytest.approx(1)
    assert similarity(one, -one) == pytest.approx(-1)
    assert abs(similarity(one, two)) < 0.5
    assert math.isnan(similarity(one, np.zeros((7, 7), np.float32)))


def test_the_page_is_one_file_without_keys_of_patients() -> None:
    crop = np.full((32, 32, 3), 90, np.uint8)
    class_map = np.eye(7, dtype=np.float32)
    pictures = [MarkedPicture(k, f"secret{k}", crop, class_map) for k in range(2)]
    page = reader_page(pictures, "Marked <areas>")
    assert page.count("data:image/jpeg;base64,") == 4
    assert "secret" not in page
    assert "Marked &lt;areas&gt;" in page
    assert "%CONTENT%" not in page


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no answer"),
        ("case,patient\n1,0\n", "answer"),
        ("case,patient,answer\n1,0,maybe\n", "“maybe” is not an answer"),
        ("case,patient,answer\n1,0,cannot tell\n2,0,\n", "no answer"),
    ],
)
def test_answers_that_cannot_be_used(tmp_path: Path, content: str, reason: str) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(content)
    with pytest.raises(HysteroViewError, match=reason):
        read_answers(file)


def test_answers_of_few_patients_have_a_wide_interval(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    rows = [f"{k},{k // 10},{'lesion' if k < 38 else 'no lesion'}" for k in range(40)]
    file.write_text("case,patient,answer\n" + "\n".join(rows) + "\n", encoding="utf-8-sig")
    found = read_answers(file)
    assert found.share.value == 0.95
    assert found.patients == 4
    assert found.share.low < 0.85
