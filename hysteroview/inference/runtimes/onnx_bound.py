"""ONNX Runtime with inputs and outputs in memory that is allocated on the device once.

Without this, each run allocates memory, copies through memory that is not pinned, and chooses its
kernels again for a batch of a new size, which takes most of a second. With it, all addresses stay
the same, so that a run can be recorded as one CUDA graph.

References
----------
https://onnxruntime.ai/docs/performance/tune-performance/iobinding.html
https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html (CUDA graphs)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from hysteroview.inference.model.signature import OUTPUT_NAMES
from hysteroview.inference.runtimes.batches import parts

_WARM_UP_RUNS = 3  # kernels are chosen, then a graph is recorded, then it is replayed
_NO_GRAPH = "-1"


class BoundSession:
    """A session with memory for batches of fixed sizes; each size has run when it is created.

    Parameters
    ----------
    device
        Name of the device as ONNX Runtime spells it: "cuda", or "cpu".
    picture
        Shape of one picture, (3, s, s).
    sizes
        Batch sizes, ascending.
    """

    def __init__(
        self,
        session: ort.InferenceSession,
        device: str,
        picture: tuple[int, ...],
        sizes: Sequence[int],
    ) -> None:
        self._sizes = tuple(sizes)
        self._batches = {
            # the number tells the graphs of the sizes apart, where the session records graphs
            size: _Batch(session, device, (size, *picture), graph=str(number))
            for number, size in enumerate(self._sizes, start=1)
        }

    def compute(self, images: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Compute any number of pictures (N, 3, s, s).

        Returns
        -------
        Logits, class maps and embeddings, each (N, …), owned by the caller.
        """
        found = [
            self._batches[part.size].compute(images[part.start : part.stop])
            for part in parts(len(images), self._sizes)
        ]
        return found[0] if len(found) == 1 else list(map(np.concatenate, zip(*found, strict=True)))


class _Batch:
    """Memory for one batch size."""

    def __init__(
        self, session: ort.InferenceSession, device: str, shape: tuple[int, ...], *, graph: str
    ) -> None:
        self._session = session
        self._options = _run_options(graph)
        self._host = np.zeros(shape, np.float32)
        self._image = ort.OrtValue.ortvalue_from_numpy(self._host, device, 0)
        name = session.get_inputs()[0].name
        probe = session.io_binding()  # its outputs have the shapes of this batch size
        probe.bind_ortvalue_input(name, self._image)
        for output in OUTPUT_NAMES:
            probe.bind_output(output, device)
        session.run_with_iobinding(probe, _run_options(_NO_GRAPH))
        self._binding = session.io_binding()
        self._binding.bind_ortvalue_input(name, self._image)
        self._results = [
            ort.OrtValue.ortvalue_from_shape_and_type(found.shape(), np.float32, device, 0)
            for found in probe.get_outputs()
        ]
        for output, result in zip(OUTPUT_NAMES, self._results, strict=True):
            self._binding.bind_ortvalue_output(output, result)
        for _ in range(_WARM_UP_RUNS):
            self.compute(self._host)

    def compute(self, images: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Compute up to a batch; a partial batch takes as long as a full one."""
        count = len(images)
        if count < len(self._host):
            self._host[:count] = images
            images = self._host
        self._image.update_inplace(np.ascontiguousarray(images))
        self._session.run_with_iobinding(self._binding, self._options)
        # on the CPU `numpy` gives the memory itself, which the next run overwrites
        return [np.array(result.numpy()[:count]) for result in self._results]


def _run_options(graph: str) -> ort.RunOptions:
    options = ort.RunOptions()
    options.add_run_config_entry("gpu_graph_id", graph)
    return options
