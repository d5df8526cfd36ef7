"""Carries out the decisions about findings; each can be undone, and each is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QUndoStack

from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.core.review.findings import (
    CHANGED,
    REDONE,
    UNDONE,
    FindingChange,
    FindingsReview,
    FindingState,
    ReviewFinding,
    review_of,
)
from hysteroview.gui.review.decisions.command import DecisionCommand
from hysteroview.gui.review.decisions.keepers import DecisionKeeper
from hysteroview.gui.review.decisions.panel import FindingsPanel, When
from hysteroview.gui.review.waiting_writes import WaitingWrites
from hysteroview.gui.tasks import TaskRunner


class FindingsController(QObject):
    """Decide about the findings of one recording, and keep each decision off the GUI thread.

    A decision that cannot be kept is shown all the same, and waits with those after it in `writes`.

    Parameters
    ----------
    place
        Returns the time of a finding that is added, from and to, and where one is split, which is
        the position of the player, ns; None while it shows nothing.

    Attributes
    ----------
    review
        The findings, with all decisions about them.
    when
        Returns the time of a finding in words; None for that of the findings' own clock.

    Signals
    -------
    changed()
        `review` is another one.
    failed(HysteroViewError)
        The decisions cannot be read, or one is not possible.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        panel: FindingsPanel,
        keeper: DecisionKeeper,
        tasks: TaskRunner,
        place: Callable[[], tuple[int, int, int] | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel, self._keeper, self._tasks, self._place = panel, keeper, tasks, place
        self.writes = WaitingWrites(tasks, self)
        self.writes.changed.connect(panel.show_unsaved)
        self.when: When | None = None
        self._proposed: tuple[ReviewFinding, ...] = ()
        self.review = FindingsReview()
        self.history = QUndoStack(self)
        panel.bind_history(self.history)
        panel.decided.connect(self._decide)
        panel.relabeled.connect(self._relabel)
        panel.noted.connect(self._annotate)
        panel.split_requested.connect(self._split)
        panel.merge_requested.connect(self._merge)
        panel.add_requested.connect(self._add)

    def show(self, proposed: Iterable[ReviewFinding]) -> None:
        """Show these episodes with what was decided about them."""
        self._proposed = tuple(proposed)
        self._read()

    def take_proposed(self, proposed: Iterable[ReviewFinding]) -> None:
        """Show these episodes in place of those before, with the same decisions."""
        self._proposed = tuple(proposed)
        self._set(self.review)

    def refresh(self) -> None:
        """Show the findings again, since their times read differently now."""
        self._panel.show_findings(self.review.findings, self.when)

    def _read(self) -> None:
        self.history.clear()
        read = partial(_read_review, self._keeper)
        self._tasks.submit_or_fail(read, self._set, self.failed.emit)

    def _set(self, review: FindingsReview) -> None:
        self.review = replace(review, proposed=self._proposed)
        self.refresh()
        self.changed.emit()

    def _decide(self, key: str, state: FindingState) -> None:
        words = {
            FindingState.OPEN: self.tr("Open {0} again"),
            FindingState.ACCEPTED: self.tr("Accept {0}"),
            FindingState.REJECTED: self.tr("Reject {0}"),
        }
        self._push(words[state].format(self._code(key)), self.review.decide(key, state))

    def _relabel(self, key: str, code: str) -> None:
        before = self._code(key)
        if code != before:
            words = self.tr("Change {0} to {1}").format(before, code)
            self._push(words, self.review.relabel(key, code))

    def _annotate(self, key: str, note: str) -> None:
        words = self.tr("Note on {0}").format(self._code(key))
        self._push(words, self.review.annotate(key, note))

    def _split(self, key: str) -> None:
        place, finding = self._place(), self.review.find(key)
        if place is None or not finding.start_ns < place[2] < finding.end_ns:
            message = self.tr("A finding is split at the picture that is shown.")
            remedy = self.tr("Show a picture between its beginning and its end.")
            self.failed.emit(HysteroViewError(message, remedy=remedy))
            return
        self._push(self.tr("Split {0}").format(finding.code), self.review.split(key, place[2]))

    def _merge(self, keys: list[str]) -> None:
        self._push(self.tr("Merge {0}").format(self._code(keys[0])), self.review.merge(keys))

    def _add(self, code: str) -> None:
        place = self._place()
        if place is None:
            return
        from_ns, to_ns, now_ns = place
        best_ns = min(max(now_ns, from_ns), to_ns)
        words = self.tr("Add {0}").format(code)
        self._push(words, self.review.add(code, from_ns, to_ns, best_ns))

    def _code(self, key: str) -> str:
        return self.review.find(key).code

    def _push(self, text: str, change: FindingChange) -> None:
        made, undone, redone = (
            partial(self._apply, kind, change) for kind in (CHANGED, UNDONE, REDONE)
        )
        self.history.push(DecisionCommand(text, made, undone, redone))
        added = [each.key for each in change.after if each.key not in change.before]
        if added:
            self._panel.list.clearSelection()
            self._panel.select(added)

    def _apply(self, kind: str, change: FindingChange) -> None:
        """Bring a change into effect or take it back, and keep that."""
        content: Mapping[str, Any] = {"change": change.number}
        if kind == CHANGED:
            content, review = change.as_dict(), self.review.with_change(change)
        elif kind == UNDONE:
            review = self.review.without(change.number)
        else:
            review = self.review.again(change.number)
        self._set(review)
        self.writes.add(partial(self._keeper.write, kind, content, review.decided))


def _read_review(keeper: DecisionKeeper) -> FindingsReview:
    try:
        return review_of((), keeper.read())
    except (KeyError, TypeError, ValueError) as error:
        raise StorageError(
            _tr("The decisions about the findings are damaged and cannot be read."),
            remedy=_tr("Run `hysteroview exam verify`. The results of the AI are shown as open."),
        ) from error


def _tr(text: str) -> str:
    return QCoreApplication.translate("FindingsController", text)
