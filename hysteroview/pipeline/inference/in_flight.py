"""Several batches in flight in the inference process, none of which is lost if it crashes."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError, InferenceError
from hysteroview.core.types import Outputs
from hysteroview.pipeline.inference.process import InferenceProcess

log = logging.getLogger(__name__)

_ATTEMPTS = 3  # a batch that crashes the child three times is itself the cause


@dataclass(slots=True)
class _Batch:
    """A batch whose outputs were not taken yet; its number is that of its last sending."""

    crops: Sequence[NDArray[np.uint8]]
    number: int = 0


class InFlight:
    """A queue of batches in the inference process; their outputs are returned in order.

    The child computes one batch while the next already waits in the pipe. If it crashes, all
    batches in flight are sent again to the next child. To be used by one thread, and closed if the
    process is used afterwards.
    """

    def __init__(self, inference: InferenceProcess) -> None:
        self._inference = inference
        self._waiting: deque[_Batch] = deque()
        self._is_lost = False  # waiting batches must be sent again

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, crops: Sequence[NDArray[np.uint8]]) -> None:
        """Send a batch of crops (s, s, 3) uint8, RGB; `take` recovers from a failure.

        Raises
        ------
        BackendUnavailable
            No runtime can load the model anymore.
        """
        batch = _Batch(crops)
        self._waiting.append(batch)
        if self._is_lost:
            return
        try:
            batch.number = self._inference.send(crops)
        except InferenceError:
            self._is_lost = True

    def take(self) -> list[Outputs]:
        """Wait for the outputs of the oldest batch.

        Raises
        ------
        InferenceError
            The child failed on it repeatedly.
        BackendUnavailable
            No runtime can load the model anymore.
        """
        failure: InferenceError | None = None
        for _ in range(_ATTEMPTS):
            try:
                if self._is_lost:
                    self._send_again()
                oldest = self._waiting[0]
                outputs = self._inference.receive(oldest.number, len(oldest.crops))
            except InferenceError as error:
                self._is_lost, failure = True, error
            else:
                self._waiting.popleft()
                return outputs
        assert failure is not None
        raise failure

    def close(self) -> None:
        """Wait for the batches under way and drop their outputs, so that the child is idle."""
        try:
            while self._waiting and not self._is_lost:
                batch = self._waiting.popleft()
                self._inference.receive(batch.number, len(batch.crops))
        except HysteroViewError as error:
            log.info("the inference process failed on outputs that are not needed: %s", error)
        self._waiting.clear()

    def _send_again(self) -> None:
        for batch in self._waiting:
            batch.number = self._inference.send(batch.crops)
        self._is_lost = False
