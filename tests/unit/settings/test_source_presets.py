"""Named sources: what is written is read back, and no password leaves the computer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.errors import SettingsError
from hysteroview.core.locations import HIDDEN
from hysteroview.settings.corrections import AspectChoice, ColorChoice, Correction
from hysteroview.settings.source_presets import (
    LoadedPresets,
    SourcePreset,
    find_preset,
    format_presets,
    load_presets,
    merge,
    parse_presets,
    save_presets,
)
from hysteroview.settings.view_presets import parse_view

OR_2 = SourcePreset(
    "OR 2", "rtsp://bob:geheim@10.0.0.5/live", correction=Correction(ColorChoice.BT601)
)
CARD = SourcePreset("Card", "camera:/dev/video0?fps=60", parse_view("round:0.1,0,0.8,1"))

names = st.text(st.characters(exclude_characters='/\\:?#"\n\r\t', codec="utf-8"), min_size=1,
                max_size=60).filter(str.strip)  # fmt: skip
texts = st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)


@given(st.dictionaries(names, texts, max_size=4))
def test_presets_are_read_as_they_were_written(wild: dict[str, str]) -> None:
    presets = tuple(SourcePreset(name, location) for name, location in wild.items())
    assert parse_presets(format_presets(presets, with_secrets=True)) == presets


def test_a_file_of_presets_is_private_and_survives_damage(tmp_path: Path) -> None:
    path = tmp_path / "new" / "sources.toml"
    assert load_presets(path).presets == ()
    save_presets([OR_2, CARD], path)
    assert path.stat().st_mode & 0o077 == 0
    assert load_presets(path).presets == (OR_2, CARD)
    for name in ("sources.toml.damaged", "sources.toml.damaged-2"):
        path.write_text("[sources.x]\nlocation = 7\n")
        assert name in load_presets(path).notice
        assert path.with_name(name).read_text().startswith("[sources.x]")
        assert load_presets(path) == LoadedPresets()


def test_an_export_has_no_passwords_and_an_import_keeps_the_known_ones() -> None:
    exported = format_presets([OR_2, CARD], with_secrets=False)
    assert "geheim" not in exported
    assert "geheim" not in repr(OR_2)
    elsewhere = parse_presets(exported)
    assert elsewhere[0].location == f"rtsp://10.0.0.5/{HIDDEN}"
    assert merge([OR_2], elsewhere) == (OR_2, CARD)
    moved = SourcePreset("or 2", f"rtsp://10.0.0.6/{HIDDEN}")
    assert merge([OR_2], [moved]) == (moved,)


def test_exports_of_earlier_versions_keep_the_known_passwords() -> None:
    old = SourcePreset("or 2", f"rtsp://bob:{HIDDEN}@10.0.0.5/live")
    assert merge([OR_2], [old])[0].location == OR_2.location
    other = SourcePreset("or 2", f"rtsp://eva:{HIDDEN}@10.0.0.5/live")
    assert merge([OR_2], [other]) == (other,)


def test_an_address_in_place_of_a_name_is_not_repeated() -> None:
    with pytest.raises(ValueError, match="name") as caught:
        SourcePreset("rtsp://bob:geheim@10.0.0.5/live", "Tower")
    assert "geheim" not in str(caught.value)
    for wrong in ("location = ['rtsp://bob:geheim@h']", "location = 7", "color = 'geheim'"):
        with pytest.raises(SettingsError) as refused:
            parse_presets(f"[sources.'rtsp://bob:geheim@h']\n{wrong}")
        assert "geheim" not in refused.value.message


def test_presets_are_found_by_name_and_say_what_to_open() -> None:
    assert find_preset(" or 2", [CARD, OR_2]) is OR_2
    assert find_preset("camera:0", [CARD, OR_2]) is None
    assert OR_2.opening == "rtsp://bob:geheim@10.0.0.5/live#color=bt601"
    assert CARD.opening == CARD.location
    narrow = replace(CARD, correction=Correction(aspect=AspectChoice.RATIO_4_3))
    assert narrow.opening == f"{CARD.location}#aspect=4:3"
    assert parse_presets(format_presets([narrow], with_secrets=True)) == (narrow,)


def test_presets_of_earlier_versions_have_no_aspect() -> None:
    (preset,) = parse_presets("[sources.x]\nlocation = 'udp://h:1'\ncolor = 'bt709'")
    assert preset.correction == Correction(ColorChoice.BT709)


@pytest.mark.parametrize(
    "text",
    ["[", "sources = 3", "[sources]\nx = 1", "[sources.x]\nview = 'auto'",
     "[sources.x]\nlocation = 'a'\nview = 'star'", "[sources.x]\nlocation = 'a'\ncolor = 'red'",
     "[sources.x]\nlocation = 'camera:0'\ncolor = 'bt601'",
     "[sources.x]\nlocation = 'phantom:'\naspect = '4:3'", "[sources.'a/b']\nlocation = 'a'"],
)  # fmt: skip
def test_damaged_presets_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="damaged"):
        parse_presets(text)
