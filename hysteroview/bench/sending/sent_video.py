"""The memory of a process that sends a video."""

from __future__ import annotations

import tempfile
from pathlib import Path


def peak_mb_over_idle(video: str, port: int, title: str) -> float:
    """Send a file, and return by how much the memory of this process rose at most, MB.

    Parameters
    ----------
    port, title
        Of an archive on this machine.
    """
    import psutil

    from hysteroview.exam.outbox.items import ItemState
    from hysteroview.exam.outbox.outbox import Outbox
    from hysteroview.export.dicom.send.connection import Peer
    from hysteroview.export.dicom.send.echoing import send_echo
    from hysteroview.pipeline.sending.adding import add_files
    from hysteroview.pipeline.sending.rounds import Rounds
    from hysteroview.settings.archives import Archives, ArchiveSettings
    from hysteroview.settings.sections import Settings

    archive = ArchiveSettings(host="127.0.0.1", port=port, called_title=title, verify=False)
    settings = Settings(archives=Archives((("bench", archive),)))
    send_echo(Peer(archive=archive, own_title="BENCH"))  # everything is loaded
    with tempfile.TemporaryDirectory() as place, Outbox(Path(place)) as outbox:
        idle = psutil.Process().memory_info().rss
        add_files(outbox, "bench", archive, [Path(video)])
        rounds = Rounds(Path(place), lambda: settings)
        rounds.run(outbox, lambda: False)
        rounds.close()
        assert {each.state for each in outbox.items()} == {ItemState.SENT}
        return (_peak_bytes() - idle) / 1e6


def _peak_bytes() -> int:
    """Return the most memory that this process ever had; only Linux counts it since its start."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("the system does not count memory")
