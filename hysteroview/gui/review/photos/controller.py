"""Carries out what is requested of the photo plan; each action can be undone, and each is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from hysteroview.core.errors import StorageError
from hysteroview.core.review.findings import OTHER
from hysteroview.core.review.lesions import Lesion
from hysteroview.core.review.photo_plan import (
    PLAN_CHANGED,
    PLAN_REDONE,
    PLAN_UNDONE,
    PhotoPlan,
    PhotoSlot,
    PlanChange,
    plan_of,
)
from hysteroview.core.review.photo_proposals import PlanFrames, entries_of
from hysteroview.core.review.photo_slots import shown_spans, taken_of
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.records import Exam
from hysteroview.gui.look.places import place_words
from hysteroview.gui.review.decisions.command import DecisionCommand
from hysteroview.gui.review.decisions.controller import FindingsController
from hysteroview.gui.review.decisions.keepers import DecisionKeeper
from hysteroview.gui.review.photos.panel import PhotoPlanPanel
from hysteroview.gui.tasks import TaskRunner
from hysteroview.pipeline.review.plan_frames import plan_frames
from hysteroview.pipeline.review.track_columns import TrackColumns

MARK_NS = 3 * NS_PER_S // 2  # before and after a frame that is marked without a chosen part

Place = Callable[[], tuple[int, int, int] | None]


class PhotoPlanController(QObject):
    """The photo plan of one recording or exam, with its own marks and choices.

    Its actions are in the same history as decisions about findings, and are kept in the same log.

    Parameters
    ----------
    place
        Returns the stretch that is marked, from and to, and the frame that is shown, ns; None
        while none is shown.
    when
        Returns a time in words.

    Signals
    -------
    changed()
        The plan is shown anew: marks or choices may be others.
    """

    changed = Signal()

    def __init__(
        self,
        panel: PhotoPlanPanel,
        keeper: DecisionKeeper,
        findings: FindingsController,
        tasks: TaskRunner,
        place: Place,
    ) -> None:
        super().__init__(findings)
        self._panel, self._keeper, self._findings = panel, keeper, findings
        self._tasks, self._place = tasks, place
        self.when: Callable[[int], str] = str
        self.plan = PhotoPlan()
        self._frames: PlanFrames | None = None
        self._lesions: tuple[Lesion, ...] = ()
        self._taken: dict[PhotoSlot, int] = {}
        panel.marked.connect(self._mark)
        panel.unmarked.connect(self._unmark)
        panel.chosen.connect(self._choose)
        panel.proposed_again.connect(self._propose_again)
        findings.changed.connect(self.refresh)
        self.read()

    def read(self) -> None:
        """Read what is kept."""
        self._tasks.submit_or_fail(
            partial(_read_plan, self._keeper), self._set, self._findings.failed.emit
        )

    def take_columns(self, columns: TrackColumns | None) -> None:
        """Propose frames of this track; None without one."""
        self._frames = None if columns is None else plan_frames(columns)
        self.refresh()

    def take_exam(self, exam: Exam, times: Mapping[str, int | None]) -> None:
        """Take the lesions of an exam, and what its snapshots show.

        Parameters
        ----------
        times
            Of the snapshots, by the names of their records.
        """
        self._lesions = tuple(exam.lesions)
        self._taken = taken_of(exam.lesions, exam.pictures, times)
        self.refresh()

    def refresh(self) -> None:
        """Show the plan."""
        entries = entries_of(
            self.plan,
            self._frames,
            listed=[PhotoSlot.of_lesion(each.number) for each in self._lesions],
            shown=shown_spans(self._findings.review.findings, self._lesions),
            taken=self._taken,
        )
        self._panel.show_entries(entries, self._names(), self.when)
        self.changed.emit()

    def _names(self) -> dict[PhotoSlot, str]:
        """Return the names of lesions and accepted findings."""
        names = {
            PhotoSlot.of_lesion(lesion.number): " ".join(
                filter(None, (
                    self.tr("Lesion {0}").format(lesion.number), lesion.code,
                    place_words(lesion.place),
                ))
            )
            for lesion in self._lesions
        }  # fmt: skip
        for finding in self._findings.review.findings:
            code = self.tr("other") if finding.code == OTHER else finding.code
            names[PhotoSlot.of_finding(finding.key)] = self.tr("Finding {0}").format(code)
        return names

    def _set(self, plan: PhotoPlan) -> None:
        self.plan = plan
        self.refresh()

    def _mark(self, slot: PhotoSlot) -> None:
        if (place := self._place()) is None:
            return
        words = self.tr("Mark {0}").format(place_words(slot.place))
        self._push(words, self.plan.mark(slot, place[0], place[1], place[2]))
        self._panel.select(slot)

    def _unmark(self) -> None:
        place = self._place()
        spans = () if place is None else self.plan.spans_at(place[2])
        if spans:
            words = self.tr("Remove the mark of {0}").format(place_words(spans[-1].slot.place))
            self._push(words, self.plan.unmark(spans[-1]))

    def _choose(self, slot: PhotoSlot) -> None:
        if (place := self._place()) is not None:
            self._push(self.tr("Choose a frame"), self.plan.choose(slot, place[2]))

    def _propose_again(self, slot: PhotoSlot) -> None:
        self._push(self.tr("Propose a frame again"), self.plan.choose(slot, None))

    def _push(self, text: str, change: PlanChange) -> None:
        made, undone, redone = (
            partial(self._apply, kind, change) for kind in (PLAN_CHANGED, PLAN_UNDONE, PLAN_REDONE)
        )
        self._findings.history.push(DecisionCommand(text, made, undone, redone))

    def _apply(self, kind: str, change: PlanChange) -> None:
        """Bring a change into effect or take it back, and keep that."""
        content: Mapping[str, Any] = {"change": change.number}
        if kind == PLAN_CHANGED:
            content, plan = change.as_dict(), self.plan.with_change(change)
        elif kind == PLAN_UNDONE:
            plan = self.plan.without(change.number)
        else:
            plan = self.plan.again(change.number)
        self._set(plan)
        decided = self._findings.review.decided
        self._findings.writes.add(partial(self._keeper.write, kind, content, decided))


def _read_plan(keeper: DecisionKeeper) -> PhotoPlan:
    try:
        return plan_of(keeper.read())
    except (KeyError, TypeError, ValueError) as error:
        raise StorageError(
            _tr("The photo plan is damaged and cannot be read."),
            remedy=_tr("Run `hysteroview exam verify`. The plan is shown without its marks."),
        ) from error


def _tr(text: str) -> str:
    return QCoreApplication.translate("PhotoPlanController", text)
