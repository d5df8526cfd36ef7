"""An inference process that answers at once, with the outputs of the bundle's reference."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Outputs
from hysteroview.inference.model.card import ModelCard, load_card, load_reference
from hysteroview.inference.runtimes.backend import RuntimeInfo
from hysteroview.pipeline.inference.child import answer
from hysteroview.pipeline.inference.link import BATCH_TIMEOUT_S
from hysteroview.pipeline.inference.messages import Ready, Request
from hysteroview.pipeline.inference.process import InferenceProcess


def instant_process(card: ModelCard) -> InferenceProcess:
    """Return a process that gets the crops, normalizes them and answers, without a network."""
    return InferenceProcess(
        card.folder, card.labels, answer_timeout_s=BATCH_TIMEOUT_S, main=serve_at_once
    )


def reference_outputs(card: ModelCard) -> list[Outputs]:
    """Return the outputs of the bundle's reference pictures."""
    reference = load_reference(card)
    arrays = (reference.logits, reference.class_maps, reference.embedding)
    return [Outputs(*each) for each in zip(*arrays, strict=True)]


def serve_at_once(connection: Connection, model: Path, _: Request) -> None:
    """Answer batches of pictures until the other end is closed; main function of the child."""
    card = load_card(model)
    network = _Instant(reference_outputs(card))
    with connection:
        connection.send(Ready(network.info, network.info.name))
        try:
            answer(connection, network, card)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return  # the parent has ended or closed the pipe


class _Instant:
    """See `Backend`."""

    info = RuntimeInfo("none", "cpu", "fp32")

    def __init__(self, outputs: list[Outputs]) -> None:
        self._outputs = cycle(outputs)

    def run(self, images: NDArray[np.float32]) -> list[Outputs]:
        return list(islice(self._outputs, len(images)))

    def bare(self) -> Callable[[NDArray[np.float32]], object]:
        return self.run

    def close(self) -> None:
        pass
