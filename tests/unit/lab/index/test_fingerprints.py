"""Fingerprints find a picture again, and do not confuse different ones."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hysteroview.lab.index.fingerprints import TURNS, correlation, fingerprint, near_duplicates


def _picture(seed: int) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (9, 9, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (224, 224), interpolation=cv2.INTER_CUBIC), np.uint8)


def _pairs(pictures: list[NDArray[np.uint8]]) -> list[tuple[int, int]]:
    crops = np.stack(pictures)
    prints = np.array([fingerprint(crop) for crop in crops])
    return near_duplicates(prints, crops, np.arange(len(crops)))


@pytest.mark.parametrize("turn", range(TURNS))
def test_turned_and_recompressed_copies_are_found(turn: int) -> None:
    picture = _picture(1)
    turned = np.rot90(picture if turn < 4 else picture[:, ::-1], turn % 4)
    encoded = cv2.imencode(".jpg", np.ascontiguousarray(turned), [cv2.IMWRITE_JPEG_QUALITY, 40])[1]
    copy = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
    assert _pairs([picture, _picture(2), copy]) == [(0, 2)]


def test_brighter_copies_are_found() -> None:
    picture = _picture(3)
    brighter = np.clip(picture * 0.7 + 40, 0, 255).astype(np.uint8)
    assert _pairs([picture, brighter]) == [(0, 1)]
    assert correlation(picture, brighter) > 0.99


def test_different_pictures_are_not_paired() -> None:
    assert _pairs([_picture(seed) for seed in range(40)]) == []


def test_pictures_of_one_group_are_not_paired() -> None:
    crops = np.stack([_picture(1)] * 3)
    prints = np.array([fingerprint(crop) for crop in crops])
    assert near_duplicates(prints, crops, np.array([0, 0, 1])) == [(0, 2), (1, 2)]


def test_a_picture_of_one_color_has_a_fingerprint() -> None:
    assert fingerprint(np.full((64, 64, 3), 90, np.uint8)).shape == (TURNS,)
