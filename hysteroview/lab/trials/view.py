"""Trial: accuracy of the field of view, compared with the truth, and a sheet for inspection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import NS_PER_S, FieldOfView, Frame
from hysteroview.imaging.pixels.view_mask import frame_mask
from hysteroview.imaging.view.field_of_view import find_field_of_view
from hysteroview.imaging.view.tracker import FieldOfViewTracker
from hysteroview.lab.data.console_frames import ConsoleFrames, Setting

_LOOKS = 13  # three seconds at four per second
_PICTURES = {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff"}
_TILE_PX = (400, 320)
_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class ViewTrial:
    """Figures of one console frame.

    Attributes
    ----------
    still, tracked
        Intersection over union with the true area: from the first frame alone, and after three
        seconds; 0 if nothing was found.
    """

    setting: Setting
    seed: int
    still: float
    tracked: float


def try_views(seeds: Sequence[int], settings: Sequence[Setting]) -> Iterator[ViewTrial]:
    """Find the field of view in phantom frames of every setting."""
    for seed in seeds:
        for setting in settings:
            frames = ConsoleFrames(setting, seed)
            truth = frames.truth
            first = frames.render(0.0)
            tracker = FieldOfViewTracker()
            view: FieldOfView | None = None
            for look in range(_LOOKS):
                pixels = first if look == 0 else frames.render(look * 0.25)
                bgra = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2BGRA), np.uint8)
                view = tracker.update(Frame(look, look * NS_PER_S // 4, 0, bgra))
            still = shared(find_field_of_view(first), truth)
            yield ViewTrial(setting, seed, still, shared(view, truth))


def shared(view: FieldOfView | None, truth: NDArray[np.uint8]) -> float:
    """Return the intersection over union of a view with the true area (H, W) uint8."""
    if view is None:
        return 0.0
    found = frame_mask(view, (truth.shape[1], truth.shape[0]))
    union = cv2.countNonZero(cv2.bitwise_or(found, truth))
    return cv2.countNonZero(cv2.bitwise_and(found, truth)) / max(union, 1)


def view_table(trials: Sequence[ViewTrial]) -> str:
    """Return medians and 5th percentiles for each setting, as text."""
    lines = [f"{'':18}{'frames':>7}  {'still: median, 5th':>19}  {'after 3 s':>17}"]
    for setting in [*Setting, None]:
        chosen = [trial for trial in trials if setting in {None, trial.setting}]
        if not chosen:
            continue
        figures = [
            f"{np.median(values):.3f}, {np.percentile(values, 5):.3f}"
            for values in ([trial.still for trial in chosen], [trial.tracked for trial in chosen])
        ]
        name = setting or "all"
        lines.append(f"{name:18}{len(chosen):7}  {figures[0]:>19}  {figures[1]:>17}")
    return "\n".join(lines)


def find_pictures(folder: Path) -> list[Path]:
    """Return the pictures of a folder in order of their names."""
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in _PICTURES)
    if not paths:
        raise HysteroViewError(
            f"{folder} contains no pictures.", remedy="Choose a folder with PNG or JPEG files."
        )
    return paths


def read_picture(path: Path) -> NDArray[np.uint8]:
    """Read a picture: (H, W, 3) uint8, BGR."""
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if pixels is None:
        raise HysteroViewError(f"{path.name} cannot be read.", remedy="Remove it from the folder.")
    return np.asarray(pixels, np.uint8)


def view_sheet(paths: Sequence[Path]) -> NDArray[np.uint8]:
    """Draw pictures with their outlines on one sheet: yellow-green if round, else cyan.

    Returns
    -------
    (H, W, 3) uint8, BGR.
    """
    tiles = [_tile(path) for path in paths]
    while len(tiles) % _COLUMNS:
        tiles.append(np.zeros_like(tiles[0]))
    rows = [np.hstack(tiles[i : i + _COLUMNS]) for i in range(0, len(tiles), _COLUMNS)]
    return np.asarray(np.vstack(rows), np.uint8)


def _tile(path: Path) -> NDArray[np.uint8]:
    pixels = read_picture(path)
    height, width = pixels.shape[:2]
    scale = min(_TILE_PX[0] / width, _TILE_PX[1] / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    view = find_field_of_view(pixels)
    if view is not None:
        mask = cv2.resize(frame_mask(view, (width, height)), size, interpolation=cv2.INTER_NEAREST)
        outlines, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        color = (0, 255, 160) if view.ellipse is not None else (255, 255, 0)
        cv2.drawContours(small, outlines, -1, color, 1)
    tile = np.full((_TILE_PX[1], _TILE_PX[0], 3), 60, np.uint8)
    tile[: size[1], : size[0]] = small
    corner = (4, _TILE_PX[1] - 6)
    cv2.putText(tile, path.stem[:34], corner, cv2.FONT_HERSHEY_SIMPLEX, 0.45, (255,) * 3, 1)
    return tile
