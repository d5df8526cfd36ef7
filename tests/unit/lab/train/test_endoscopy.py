"""Endoscopy augmentation: each picture on its own, repeatable, nothing outside the view."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason='needs the extra "lab"')

from hysteroview.lab.data.phantoms import LabeledCrops
from hysteroview.lab.train.endoscopy import (
    ColorSamples,
    apply_endoscopy,
    draw_endoscopy,
    sample_colors,
)

COUNT, SIZE = 64, 48


def _round_pictures(color: tuple[int, int, int] = (150, 70, 60)) -> torch.Tensor:
    """Pictures with some structure inside a circle, black outside."""
    rng = np.random.default_rng(0)
    axis = np.arange(SIZE) - SIZE / 2 + 0.5
    inside = np.hypot(axis[:, None], axis[None]) < SIZE * 0.4
    crops = np.array(color) + rng.integers(-30, 30, (COUNT, SIZE, SIZE, 1))
    crops = (crops * inside[None, ..., None]).astype(np.float32) / 255
    return torch.from_numpy(crops).permute(0, 3, 1, 2).contiguous()


def _colors(scopes: list[int]) -> ColorSamples:
    means = torch.tensor([[0.1 + 0.1 * k, 0.3, 0.3] for k in range(len(scopes))])
    return ColorSamples(means, torch.full((len(scopes), 3), 0.1), np.array(scopes))


def _changed(seed: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    generator = torch.Generator().manual_seed(seed)
    drawn = draw_endoscopy(np.zeros(COUNT, np.int64), _colors([0, 1, 1]), generator)
    images = _round_pictures()
    return apply_endoscopy(images, torch.zeros(COUNT, 1, 8, 8), drawn)[0], drawn


def test_the_same_seed_gives_the_same_pictures() -> None:
    assert torch.equal(_changed(1)[0], _changed(1)[0])
    assert not torch.equal(_changed(1)[0], _changed(2)[0])


def test_each_picture_has_changes_of_its_own() -> None:
    drawn = _changed(1)[1]
    for name in ("affine", "light", "gamma", "balance", "saturation", "cloud", "spots"):
        assert len(torch.unique(drawn[name].reshape(COUNT, -1), dim=0)) == COUNT, name
    for name in ("transfer", "blood", "blur", "glare"):  # some pictures have it, others do not
        has = drawn[name].reshape(COUNT, -1).amax(dim=1) > 0
        assert 0 < int(has.sum()) < COUNT, name


def test_a_share_of_a_batch_is_changed_as_in_the_whole_batch() -> None:
    whole, drawn = _changed(3)
    part = {name: value[5:20] for name, value in drawn.items()}
    images = _round_pictures()[5:20]
    again = apply_endoscopy(images, torch.zeros(15, 1, 8, 8), part)[0]
    assert torch.allclose(again, whole[5:20], atol=1e-6)


def test_pictures_stay_in_range_and_black_outside_the_view() -> None:
    images = _changed(4)[0]
    assert torch.isfinite(images).all()
    assert images.min() >= 0
    assert images.max() <= 1
    assert images[..., 0, 0].max() == 0  # a corner stays black however the picture is turned


def test_colors_come_from_another_scope() -> None:
    colors = _colors([0, 1, 1, 2])
    drawn = draw_endoscopy(np.full(200, 1), colors, torch.Generator().manual_seed(0))
    used = {round(float(each), 3) for each in drawn["mean"][:, 0]}
    assert used == {0.1, 0.4}
    alone = draw_endoscopy(np.zeros(50, np.int64), _colors([0, 0]), torch.Generator())
    assert len(alone["mean"]) == 50  # one scope alone: its own pictures


def test_transfer_gives_the_mean_and_deviation_of_the_other_picture() -> None:
    drawn = draw_endoscopy(np.zeros(COUNT, np.int64), _colors([1]), torch.Generator())
    for name in ("blood", "blur", "glare"):
        drawn[name] = torch.zeros_like(drawn[name])
    for name in ("light", "gamma", "balance", "saturation"):
        drawn[name] = torch.ones_like(drawn[name])
    drawn["transfer"] = torch.ones(COUNT)
    drawn["affine"] = torch.eye(2, 3).expand(COUNT, 2, 3)
    drawn["mean"] = torch.tensor([[0.6, 0.3, 0.2]]).expand(COUNT, 3)
    drawn["deviation"] = torch.tensor([[0.05, 0.05, 0.05]]).expand(COUNT, 3)
    images = apply_endoscopy(_round_pictures(), torch.zeros(COUNT, 1, 8, 8), drawn)[0]
    inside = images[:, :, SIZE // 3 : -SIZE // 3, SIZE // 3 : -SIZE // 3]
    assert inside.mean(dim=(0, 2, 3)) == pytest.approx([0.6, 0.3, 0.2], abs=0.02)


def test_samples_of_colors_are_measured_inside_the_view() -> None:
    images = (_round_pictures() * 255).round().byte().permute(0, 2, 3, 1).numpy()
    masks = np.zeros((COUNT, 8, 8), np.uint8)
    numbers = np.arange(COUNT)
    found = sample_colors(LabeledCrops(images, masks, numbers, numbers))
    assert len(found.means) == COUNT
    assert float(found.means[:, 0].mean()) * 255 == pytest.approx(150, abs=3)
