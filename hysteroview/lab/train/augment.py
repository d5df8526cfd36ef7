"""Augmentation: random changes of training pictures that preserve the finding.

Drawing and applying are two steps, so that several processes that share a batch can draw the same
numbers and each change its own pictures.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

Drawn = dict[str, Tensor]  # (N, ...) of each change


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
    return apply_geometry(images, masks, draw_geometry(len(images), generator))


def uniform(count: int, generator: torch.Generator, low: float, high: float, *shape: int) -> Tensor:
    """Draw (count, ...) numbers between `low` and `high`."""
    return torch.rand(count, *shape, generator=generator) * (high - low) + low


def draw_geometry(count: int, generator: torch.Generator) -> Drawn:
    """Draw positions, brightness and tint of so many pictures."""

    def draw(low: float, high: float, *shape: int) -> Tensor:
        return uniform(count, generator, low, high, *shape)

    angle, scale = draw(0, 2 * math.pi), draw(0.85, 1.15)
    mirror = torch.sign(draw(-1, 1))
    cosine, sine = scale * torch.cos(angle), scale * torch.sin(angle)
    affine = torch.stack(
        [
            torch.stack([cosine * mirror, -sine, draw(-0.08, 0.08)], dim=1),
            torch.stack([sine * mirror, cosine, draw(-0.08, 0.08)], dim=1),
        ],
        dim=1,
    )
    gain, tint = draw(0.75, 1.25, 1, 1, 1), draw(0.88, 1.12, 3, 1, 1)
    return {"affine": affine, "light": gain * tint, "gamma": draw(0.85, 1.2, 1, 1, 1)}


def apply_geometry(images: Tensor, masks: Tensor, drawn: Drawn) -> tuple[Tensor, Tensor]:
    """Change pictures and masks as drawn."""
    images, masks = move(images, drawn["affine"]), move(masks, drawn["affine"])
    return (images * drawn["light"]).clamp(0, 1) ** drawn["gamma"], masks


def move(images: Tensor, affine: Tensor) -> Tensor:
    """Resample (N, C, s, s) by (N, 2, 3) affine maps; black outside."""
    grid = functional.affine_grid(affine, list(images.shape), align_corners=False)
    return functional.grid_sample(images, grid, align_corners=False)
