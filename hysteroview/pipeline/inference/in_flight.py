"""Several batches under way in the inference process at once, none lost when it dies."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import InferenceError
from hysteroview.core.types import Outputs
from hysteroview.pipeline.inference.process import InferenceProcess

_ATTEMPTS = 3  # a batch that brings the child down three times is not the child's bad luck


class InFlight:
    """A queue whose far end computes: what is put in comes out as outputs, in order.

    The child works on one batch while the next already waits in the pipe. When it dies, all
    that was under way is sent again to the next one. Used by one thread.
    """

    def __init__(self, inference: InferenceProcess) -> None:
        self._inference = inference
        self._waiting: deque[NDArray[np.uint8]] = deque()
        self._is_lost = False  # what waits has to be sent again

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, crops: NDArray[np.uint8]) -> None:
        """Send a batch (N, s, s, 3) uint8, RGB; a failure is mended by `take`.

        Raises
        ------
        BackendUnavailable
            No runtime can load the model any more.
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
            The child failed on it again and again.
        BackendUnavailable
            No runtime can load the model any more.
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
