"""Where actions are done: once, or when asked twice, with a way back."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from hysteroview.core.types import NS_PER_S
from hysteroview.gui.actions.table import Act, action_table

ANSWER_WITHIN_S = 8
_NO_SLIP_NS = NS_PER_S // 2  # a foot that slips presses twice within this
_MOST_UNDOS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Undo:
    """The way back from something that was done.

    Attributes
    ----------
    words
        What is told once it is taken back.
    take_back
        False if it cannot be taken back any more.
    """

    words: str
    take_back: Callable[[], bool]


class ActionRunner(QObject):
    """Take actions from keys, pedals and buttons alike.

    Signals
    -------
    asked(Act)
        It cannot be undone: it is done if it is asked for again within `ANSWER_WITHIN_S`.
    answered()
        What was asked about is done, or was canceled.
    undone(str)
        The words of what was taken back; empty if there was nothing.
    """

    asked = Signal(object)
    answered = Signal()
    undone = Signal(str)

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
        """Do this for an action from now on; one that nobody offers does nothing."""
        self._does[act] = do

    def ask_before(self, act: Act) -> None:
        """Ask before this action too, since something ends with it."""
        self._asks.add(act)

    def do_at_once(self, act: Act) -> None:
        """Ask no more before this action: nothing ends with it."""
        self._asks.discard(act)

    def add_leave_action(self, leave: Callable[[], bool]) -> None:
        """Let `Act.LEAVE` try this first from now on; it says whether there was something."""
        self._leave_actions.insert(0, leave)

    def is_offered(self, act: Act) -> bool:
        """Say whether an action does anything."""
        return act in self._does

    def perform(self, act: Act) -> None:
        """Do it; one that cannot be undone is asked for twice."""
        do = self._does.get(act)
        if do is None:
            return
        if act in self._asks and not self._is_confirmed(act):
            return
        do()

    def confirm(self) -> None:
        """Do what was asked about: the answer was a button of its own."""
        act = self._asked
        if act is not None:
            self.cancel()
            self._does[act]()

    def remember(self, undo: Undo) -> None:
        """Note how to take back what was just done."""
        self._undos.append(undo)

    def undo(self) -> None:
        """Take back the last that can be."""
        while self._undos:
            last = self._undos.pop()
            if last.take_back():
                self.undone.emit(last.words)
                return
        self.undone.emit("")

    def cancel(self) -> None:
        """Do not do what was asked about."""
        self._timer.stop()
        if self._asked is not None:
            self._asked = None
            self.answered.emit()

    def _leave(self) -> None:
        if self._asked is not None:
            self.cancel()
            return
        any(leave() for leave in self._leave_actions)  # the first that has something to leave

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
