"""Names as hospital systems send them: in the declared character set, another one, or none."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hysteroview.core.foreign.charset.names import PersonName, read_name
from hysteroview.core.foreign.charset.reading import FallbackCharset, read_text
from trials import trials

WRONG = ([], [""], ["ISO_IR 100"], ["ISO_IR 6"], ["ISO_IR 192"])
CHINESE_OLD = (["ISO 2022 IR 58"], ["", "ISO 2022 IR 58"], ["ISO_IR 58"])
DECLARED = [*WRONG, *CHINESE_OLD, ["GB18030"], ["ISO 2022 GBK"], ["nonsense"]]
NAMES = ["Wang^Fang=王^芳", "=王^昞", "李^娜", "上官^喆", "阿依古丽·买买提", "Li^Na=李^娜"]
GB = FallbackCharset.GB18030


@pytest.mark.parametrize("declared", DECLARED, ids=str)
@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize("name", NAMES)
def test_a_chinese_name_is_read_by_the_fallback_of_its_site(
    name: str, encoding: str, declared: list[str]
) -> None:
    assert read_name(name.encode(encoding), declared, GB) == PersonName(name=name)


@pytest.mark.parametrize("declared", WRONG, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_without_a_fallback_gbk_is_doubtful_and_only_ascii_is_kept(
    name: str, declared: list[str]
) -> None:
    """Such names used to be stored as rubbish: Íõ·¼ for 王芳."""
    found = read_name(name.encode("gbk"), declared)
    assert found.is_doubtful
    assert found.guess == name
    assert found.name.isascii()
    assert found.name in ("", name.split("=", maxsplit=1)[0])


def test_a_second_byte_like_a_delimiter_splits_no_name() -> None:
    """The second byte of 昢 in GBK is a caret, that of 昞 a backslash: the name was empty."""
    assert "昢".encode("gbk")[1:] == b"^"
    assert "昞".encode("gbk")[1:] == b"\\"
    assert read_name("=王^昢昞".encode("gbk"), ["GB18030"]).name == "=王^昢昞"
    assert read_name("王^昢昞".encode("gbk"), [], GB).name == "王^昢昞"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_a_server_took_for_latin_1_is_no_other_name(name: str, encoding: str) -> None:
    """Orthanc makes UTF-8 of it; read as GBK, that was another name: 脥玫^聲 for 王^昞."""
    raw = name.encode(encoding).decode("latin-1").encode()
    assert read_name(raw, ["ISO_IR 192"], GB) == PersonName(name=name)
    found = read_name(raw, ["ISO_IR 192"])
    assert found.name.isascii() or found.name == name
    assert name in (found.name, found.guess)


@pytest.mark.parametrize("fallback", [FallbackCharset.NONE, GB])
def test_a_description_in_latin_letters_stays_one(fallback: FallbackCharset) -> None:
    text = "Gebärmutter – Größe"
    assert read_text(text.encode(), ["ISO_IR 192"], fallback).text == text
    raw = "宫腔镜检查".encode("gbk").decode("latin-1").encode()
    assert read_text(raw, ["ISO_IR 192"], fallback).text == "宫腔镜检查"


@pytest.mark.parametrize("fallback", [FallbackCharset.NONE, GB])
@pytest.mark.parametrize("name", ["Müller^Jörg", "Weiß^Anna", "Conceição^Zoë", "Ångström^Åsa"])
def test_a_name_in_latin_1_is_as_declared(name: str, fallback: FallbackCharset) -> None:
    assert read_name(name.encode("latin-1"), ["ISO_IR 100"], fallback) == PersonName(name=name)


def test_what_may_be_two_names_is_doubtful() -> None:
    found = read_name("Öz^Ali".encode("latin-1"), ["ISO_IR 100"], GB)  # or 謟 in GBK
    assert (found.name, found.is_doubtful) == ("", True)


@pytest.mark.parametrize(
    ("raw", "declared", "name"),
    [
        (b"Zhang^Dong=\x1b$)A\xd5\xc5^\x1b$)A\xb6\xab", ["", "ISO 2022 IR 58"], "Zhang^Dong=张^东"),
        (b"Yamada=\x1b$B;3ED\x1b(B", ["", "ISO 2022 IR 87"], "Yamada=山田"),
        (b"Hong=\x1b$)C\xfb\xf3", ["", "ISO 2022 IR 149"], "Hong=洪"),
        ("Иванова^Анна".encode("iso8859_5"), ["ISO_IR 144"], "Иванова^Анна"),
        ("Łęcka^Ewa".encode("iso8859_2"), ["ISO_IR 101"], "Łęcka^Ewa"),
    ],
)
def test_other_character_sets_are_read_as_declared(
    raw: bytes, declared: list[str], name: str
) -> None:
    assert read_name(raw, declared) == PersonName(name=name)


def test_a_name_whose_characters_were_dropped_is_incomplete() -> None:
    """So Orthanc answers, unless its setting is UTF-8."""
    assert read_name(b"Wang^Fang=^", ["ISO_IR 100"]) == PersonName(name="Wang^Fang", is_cut=True)
    assert read_name(b"=^", ["ISO_IR 100"]) == PersonName(is_cut=True)
    assert read_name(b"Wang^Fang=", ["ISO_IR 100"]).is_cut  # of "Wang^Fang=王芳"
    assert read_name(b"Weiss^Anna==", []) == PersonName(name="Weiss^Anna")


def test_a_stroke_that_is_left_of_a_character_makes_the_name_doubtful() -> None:
    """So Orthanc answers for 王^昞 under ISO 2022 IR 58; 王 was the name."""
    found = read_name("Wang^Bing=王^\\".encode(), ["ISO_IR 192"], GB)
    assert found == PersonName(name="Wang^Bing", guess="Wang^Bing=王?", is_cut=True)
    assert read_name("王^\\芳".encode(), ["ISO_IR 192"]).name == ""
    for name in ("Wang^Zhe=王^", "=王^"):  # of 喆, nothing is left
        found = read_name(name.encode(), ["ISO_IR 192"], GB)
        assert (found.guess, found.is_cut) == (f"{name[:-1]}?", True)
    for name in ("WANG FANG^=王芳^", "Wang^Fang=王芳", "=王芳^^^", "王芳^"):  # nothing lost
        assert not read_name(name.encode(), ["ISO_IR 192"], GB).is_doubtful
    two = "Müller^Eva\\Mueller^Eva".encode("latin-1")  # another spelling, nothing lost
    assert read_name(two, ["ISO_IR 100"]) == PersonName(name="Müller^Eva")


@pytest.mark.parametrize("fallback", [FallbackCharset.NONE, GB])
@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("王芳", "王芳"),
        ("王^芳", "王^?"),
        ("=王^昞", "=王^?"),
        ("上官喆", "上官?"),
        ("用跑", "用跑"),
    ],
)
def test_utf_8_that_a_server_took_for_gbk_is_doubtful(
    name: str, guess: str, fallback: FallbackCharset
) -> None:
    """鐜嬭姵 was the name of 王芳."""
    raw = name.encode().decode("gb18030", errors="ignore").encode()
    found = read_name(raw, ["ISO_IR 192"], fallback)
    assert (found.name, found.guess) == ("", guess)
    assert read_text(raw, ["ISO_IR 192"], fallback).is_doubtful


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_latin_1_that_a_server_made_gb18030_of_is_read(encoding: str) -> None:
    """So Orthanc answers if its encoding is Chinese."""
    for name in NAMES:
        raw = name.encode(encoding).decode("latin-1").encode("gb18030")
        assert read_name(raw, ["GB18030"], GB) == PersonName(name=name)
    found = read_name("Müller^Jörg".encode("gb18030"), ["GB18030"])
    assert found.name in ("", "Müller^Jörg")


def test_texts_of_procedures_are_read_too() -> None:
    text = "宫腔镜检查（B超引导）"
    for encoding in ("gbk", "utf-8"):
        read = read_text(text.encode(encoding), ["ISO_IR 100"], GB)
        assert (read.text, read.is_doubtful) == (text, False)


HANZI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
NAME = st.text(HANZI, min_size=2, max_size=5)


@settings(max_examples=trials(300, 5000), deadline=None)
@given(NAME, st.sampled_from(["gb18030", "utf-8"]), st.sampled_from(DECLARED),
       st.sampled_from([FallbackCharset.NONE, GB]))  # fmt: skip
@example("浃丏", "gb18030", [], FallbackCharset.NONE)  # 䤁D in UTF-8
@example("铏丂", "gb18030", ["ISO_IR 100"], GB)  # 虁@
@example("铏乛", "gb18030", [], FallbackCharset.NONE)  # 虁^
def test_no_chinese_name_is_certain_and_wrong(
    name: str, encoding: str, declared: list[str], fallback: FallbackCharset
) -> None:
    found = read_name(name.encode(encoding), declared, fallback)
    is_declared = declared == ["ISO_IR 192"] and fallback is FallbackCharset.NONE
    if is_declared and not found.is_doubtful and found.name != name:
        found.name.encode("iso8859_5" if "CYR" in unicodedata.name(found.name[0]) else "utf-8")
        return  # a whole name in another alphabet, such as Сонина
    assert found.is_doubtful or found.name == name


@settings(max_examples=trials(300, 5000), deadline=None)
@given(st.binary(max_size=80), st.sampled_from(DECLARED),
       st.sampled_from(FallbackCharset))  # fmt: skip
def test_no_bytes_become_a_name_with_what_nobody_writes(
    raw: bytes, declared: list[str], fallback: FallbackCharset
) -> None:
    found = read_name(raw, declared, fallback)
    assert all(unicodedata.category(each) not in ("Cc", "Co", "Cs", "Cn") for each in found.name)
    assert found.guess.isprintable()
    assert "\ufffd" not in found.name
    assert found.name.count("=") <= 1
