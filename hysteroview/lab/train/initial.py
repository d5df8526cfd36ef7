"""Initial weights of a training: ImageNet from torchvision or a file, or random."""

from __future__ import annotations

import hashlib
from pathlib import Path

from torchvision.models import get_model_weights

from hysteroview.core.errors import ModelError
from hysteroview.lab.train.network import ExplainableNetwork, load_weights, take_weights

RANDOM = "random"


def initialize(model: ExplainableNetwork, weights: Path | None, *, from_scratch: bool) -> str:
    """Load initial weights, and return in words which they are.

    Parameters
    ----------
    weights
        A file in torchvision's layout; None for ImageNet's through torchvision, which keeps them in
        its cache or downloads them.
    from_scratch
        Whether the weights stay random.

    Raises
    ------
    ModelError
        The weights cannot be had or belong to another architecture.
    """
    if from_scratch:
        return RANDOM
    if weights is not None:
        load_weights(model, weights)
        return f"{weights.name}, SHA-256 {hashlib.sha256(weights.read_bytes()).hexdigest()}"
    chosen = get_model_weights(model.architecture).DEFAULT
    try:
        state = chosen.get_state_dict(progress=False, check_hash=True, weights_only=True)
    except (OSError, RuntimeError) as error:  # no network; another hash
        raise ModelError(
            f"The ImageNet weights of {model.architecture} cannot be downloaded: {error}.",
            remedy=f"Download {chosen.url} elsewhere and give it with --weights, or train with "
            "--from-scratch.",
        ) from error
    take_weights(model, state, chosen.url.rpartition("/")[2])
    return f"torchvision {chosen}"
