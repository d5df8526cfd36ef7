"""Several batches in flight in the inference process, none of which is lost if it crashes."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import InferenceError
from hysteroview.core.types import Outputs
from hysteroview.pipeline.inference.process import InferenceProcess

_ATTEMPTS = 3  # a batch that crashes the child three times is itself the cause


class InFlight:
    """A queue of batches in the inference process; their outputs are returned in order.

    The child computes one batch while the next already waits in the pipe. If it crashes, all
    batches in flight are sent again to the next child. To be used by one thread.
    """

    def __init__(self, inference: InferenceProcess) -> None:
        self._inference = inference
        self._waiting: deque[Sequence[NDArray[np.uint8]]] = deque()
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
        self._waiting.append(crops)
        if self._is_lost:
            return
        try:
            self._inference.send(crops)
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
                outputs = self._inference.receive(len(self._waiting[0]))
            except InferenceError as error:
                self._is_lost, failure = True, error
            else:
                self._waiting.popleft()
                return outputs
        assert failure is not None
        raise failure

    def _send_again(self) -> None:
        for crops in self._waiting:
            self._inference.send(crops)
        self._is_lost = False
