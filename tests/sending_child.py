"""Sends what waits, in a process that a test kills: `python sending_child.py STORE PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

from dicom_archive import TITLE
from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.pipeline.sending.rounds import Rounds
from hysteroview.settings.archives import Archives, ArchiveSettings
from hysteroview.settings.sections import Settings
from outboxes import NAME


def main() -> None:
    store, port = Path(sys.argv[1]), int(sys.argv[2])
    archive = ArchiveSettings(host="127.0.0.1", port=port, called_title=TITLE)
    settings = Settings(archives=Archives(((NAME, archive),)))
    with Outbox(store) as outbox:
        assert outbox.lock() is not None
        rounds = Rounds(store, lambda: settings)
        rounds.begin(outbox)
        rounds.run(outbox, lambda: False)


if __name__ == "__main__":
    main()
