"""Workers of an archive that hang, end, come and go: real processes of Dask on this machine."""

from __future__ import annotations

import logging
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hysteroview.pipeline.archive import cluster as cluster_module
from hysteroview.pipeline.archive.cluster import ClusterChoice, open_workers
from hysteroview.pipeline.archive.dispatch import Dispatch
from hysteroview.pipeline.archive.workers import (
    HungWorkerError,
    Job,
    Workers,
    WorkersLostError,
    WorkerTask,
)
from tests.archive_tasks import SignalTask, WaitingTask
from tests.certificates import make_certificate
from tests.patience import PATIENCE_S, wait_until

pytest.importorskip("distributed")


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def _cluster(workers: int, port: int = 0, **options: Any) -> Iterator[Any]:
    """Run a scheduler and workers on this machine, as an administrator would elsewhere."""
    from distributed import LocalCluster

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=workers, threads_per_worker=1, memory_limit=0, dashboard_address=None,
        scheduler_port=port, silence_logs=logging.CRITICAL, **options,
    ) as made:  # fmt: skip
        yield made


@dataclass
class Given:
    """A task for `Dispatch`."""

    task: WorkerTask
    workers: Workers

    def submit(self) -> Job:
        return self.workers.submit(self.task)


class Run:
    """Gives out tasks until all have ended; those that hang are given out again."""

    def __init__(self, workers: Workers, *tasks: WorkerTask) -> None:
        self.notes: list[str] = []
        self.results: list[Any] = []
        self.hung: list[HungWorkerError] = []
        self.workers = workers
        self.dispatch: Dispatch[Given] = Dispatch(workers, self.notes.append)
        self._waiting = [Given(task, workers) for task in tasks]

    def fill(self) -> bool:
        return self.dispatch.fill(lambda: self._waiting.pop(0) if self._waiting else None)

    def to_end(self) -> None:
        end_s = time.monotonic() + PATIENCE_S
        while self.fill() or len(self.dispatch):
            assert time.monotonic() < end_s, "a task does not end"
            if (ended := self.dispatch.next()) is None:
                continue
            try:
                self.results.append(ended.result())
            except HungWorkerError as error:
                self.hung.append(error)
                self.dispatch.put(ended.task)


def test_hung_and_killed_workers_cost_no_task_and_others_may_come(tmp_path: Path) -> None:
    """One process is stopped in its task, another one is killed in its task."""
    stops, kills = tmp_path / "stops", tmp_path / "kills"
    stops.touch()
    kills.touch()
    tasks = [
        SignalTask(0, stops, signal.SIGSTOP, bound_s=1.0),
        SignalTask(1, kills, signal.SIGKILL),
        *(SignalTask(number, stops) for number in range(2, 6)),
    ]
    with (
        _cluster(2) as cluster,
        open_workers(ClusterChoice(cluster.scheduler_address)) as workers,
    ):
        run = Run(workers, *tasks)
        run.to_end()
        assert sorted(number for number, _ in run.results) == list(range(6))
        assert len(run.hung) == 1
        assert any("more than 1 s" in note for note in run.notes)
        wait_until(lambda: workers.count() == 2, "the hung worker was not restarted", 0.1)
        cluster.scale(1)
        wait_until(lambda: workers.count() == 1, "a worker was not removed", 0.1)
        later = Run(workers, SignalTask(7, stops))
        later.to_end()
        assert len(later.results) == 1


def test_after_a_restart_of_the_scheduler_tasks_are_given_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was under way is computed once more; without a scheduler there is a clear error."""
    port = _free_port()
    begun, may_end = tmp_path / "begun", tmp_path / "may_end"
    choice = ClusterChoice(f"tcp://127.0.0.1:{port}")
    with _cluster(1, port):
        opened = open_workers(choice)
        workers = opened.__enter__()
        run = Run(workers, WaitingTask(begun, may_end))
        run.fill()
        wait_until(begun.exists, "the task has not begun", 0.05)
    may_end.touch()
    try:
        with _cluster(1, port):
            run.to_end()
            assert len(run.results) == 1
            assert run.notes == [
                "The connection to the workers is lost; the scheduler is waited for."
            ]
            again = Run(workers, WaitingTask(begun, tmp_path / "never"))
            begun.unlink()
            again.fill()
            wait_until(begun.exists, "the task has not begun", 0.05)
            (tmp_path / "never").touch()
        monkeypatch.setattr(cluster_module, "_RECONNECT_S", 1)
        with pytest.raises(WorkersLostError, match="connection to the workers is lost"):
            workers.reconnect()
    finally:
        opened.__exit__(None, None, None)


def test_only_who_has_a_certificate_is_let_in(tmp_path: Path) -> None:
    """The connection is encrypted; another certificate is refused in one line."""
    from distributed.security import Security

    ours, other = make_certificate(tmp_path, "ours"), make_certificate(tmp_path, "other")
    security = Security(  # type: ignore[no-untyped-call]
        tls_ca_file=str(ours.path), require_encryption=True,
        **{
            f"tls_{who}_{what}": str(path)
            for who in ("scheduler", "worker", "client")
            for what, path in (("cert", ours.path), ("key", ours.key))
        },
    )  # fmt: skip
    with _cluster(1, security=security, protocol="tls") as cluster:
        address = cluster.scheduler_address
        assert address.startswith("tls://")
        choice = ClusterChoice(address, certificates=(ours.path, ours.path, ours.key))
        with open_workers(choice) as workers:
            run = Run(workers, SignalTask(0, tmp_path / "none"))
            run.to_end()
            assert len(run.results) == 1
        for certificates in [
            (other.path, other.path, other.key),  # does not trust the scheduler
            (ours.path, other.path, other.key),  # is not trusted by it
            (),
        ]:
            wrong = ClusterChoice(address, certificates=certificates)
            with pytest.raises(WorkersLostError, match="refuses") as refused, open_workers(wrong):
                pass
            assert "\n" not in str(refused.value)
