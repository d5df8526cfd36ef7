"""An outbox, and rounds over it with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hysteroview.exam.outbox.items import Item, ItemState
from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.export.dicom.send.connection import Limits
from hysteroview.pipeline.sending.adding import add_files, find_files
from hysteroview.pipeline.sending.rounds import Rounds
from hysteroview.settings.archives import Archives, ArchiveSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import SendingSettings

NAME = "Main archive"
START_NS = 1_700_000_000_000_000_000


@dataclass
class Sending:
    """One archive, its outbox, and a clock."""

    store: Path
    now_ns: int = START_NS
    settings: Settings = field(default_factory=Settings)
    limits: Limits = field(default_factory=lambda: Limits(connect_s=20, stall_s=20, answer_s=20))
    rounds: Rounds = field(init=False)
    outbox: Outbox = field(init=False)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.store, self.clock)
        self.rounds = Rounds(
            self.store, lambda: self.settings, limits=self.limits, clock_ns=self.clock
        )

    def clock(self) -> int:
        self.now_ns += 1
        return self.now_ns

    def use(self, archive: ArchiveSettings, port: int = 0) -> None:
        sending = SendingSettings(commitment_port=port) if port else SendingSettings()
        self.settings = Settings(archives=Archives(((NAME, archive),)), sending=sending)

    def add(self, folder: Path) -> None:
        archive = self.settings.archives.find(NAME)
        assert archive is not None
        add_files(self.outbox, NAME, archive, find_files([folder]))

    def run(self, must_stop: Callable[[], bool] = lambda: False) -> list[Item]:
        """Run a round, and return all items."""
        self.rounds.run(self.outbox, must_stop)
        return self.outbox.items()

    def later(self, seconds: float) -> list[Item]:
        self.now_ns += round(seconds * 1e9)
        return self.run()

    @property
    def states(self) -> list[ItemState]:
        return [each.state for each in self.outbox.items()]
