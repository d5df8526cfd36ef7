"""Names, numbers and dates in all the forms in which they are written."""

from __future__ import annotations

from datetime import date

import pytest

from hysteroview.core.deidentify.deidentifier import REMOVED, Deidentifier, age_words
from hysteroview.core.deidentify.identity import Identity

WHO = Identity(
    name="Müller^Anna=王^小明", identifier="0047110", birth_date="1970-02-03",
    accession_number="ACC-2026/17", exam_id="3f2a9c01d4e5b677", others=("Dr. Schreiber^Eva",),
)  # fmt: skip


def made(who: Identity = WHO) -> Deidentifier:
    return Deidentifier(code="HV-AAAA", exam_code="HV-AAAA-BB", shift_days=-40, identity=who)


@pytest.mark.parametrize(
    "text",
    [
        "Müller, Anna", "Anna Müller", "MUELLER^ANNA", "anna_muller", "A n n a", "M-ü-l-l-e-r",
        "Mu\u0308ller", "王小明", "小明王", "王 小 明", "王·小明", "小明", "患者王小明女士",
        "患者Müller女士", "0047110", "004-7110", "病历号0047110号", "ACC-2026/17", "acc 2026 17",
        "ACC202617", "3F2A9C01D4E5B677", "1970-02-03", "03.02.1970", "2/3/1970", "19700203",
        "3 February 1970", "Feb 3rd, 1970", "1970年2月3日", "3.2.70", "Schreiber", "Eva Schreiber",
        "1 9 7 0 - 0 2 - 0 3", "0 3 . 0 2 . 1 9 7 0", "1 9 7 0 年 2 月 3 日", "1 9 7 0 0 2 0 3",
        "3 F e b 1 9 7 0",
    ],
)  # fmt: skip
def test_each_form_is_taken_out(text: str) -> None:
    cleaned = made().text(f"seen: {text}; polyp at the fundus")
    assert text not in cleaned
    assert REMOVED in cleaned
    assert cleaned.endswith("polyp at the fundus")


@pytest.mark.parametrize(
    "text",
    [
        "polyp of 12 mm at the fundus", "annals of 1970", "manna", "王 is a family name",
        "p = 0.0047110233", "after 3 min 05 s", "EP 87 %", "子宫内膜息肉",
        "1 9 7 1 - 0 2 - 0 3", "0 3 / 1 9 7", "grades 1 9 and 7 0",
    ],
)  # fmt: skip
def test_other_texts_stay(text: str) -> None:
    assert made().text(text) == text


def test_what_may_belong_to_anybody_is_taken_out_of_free_texts_too() -> None:
    text = (
        "call 0171 2345678 or eva@clinic.example, last exam on 2025-11-03, 身份证110101197002031234"
    )
    cleaned = Deidentifier(
        code="HV-A", exam_code="HV-A-B", shift_days=-1, identity=Identity()
    ).text(text)  # fmt: skip
    for secret in ("2345678", "eva@", "2025-11-03", "110101197002031234"):
        assert secret not in cleaned


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("text", ["王小明", "小明 王", "ANNA MÜLLER", "0047110", "19700203"])
def test_an_identifier_in_a_file_is_found(text: str, encoding: str) -> None:
    assert made().found_in(b"\x89PNG\0\1" + text.encode(encoding) + b"\xff\0")


def test_numbers_in_longer_numbers_are_no_identifiers() -> None:
    assert made().found_in(b"frame,pts_s\n1,0.0047110\n2,100471100\n") == ()


def test_dates_move_by_whole_days() -> None:
    it = made()
    assert it.wall_ns(0) == -40 * 86_400_000_000_000
    assert it.day(date(2026, 3, 1)) == date(2026, 1, 20)


def test_an_age_above_89_is_not_given() -> None:
    assert age_words(date(1970, 2, 3), date(2026, 2, 2)) == "55"
    assert age_words(date(1930, 2, 3), date(2026, 2, 3)) == "90+"
    assert age_words(None, date(2026, 2, 3)) == ""


def test_texts_within_values_are_cleaned() -> None:
    values = made().values({"note": ["by Anna Müller", 3], "n": 0.5})
    assert values == {"note": [f"by {REMOVED}", 3], "n": 0.5}
