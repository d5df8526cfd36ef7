"""Runs actions, some only after confirmation, and undoes them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from hysteroview.core.types import NS_PER_S
from hysteroview.gui.actions.table import Act, action_table

ANSWER_WITHIN_S = 8
_NO_SLIP_NS = NS_PER_S // 2  # a foot that slips on a pedal presses twice within this time
_MOST_UNDOS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Undo:
    """How to undo one action.

    Attributes
    ----------
    words
        Shown after it was undone.
    take_back
        Undoes it; returns False if that is no longer possible.
    """

    words: str
    take_back: Callable[[], bool]


class ActionRunner(QObject):
    """Run the actions that keys, pedals and buttons request.

    Signals
    -------
    asked(Act)
        It cannot be undone: it runs if it is requested again within `ANSWER_WITHIN_S`.
    answered()
        The question was confirmed or canceled.
    undone(str)
        The text of what was undone; empty if there was nothing to undo.
    unavailable(Act)
        It was requested, but nothing offers it now.
    """

    asked = Signal(object)
    answered = Signal()
    undone = Signal(str)
    unavailable = Signal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        clock_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        super().__init__(parent)
        self._clock_ns = clock_ns
        self._does: dict[Act, Callable[[], object]] = {}
        self._asks = {act for act, action in action_table().items() if action.asks}
        self._leave_actions: list[Callable[[], bool]] = []
        self._undos: deque[Undo] = deque(maxlen=_MOST_UNDOS)
        self._asked: Act | None = None
        self._asked_ns = 0
        self._timer = QTimer(self, interval=ANSWER_WITHIN_S * 1000, singleShot=True)
        self._timer.timeout.connect(self.cancel)
        self.offer(Act.UNDO, self.undo)
        self.offer(Act.LEAVE, self._leave)

    def offer(self, act: Act, do: Callable[[], object]) -> None:
        """Run this function for an action from now on; an action without one does nothing."""
        self._does[act] = do

    def ask_before(self, act: Act) -> None:
        """Ask for confirmation before this action."""
        self._asks.add(act)

    def do_at_once(self, act: Act) -> None:
        """Ask for no confirmation before this action."""
        self._asks.discard(act)

    def add_leave_action(self, leave: Callable[[], bool]) -> None:
        """Let `Act.LEAVE` try this first from now on; it returns whether it closed something."""
        self._leave_actions.insert(0, leave)

    def is_offered(self, act: Act) -> bool:
        """Whether an action has a function."""
        return act in self._does

    def perform(self, act: Act) -> None:
        """Run an action; one that cannot be undone has to be requested twice."""
        do = self._does.get(act)
        if do is None:
            self.unavailable.emit(act)
            return
        if act in self._asks and not self._is_confirmed(act):
            return
        do()

    def confirm(self) -> None:
        """Run the action of the question: it was confirmed with a button."""
        act = self._asked
        if act is not None:
            self.cancel()
            self._does[act]()

    def remember(self, undo: Undo) -> None:
        """Remember how to undo what was just done."""
        self._undos.append(undo)

    def undo(self) -> None:
        """Undo the last action that can still be undone."""
        while self._undos:
            last = self._undos.pop()
            if last.take_back():
                self.undone.emit(last.words)
                return
        self.undone.emit("")

    def cancel(self) -> None:
        """Cancel the question."""
        self._timer.stop()
        if self._asked is not None:
            self._asked = None
            self.answered.emit()

    def _leave(self) -> None:
        if self._asked is not None:
            self.cancel()
            return
        any(leave() for leave in self._leave_actions)  # until one closes something

    def _is_confirmed(self, act: Act) -> bool:
        now_ns = self._clock_ns()
        if self._asked is not act:
            self._asked, self._asked_ns = act, now_ns
            self._timer.start()
            self.asked.emit(act)
            return False
        if now_ns - self._asked_ns < _NO_SLIP_NS:
            return False
        self.cancel()
        return True
