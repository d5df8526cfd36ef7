"""Archives in the settings file: a section of its own for each, by the operator's name of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hysteroview.core.errors import SettingsError
from hysteroview.settings.archives import Archives, ArchiveSettings, VideoRule
from hysteroview.settings.file import format_settings, load_settings, parse_settings, save_changes
from hysteroview.settings.sections import Settings

MAIN = ArchiveSettings(host="pacs.example.org", port=11112, video=VideoRule.NONE, encrypts=True,
                       authority=Path("/etc/ca.pem"))  # fmt: skip
SETTINGS = Settings(
    archives=Archives((("Main archive", MAIN), ("研究", ArchiveSettings(host="b"))))
)


def test_archives_survive_the_file() -> None:
    text = format_settings(SETTINGS, Settings())
    assert '[archives."Main archive"]' in text
    assert parse_settings(text) == SETTINGS


def test_a_file_by_hand_needs_only_the_address() -> None:
    settings = parse_settings('[archives.PACS]\nhost = "10.0.0.5"\nunknown = 1\n')
    archive = settings.archives.find("PACS")
    assert archive == ArchiveSettings(host="10.0.0.5")
    assert archive.verify
    assert not archive.is_automatic


@pytest.mark.parametrize(
    "text",
    [
        "[archives]\nPACS = 1\n",
        '[archives.PACS]\nport = "104"\n',
        "[archives.PACS]\nport = 70000\n",
        '[archives." "]\nhost = "a"\n',
        f'[archives.{"x" * 41}]\nhost = "a"\n',
        '[archives.PACS]\nvideo = "sometimes"\n',
    ],
)
def test_damaged_archives_are_refused_with_their_place(text: str) -> None:
    with pytest.raises(SettingsError, match="archives"):
        parse_settings(text)


def test_two_programs_change_different_archives(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    save_changes(Settings(), SETTINGS, path, Settings())
    mine = replace(SETTINGS, archives=SETTINGS.archives.without("研究"))
    theirs = SETTINGS.archives.with_archive("Main archive", replace(MAIN, port=104))
    save_changes(SETTINGS, replace(SETTINGS, archives=theirs), path, Settings())
    save_changes(SETTINGS, mine, path, Settings())
    kept = load_settings(path, tmp_path / "no site").settings
    assert kept.archives == Archives((("Main archive", replace(MAIN, port=104)),))
