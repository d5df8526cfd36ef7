"""Settings survive a round trip; damaged ones are kept, replaced and told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.core.live_settings import OPERATING_POINTS, ColorMap, Layout, LiveSettings
from hysteroview.core.settings import (
    Pixelation,
    RecordingSettings,
    Settings,
    StorageSettings,
    format_settings,
    load_settings,
    parse_settings,
    save_settings,
)


@given(
    rate_hz=st.none() | st.floats(0.1, 240),
    on=st.booleans(),
    opacity=st.floats(0, 1),
    recording=st.builds(
        RecordingSettings,
        split_minutes=st.none() | st.floats(0.1, 1440),
        split_mb=st.none() | st.floats(10, 1e6),
        preroll_s=st.just(0.0) | st.floats(10, 60),
        pixelation=st.sampled_from(Pixelation),
        subtitles=st.booleans(),
    ),
    second=st.none() | st.just(Path("/mnt/second")),
    live=st.builds(
        LiveSettings,
        operating_point=st.sampled_from(OPERATING_POINTS),
        color_map=st.sampled_from(ColorMap),
        heatmap_smoothing_s=st.floats(0, 2),
        layout=st.sampled_from(Layout),
    ),
)
def test_settings_survive_a_round_trip(
    rate_hz: float | None,
    on: bool,
    opacity: float,
    recording: RecordingSettings,
    second: Path | None,
    live: LiveSettings,
) -> None:
    settings = Settings(
        replace(live, rate_hz=rate_hz, heatmap_on=on, heatmap_opacity=opacity),
        StorageSettings(Path("/exams/today"), second),
        recording,
    )
    assert parse_settings(format_settings(settings)) == settings


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
    assert 'rate_hz = "every frame"' in path.read_text()
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        save_settings(Settings(), tmp_path / "file" / "settings.toml")
