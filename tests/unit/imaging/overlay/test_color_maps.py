"""Colors that can be read as more and less by everyone, and that no tissue has."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from hysteroview.imaging.overlay.color_maps import colors_of
from hysteroview.settings.choices import ColorMap

# RGB as endoscopes show them: mucosa, blood, pale endometrium, hyperemia, yellow fat, lumen
TISSUE = [(214, 130, 118), (140, 20, 24), (235, 195, 180), (200, 70, 60), (222, 180, 120),
          (60, 20, 18)]  # fmt: skip
STRONG = 224  # from here on the heatmap is opaque enough to hide the tissue
# Machado et al. 2009, doi:10.1109/TVCG.2009.113, severity 1, in linear RGB
DICHROMATS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def cielab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB of (N, 3) sRGB in [0, 1]."""
    return cv2.cvtColor(np.float32(rgb)[None], cv2.COLOR_RGB2LAB)[0]


def rgb_of(color_map: ColorMap) -> np.ndarray:
    return colors_of(color_map)[:, ::-1] / 255


def as_seen_by(rgb: np.ndarray, matrix: list[list[float]]) -> np.ndarray:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(matrix).T, 0, 1)
    return np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("color_map", ColorMap)
def test_lightness_rises_evenly(color_map: ColorMap) -> None:
    lightness = cielab(rgb_of(color_map))[:, 0]
    steps = np.diff(lightness[::15])
    assert steps.min() > 0
    assert steps.max() < 1.5 * np.median(steps)
    assert lightness[-1] - lightness[0] > 50


@pytest.mark.parametrize("color_map", ColorMap)
@pytest.mark.parametrize("vision", DICHROMATS)
def test_more_is_lighter_for_every_kind_of_color_vision(color_map: ColorMap, vision: str) -> None:
    lightness = cielab(as_seen_by(rgb_of(color_map), DICHROMATS[vision]))[:, 0]
    assert (np.diff(lightness[::15]) > 0).all()


@pytest.mark.parametrize("color_map", ColorMap)
def test_strong_evidence_has_the_color_of_no_tissue(color_map: ColorMap) -> None:
    tissue = cielab(np.array(TISSUE) / 255)
    strong = cielab(rgb_of(color_map))[STRONG:]
    assert np.linalg.norm(strong[:, None] - tissue[None], axis=2).min() > 20


def test_the_colors_cannot_be_changed_by_who_draws_with_them() -> None:
    assert not colors_of(ColorMap.INFERNO).flags.writeable
