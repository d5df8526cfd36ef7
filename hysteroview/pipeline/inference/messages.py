"""Messages between the program and its inference process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Outputs
from hysteroview.inference.runtimes.backend import DEFAULT_PLAN, Plan, RuntimeInfo
from hysteroview.inference.runtimes.table import AUTO

# number of a batch and of its pictures, as `struct` writes them; their bytes follow
BATCH = "<QI"


@dataclass(frozen=True, slots=True)
class Request:
    """Choice of the runtime for the child process.

    Attributes
    ----------
    choice
        "auto", a family of runtimes, or a row of their table.
    card_sha256
        Hash of the model card that the parent has read, which is recorded with every result; empty
        to accept any.
    without
        Rows that have broken in this session and are not tried. If there are any, the first other
        row is taken and nothing is measured.
    measured
        Row that another child has just chosen for `choice` by measuring; empty for none.
    """

    choice: str = AUTO
    plan: Plan = DEFAULT_PLAN
    card_sha256: str = ""
    without: tuple[str, ...] = ()
    measured: str = ""


# main function of a child: its end of the pipe, the folder of the bundle, the request
Main = Callable[[Connection, Path, Request], None]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Outputs of a batch, of all pictures in one array each: few large ones are sent faster.

    Attributes
    ----------
    batch
        Number of the batch, as it was sent.
    logits, class_maps, embeddings
        (N, ...), see `Outputs`.
    """

    batch: int
    logits: NDArray[np.float32]
    class_maps: NDArray[np.float32]
    embeddings: NDArray[np.float32]

    @classmethod
    def of(cls, batch: int, outputs: Sequence[Outputs]) -> Answer:
        """Return the answer with the outputs of at least one picture."""
        return cls(
            batch,
            np.stack([each.logits for each in outputs]),
            np.stack([each.class_maps for each in outputs]),
            np.stack([each.embedding for each in outputs]),
        )

    def outputs(self) -> list[Outputs]:
        """Return the outputs of each picture."""
        arrays = self.logits, self.class_maps, self.embeddings
        return [Outputs(*each) for each in zip(*arrays, strict=True)]


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of the start.

    Attributes
    ----------
    message
        A sentence for the operator, which announces a long start; empty if the process merely
        still computes.
    """

    message: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """The model is loaded and warm.

    Attributes
    ----------
    row
        Row of the table of runtimes, to be requested if the child must be restarted.
    uses_cpu
        Whether it computes on the CPU.
    """

    info: RuntimeInfo
    row: str
    uses_cpu: bool = True


@dataclass(frozen=True, slots=True)
class Measured:
    """Several runtimes were loaded and measured; the child ends, and another loads the fastest.

    What the others have loaded cannot be freed: over 100 MB of libraries and buffers, and memory of
    the GPU.
    """

    row: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Error of the child.

    Attributes
    ----------
    is_final
        Whether the same would happen again, so that a restart is useless.
    batch
        Number of the batch that failed; 0 while starting.
    """

    message: str
    remedy: str
    is_final: bool
    batch: int = 0
