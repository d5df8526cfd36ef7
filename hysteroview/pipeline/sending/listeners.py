"""The ports on which archives report what they keep, as the settings want them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hysteroview.core.errors import ArchiveError, HysteroViewError
from hysteroview.export.dicom.send.commitment import CommitmentListener, TakeReport
from hysteroview.export.dicom.send.tls import reports_encrypted, server_context
from hysteroview.settings.sections import Settings

if TYPE_CHECKING:
    from hysteroview.settings.archives import ArchiveSettings


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A port, and the archives that report there encrypted; none for plain reports."""

    title: str
    port: int
    encrypted: tuple[ArchiveSettings, ...] = ()


class Listeners:
    """Listens for reports of storage commitment, if archives are asked for it.

    Archives with an encrypted connection and a certificate of this computer report encrypted, on a
    port of its own.

    Parameters
    ----------
    take
        Called by threads of the listeners, once for each report.

    Attributes
    ----------
    failure
        Why reports cannot be received; None if they can, or need not be.
    """

    def __init__(self, take: TakeReport) -> None:
        self._take = take
        self._listening: dict[_Wanted, CommitmentListener] = {}
        self.failure: HysteroViewError | None = None

    def follow(self, settings: Settings) -> None:
        """Listen as these settings want it; what cannot be used is tried again the next time."""
        wanted = _wanted(settings)
        for each in self._listening.keys() - set(wanted):
            self._listening.pop(each).close()
        self.failure = None
        for each in wanted:
            if each not in self._listening:
                try:
                    tls = server_context(each.encrypted) if each.encrypted else None
                    self._listening[each] = CommitmentListener(
                        each.title, each.port, self._take, tls
                    )
                except ArchiveError as error:
                    self.failure = error

    def close(self) -> None:
        """Stop listening. May be called twice."""
        while self._listening:
            self._listening.popitem()[1].close()


def _wanted(settings: Settings) -> list[_Wanted]:
    title, sending = settings.worklist.own_title, settings.sending
    asked = [each for _, each in settings.archives.named if each.commitment]
    encrypted = tuple(each for each in asked if reports_encrypted(each))
    wanted = []
    if len(encrypted) < len(asked):
        wanted.append(_Wanted(title, sending.commitment_port))
    if encrypted:
        wanted.append(_Wanted(title, sending.commitment_tls_port, encrypted))
    return wanted
