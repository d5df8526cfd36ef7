"""The network of a bundle in half precision, checked against the one in single precision."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
from torch import Tensor, nn

from hysteroview.core.errors import ModelError
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import ModelCard, load_reference
from hysteroview.inference.model.probabilities import softmax
from hysteroview.inference.runtimes.agreement import (
    MAX_MAP_DIFFERENCE,
    MAX_PROBABILITY_DIFFERENCE,
)
from hysteroview.inference.runtimes.backend import Precision
from hysteroview.lab.bundle.export import export_onnx
from hysteroview.lab.train.network import ExplainableNetwork


class _HalfInside(nn.Module):
    """Single precision outside, half inside: callers need not know."""

    def __init__(self, model: ExplainableNetwork) -> None:
        super().__init__()
        self.inside = model.half()

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        logits, maps, embedding = self.inside(images.half())
        return logits.float(), maps.float(), embedding.float()


def export_half(model: ExplainableNetwork, card: ModelCard, file: Path) -> tuple[float, float]:
    """Write the network in half precision; the model is in half precision afterwards.

    Returns
    -------
    Greatest differences from the reference of the bundle: of a probability, and of a class map
    relative to its greatest value.

    Raises
    ------
    ModelError
        It computes something else: the network does not work in half precision.
    """
    export_onnx(_HalfInside(model).eval(), card.input.size_px, file)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        file.read_bytes(), options, providers=["CPUExecutionProvider"]
    )
    reference = load_reference(card)
    logits, maps, _ = session.run(None, {"image": to_input(reference.crops, card.input)})
    chance = float(np.abs(softmax(np.asarray(logits)) - softmax(reference.logits)).max())
    scale = np.maximum(np.abs(reference.class_maps).max(axis=(1, 2, 3)), 1e-12)
    gaps = np.abs(np.asarray(maps) - reference.class_maps).max(axis=(1, 2, 3)) / scale
    class_map = float(gaps.max())
    most = MAX_MAP_DIFFERENCE[Precision.HALF]
    if not (chance <= MAX_PROBABILITY_DIFFERENCE and class_map <= most):
        file.unlink()
        raise ModelError(
            f"In half precision the network computes something else: a probability differs by "
            f"{chance:.2g} (allowed {MAX_PROBABILITY_DIFFERENCE:g}), a class map by "
            f"{class_map:.2g} (allowed {most:g}).",
            remedy="Make the bundle without --half.",
        )
    return chance, class_map
