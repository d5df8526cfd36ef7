"""Carries out what is requested of the photo plan; each action can be undone, and each is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject

from hysteroview.core.errors import StorageError
from hysteroview.core.review.findings import OTHER, FindingState
from hysteroview.core.review.lesions import Lesion
from hysteroview.core.review.photo_plan import (
    PLAN_CHANGED,
    PLAN_REDONE,
    PLAN_UNDONE,
    PhotoPlan,
    PhotoSlot,
    PlaceSpan,
    PlanChange,
    plan_of,
)
from hysteroview.core.review.photo_proposals import PlanFrames, entries_of
from hysteroview.core.review.pictures import PictureNotes
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
    """

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
        findings.taken_back.connect(self.read)
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
        shown, names = self._shown()
        entries = entries_of(
            self.plan,
            self._frames,
            listed=[PhotoSlot.of_lesion(each.number) for each in self._lesions],
            shown=shown,
            taken=self._taken,
        )
        self._panel.show_entries(entries, names, self.when)

    def _shown(self) -> tuple[list[PlaceSpan], dict[PhotoSlot, str]]:
        """Return when lesions and accepted findings are in view, and their names."""
        findings = {each.key: each for each in self._findings.review.findings}
        slots = {
            key: PhotoSlot.of_lesion(lesion.number)
            for lesion in self._lesions for key in lesion.findings
        }  # fmt: skip
        names = {
            PhotoSlot.of_lesion(lesion.number): " ".join(
                filter(None, (
                    self.tr("Lesion {0}").format(lesion.number), lesion.code,
                    place_words(lesion.place),
                ))
            )
            for lesion in self._lesions
        }  # fmt: skip
        spans = []
        for key, finding in findings.items():
            slot = slots.get(key)
            if slot is None and finding.state is FindingState.ACCEPTED:
                slot = PhotoSlot.of_finding(key)
                code = self.tr("other") if finding.code == OTHER else finding.code
                names[slot] = self.tr("Finding {0}").format(code)
            if slot is not None:
                spans.append(
                    PlaceSpan(
                        slot=slot, from_ns=finding.start_ns, to_ns=finding.end_ns,
                        at_ns=finding.best_ns,
                    )
                )  # fmt: skip
        return spans, names

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
        write = partial(self._keeper.write, kind, content, decided)
        self._tasks.submit_or_fail(write, lambda _: None, self._findings.take_back)


def taken_of(
    lesions: tuple[Lesion, ...],
    pictures: tuple[PictureNotes, ...],
    times: Mapping[str, int | None],
) -> dict[PhotoSlot, int]:
    """Return the times of the snapshots that show a place or a lesion; of several, the last one."""
    slots = [(item, PhotoSlot.of_lesion(each.number)) for each in lesions for item in each.pictures]
    for each in pictures:
        if each.place is not None:
            slots.append((each.item, PhotoSlot.of_place(each.place)))
        elif each.lesion is not None:
            slots.append((each.item, PhotoSlot.of_lesion(each.lesion)))
    found = ((slot, times.get(item)) for item, slot in slots)
    return {slot: pts_ns for slot, pts_ns in found if pts_ns is not None}


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
