"""Settings survive a round trip; damaged files are renamed, replaced and reported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.settings.choices import ColorMap, Language, Layout, Pixelation, Theme
from hysteroview.settings.entry import Entry
from hysteroview.settings.file import format_settings, load_settings, parse_settings, save_settings
from hysteroview.settings.keys import KeySettings, parse_keys
from hysteroview.settings.kinds import Choice, Count, Folder, Number, Switch, Text
from hysteroview.settings.sections import TABLE, Settings
from hysteroview.settings.table import (
    AppearanceSettings,
    LiveSettings,
    RecordingSettings,
    StorageSettings,
    StudySettings,
    WorklistSettings,
)
from hysteroview.settings.user_file import LOCK_FILE
from hysteroview.settings.view_presets import ViewSettings, parse_view

SITE = Settings(
    live=LiveSettings(rate_hz=5.0),
    keys=parse_keys({"mark": ["F9"]}),
    appearance=AppearanceSettings(Theme.LIGHT, Language.CHINESE),
)

# Written by the first version that has a settings page.
EVERYTHING = """
[live]
rate_hz = 12.5
heatmap_on = false
heatmap_opacity = 0.35
operating_point = "specific"
color_map = "cividis"
heatmap_smoothing_s = 0.5
layout = "picture in picture"
sound_on = true

[storage]
folder = "/data/snapshots"
second_folder = "/mnt/second"
store = "/data/exams"

[recording]
split_minutes = "never"
split_mb = 650
preroll_s = 0.0
pixelation = "off"
subtitles = true
copies = false

[views]
"HD camera" = "full"

[scopes]
"5 mm" = "round:0.1,0.0,0.8,1.0"

[keys]
mark = ["F9", "hold F10"]

[pedal]
snapshot = ["F13"]

[study]
is_on = true
delay_s = "on demand"

[appearance]
theme = "light"
language = "zh_CN"

[worklist]
host = "ris.example"
port = 11112
called_title = "RIS"
own_title = "ROOM1"
modality = "ES"
"""


def test_a_file_of_an_earlier_version_has_the_meaning_that_it_had() -> None:
    assert parse_settings(EVERYTHING) == Settings(
        live=LiveSettings(
            rate_hz=12.5,
            heatmap_on=False,
            heatmap_opacity=0.35,
            operating_point="specific",
            color_map=ColorMap.CIVIDIS,
            heatmap_smoothing_s=0.5,
            layout=Layout.PICTURE_IN_PICTURE,
            sound_on=True,
        ),
        storage=StorageSettings(
            folder=Path("/data/snapshots"),
            second_folder=Path("/mnt/second"),
            store=Path("/data/exams"),
        ),
        recording=RecordingSettings(
            split_minutes=None,
            split_mb=650.0,
            preroll_s=0.0,
            pixelation=Pixelation.OFF,
            subtitles=True,
            copies=False,
        ),
        views=ViewSettings((("HD camera", parse_view("full")),)),
        scopes=ViewSettings((("5 mm", parse_view("round:0.1,0.0,0.8,1.0")),)),
        keys=parse_keys({"mark": ["F9", "hold F10"]}),
        pedal=parse_keys({"snapshot": ["F13"]}),
        study=StudySettings(is_on=True, delay_s=None),
        appearance=AppearanceSettings(Theme.LIGHT, Language.CHINESE),
        worklist=WorklistSettings(
            host="ris.example", port=11112, called_title="RIS", own_title="ROOM1", modality="ES"
        ),
    )


def values_of(entry: Entry) -> st.SearchStrategy[object]:
    """Draw values that are permitted, from the table."""
    match entry.kind:
        case Switch():
            values = st.booleans()
        case Choice(labels):
            values = st.sampled_from(list(labels))
        case Number(low, high, or_zero=or_zero):
            values = st.floats(low, high) | (st.just(0.0) if or_zero else st.nothing())
        case Count(low, high):
            values = st.integers(low, high)
        case Folder():
            values = st.sampled_from([Path("/exams/today"), Path("/mnt/second disk")])
        case Text(most, is_title):
            letters = st.characters(codec="ascii" if is_title else "utf-8", categories=["L", "N"])
            values = st.text(letters, min_size=int(is_title), max_size=most)
    return values | st.none() if entry.none else values


@st.composite
def all_settings(draw: st.DrawFn) -> Settings:
    keys = draw(st.sampled_from([KeySettings(), parse_keys({"mark": ["F9", "F10"]})]))
    settings = Settings(keys=keys)
    for entry in TABLE:
        section = getattr(settings, entry.section)
        section = replace(section, **{entry.name: draw(values_of(entry))})
        settings = replace(settings, **{entry.section: section})
    return settings


@given(settings=all_settings(), base=st.sampled_from([None, Settings(), SITE]))
def test_settings_survive_a_round_trip(settings: Settings, base: Settings | None) -> None:
    assert parse_settings(format_settings(settings, base), base) == settings


def test_what_is_missing_has_its_default_and_what_is_unknown_is_ignored() -> None:
    text = "[live]\nrate_hz = 10\nof_the_future = 1\n[other]\nx = 1\n"
    settings = parse_settings(text)
    assert settings.live == LiveSettings(rate_hz=10.0)
    assert settings.storage == StorageSettings()
    assert parse_settings("") == Settings()


@pytest.mark.parametrize(
    "text",
    [
        "[live\n",
        "live = 3",
        "[live]\nrate_hz = 0",
        '[live]\nrate_hz = "fast"',
        "[live]\nheatmap_on = 1",
        "[live]\nheatmap_opacity = 1.5",
        "[live]\nheatmap_opacity = nan",
        "[live]\nheatmap_opacity = true",
        '[live]\noperating_point = "bold"',
        '[live]\ncolor_map = "jet"',
        "[live]\nlayout = 2",
        "[live]\nheatmap_smoothing_s = 9",
        "[live]\noperating_point = 1",
        '[storage]\nfolder = ""',
        "[storage]\nfolder = 3",
        "[recording]\npreroll_s = 5",
        "[recording]\nsplit_mb = 0",
        "[recording]\nsplit_mb = inf",
        "[live]\nrate_hz = 1" + "0" * 400,
        "[live]\nlayout = []",
        '[appearance]\nlanguage = "tlh"',
        "[worklist]\nport = 1.5",
        "[views]\nx = 3",
        '[scopes]\nx = "oval"',
        '[recording]\npixelation = "maybe"',
    ],
)
def test_damaged_settings_are_kept_replaced_and_reported(text: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        parse_settings(text)
    path = tmp_path / "settings.toml"
    path.write_text(text)
    loaded = load_settings(path)
    assert loaded.settings == Settings()
    assert "settings.toml.damaged" in loaded.notice
    assert (tmp_path / "settings.toml.damaged").read_text() == text
    assert not path.exists()


def test_bytes_that_are_no_text_are_damaged(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe\x00live")
    assert load_settings(path).notice
    assert load_settings(path).settings == Settings()


def test_without_settings_the_defaults_apply_silently(tmp_path: Path) -> None:
    loaded = load_settings(tmp_path / "none" / "settings.toml")
    assert loaded.settings == Settings()
    assert loaded.notice == ""


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    loaded = load_settings(tmp_path)  # a folder
    assert loaded.settings == Settings()
    assert loaded.notice


def test_saved_settings_are_loaded(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    settings = Settings(live=LiveSettings(5.0, heatmap_on=False, heatmap_opacity=0.25))
    save_settings(settings, path)
    assert load_settings(path).settings == settings
    assert "every frame" not in path.read_text()
    save_settings(Settings(), path)
    assert "rate_hz" not in path.read_text()
    assert {entry.name for entry in path.parent.iterdir()} == {LOCK_FILE, "settings.toml"}


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        save_settings(Settings(), tmp_path / "file" / "settings.toml")


def test_the_site_s_values_are_the_defaults_under_the_user_s(tmp_path: Path) -> None:
    site, user = tmp_path / "site.toml", tmp_path / "user.toml"
    site.write_text("[live]\nrate_hz = 5\n[appearance]\ntheme = 'light'\n")
    user.write_text("[live]\nheatmap_on = false\n")
    loaded = load_settings(user, site)
    assert loaded.settings.live == LiveSettings(5.0, heatmap_on=False)
    assert loaded.base.live == LiveSettings(5.0)
    assert loaded.settings.appearance.theme is Theme.LIGHT
    assert loaded.notice == ""


def test_what_the_site_changes_later_reaches_what_the_user_never_touched(tmp_path: Path) -> None:
    site, user = tmp_path / "site.toml", tmp_path / "user.toml"
    site.write_text("[live]\nrate_hz = 5\n")
    loaded = load_settings(user, site)
    site.write_text("[live]\nrate_hz = 8\nheatmap_opacity = 0.9\n")  # while the program runs
    chosen = replace(loaded.settings, live=replace(loaded.settings.live, heatmap_opacity=0.3))
    save_settings(chosen, user, loaded.base)
    assert load_settings(user, site).settings.live == LiveSettings(8.0, heatmap_opacity=0.3)


def test_the_user_can_take_the_site_s_keys_away(tmp_path: Path) -> None:
    site, user = tmp_path / "site.toml", tmp_path / "user.toml"
    site.write_text(format_settings(SITE))
    loaded = load_settings(user, site)
    assert loaded.settings == SITE
    save_settings(replace(SITE, keys=KeySettings()), user, loaded.base)
    assert load_settings(user, site).settings.keys == KeySettings()


def test_a_damaged_file_of_the_site_is_reported_and_left(tmp_path: Path) -> None:
    site, user = tmp_path / "site.toml", tmp_path / "user.toml"
    site.write_text("[live]\nrate_hz = 0\n")
    user.write_text("[live]\nheatmap_on = false\n")
    loaded = load_settings(user, site)
    assert loaded.settings.live == LiveSettings(heatmap_on=False)
    assert "rate_hz" in loaded.notice
    assert site.exists()
    user.write_text("[live")
    told = load_settings(user, site).notice
    assert "user.toml.damaged" in told
    assert "site" in told
