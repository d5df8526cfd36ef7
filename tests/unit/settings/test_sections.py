"""Settings survive a round trip; damaged ones are kept, replaced and told."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.settings.file import (
    format_settings,
    load_settings,
    parse_settings,
    save_settings,
)
from hysteroview.settings.keys import KeySettings, parse_keys
from hysteroview.settings.live_section import OPERATING_POINTS, ColorMap, Layout, LiveSettings
from hysteroview.settings.sections import (
    LANGUAGES,
    MOST_DELAY_S,
    AppearanceSettings,
    Pixelation,
    RecordingSettings,
    Settings,
    StorageSettings,
    StudySettings,
    Theme,
    WorklistSettings,
)
from hysteroview.settings.values import FORMS

SITE = Settings(
    LiveSettings(rate_hz=5.0),
    keys=parse_keys({"mark": ["F9"]}),
    appearance=AppearanceSettings(Theme.LIGHT, "zh_CN"),
)


@given(
    settings=st.builds(
        Settings,
        live=st.builds(
            LiveSettings,
            rate_hz=st.none() | st.floats(0.1, 240),
            heatmap_on=st.booleans(),
            heatmap_opacity=st.floats(0, 1),
            operating_point=st.sampled_from(OPERATING_POINTS),
            color_map=st.sampled_from(ColorMap),
            heatmap_smoothing_s=st.floats(0, 2),
            layout=st.sampled_from(Layout),
            sound_on=st.booleans(),
        ),
        storage=st.builds(
            StorageSettings,
            folder=st.just(Path("/exams/today")),
            second_folder=st.none() | st.just(Path("/mnt/second")),
        ),
        recording=st.builds(
            RecordingSettings,
            split_minutes=st.none() | st.floats(0.1, 1440),
            split_mb=st.none() | st.floats(10, 1e6),
            preroll_s=st.just(0.0) | st.floats(10, 60),
            pixelation=st.sampled_from(Pixelation),
            subtitles=st.booleans(),
        ),
        keys=st.sampled_from([KeySettings(), parse_keys({"mark": ["F9", "F10"]})]),
        study=st.builds(
            StudySettings, is_on=st.booleans(), delay_s=st.none() | st.floats(0, MOST_DELAY_S)
        ),
        worklist=st.builds(
            WorklistSettings,
            host=st.sampled_from(["", "ris.example"]),
            port=st.integers(1, 65535),
            modality=st.sampled_from(["", "ES"]),
        ),
        appearance=st.builds(
            AppearanceSettings,
            theme=st.sampled_from(Theme),
            language=st.sampled_from(LANGUAGES),
        ),
    ),
    base=st.sampled_from([None, Settings(), SITE]),
)
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
        '[recording]\npixelation = "maybe"',
    ],
)
def test_damaged_settings_are_kept_replaced_and_told(text: str, tmp_path: Path) -> None:
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


def test_no_settings_are_the_defaults_without_a_word(tmp_path: Path) -> None:
    loaded = load_settings(tmp_path / "none" / "settings.toml")
    assert loaded.settings == Settings()
    assert loaded.notice == ""


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    loaded = load_settings(tmp_path)  # a folder
    assert loaded.settings == Settings()
    assert loaded.notice


def test_saved_settings_are_loaded(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    settings = Settings(LiveSettings(5.0, heatmap_on=False, heatmap_opacity=0.25))
    save_settings(settings, path)
    assert load_settings(path).settings == settings
    assert "every frame" not in path.read_text()
    save_settings(Settings(), path)
    assert "rate_hz" not in path.read_text()
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
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


def test_a_damaged_file_of_the_site_is_told_and_left(tmp_path: Path) -> None:
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


def test_every_setting_has_its_form_in_the_file() -> None:
    for section, forms in FORMS.items():
        part = getattr(Settings(), section)
        assert list(forms) == [field.name for field in fields(part)], section
