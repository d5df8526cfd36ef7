"""Detection of short and long presses of keys and pedals from the edges of their contacts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hysteroview.core.types import NS_PER_S

# if a contact opens and closes again within this time, it counts as still pressed
BOUNCE_NS = 40_000_000
LONG_NS = 600_000_000  # minimum duration of a long press
# A second closing without an opening is a key repeat that is not marked as such (some remote
# desktops); after this time it is a new press after a lost opening.
_LOST_NS = NS_PER_S
_HOLD = "hold "


@dataclass(frozen=True, slots=True, order=True)
class Press:
    """A short or long press of a key.

    Attributes
    ----------
    key
        Name of the key in Qt's portable text: "Space", "F13", "Ctrl+Z".
    """

    key: str
    is_long: bool = False

    def __str__(self) -> str:
        return f"{_HOLD}{self.key}" if self.is_long else self.key


def parse_press(text: str) -> Press:
    """Parse the text that `str` returns for a press.

    Raises
    ------
    ValueError
        It contains no key.
    """
    is_long = text.startswith(_HOLD)
    key = text.removeprefix(_HOLD).strip()
    if not key:
        raise ValueError('a key must be written like "F13" or "hold F13"')
    return Press(key, is_long)


@dataclass(slots=True)
class _Contact:
    """State of one key from its first closing to the end of bouncing."""

    began_ns: int
    edge_ns: int  # time of the last closing or opening
    is_closed: bool = True
    is_reported: bool = False


class PressReader:
    """Convert closings and openings of contacts to presses. Time is passed in.

    A key with only a short action is reported when it closes, so that a snapshot is not delayed. A
    key that also has a long action is reported when it is released, or when it was held long
    enough. A closing within `BOUNCE_NS` of an opening continues the press before it.

    Parameters
    ----------
    short, long
        Names of the keys whose short or long press has an action; others are ignored.
    """

    def __init__(self, short: Collection[str], long: Collection[str] = ()) -> None:
        self._short, self._long = frozenset(short), frozenset(long)
        self._contacts: dict[str, _Contact] = {}

    @property
    def due_ns(self) -> int | None:
        """Latest time for the next call of `advance`; None if no key is pressed."""
        dues = (self._due(key, contact) for key, contact in self._contacts.items())
        return min((due for due in dues if due is not None), default=None)

    def close_contact(self, key: str, now_ns: int) -> list[Press]:
        """Register that a key was pressed; return the resulting presses."""
        presses = self.advance(now_ns)
        if key not in self._short | self._long:
            return presses
        contact = self._contacts.get(key)
        if contact is not None and (not contact.is_closed or now_ns - contact.edge_ns < _LOST_NS):
            contact.is_closed, contact.edge_ns = True, now_ns
            return presses
        contact = self._contacts[key] = _Contact(now_ns, now_ns)
        if key not in self._long:
            contact.is_reported = True
            presses.append(Press(key))
        return presses

    def open_contact(self, key: str, now_ns: int) -> list[Press]:
        """Register that a key was released; return the resulting presses."""
        presses = self.advance(now_ns)
        contact = self._contacts.get(key)
        if contact is not None and contact.is_closed:
            contact.is_closed, contact.edge_ns = False, now_ns
        return presses

    def advance(self, now_ns: int) -> list[Press]:
        """Return the presses that result from elapsed time."""
        presses: list[Press] = []
        for key, contact in list(self._contacts.items()):
            due_ns = self._due(key, contact)
            if due_ns is None or now_ns < due_ns:
                continue
            if contact.is_closed:
                presses.append(Press(key, is_long=True))
                contact.is_reported = True
                continue
            del self._contacts[key]
            if not contact.is_reported and key in self._short:
                presses.append(Press(key))
        return presses

    def forget(self) -> None:
        """Reset all keys without reporting presses, because their events are no longer received."""
        self._contacts.clear()

    def _due(self, key: str, contact: _Contact) -> int | None:
        """Return the time at which the state of a contact changes by itself; None if never."""
        if not contact.is_closed:
            return contact.edge_ns + BOUNCE_NS
        if key in self._long and not contact.is_reported:
            return contact.began_ns + LONG_NS
        return None
