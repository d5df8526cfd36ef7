"""All settings: the sections of the settings file, and the entries of the table by their keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

from hysteroview.settings.archives import ARCHIVE_TABLE, Archives, ArchiveSettings
from hysteroview.settings.entry import Entry, Section, entries_of
from hysteroview.settings.gate_table import GateSettings
from hysteroview.settings.keys import KeySettings
from hysteroview.settings.table import (
    AppearanceSettings,
    ExportSettings,
    LiveSettings,
    RecordingSettings,
    ReportSettings,
    SendingSettings,
    StorageSettings,
    StudySettings,
    WorklistSettings,
)
from hysteroview.settings.view_presets import ViewSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, in the order of the settings page.

    Attributes
    ----------
    archives
        Archives (PACS) by the operator's names of them.
    views, scopes
        Fields of view by the names of sources, and by the operator's names of endoscopes.
    keys, pedal
        Presses that the operator has assigned.
    """

    appearance: AppearanceSettings = field(default_factory=AppearanceSettings)
    live: LiveSettings = field(default_factory=LiveSettings)
    gate: GateSettings = field(default_factory=GateSettings)
    study: StudySettings = field(default_factory=StudySettings)
    recording: RecordingSettings = field(default_factory=RecordingSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)
    report: ReportSettings = field(default_factory=ReportSettings)
    export: ExportSettings = field(default_factory=ExportSettings)
    worklist: WorklistSettings = field(default_factory=WorklistSettings)
    sending: SendingSettings = field(default_factory=SendingSettings)
    archives: Archives = field(default_factory=Archives)
    views: ViewSettings = field(default_factory=ViewSettings)
    scopes: ViewSettings = field(default_factory=ViewSettings)
    keys: KeySettings = field(default_factory=KeySettings)
    pedal: KeySettings = field(default_factory=KeySettings)

    def value(self, entry: Entry) -> Any:
        """Return the value of one setting."""
        return getattr(getattr(self, entry.section), entry.name)


def _sections() -> Iterator[tuple[str, type[Section]]]:
    for each in fields(Settings):
        section = type(getattr(Settings(), each.name))
        if issubclass(section, Section):
            yield each.name, section


SECTIONS = dict(_sections())
TABLE = tuple(
    replace(entry, section=name)
    for name, section in SECTIONS.items()
    for entry in entries_of(section).values()
)


def entry_of(key: str) -> Entry:
    """Return the entry with this key, such as "live.rate_hz"."""
    return next(entry for entry in TABLE if entry.key == key)


def texts() -> tuple[str, ...]:
    """Return the texts of the table to be translated."""
    heads = (text for each in SECTIONS.values() for text in (each.title, each.remark) if text)
    of_entries = (text for entry in (*TABLE, *ARCHIVE_TABLE) for text in entry.texts)
    return (*heads, ArchiveSettings.title, *of_entries)
