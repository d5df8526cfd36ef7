"""A sender that is killed at any moment: the next one goes on, and nothing is sent twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from dicom_archive import archive
from dicom_small import write_pictures
from hysteroview.exam.outbox.items import ItemState
from outboxes import Sending
from patience import PATIENCE_S, wait_until
from trials import trials

CHILD = Path(__file__).parents[3] / "sending_child.py"


def start(store: Path, port: int) -> subprocess.Popen[bytes]:
    paths = [*sys.path, str(CHILD.parent)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return subprocess.Popen([sys.executable, str(CHILD), str(store), str(port)], env=environment)


def test_each_object_arrives_once_although_the_sender_is_killed(
    tmp_path: Path, sending: Sending
) -> None:
    uids = write_pictures(tmp_path / "made", 40, size_bytes=20_000)
    with archive(pause_s=0.02) as it:
        sending.use(it.settings())
        sending.add(tmp_path / "made")
        for number in range(1, trials(3, 12)):
            child = start(sending.store, it.port)
            wanted = min(number * 7, 39)
            wait_until(lambda wanted=wanted: len(it.received) >= wanted)  # type: ignore[misc]
            child.send_signal(signal.SIGKILL)
            child.wait(PATIENCE_S)
            states = sending.states
            assert ItemState.SENDING in states, "it was killed in the middle"
            assert len(it.received) < 40
        child = start(sending.store, it.port)
        assert child.wait(PATIENCE_S) == 0
        assert set(it.received) == set(uids)
        assert set(it.received.values()) == {1}, "what had arrived was found by the query"
        assert set(sending.states) == {ItemState.CONFIRMED}
