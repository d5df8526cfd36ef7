"""How recorders number their files."""

from __future__ import annotations

import pytest

from hysteroview.capture.parts.names import names_after, names_before


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("REC_0001.MP4", "REC_0002.MP4"),
        ("REC_0009.MP4", "REC_0010.MP4"),
        ("00000.MTS", "00001.MTS"),
        ("VTS_01_1.VOB", "VTS_01_2.VOB"),
        ("op 9.avi", "op 10.avi"),
        ("cam_0003_HD.mp4", "cam_0004_HD.mp4"),
        ("film.mp4", "film_1.mp4"),
    ],
)
def test_the_next_number_has_as_many_digits(name: str, after: str) -> None:
    assert names_after(name)[0] == after
    assert name in names_before(after)


def test_the_number_of_the_kind_of_file_is_no_counter() -> None:
    assert names_before("film.mp4") == ()
    assert "film.mp5" not in names_after("film.mp4")


def test_there_is_no_name_before_number_0() -> None:
    assert names_before("00000.MTS") == ()
