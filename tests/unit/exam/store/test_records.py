"""How a patient's name is written for people."""

from __future__ import annotations

import pytest

from hysteroview.exam.store.records import Patient


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Weiss^Anna", "Weiss, Anna"),
        ("Weiss^Anna^Maria", "Weiss, Anna Maria"),
        ("Weiss", "Weiss"),
        ("^Anna", "Anna"),
        ("", ""),
        ("李^一", "李一"),
        ("欧阳^小红", "欧阳小红"),
        ("李", "李"),
        ("李^Anna", "李, Anna"),
        ("Li^Na=李^娜", "李娜 (Li, Na)"),
        ("=李^娜", "李娜"),
        ("Li^Na=", "Li, Na"),
    ],
)
def test_a_name_has_a_comma_only_in_scripts_that_write_one(name: str, shown: str) -> None:
    assert Patient(name=name).shown_name == shown
