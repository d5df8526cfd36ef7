"""Jobs of the outbox: making the objects of an exam, and the reports on its begin and end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hysteroview.core.errors import ArchiveError, HysteroViewError
from hysteroview.exam.outbox.items import Job, JobState
from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.export.dicom.send.connection import Limits, Peer
from hysteroview.export.dicom.send.echoing import send_echo
from hysteroview.pipeline.exports.content import local_time
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.sending.delays import Delays
from hysteroview.pipeline.sending.exam_steps import add_begin, add_end
from hysteroview.pipeline.sending.preparing import prepare
from hysteroview.pipeline.sending.selection import Purpose, Selection, read_selection
from hysteroview.settings.sections import Settings

if TYPE_CHECKING:  # importing the encryption takes 50 ms, which other stores do not need
    from hysteroview.exam.store.keys import StoreKey
    from hysteroview.settings.archives import ArchiveSettings

_MOST_ATTEMPTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRunner:
    """Works off the jobs of a store's outbox, for one round.

    What is made of encrypted exams is not encrypted in the outbox, so it is made only when the
    archive answers.

    Attributes
    ----------
    key
        Of encrypted exams.
    """

    store: Path
    key: StoreKey | None
    settings: Settings
    delays: Delays
    limits: Limits
    clock_ns: Callable[[], int]
    _answers: dict[str, ArchiveError | None] = field(default_factory=dict)

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
        archive = self.settings.archives.find(job.archive)
        if archive is None:
            reason = "There is no archive with this name in the settings any more."
            outbox.jobs.settle(job.job_id, JobState.FAILED, failure=(reason, ""))
            return
        try:
            if place.is_encrypted:
                self._check_answers(job.archive, archive)
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
            if isinstance(error, ArchiveError):  # as for what is in the outbox
                is_last = self.delays.is_over(job.made_wall_ns, self.clock_ns())
            outbox.jobs.settle(
                job.job_id,
                JobState.FAILED if is_last else JobState.WAITING,
                failure=(error.message, error.remedy),
                due_wall_ns=self.clock_ns() + self.delays.after_ns(job.attempts + 1),
            )
        else:
            outbox.jobs.settle(job.job_id, JobState.DONE)

    def _check_answers(self, name: str, archive: ArchiveSettings) -> None:
        """Raise `ArchiveError` if an archive does not answer; each is asked once in a round."""
        if name not in self._answers:
            own_title = self.settings.worklist.own_title
            try:
                send_echo(Peer(archive=archive, own_title=own_title, limits=self.limits))
                self._answers[name] = None
            except ArchiveError as error:
                self._answers[name] = error
        if (failure := self._answers[name]) is not None:
            raise failure
