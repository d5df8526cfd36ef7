"""Texts within the limits of DICOM, counted in bytes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.export.dicom.objects.text import (
    accession,
    decimal_string,
    identifier,
    long_string,
    long_text,
    person_name,
    short_string,
)


def test_chinese_is_cut_between_characters() -> None:
    assert long_string("宫" * 30) == "宫" * 21
    assert short_string("宫腔镜检查") == "宫腔镜检查"
    assert short_string("宫腔镜检查室") == "宫腔镜检查"


def test_an_identifier_is_whole_or_empty() -> None:
    assert accession("ACC-2026/17") == "ACC-2026/17"
    assert accession("1" * 17) == ""
    assert identifier("4" * 65) == ""


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Weiss^Annegret=王^小明", "Weiss^Annegret=王^小明"),
        ("王^小明", "=王^小明"),
        ("=王^小明", "=王^小明"),
        ("Weiss^Anna=", "Weiss^Anna"),
        ("A\\B^C\x1b", "A/B^C"),
        ("", ""),
        ("HV-ABCDEFGH", "HV-ABCDEFGH^"),
    ],
)
def test_names_have_their_groups(name: str, written: str) -> None:
    assert person_name(name) == written


@given(st.text())
def test_no_text_exceeds_its_limit(text: str) -> None:
    assert len(long_string(text).encode()) <= 64
    assert len(short_string(text).encode()) <= 16
    assert "\\" not in long_string(text)
    assert len(long_text(text).encode()) <= 10240
    assert all(len(each.encode()) <= 64 for each in person_name(text).split("="))


@given(st.floats(-1e300, 1e300))
def test_decimal_strings_have_at_most_16_characters(value: float) -> None:
    text = decimal_string(value)
    assert len(text) <= 16
    assert math.isclose(float(text), value, rel_tol=1e-7)


def test_frame_times_are_as_exact_as_they_can_be() -> None:
    assert decimal_string(40.0) == "40"
    assert decimal_string(1000 / 60) == "16.6666666666667"
    assert decimal_string(1001 / 30) == "33.3666666666667"
