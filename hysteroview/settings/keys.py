"""Keys and pedals that the operator has assigned to actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hysteroview.core.locations import named
from hysteroview.settings.presses import Press, parse_press


@dataclass(frozen=True, slots=True)
class KeySettings:
    """Assigned presses, by the name of the action.

    Attributes
    ----------
    chosen
        Actions with their presses, possibly none; other actions have their defaults. Names unknown
        to this version are preserved.
    """

    chosen: tuple[tuple[str, tuple[Press, ...]], ...] = ()

    def of(self, action: str) -> tuple[Press, ...] | None:
        """Return the presses assigned to an action; None if it has its defaults."""
        return dict(self.chosen).get(action)

    def assigning(self, action: str, presses: tuple[Press, ...]) -> KeySettings:
        """Return these settings with new presses for one action."""
        return KeySettings(tuple({**dict(self.chosen), action: presses}.items()))


def parse_keys(table: Mapping[str, object]) -> KeySettings:
    """Read a section like ``snapshot = ["F13", "hold PgDown"]``; a single press needs no list.

    Raises
    ------
    ValueError
        A value is not a press; the message contains the name of its action.
    """
    chosen = []
    for action, value in table.items():
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise ValueError(f"{named(action)}: must be a list of keys")
        try:
            chosen.append((action, tuple(parse_press(text) for text in texts)))
        except ValueError as error:
            raise ValueError(f"{named(action)}: {error}") from error
    return KeySettings(tuple(chosen))


def format_keys(settings: KeySettings) -> dict[str, list[str]]:
    """Return plain values, which `parse_keys` reads back."""
    return {action: [str(press) for press in presses] for action, presses in settings.chosen}
