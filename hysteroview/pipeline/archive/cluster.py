"""Workers of an archive: processes of this machine, or those of a Dask scheduler."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from hysteroview.pipeline.archive.dask_jobs import (
    TOPIC,
    BegunTasks,
    DaskJob,
    lost_connection,
    run_on_worker,
)
from hysteroview.pipeline.archive.streaming.content import StreamedFile
from hysteroview.pipeline.archive.streaming.ranges import RangeServer
from hysteroview.pipeline.archive.workers import Job, Workers, WorkersLostError, WorkerTask

if TYPE_CHECKING:
    from distributed import Client
    from distributed.security import Security

_CONNECT_S = 30
_RECONNECT_S = 300
_RESTART_S = 30
_CONFIG = {
    # a worker starts the network in a process of its own, which processes that are daemons may not
    "distributed.worker.daemon": False,
    "distributed.scheduler.allowed-failures": 2,
    "distributed.comm.timeouts.connect": f"{_CONNECT_S}s",
    "distributed.admin.tick.limit": "60s",
}


@dataclass(frozen=True, slots=True)
class ClusterChoice:
    """Which workers are used.

    Attributes
    ----------
    scheduler
        Address of a Dask scheduler; empty for processes of this machine.
    workers
        Number of processes of this machine.
    resource
        Name of what a worker needs to analyze a unit, such as "GPU"; empty for none.
    certificates
        Certificate authority, certificate and key of an encrypted scheduler; empty for those of
        Dask's configuration, or none.
    """

    scheduler: str = ""
    workers: int = 1
    resource: str = ""
    certificates: tuple[Path, ...] = ()


@contextmanager
def open_workers(choice: ClusterChoice) -> Iterator[Workers]:
    """Yield the workers.

    Raises
    ------
    WorkersLostError
        The extra `archive` is not installed, or there is no scheduler at the address that accepts
        this program.
    """
    try:
        import dask  # noqa: PLC0415 - an extra

        dask.config.set({"logging": {"distributed": "critical"}})  # is read by the next import
        from distributed import LocalCluster  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise WorkersLostError(
            "The package distributed is not installed.",
            remedy="Install HysteroView with the extra “archive”.",
        ) from error
    with dask.config.set(_CONFIG):
        if choice.scheduler:
            workers = _DaskWorkers(choice.scheduler, choice)
            try:
                yield workers
            finally:
                workers.close()
            return
        with LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=choice.workers, threads_per_worker=1, processes=True, memory_limit=0,
            dashboard_address=None, silence_logs=logging.CRITICAL,
        ) as cluster:  # fmt: skip
            workers = _DaskWorkers(cluster, choice)
            try:
                yield workers
            finally:
                workers.close()


def security_of(choice: ClusterChoice) -> Security | None:
    """Return the certificates as Dask takes them; None for those of its configuration."""
    if not choice.certificates:
        return None
    from distributed.security import Security  # noqa: PLC0415 - an extra

    authority, certificate, key = map(str, choice.certificates)
    return Security(  # type: ignore[no-untyped-call]
        tls_ca_file=authority, tls_client_cert=certificate, tls_client_key=key,
        require_encryption=True,
    )  # fmt: skip


@contextmanager
def open_stream(choice: ClusterChoice, port: int) -> Iterator[Callable[[Path], StreamedFile]]:
    """Yield what offers a recording to workers that do not see it.

    Parameters
    ----------
    port
        Of this machine; 0 for any that is free.

    Raises
    ------
    StorageError
        The port is in use.
    """
    from distributed.comm.addressing import get_address_host_port  # noqa: PLC0415 - an extra
    from distributed.security import Security  # noqa: PLC0415 - an extra
    from distributed.utils import get_ip  # noqa: PLC0415 - an extra

    host = "127.0.0.1"
    if choice.scheduler:  # the address of this machine in the network of the scheduler
        there = get_address_host_port(choice.scheduler)
        host = get_ip(*there)  # type: ignore[no-untyped-call]
    security = security_of(choice) or Security()  # type: ignore[no-untyped-call]
    context = security.get_listen_args("client")["ssl_context"]  # type: ignore[no-untyped-call]
    with closing(RangeServer(host, port, context)) as server:
        yield server.offer


class _DaskWorkers:
    """See `Workers`.

    Parameters
    ----------
    scheduler
        Its address, or a cluster of this program.
    """

    def __init__(self, scheduler: Any, choice: ClusterChoice) -> None:
        self._scheduler, self._choice = scheduler, choice
        self._begun = BegunTasks()
        self._client = self._connect(_CONNECT_S)

    def submit(self, task: WorkerTask) -> Job:
        """See `Workers`."""
        needs_resource = self._choice.resource and not task.is_small
        resources = {self._choice.resource: 1} if needs_resource else None
        try:
            future = self._client.submit(run_on_worker, task, pure=False, resources=resources)
        except (OSError, RuntimeError) as error:  # the client has closed meanwhile
            raise lost_connection(error) from error
        return DaskJob(future, self._begun)

    def count(self) -> int:
        """See `Workers`."""
        with suppress(OSError, TimeoutError):
            found = self._client.scheduler_info(n_workers=-1)["workers"]
            return sum(
                not self._choice.resource or self._choice.resource in each["resources"]
                for each in found.values()
            )
        return 0

    def restart(self, job: Job) -> None:
        """See `Workers`: one without a nanny is removed from the scheduler."""
        assert isinstance(job, DaskJob)
        if job.worker is not None:
            with suppress(OSError, TimeoutError):
                self._client.restart_workers(
                    [job.worker], timeout=_RESTART_S, raise_for_error=False
                )

    def leave_out(self, job: Job) -> bool:
        """See `Workers`."""
        assert isinstance(job, DaskJob)
        if job.worker is None:
            return False
        with suppress(OSError, TimeoutError):
            self._client.retire_workers([job.worker], close_workers=True, remove=True)
        return True

    def reconnect(self) -> None:
        """See `Workers`."""
        if self._client.status == "running":
            return
        self.close()
        end_s = monotonic() + _RECONNECT_S
        while True:
            left_s = end_s - monotonic()
            try:
                self._client = self._connect(min(left_s, _CONNECT_S))
            except WorkersLostError as error:
                if left_s <= _CONNECT_S or not isinstance(self._scheduler, str):
                    raise lost_connection(error) from error
            else:
                return

    def close(self) -> None:
        """Close the connection."""
        with suppress(OSError, TimeoutError):
            self._client.close(timeout=5)  # type: ignore[no-untyped-call]

    def _connect(self, timeout_s: float) -> Client:
        from distributed import Client  # noqa: PLC0415 - an extra

        security = security_of(self._choice)
        try:
            if isinstance(self._scheduler, str):
                _try_to_connect(self._scheduler, security, timeout_s)
            client = Client(  # type: ignore[no-untyped-call]
                self._scheduler, security=security, timeout=timeout_s, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError, TypeError) as error:
            raise WorkersLostError(
                f"There is no Dask scheduler at {self._scheduler}, or it refuses this program.",
                remedy="Check the address, that `dask scheduler` is running there, and with TLS "
                "the certificates.",
                detail=str(error),
            ) from error
        client.subscribe_topic(TOPIC, self._begun.add)  # type: ignore[no-untyped-call]
        return client


def _try_to_connect(address: str, security: Security | None, timeout_s: float) -> None:
    """Raise an error if that fails: a client that cannot connect leaves a thread behind."""
    from distributed.comm.core import connect  # noqa: PLC0415 - an extra
    from distributed.security import Security  # noqa: PLC0415 - an extra
    from distributed.utils import LoopRunner  # noqa: PLC0415 - an extra

    async def attempt() -> None:
        given = security or Security()  # type: ignore[no-untyped-call]
        arguments = given.get_connection_args("client")  # type: ignore[no-untyped-call]
        comm = await connect(address, timeout=timeout_s, **arguments)  # type: ignore[no-untyped-call]
        await comm.close()

    LoopRunner().run_sync(attempt)  # type: ignore[no-untyped-call]
