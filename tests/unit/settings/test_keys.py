"""Assigned keys survive the settings file; an invalid key is reported with its action."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.errors import SettingsError
from hysteroview.settings.file import format_settings, parse_settings
from hysteroview.settings.keys import KeySettings
from hysteroview.settings.presses import Press
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import StudySettings

_presses = st.builds(
    Press, st.sampled_from(["Space", "F13", "Ctrl+Z", ",", '"', "ä"]), st.booleans()
)
_keys = st.builds(
    KeySettings,
    st.dictionaries(
        st.sampled_from(["snapshot", "mark", "of_the_future"]), st.lists(_presses).map(tuple)
    ).map(lambda chosen: tuple(chosen.items())),
)


@given(_keys, _keys, st.booleans(), st.none() | st.floats(0, 15))
def test_keys_pedal_and_study_survive_a_round_trip(
    keys: KeySettings, pedal: KeySettings, is_on: bool, delay_s: float | None
) -> None:
    settings = Settings(keys=keys, pedal=pedal, study=StudySettings(is_on, delay_s))
    assert parse_settings(format_settings(settings)) == settings


def test_one_press_may_stand_alone() -> None:
    settings = parse_settings('[pedal]\nsnapshot = "F13"\nfreeze = "hold F13"\nmark = []\n')
    assert settings.pedal.of("snapshot") == (Press("F13"),)
    assert settings.pedal.of("freeze") == (Press("F13", is_long=True),)
    assert settings.pedal.of("mark") == ()
    assert settings.pedal.of("record") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[keys]\nsnapshot = 5\n", "keys.snapshot"),
        ('[pedal]\nmark = ["hold "]\n', "pedal.mark"),
        ("[keys]\nmark = [1]\n", "keys.mark"),
        ("[study]\ndelay_s = 16\n", "study.delay_s"),
        ('[study]\nis_on = "yes"\n', "study.is_on"),
    ],
)
def test_what_cannot_be_used_is_reported_by_name(text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        parse_settings(text)
