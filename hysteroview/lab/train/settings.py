"""Settings of a training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Schedule = Literal["one-cycle", "cosine"]
Augmentation = Literal["geometry", "endoscopy", "none"]
AUGMENTATIONS: Mapping[str, Augmentation] = {
    "geometry": "geometry", "endoscopy": "endoscopy", "none": "none",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """Epochs at one picture size."""

    size_px: int
    epochs: int
    learning_rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FitSettings:
    """Training settings.

    Attributes
    ----------
    stages
        Stages in order; most is learned from small pictures, at a fraction of the cost.
    accumulation
        Batches whose gradients are added for one step of the optimizer.
    mask_weight
        Weight of the loss term that penalizes evidence for the true class outside the lesion; needs
        masks, 0 switches it off.
    label_smoothing
        Szegedy et al. 2016, arXiv:1512.00567, section 7.
    ema_decay
        Decay of the exponential moving average of the weights, which is the result; 0 for the
        weights themselves.
    schedule
        Of the learning rate: up and down (Smith and Topin 2018, arXiv:1708.07120), or from the
        learning rate down along a cosine (Loshchilov and Hutter 2017, arXiv:1608.03983).
    augmentation
        "geometry" with brightness and tint, "endoscopy" with all that `endoscopy` draws, or "none".
    is_half
        Whether convolutions compute in bfloat16, which needs no scaling of the loss.
    is_norm_frozen
        Whether batch norm keeps its means and variances, as for few pictures.
    patience
        Epochs without a lesser validation loss after which training ends; 0 for never.
    """

    stages: tuple[Stage, ...] = (Stage(128, 8, 2e-3), Stage(224, 2, 6e-4))
    batch_size: int = 32
    accumulation: int = 1
    mask_weight: float = 0.2
    label_smoothing: float = 0.05
    weight_decay: float = 0.02
    dropout: float = 0.2
    ema_decay: float = 0.998
    schedule: Schedule = "one-cycle"
    augmentation: Augmentation = "geometry"
    is_half: bool = False
    is_norm_frozen: bool = False
    patience: int = 0
    seed: int = 1
