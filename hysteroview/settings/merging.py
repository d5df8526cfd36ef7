"""Merging of settings that two programs have changed."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from hysteroview.settings.archives import Archives
from hysteroview.settings.entry import Section, entries_of
from hysteroview.settings.keys import KeySettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.view_presets import ViewSettings

T = TypeVar("T")
Pairs = tuple[tuple[str, T], ...]


def merge_changes(before: Settings, after: Settings, kept: Settings) -> Settings:
    """Return `kept` with what differs between the two others: single settings, and named ones."""
    merged: dict[str, Any] = {}
    for each in fields(Settings):
        old, new, mine = (getattr(settings, each.name) for settings in (before, after, kept))
        merged[each.name] = mine if old == new else _merge_section(old, new, mine)
    return Settings(**merged)


def _merge_section(old: Any, new: Any, mine: Any) -> Any:
    match mine:
        case Section():
            values = {
                name: getattr(new, name)
                for name in entries_of(type(mine))
                if getattr(new, name) != getattr(old, name)
            }
            return replace(mine, **values)
        case ViewSettings():
            return ViewSettings(_merge_pairs(old.presets, new.presets, mine.presets))
        case Archives():
            return Archives(_merge_pairs(old.named, new.named, mine.named))
        case KeySettings():
            return KeySettings(_merge_pairs(old.chosen, new.chosen, mine.chosen))
        case _:
            raise AssertionError(mine)


def _merge_pairs(old: Pairs[T], new: Pairs[T], mine: Pairs[T]) -> Pairs[T]:
    """Return `mine` with the names that were added, changed and removed from `old` to `new`."""
    before, after = dict(old), dict(new)
    merged = {name: value for name, value in mine if name in after or name not in before}
    merged |= {name: value for name, value in new if name not in before or before[name] != value}
    return tuple(merged.items())
