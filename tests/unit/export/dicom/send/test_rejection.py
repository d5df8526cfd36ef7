"""Why a connection was rejected is said, however quick the answer comes."""

from __future__ import annotations

import pytest
from pynetdicom import evt

from dicom_archive import archive
from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.send.connection import Peer, connected
from patience import wait_until


def test_a_rejection_that_comes_at_once_is_no_failure_of_the_connection() -> None:
    """Pynetdicom reports an abort if the answer is there before it looks for the connection."""

    def wait_for_answer(event: evt.Event) -> None:
        wait_until(lambda: not event.assoc.dul.is_alive(), "no answer came")

    with archive() as it:
        peer = Peer(archive=it.settings(called_title="OTHER"), own_title="US")
        handlers: list[evt.EventHandlerType] = [(evt.EVT_REQUESTED, wait_for_answer)]
        with (
            pytest.raises(ArchiveError, match="has another AE title"),
            connected(peer, [], handlers=handlers),
        ):
            pass
