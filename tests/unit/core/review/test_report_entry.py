"""Tests of the report's fields, their changes, and the warning about the fluid deficit."""

from __future__ import annotations

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.core.review.report_choices import CHOICES
from hysteroview.core.review.report_entry import (
    CHANGED,
    REDONE,
    UNDONE,
    ReportEntry,
    deficit_limit_ml,
    deficit_ml,
    entry_of,
)
from hysteroview.core.review.report_fields import BY_CODE, FIELDS, FieldKind, field_of


def test_each_choice_belongs_to_a_field_and_each_field_of_choices_has_some() -> None:
    assert len(BY_CODE) == len(FIELDS)
    assert set(CHOICES) <= set(BY_CODE)
    with_choices = {FieldKind.CHOICE, FieldKind.SUGGEST}
    assert {each.code for each in FIELDS if each.kind in with_choices} == set(CHOICES)


def test_levels_of_pain_management_are_those_of_the_consensus() -> None:
    assert [each.code for each in CHOICES["analgesia"]] == ["1", "2", "3a", "3b", "4", "5"]


def test_changes_are_undone_and_made_again_in_any_order() -> None:
    entry = ReportEntry()
    for values in ({"medium": "saline"}, {"medium": "hypotonic", "plan": "none"}):
        change = entry.change(values)
        assert change is not None
        entry = entry.with_change(change)
    assert entry.values == {"medium": "hypotonic", "plan": "none"}
    assert entry.without(1).values == entry.values
    assert entry.without(2).values == {"medium": "saline"}
    assert entry.without(2).again(2).values == entry.values
    assert entry.change({"medium": "hypotonic"}) is None
    cleared = entry.change({"plan": ""})
    assert cleared is not None
    assert cleared.before == {"plan": "none"}
    assert entry.with_change(cleared).values == {"medium": "hypotonic"}
    log = [(CHANGED, each.as_dict()) for each in entry.changes]
    log += [(UNDONE, {"change": 2}), ("mark", {}), (REDONE, {"change": 2})]
    assert entry_of(log).values == entry.values


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("analgesia", "3c", "none of the choices"),
        ("pressure_mmhg", "80 mmHg", "not a number from 0 to 300"),
        ("pressure_mmhg", "-1", "not a number"),
        ("pressure_mmhg", "٣", "not a number"),
        ("pressure_mmhg", "301", "not a number"),
        ("signed_on", "31.3.2026", "not a date"),
        ("signed_on", "2026-02-30", "not a date"),
        ("jars", "x" * 257, "longer than 256"),
        ("jars", "a\nb", "control characters"),
        ("conclusion", "a\x1b[2J", "control characters"),
    ],
)
def test_value_that_does_not_fit_is_refused(code: str, value: str, words: str) -> None:
    with pytest.raises(StorageError, match=words):
        field_of(code).checked(value)


@pytest.mark.parametrize(
    ("code", "value", "kept"),
    [
        ("conclusion", " first\nsecond ", "first\nsecond"),
        ("pressure_mmhg", "80.5", "80.5"),
        ("scope", "Storz 2.9 mm 30°", "Storz 2.9 mm 30°"),
        ("canal", "normal", "normal"),
        ("signed_on", "2026-03-31", "2026-03-31"),
        ("analgesia", "", ""),
    ],
)
def test_value_that_fits_is_kept(code: str, value: str, kept: str) -> None:
    assert field_of(code).checked(value) == kept


def test_unknown_field_is_refused_with_the_list_of_fields() -> None:
    with pytest.raises(StorageError, match="fluid_in_ml"):
        field_of("blood_loss")


@pytest.mark.parametrize(
    ("values", "deficit", "limit"),
    [
        ({}, None, None),
        ({"fluid_in_ml": "3000"}, None, None),
        ({"fluid_in_ml": "3000", "fluid_out_ml": "2100", "medium": "hypotonic"}, 900, None),
        ({"fluid_in_ml": "3000", "fluid_out_ml": "2000", "medium": "hypotonic"}, 1000, 1000),
        ({"fluid_in_ml": "3000", "fluid_out_ml": "2000", "medium": "saline"}, 1000, None),
        ({"deficit_ml": "2500", "medium": "saline"}, 2500, 2500),
        ({"deficit_ml": "2500", "medium": "isotonic"}, 2500, 2500),
        ({"deficit_ml": "1200"}, 1200, 1000),  # unknown medium: the lower limit
        ({"deficit_ml": "9000", "medium": "gas"}, 9000, None),
        ({"fluid_in_ml": "500", "fluid_out_ml": "600"}, 0, None),
    ],
)
def test_deficit_and_its_limit(
    values: dict[str, str], deficit: float | None, limit: float | None
) -> None:
    assert deficit_ml(values) == deficit
    assert deficit_limit_ml(values) == limit
