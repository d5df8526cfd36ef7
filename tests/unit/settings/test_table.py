"""Each setting has one entry, which says in words what it permits, and permits no more."""

from __future__ import annotations

import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from hysteroview.settings.choices import OPERATING_POINTS
from hysteroview.settings.entry import Section
from hysteroview.settings.kinds import Entered, in_english
from hysteroview.settings.sections import SECTIONS, TABLE, Settings, entry_of, texts
from hysteroview.settings.table import LiveSettings, RecordingSettings, WorklistSettings

PACKAGING = Path(__file__).parents[3] / "packaging"
sys.path.insert(0, str(PACKAGING))

import settings_document  # noqa: E402 - it is a script, no part of the program


def test_each_setting_of_each_section_has_one_entry() -> None:
    settings = Settings()
    wanted = [
        f"{section.name}.{setting.name}"
        for section in fields(Settings)
        if isinstance(getattr(settings, section.name), Section)
        for setting in fields(getattr(settings, section.name))
    ]
    assert [entry.key for entry in TABLE] == wanted
    assert {each.name for each in fields(Settings)} - set(SECTIONS) == {
        "archives", "views", "scopes", "keys", "pedal",
    }  # fmt: skip


def test_each_entry_permits_its_default_and_has_words_for_it() -> None:
    for entry in TABLE:
        default = Settings().value(entry)
        entry.check(default)
        assert entry.words(default), entry.key
        assert entry.read(entry.write(default)) == default
        assert entry.label[0].isupper(), entry.key
        assert entry.help_text.endswith("."), entry.key


def test_no_text_is_empty_and_each_is_in_english() -> None:
    assert all(texts())
    assert set(entry_of("live.operating_point").kind.labels) == set(OPERATING_POINTS)


@pytest.mark.parametrize(
    ("key", "in_file", "permitted"),
    [
        ("live.rate_hz", '0.1 to 240, or "every frame"', "0.1 to 240 per second"),
        ("live.heatmap_opacity", "0 to 1", "0 to 100 %"),
        ("recording.preroll_s", "0, or 10 to 60", "0, or 10 to 60 seconds"),
        ("recording.split_mb", '10 to 1000000, or "never"', "10 to 1000000 MB"),
        ("worklist.port", "1 to 65535", "1 to 65535"),
        ("worklist.own_title", "1 to 16 unaccented characters", "1 to 16 unaccented characters"),
        ("worklist.host", "up to 253 characters", "up to 253 characters"),
        (
            "storage.second_folder",
            'the full path of a folder, or "none"',
            "the full path of a folder",
        ),
    ],
)
def test_the_permitted_values_in_words(key: str, in_file: str, permitted: str) -> None:
    entry = entry_of(key)
    assert entry.in_file() == in_file
    assert isinstance(entry.kind, Entered)
    assert entry.kind.permitted(in_english) == permitted


@pytest.mark.parametrize(
    ("section", "name", "wrong"),
    [
        (LiveSettings, "rate_hz", 0.0),
        (LiveSettings, "rate_hz", float("nan")),
        (LiveSettings, "heatmap_opacity", 1.01),
        (LiveSettings, "heatmap_on", None),
        (LiveSettings, "operating_point", "bold"),
        (RecordingSettings, "preroll_s", 5.0),
        (RecordingSettings, "split_minutes", float("inf")),
        (WorklistSettings, "called_title", " "),
        (WorklistSettings, "own_title", "x" * 17),
        (WorklistSettings, "own_title", "RÖNTGEN"),
        (WorklistSettings, "modality", "x" * 17),
    ],
)
def test_what_is_not_permitted_is_refused_by_name(
    section: type[Section], name: str, wrong: object
) -> None:
    with pytest.raises(ValueError, match=f"^{name} must be "):
        replace(section(), **{name: wrong})


def test_what_is_entered_on_the_page_is_in_its_unit() -> None:
    assert entry_of("live.heatmap_opacity").parse("62,5") == 0.625
    assert entry_of("live.rate_hz").parse("") is None
    assert entry_of("worklist.host").parse("") == ""
    for key, text in (("live.rate_hz", "inf"), ("storage.store", ""), ("worklist.port", "1.5")):
        with pytest.raises(ValueError, match=r"^"):
            entry_of(key).parse(text)


def test_the_document_has_a_row_for_each_setting() -> None:
    text = settings_document.DOCUMENT.read_text(encoding="utf-8")
    assert settings_document.document(text) == text, "run `make settings-document`"
    assert all(settings_document.row_of(entry) in text for entry in TABLE)
