"""Jobs of the outbox: making the objects of an exam, and the reports on its begin and end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.outbox.items import Job, JobState
from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.pipeline.exports.content import local_time
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.sending.delays import Delays
from hysteroview.pipeline.sending.exam_steps import add_begin, add_end
from hysteroview.pipeline.sending.preparing import prepare
from hysteroview.pipeline.sending.selection import Purpose, Selection, read_selection
from hysteroview.settings.sections import Settings

if TYPE_CHECKING:  # importing the encryption takes 50 ms, which other stores do not need
    from hysteroview.exam.store.keys import StoreKey

_MOST_ATTEMPTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRunner:
    """Works off the jobs of a store's outbox.

    Attributes
    ----------
    key
        Of encrypted exams.
    """

    store: Path
    key: StoreKey | None
    settings: Settings
    delays: Delays
    clock_ns: Callable[[], int]

    def run(self, outbox: Outbox, must_stop: Callable[[], bool], *, objects: bool) -> None:
        """Work off what is due, in order; failures are noted at the jobs.

        Parameters
        ----------
        objects
            False makes only reports on exams.

        Raises
        ------
        StorageError
            The outbox cannot be read or written.
        """
        for job in outbox.jobs.listed((JobState.WAITING,)):
            if must_stop():
                return
            selection = read_selection(job.selection)
            is_waiting_for = selection.purpose is Purpose.END and any(
                each.exam == job.exam and each.job_id < job.job_id
                for each in outbox.jobs.listed((JobState.WAITING,))
            )
            is_report = selection.purpose is not Purpose.OBJECTS
            if job.due_wall_ns <= self.clock_ns() and (objects or is_report) and not is_waiting_for:
                self._work(outbox, job, selection)

    def _work(self, outbox: Outbox, job: Job, selection: Selection) -> None:
        place = ExamPlace(self.store, job.exam, self.key)
        if self.settings.archives.find(job.archive) is None:
            reason = "There is no archive with this name in the settings any more."
            outbox.jobs.settle(job.job_id, JobState.FAILED, failure=(reason, ""))
            return
        try:
            match selection.purpose:
                case Purpose.OBJECTS:
                    prepare(outbox, place, job.archive, self.settings, selection)
                case Purpose.BEGIN:
                    add_begin(outbox, place, job.archive, self.settings.worklist.own_title)
                case Purpose.END:
                    ended = local_time(job.made_wall_ns)
                    add_end(outbox, job.exam, job.archive, selection.end, ended)
        except HysteroViewError as error:
            is_last = job.attempts + 1 >= _MOST_ATTEMPTS
            outbox.jobs.settle(
                job.job_id,
                JobState.FAILED if is_last else JobState.WAITING,
                failure=(error.message, error.remedy),
                due_wall_ns=self.clock_ns() + self.delays.after_ns(job.attempts + 1),
            )
        else:
            outbox.jobs.settle(job.job_id, JobState.DONE)
