"""Augmentation: random changes of training pictures that preserve the finding."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional


def augment(images: Tensor, masks: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Rotate, mirror, scale, shift and tint a batch, with the same geometry for pictures and masks.

    A scope may have any angle, so all rotations are equally likely.

    Parameters
    ----------
    images
        (N, 3, s, s) float32, RGB in [0, 1].
    masks
        (N, 1, m, m) float32 in [0, 1].

    Returns
    -------
    Changed images and masks of the same shapes and ranges.
    """
    count = len(images)

    def uniform(low: float, high: float, *shape: int) -> Tensor:
        return torch.rand(count, *shape, generator=generator) * (high - low) + low

    angle, scale = uniform(0, 2 * math.pi), uniform(0.85, 1.15)
    mirror = torch.sign(uniform(-1, 1))
    cosine, sine = scale * torch.cos(angle), scale * torch.sin(angle)
    affine = torch.stack(
        [
            torch.stack([cosine * mirror, -sine, uniform(-0.08, 0.08)], dim=1),
            torch.stack([sine * mirror, cosine, uniform(-0.08, 0.08)], dim=1),
        ],
        dim=1,
    )
    images, masks = (
        functional.grid_sample(
            item, functional.affine_grid(affine, list(item.shape), align_corners=False),
            align_corners=False,
        )
        for item in (images, masks)
    )  # fmt: skip
    images = images * uniform(0.75, 1.25, 1, 1, 1) * uniform(0.88, 1.12, 3, 1, 1)
    gamma = uniform(0.85, 1.2, 1, 1, 1)
    return images.clamp(0, 1) ** gamma, masks
