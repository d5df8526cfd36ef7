"""Workers of an archive: processes of this machine, or those of a Dask scheduler."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hysteroview.core.errors import HysteroViewError, InferenceError
from hysteroview.pipeline.archive.coordinator import Job, Submit, WorkersLostError

if TYPE_CHECKING:
    from distributed import Client
    from distributed.security import Security

_CONNECT_S = 30
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
        Certificate authority, certificate and key of an encrypted scheduler; empty without.
    """

    scheduler: str = ""
    workers: int = 1
    resource: str = ""
    certificates: tuple[Path, ...] = ()


@contextmanager
def open_workers(choice: ClusterChoice) -> Iterator[tuple[Submit, int]]:
    """Yield how work is given to the workers, and how many there are.

    Raises
    ------
    WorkersLostError
        The extra `archive` is not installed, or there is no scheduler at the address.
    """
    try:
        import dask  # noqa: PLC0415 - an extra

        dask.config.set({"logging": {"distributed": "critical"}})  # is read by the next import
        from distributed import Client, LocalCluster  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise WorkersLostError(
            "The package distributed is not installed.",
            remedy="Install HysteroView with the extra “archive”.",
        ) from error
    with dask.config.set(_CONFIG):
        if choice.scheduler:
            try:
                client = Client(  # type: ignore[no-untyped-call]
                    choice.scheduler, security=_security(choice), timeout=_CONNECT_S,
                    set_as_default=False,
                )  # fmt: skip
            except (OSError, TimeoutError, ValueError) as error:
                raise WorkersLostError(
                    f"There is no Dask scheduler at {choice.scheduler}.",
                    remedy="Check the address and that `dask scheduler` is running there.",
                    detail=str(error),
                ) from error
            with client:
                yield _submit_to(client, choice), len(client.scheduler_info()["workers"])
            return
        with (
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=choice.workers, threads_per_worker=1, processes=True, memory_limit=0,
                dashboard_address=None, silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster, set_as_default=False) as client,  # type: ignore[no-untyped-call]
        ):  # fmt: skip
            yield _submit_to(client, choice), choice.workers


def _security(choice: ClusterChoice) -> Security | None:
    if not choice.certificates:
        return None
    from distributed.security import Security  # noqa: PLC0415 - an extra

    authority, certificate, key = map(str, choice.certificates)
    return Security(  # type: ignore[no-untyped-call]
        tls_ca_file=authority, tls_client_cert=certificate, tls_client_key=key,
        require_encryption=True,
    )  # fmt: skip


def _submit_to(client: Client, choice: ClusterChoice) -> Submit:
    resources = {choice.resource: 1} if choice.resource else None

    def submit(function: Callable[..., Any], *arguments: Any) -> Job:
        return _DaskJob(client.submit(function, *arguments, pure=False, resources=resources))

    return submit


class _DaskJob:
    """A task of Dask, with errors of this program only."""

    def __init__(self, future: Any) -> None:
        self._future = future

    def add_done_callback(self, fn: Callable[[Any], None], /) -> None:
        """See `Job`."""
        self._future.add_done_callback(fn)

    def result(self) -> Any:
        """See `Job`."""
        from distributed import CancelledError, KilledWorker  # noqa: PLC0415 - an extra

        try:
            return self._future.result(timeout=_CONNECT_S)
        except HysteroViewError:
            raise
        except KilledWorker as error:
            raise InferenceError(
                "Several workers ended while they analyzed this part.",
                remedy="Try it with `hysteroview analyze`, and look at the workers' messages.",
                detail=str(error),
            ) from error
        except (CancelledError, OSError, TimeoutError) as error:
            raise WorkersLostError(
                "The connection to the workers is lost.",
                remedy="Run the same command again when the scheduler is back: it goes on.",
                detail=str(error),
            ) from error

    def cancel(self) -> None:
        """See `Job`."""
        self._future.cancel()
