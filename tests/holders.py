"""Holders of settings for tests of the window."""

from __future__ import annotations

from typing import Any

from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings


def observed(**sections: Any) -> ObservedSettings:
    """Return settings in force, the defaults but for these sections; nothing is saved."""
    return ObservedSettings(CurrentSettings(Settings(**sections)))
