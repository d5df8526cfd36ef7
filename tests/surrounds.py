"""The same round picture as consoles, report systems and viewers show it."""

from __future__ import annotations

import cv2
import numpy as np

SURROUNDS = {"black": 0, "white": 255, "light gray": 230, "gray": 192}
_FLAT = 0.13  # share of the diameter cut off at top and bottom


def disc_mask(size_px: int) -> np.ndarray:
    """Return the mask of a circle that fills a square: (s, s) uint8."""
    mask = np.zeros((size_px, size_px), np.uint8)
    cv2.circle(mask, (size_px // 2, size_px // 2), size_px // 2 - 1, (255,), cv2.FILLED)
    return mask


def as_jpeg(picture: np.ndarray, quality: int = 80) -> np.ndarray:
    """Return a picture with the artifacts of JPEG."""
    encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)


def on_page(
    picture: np.ndarray, size: tuple[int, int], place: tuple[int, int], level: int
) -> np.ndarray:
    """Put a round picture (s, s, 3) on a page of (height, width), at a place (y, x)."""
    page = np.full((*size, 3), level, np.uint8)
    y, x = place
    part = page[y : y + picture.shape[0], x : x + picture.shape[1]]
    inside = disc_mask(picture.shape[0]) > 0
    part[inside] = picture[inside]
    return page


def round_versions(picture: np.ndarray) -> dict[str, np.ndarray]:
    """Return a round picture (s, s, 3), BGR, on every surround; the first is the usual one."""
    size = picture.shape[0]
    found = {}
    for name, level in SURROUNDS.items():
        wide = on_page(picture, (size + 80, size + 240), (40, 120), level)
        found[f"{name}, margin"] = wide
        found[f"{name}, its box"] = on_page(picture, (size, size), (0, 0), level)
        found[f"{name}, JPEG"] = as_jpeg(wide)
        page = on_page(picture, (size + 160, size + 500), (80, 440), level)
        ink = (0, 0, 0) if level > 127 else (255, 255, 255)
        for line in range(8):
            place = (10, 25 + 50 * line)
            cv2.putText(page, "Hysteroscopy, findings", place, 0, 0.8, ink, 2)
        cv2.putText(page, "Fig. 1: cavity", (480, size + 130), 0, 0.8, ink, 2)
        found[f"{name}, report"] = as_jpeg(page)
    rng = np.random.default_rng(0)
    scanned = found["white, margin"] - rng.integers(5, 14, (size + 80, size + 240, 1))
    found["white, scanned"] = as_jpeg(np.clip(scanned, 0, 255).astype(np.uint8))
    report = np.full((size + 200, size + 320, 3), 255, np.uint8)
    report[60 : size + 140, 40 : size + 280] = found["black, margin"]
    found["black on white"] = report
    height = size * 21 // 20
    found["full frame"] = on_page(picture, (height, height * 16 // 9), (size // 40, size // 3), 3)
    return found


def flat_versions(picture: np.ndarray) -> dict[str, np.ndarray]:
    """Return a round picture that is cropped flat at top and bottom, on every surround."""
    size = picture.shape[0]
    cut = round(_FLAT * size)
    found = {}
    for name, level in SURROUNDS.items():
        found[f"{name}, box"] = on_page(picture, (size, size), (0, 0), level)[cut:-cut]
        found[f"{name}, margin"] = on_page(picture, (size, size + 160), (0, 80), level)[cut:-cut]
        page = np.full((size + 60, size + 100, 3), level, np.uint8)
        page[30 + cut : 30 + size - cut, 50 : 50 + size] = found[f"{name}, box"]
        found[f"{name}, page"] = as_jpeg(page)
    return found
