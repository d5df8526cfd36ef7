"""Splits: by patient, even, complete, the same for a seed, and refused when they leak."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.split.split import Fold, Method, SplitSettings, divide
from hysteroview.lab.split.split_file import check_leaks, read_split, write_split

CLASSES = ("AH", "EC", "EH", "EP", "SM")


def _department(patients: int = 291, seed: int = 0) -> tuple[list[str], list[str], list[str]]:
    """Pictures of a department with unequal classes: patient, label, site of each."""
    rng = np.random.default_rng(seed)
    names, labels, sites = [], [], []
    for patient in range(patients):
        label = CLASSES[rng.choice(5, p=[0.06, 0.08, 0.2, 0.5, 0.16])]
        for _ in range(rng.integers(3, 30)):
            names.append(f"P{patient}")
            labels.append(label)
            sites.append(f"site {patient % 3}")
    return names, labels, sites


@pytest.mark.parametrize("method", [Method.HOLD_OUT, Method.K_FOLD, Method.LEAVE_SITE_OUT])
def test_no_patient_is_on_two_sides_and_every_picture_is_used(method: Method) -> None:
    names, labels, sites = _department()
    split = divide(names, labels, sites, (), SplitSettings(method=method))
    for fold in split.folds:
        check_leaks([fold], names, ())
        assert sorted(fold.training + fold.validation + fold.test) == list(range(len(names)))


def test_each_picture_is_tested_once_in_k_folds() -> None:
    names, labels, sites = _department()
    split = divide(names, labels, sites, (), SplitSettings(method=Method.K_FOLD, folds=5))
    tested = Counter(row for fold in split.folds for row in fold.test)
    assert set(tested.values()) == {1}
    assert len(tested) == len(names)


def test_classes_are_even_to_a_few_percent() -> None:
    names, labels, sites = _department()
    split = divide(names, labels, sites, (), SplitSettings(test_share=0.25))
    whole, test = Counter(labels), Counter(labels[row] for row in split.folds[0].test)
    for label in CLASSES:
        assert test[label] / whole[label] == pytest.approx(0.25, abs=0.08)


def test_a_site_is_left_out_as_a_whole() -> None:
    names, labels, sites = _department()
    split = divide(names, labels, sites, (), SplitSettings(method=Method.LEAVE_SITE_OUT))
    assert [fold.name for fold in split.folds] == [f"without site {k}" for k in range(3)]
    for k, fold in enumerate(split.folds):
        assert {sites[row] for row in fold.test} == {f"site {k}"}


def test_the_seed_decides() -> None:
    names, labels, sites = _department()
    first = divide(names, labels, sites, (), SplitSettings(seed=1))
    assert divide(names, labels, sites, (), SplitSettings(seed=1)) == first
    assert divide(names, labels, sites, (), SplitSettings(seed=2)).folds != first.folds


def test_patients_with_the_same_picture_stay_together() -> None:
    names, labels, sites = _department(60)
    rows = [names.index(f"P{k}") for k in range(60)]
    pairs = [(rows[k], rows[k + 1]) for k in range(0, 20, 2)]
    split = divide(names, labels, sites, pairs, SplitSettings(method=Method.K_FOLD, folds=3))
    check_leaks(split.folds, names, pairs)


def test_the_split_of_the_publication_leaks_and_says_so(tmp_path: Path) -> None:
    names, labels, sites = _department()
    split = divide(names, labels, sites, (), SplitSettings(method=Method.PAPER))
    assert split.leaks
    with pytest.raises(HysteroViewError, match="patient P"):
        check_leaks(split.folds, names, ())
    write_split(split, tmp_path / "split.json")
    assert json.loads((tmp_path / "split.json").read_text())["leaks"] is True
    assert read_split(tmp_path / "split.json", names, "").leaks


def test_a_class_with_too_few_patients_is_refused() -> None:
    names = ["a", "b", "c", "d", "e", "f", "g"]
    labels = ["EC", "EP", "EP", "EP", "EP", "EP", "EP"]
    with pytest.raises(HysteroViewError, match="no picture of EC"):
        divide(names, labels, [""] * 7, (), SplitSettings())
    with pytest.raises(HysteroViewError, match="fewer than two sites"):
        divide(names, labels, [""] * 7, (), SplitSettings(method=Method.LEAVE_SITE_OUT))


def test_one_patient_alone_cannot_be_divided() -> None:
    with pytest.raises(HysteroViewError, match="too few patients") as refused:
        divide(["a"] * 9, ["EP"] * 9, [""] * 9, (), SplitSettings())
    assert "Add patients" in refused.value.remedy


def test_a_split_that_leaks_is_refused_with_its_list(tmp_path: Path) -> None:
    names, labels, sites = _department(40)
    split = divide(names, labels, sites, (), SplitSettings(), "digest")
    file = tmp_path / "split.json"
    write_split(split, file)
    assert read_split(file, names, "digest") == split
    (fold,) = split.folds
    moved = replace(fold, training=fold.training[1:], test=(*fold.test, fold.training[0]))
    write_split(replace(split, folds=(moved,)), file)
    with pytest.raises(HysteroViewError, match=rf"patient {names[fold.training[0]]} is in"):
        read_split(file, names, "digest")
    with pytest.raises(HysteroViewError, match="another index"):
        read_split(file, names, "other")


def test_a_near_duplicate_on_two_sides_is_refused() -> None:
    fold = Fold("fold 1", (0, 1), (), (2,))
    with pytest.raises(HysteroViewError, match="pictures 1 and 2 show the same"):
        check_leaks([fold], ["a", "b", "c"], [(1, 2)])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"settings": {"method": "x"}}', "\x00"])
def test_damaged_split_files_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "split.json"
    file.write_text(text)
    with pytest.raises(HysteroViewError, match="cannot be read"):
        read_split(file, ["a"], "")


@example(sizes=[1, 6, *[1] * 13], folds=2, seed=0)  # one patient with half of a class's pictures
@given(
    sizes=st.lists(st.integers(1, 6), min_size=15, max_size=40),
    folds=st.integers(2, 3),
    seed=st.integers(0, 99),
)
def test_any_department_is_divided_without_a_leak(sizes: list[int], folds: int, seed: int) -> None:
    names = [f"P{k}" for k, size in enumerate(sizes) for _ in range(size)]
    labels = [CLASSES[int(name[1:]) % 2] for name in names]
    settings = SplitSettings(method=Method.K_FOLD, folds=folds, seed=seed)
    split = divide(names, labels, [""] * len(names), (), settings)
    for fold in split.folds:
        check_leaks([fold], names, ())
        for side in (fold.training, fold.validation, fold.test):
            assert {labels[row] for row in side} == set(labels)
