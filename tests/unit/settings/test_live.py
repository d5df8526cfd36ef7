"""The settings in force: changes of all threads count, and they are saved once."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.settings.file import load_settings
from hysteroview.settings.keys import parse_keys
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import LiveSettings
from hysteroview.settings.view_presets import ViewSettings, parse_view


def test_a_change_is_in_force_at_once_and_leaves_the_rest() -> None:
    current = CurrentSettings(Settings(live=LiveSettings(rate_hz=5.0)))
    current.change("live", heatmap_opacity=0.25, sound_on=True)
    assert current.now == Settings(
        live=LiveSettings(rate_hz=5.0, heatmap_opacity=0.25, sound_on=True)
    )
    keys, pedal = parse_keys({"mark": ["F9"]}), parse_keys({"snapshot": ["F13"]})
    current.put(keys=keys, pedal=pedal)
    assert (current.now.keys, current.now.pedal) == (keys, pedal)


def test_what_has_not_changed_is_the_same_object() -> None:
    current = CurrentSettings()
    before = current.now
    current.change("live", heatmap_opacity=before.live.heatmap_opacity)
    assert current.now is before
    with pytest.raises(ValueError, match="heatmap_opacity"):
        current.change("live", heatmap_opacity=2.0)
    assert current.now is before


def test_no_change_of_another_thread_is_lost() -> None:
    current, start = CurrentSettings(), threading.Barrier(4)
    names = ("heatmap_on", "sound_on")

    def change(section: str, name: str) -> None:
        start.wait()
        for count in range(500):
            current.change(section, **{name: count % 2 == 0})
        current.change(section, **{name: True})

    pairs = (*(("live", name) for name in names), ("study", "is_on"), ("recording", "subtitles"))
    threads = [threading.Thread(target=change, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(getattr(getattr(current.now, section), name) for section, name in pairs)


def test_changes_are_saved_once_and_only_what_differs(tmp_path: Path) -> None:
    file = tmp_path / "config" / "settings.toml"
    current = CurrentSettings(Settings(live=LiveSettings(rate_hz=5.0)), file=file)
    current.save()
    assert not file.exists()  # what was loaded, or asked for on the command line
    current.change("live", sound_on=True)
    current.save()
    assert load_settings(file).settings.live == LiveSettings(sound_on=True)
    assert "opacity" not in file.read_text()
    file.unlink()
    current.save()
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_shown_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    current = CurrentSettings(file=tmp_path / "file" / "settings.toml")
    current.change("live", sound_on=True)
    with pytest.raises(StorageError):
        current.save()
    current.save()
    assert current.now.live.sound_on
    current.change("live", sound_on=False)
    with pytest.raises(StorageError):
        current.save()


def test_without_a_file_nothing_is_saved() -> None:
    current = CurrentSettings()
    current.put(live=replace(current.now.live, sound_on=True))
    current.save()


def test_what_another_program_has_changed_meanwhile_stays(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    first, second = CurrentSettings(file=file), CurrentSettings(file=file)
    round_view, full = parse_view("round:0.1,0,0.8,1"), parse_view("full")
    first.put(views=first.now.views.remember("camera", full), keys=parse_keys({"mark": ["F9"]}))
    first.change("live", sound_on=True)
    first.save()
    second.put(views=second.now.views.remember("card", round_view), keys=parse_keys({"undo": []}))
    second.change("live", rate_hz=5.0)
    second.save()
    found = load_settings(file).settings
    assert dict(found.views.presets) == {"camera": full, "card": round_view}
    assert found.live == LiveSettings(sound_on=True, rate_hz=5.0)
    assert found.keys == parse_keys({"mark": ["F9"], "undo": []})
    first.put(views=ViewSettings())  # what is removed is removed, and only that
    first.save()
    assert dict(load_settings(file).settings.views.presets) == {"card": round_view}


def test_a_file_that_was_damaged_meanwhile_is_kept_and_written_again(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    current = CurrentSettings(file=file)
    current.change("live", rate_hz=5.0)
    current.save()
    file.write_text("[live")
    current.change("live", sound_on=True)
    current.save()
    assert load_settings(file).settings.live == LiveSettings(sound_on=True, rate_hz=5.0)
    assert (tmp_path / "settings.toml.damaged").read_text() == "[live"
