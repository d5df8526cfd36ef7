"""Augmentation for endoscopy: color of other scopes, white balance, blood, blur and glare.

Each picture has changes of its own. All are drawn from one generator before any is applied.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from hysteroview.lab.train.augment import Drawn, draw_geometry, move, uniform
from hysteroview.lab.train.pictures import Pictures

# probability of each change
_TRANSFER, _BLOOD, _BLUR, _GLARE = 0.3, 0.15, 0.25, 0.25
_SPOTS = 4  # of glare
_CLOUD_CELLS = 6
_BLOOD_COLOR = (0.45, 0.05, 0.05)
_MOST_BLUR = 0.012  # standard deviation, of the width
_BLACK = 8 / 255  # outside the field of view
_MOST_SAMPLES = 256


@dataclass(frozen=True, slots=True, eq=False)
class ColorSamples:
    """Mean and deviation of the colors of training pictures, by scope.

    Attributes
    ----------
    means, deviations
        (M, 3) float32, of RGB in [0, 1] inside the field of view.
    scopes
        (M,) number of the scope.
    """

    means: Tensor
    deviations: Tensor
    scopes: NDArray[np.int64]


def sample_colors(pictures: Pictures) -> ColorSamples:
    """Measure up to 256 training pictures, evenly spread."""
    count = min(len(pictures), _MOST_SAMPLES)
    rows = np.linspace(0, len(pictures) - 1, count).round().astype(np.intp)
    images = torch.from_numpy(pictures.read(rows)[0]).permute(0, 3, 1, 2).float() / 255
    means, deviations = _moments(images)
    return ColorSamples(means[..., 0, 0], deviations[..., 0, 0], pictures.scopes[rows])


def draw_endoscopy(
    scopes: NDArray[np.int64], colors: ColorSamples, generator: torch.Generator
) -> Drawn:
    """Draw the changes of pictures from these scopes.

    A picture gets the colors of one from another scope, where there is another.
    """
    count = len(scopes)

    def chosen(share: float) -> Tensor:
        return (uniform(count, generator, 0, 1) < share).float()

    drawn = draw_geometry(count, generator)
    luck = uniform(count, generator, 0, 1).numpy()
    sources = np.array(
        [_source(scope, colors, each) for scope, each in zip(scopes, luck, strict=True)], np.intp
    )
    warmth = uniform(count, generator, -0.15, 0.15, 1, 1, 1)
    green = uniform(count, generator, -0.08, 0.08, 1, 1, 1)
    balance = torch.cat([1 + warmth, 1 + green, 1 - warmth], dim=1)
    spots = uniform(count, generator, 0, 1, _SPOTS, 4)  # x, y, radius, brightness
    return drawn | {
        "transfer": chosen(_TRANSFER) * uniform(count, generator, 0.5, 1.0),
        "mean": colors.means[sources],
        "deviation": colors.deviations[sources],
        "balance": balance,
        "saturation": uniform(count, generator, 0.7, 1.3, 1, 1, 1),
        "blood": chosen(_BLOOD) * uniform(count, generator, 0.3, 0.8),
        "cloud": uniform(count, generator, 0, 1, 1, _CLOUD_CELLS, _CLOUD_CELLS),
        "blur": chosen(_BLUR) * uniform(count, generator, 0.2, 1.0) * _MOST_BLUR,
        "glare": chosen(_GLARE)[:, None] * spots[..., 3],
        "spots": spots[..., :3],
    }


def apply_endoscopy(images: Tensor, masks: Tensor, drawn: Drawn) -> tuple[Tensor, Tensor]:
    """Change pictures (N, 3, s, s) in [0, 1] and masks as drawn; outside the view stays black."""
    images, masks = move(images, drawn["affine"]), move(masks, drawn["affine"])
    view = (images.amax(dim=1, keepdim=True) > _BLACK).float()
    images = _transferred(images, drawn)
    images = images * drawn["light"] * drawn["balance"]
    gray = images.mean(dim=1, keepdim=True)
    images = (gray + (images - gray) * drawn["saturation"]).clamp(0, 1) ** drawn["gamma"]
    images = _glared(_blurred(_bloody(images, drawn), drawn["blur"]), drawn)
    return images.clamp(0, 1) * view, masks


def _source(scope: int, colors: ColorSamples, luck: float) -> int:
    """Return the sample that a picture of a scope takes its colors from."""
    others = np.flatnonzero(colors.scopes != scope)
    candidates = others if len(others) else np.arange(len(colors.scopes))
    return int(candidates[min(int(luck * len(candidates)), len(candidates) - 1)])


def _moments(images: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean and deviation (N, 3, 1, 1) inside the field of view."""
    view = (images.amax(dim=1, keepdim=True) > _BLACK).float()
    area = view.sum(dim=(2, 3), keepdim=True).clamp(min=1)
    mean = (images * view).sum(dim=(2, 3), keepdim=True) / area
    spread = ((images - mean) ** 2 * view).sum(dim=(2, 3), keepdim=True) / area
    return mean, spread.sqrt().clamp(min=1 / 255)


def _transferred(images: Tensor, drawn: Drawn) -> Tensor:
    """Give pictures the mean and deviation of others, channel by channel.

    Reinhard et al. 2001, IEEE Comput Graph Appl 21:34; in RGB, as scopes differ in gains.
    """
    mean, deviation = _moments(images)
    ratio = (drawn["deviation"][..., None, None] / deviation).clamp(0.5, 2.0)
    aimed = (images - mean) * ratio + drawn["mean"][..., None, None]
    return torch.lerp(images, aimed, drawn["transfer"][:, None, None, None]).clamp(0, 1)


def _bloody(images: Tensor, drawn: Drawn) -> Tensor:
    """Cover a part of the picture with diluted blood."""
    if not drawn["blood"].any():
        return images
    size = list(images.shape[-2:])
    cloud = functional.interpolate(drawn["cloud"], size, mode="bicubic", align_corners=False)
    cover = ((cloud - 0.5) * 4).clamp(0, 1) * drawn["blood"][:, None, None, None]
    color = images.new_tensor(_BLOOD_COLOR)[:, None, None]
    return images * (1 - cover) + color * cover


def _blurred(images: Tensor, deviation: Tensor) -> Tensor:
    """Blur each picture by a Gaussian of its own; `deviation` is a share of the width."""
    rows = torch.nonzero(deviation > 0).flatten()
    if not len(rows):
        return images
    size = images.shape[-1]
    reach = max(1, round(3 * _MOST_BLUR * size))
    sigma = (deviation[rows] * size).clamp(min=0.3)
    places = torch.arange(-reach, reach + 1, device=images.device).float()
    kernel = torch.exp(-(places**2) / (2 * sigma[:, None] ** 2))
    kernel = (kernel / kernel.sum(dim=1, keepdim=True)).repeat_interleave(3, dim=0)
    chosen = images[rows].flatten(0, 1)[None]  # each channel of each picture is a group
    for shape, margin in (((1, -1), (reach, reach, 0, 0)), ((-1, 1), (0, 0, reach, reach))):
        padded = functional.pad(chosen, margin, mode="replicate")
        weight = kernel.reshape(len(kernel), 1, *shape)
        chosen = functional.conv2d(padded, weight, groups=len(kernel))
    return images.index_copy(0, rows, chosen[0].reshape(len(rows), 3, size, size))


def _glared(images: Tensor, drawn: Drawn) -> Tensor:
    """Add white reflections."""
    if not drawn["glare"].any():
        return images
    axis = torch.linspace(0, 1, images.shape[-1], device=images.device)
    spots = drawn["spots"]
    across = (axis - spots[..., 0, None]) ** 2
    down = (axis - spots[..., 1, None]) ** 2
    width = 2 * (0.008 + 0.03 * spots[..., 2]) ** 2
    shine = torch.exp(-(down[..., :, None] + across[..., None, :]) / width[..., None, None])
    light = (shine * drawn["glare"][..., None, None]).amax(dim=1, keepdim=True)
    return images + light * (1 - images)
