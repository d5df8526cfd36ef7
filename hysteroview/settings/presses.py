"""What a key or pedal means: edges of its contact become short and long presses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hysteroview.core.types import NS_PER_S

BOUNCE_NS = 40_000_000  # a contact that opens and closes again within this has not been let go
LONG_NS = 600_000_000  # held so long, a press is a long one
# A second closing without an opening in between is a repeat that does not say so (some remote
# desktops); after so long it is a press whose opening was lost.
_LOST_NS = NS_PER_S
_HOLD = "hold "


@dataclass(frozen=True, slots=True, order=True)
class Press:
    """A key that was pressed, shortly or long.

    Attributes
    ----------
    key
        Its name, as in Qt's portable text: "Space", "F13", "Ctrl+Z".
    """

    key: str
    is_long: bool = False

    def __str__(self) -> str:
        return f"{_HOLD}{self.key}" if self.is_long else self.key


def parse_press(text: str) -> Press:
    """Read what `str` gives of a press.

    Raises
    ------
    ValueError
        There is no key in it.
    """
    is_long = text.startswith(_HOLD)
    key = text.removeprefix(_HOLD).strip()
    if not key:
        raise ValueError(f'a key must be written like "F13" or "hold F13", not {text!r}')
    return Press(key, is_long)


@dataclass(slots=True)
class _Contact:
    """One key between its first closing and the end of its bouncing."""

    began_ns: int
    edge_ns: int  # when it closed or opened last
    is_closed: bool = True
    is_told: bool = False


class PressReader:
    """Turn closings and openings of contacts into presses. Time is passed in.

    A key with a short meaning only is told when it closes, since nobody waits for a snapshot. A
    key that has a long meaning too is told when it is let go, or when it was held long enough.
    A closing within `BOUNCE_NS` of an opening continues the press before it.

    Parameters
    ----------
    short, long
        Names of the keys whose short or long press means something; others are not followed.
    """

    def __init__(self, short: Collection[str], long: Collection[str] = ()) -> None:
        self._short, self._long = frozenset(short), frozenset(long)
        self._contacts: dict[str, _Contact] = {}

    @property
    def due_ns(self) -> int | None:
        """When `advance` must be called at the latest; None if nothing is under way."""
        dues = (self._due(key, contact) for key, contact in self._contacts.items())
        return min((due for due in dues if due is not None), default=None)

    def close_contact(self, key: str, now_ns: int) -> list[Press]:
        """Take note that a key went down; return what was pressed by that."""
        presses = self.advance(now_ns)
        if key not in self._short | self._long:
            return presses
        contact = self._contacts.get(key)
        if contact is not None and (not contact.is_closed or now_ns - contact.edge_ns < _LOST_NS):
            contact.is_closed, contact.edge_ns = True, now_ns
            return presses
        contact = self._contacts[key] = _Contact(now_ns, now_ns)
        if key not in self._long:
            contact.is_told = True
            presses.append(Press(key))
        return presses

    def open_contact(self, key: str, now_ns: int) -> list[Press]:
        """Take note that a key went up; return what was pressed by that."""
        presses = self.advance(now_ns)
        contact = self._contacts.get(key)
        if contact is not None and contact.is_closed:
            contact.is_closed, contact.edge_ns = False, now_ns
        return presses

    def advance(self, now_ns: int) -> list[Press]:
        """Return what was pressed by the mere passing of time."""
        presses: list[Press] = []
        for key, contact in list(self._contacts.items()):
            due_ns = self._due(key, contact)
            if due_ns is None or now_ns < due_ns:
                continue
            if contact.is_closed:
                presses.append(Press(key, is_long=True))
                contact.is_told = True
                continue
            del self._contacts[key]
            if not contact.is_told and key in self._short:
                presses.append(Press(key))
        return presses

    def forget(self) -> None:
        """Let go of all keys, telling nothing: what happens to them now is not seen."""
        self._contacts.clear()

    def _due(self, key: str, contact: _Contact) -> int | None:
        """When time alone changes what is known of a contact; None if it never does."""
        if not contact.is_closed:
            return contact.edge_ns + BOUNCE_NS
        if key in self._long and not contact.is_told:
            return contact.began_ns + LONG_NS
        return None
