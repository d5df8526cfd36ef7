"""Score-CAM with fewer runs than channels."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason='needs the extra "lab"')

from hysteroview.lab.explain.score_cam import MOST_GROUPS, channel_weights, grouped, masks_of


def test_masks_that_are_alike_are_scored_once_and_share_their_weight() -> None:
    """Each of 1280 channels ran the network: more than ten minutes on a busy computer."""
    random = np.random.default_rng(1)
    kinds = random.random((40, 7, 7)).astype(np.float32)
    strengths = random.uniform(0.5, 9.0, (400, 1, 1)).astype(np.float32)
    which = np.arange(400) % 40
    activations = kinds[which] * strengths
    runs: list[int] = []

    def network(images: torch.Tensor) -> torch.Tensor:
        runs.append(len(images))
        return torch.stack([images.mean(dim=(1, 2, 3)), images[:, 0, 5, 5]], dim=1)

    image = torch.from_numpy(random.random((1, 3, 28, 28)).astype(np.float32))
    found = channel_weights(network, image, lambda logits: logits[1], activations)
    assert sum(runs) <= MOST_GROUPS
    assert max(runs) == 16
    each = channel_weights(network, image, lambda logits: logits[1], kinds)
    shared = each[which] / each[which].sum()
    assert np.allclose(found, shared, rtol=1e-3)


def test_few_masks_are_not_grouped_and_groups_are_the_same_each_time() -> None:
    masks = masks_of(np.random.default_rng(3).normal(size=(300, 7, 7)).astype(np.float32))
    assert (masks.min(), masks.max()) == (0.0, pytest.approx(1.0))
    groups, centers = grouped(masks[:100])
    assert list(groups) == list(range(100))
    assert centers is not masks
    assert np.array_equal(centers, masks[:100])
    first, second = grouped(masks, 20), grouped(masks, 20)
    assert np.array_equal(first[0], second[0])
    assert len(first[1]) == first[0].max() + 1 <= 20
    near = ((masks[:, None] - first[1]) ** 2).sum(axis=(2, 3)).argmin(axis=1)
    assert (near == first[0]).mean() > 0.95  # each mask is in the group that is nearest


def test_progress_says_how_many_pictures_there_are() -> None:
    steps: list[tuple[int, int]] = []
    channel_weights(
        lambda images: images.mean(dim=(1, 2, 3))[:, None], torch.ones(1, 3, 8, 8),
        lambda logits: logits[0], np.ones((20, 4, 4), np.float32),
        lambda done, total: steps.append((done, total)),
    )  # fmt: skip
    assert steps == [(16, 20), (20, 20)]


def test_channel_without_structure_masks_everything() -> None:
    assert not masks_of(np.full((1, 4, 4), 7.0, np.float32)).any()
