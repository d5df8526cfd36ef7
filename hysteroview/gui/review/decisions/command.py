"""A decision that can be undone and made again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand


class DecisionCommand(QUndoCommand):
    """Brings a decision into effect when it is pushed; each step is kept by what it calls.

    Its owner clears the stack before both are given up: Python's garbage collector may delete the
    commands first, and Qt would delete them again with their stack.

    Parameters
    ----------
    text
        What is done, for buttons.
    make, take_back, make_again
        Called when it is pushed, undone, and redone.
    """

    def __init__(
        self,
        text: str,
        make: Callable[[], None],
        take_back: Callable[[], None],
        make_again: Callable[[], None],
    ) -> None:
        super().__init__(text)
        self._make, self._take_back, self._make_again = make, take_back, make_again
        self._is_new = True

    def redo(self) -> None:
        """Make the decision, for the first time or again."""
        act = self._make if self._is_new else self._make_again
        self._is_new = False
        act()

    def undo(self) -> None:
        """Take the decision back."""
        self._take_back()
