"""Phantom frames in the style of consoles, with the true area of the picture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.phantom import Lesion, Phantom, PhantomSpec
from hysteroview.imaging.phantom.artifacts import burn_in_text

Picture = NDArray[np.uint8]
_PHANTOM_PX = 400
_SIZES = ((1280, 720), (1920, 1080), (720, 576), (640, 480))
_LESIONS = tuple(Lesion)


class Setting(StrEnum):
    """Peculiarity of a frame."""

    ROUND = "round"
    CUT_OFF = "cut off"
    OFF_CENTER = "off-center"
    OCTAGON = "octagon"
    RECTANGLE = "rectangle"
    FULL = "full frame"
    DARK_CORNERS = "dark corners"
    TEXT = "console text"
    PANEL = "touching panel"
    GRAY_PANEL = "gray noisy panel"


@dataclass(frozen=True, slots=True)
class _Layout:
    """Position of the picture: center and half sizes in px of the frame."""

    size: tuple[int, int]
    x: float
    y: float
    half_width: float
    half_height: float


class ConsoleFrames:
    """Frames of one phantom on one console; `render` returns a moment of the camera's loop."""

    def __init__(self, setting: Setting, seed: int) -> None:
        self._setting = setting
        self._rng = np.random.default_rng([seed, list(Setting).index(setting)])
        lesion = _LESIONS[seed % len(_LESIONS)]
        self._phantom = Phantom(
            PhantomSpec(seed=seed, lesion=lesion, width_px=_PHANTOM_PX, height_px=_PHANTOM_PX)
        )
        self._layout = self._lay_out()
        self._panel: tuple[int, int, int, int] | None = None
        self._area = self._draw_area()
        self._border = int(self._rng.integers(0, 21))
        self._text_seed = int(self._rng.integers(1 << 30))

    @property
    def truth(self) -> Picture:
        """(H, W) uint8, 255 where the picture is visible."""
        return self._area

    def render(self, time_s: float) -> Picture:
        """Return the frame at a time: (H, W, 3) uint8, BGR."""
        seen = self._phantom.render(time_s)
        layout = self._layout
        content = self._content(seen.pixels, seen.truth.view_center, seen.truth.view_radius)
        width, height = round(2 * layout.half_width), round(2 * layout.half_height)
        fitted = cv2.resize(content, (width, height), interpolation=cv2.INTER_LINEAR)
        frame = np.full((layout.size[1], layout.size[0], 3), self._border, np.uint8)
        shift = np.array(
            [[1, 0, layout.x - layout.half_width], [0, 1, layout.y - layout.half_height]],
            np.float32,
        )
        moved = cv2.warpAffine(fitted, shift, layout.size, borderMode=cv2.BORDER_REPLICATE)
        frame = np.asarray(cv2.copyTo(np.asarray(moved, np.uint8), self._area, frame), np.uint8)
        if self._panel is not None:
            self._draw_panel(frame, time_s)
        if self._setting is Setting.TEXT:
            burn_in_text(frame, np.random.default_rng(self._text_seed), time_s)
        return frame

    def _lay_out(self) -> _Layout:
        rng = self._rng
        width, height = _SIZES[int(rng.integers(len(_SIZES)))]
        half = height * rng.uniform(0.36, 0.49)
        x, y = width / 2 + rng.uniform(-0.02, 0.02) * width, height / 2
        if self._setting is Setting.CUT_OFF:
            half = height * rng.uniform(0.53, 0.62)
        elif self._setting is Setting.FULL:
            return _Layout((width, height), width / 2, height / 2, width / 2, height / 2)
        elif self._setting in {Setting.OFF_CENTER, Setting.PANEL, Setting.GRAY_PANEL}:
            x = width - half - rng.uniform(0, 0.04) * width
        half_width = half
        if self._setting in {Setting.OCTAGON, Setting.RECTANGLE}:
            half_width = half * rng.uniform(1.0, 1.25)
        return _Layout((width, height), x, y, half_width, half)

    def _draw_area(self) -> Picture:
        layout = self._layout
        area = np.zeros((layout.size[1], layout.size[0]), np.uint8)
        left, top = layout.x - layout.half_width, layout.y - layout.half_height
        right, bottom = layout.x + layout.half_width, layout.y + layout.half_height
        if self._setting is Setting.OCTAGON:
            cut = layout.half_height * self._rng.uniform(0.3, 0.6)
            corners = [
                (left + cut, top), (right - cut, top), (right, top + cut), (right, bottom - cut),
                (right - cut, bottom), (left + cut, bottom), (left, bottom - cut),
                (left, top + cut),
            ]  # fmt: skip
            cv2.fillConvexPoly(area, np.round(corners).astype(np.int32), (255,))
        elif self._setting in {Setting.RECTANGLE, Setting.FULL}:
            area[round(top) : round(bottom), round(left) : round(right)] = 255
        else:
            center = (round(layout.x), round(layout.y))
            cv2.circle(area, center, round(layout.half_width), (255,), cv2.FILLED)
        if self._setting in {Setting.PANEL, Setting.GRAY_PANEL}:
            high = round(layout.size[1] * self._rng.uniform(0.25, 0.4))
            far = round(left + layout.half_width * self._rng.uniform(0.12, 0.3))
            start = round(max(far - layout.size[1] * 0.5, 0))
            self._panel = (start, layout.size[1] - high, far, layout.size[1])
            area[self._panel[1] : self._panel[3], self._panel[0] : self._panel[2]] = 0
        return area

    def _content(self, pixels: Picture, center: tuple[float, float], radius: float) -> Picture:
        """Return the content of the shape: the square around the disc, or the square inside it."""
        is_round = self._setting not in {Setting.OCTAGON, Setting.RECTANGLE, Setting.FULL}
        reach = radius * (0.985 if is_round else 0.68)
        side = round(2 * reach)
        patch = np.asarray(cv2.getRectSubPix(pixels, (side, side), center), np.uint8)
        if self._setting is not Setting.DARK_CORNERS:
            return patch
        axis = np.linspace(-1, 1, side, dtype=np.float32)
        far = np.hypot(axis[None, :], axis[:, None])
        fall = 1 - 0.75 * np.clip((far - 0.6) / 0.4, 0, 1) ** 2
        return np.asarray(patch * fall[..., None], np.uint8)

    def _draw_panel(self, frame: Picture, time_s: float) -> None:
        assert self._panel is not None
        x0, y0, x1, y1 = self._panel
        if self._setting is Setting.GRAY_PANEL:
            texture = np.random.default_rng(self._text_seed).integers(60, 150, (y1 - y0, x1 - x0))
            soft = cv2.GaussianBlur(texture.astype(np.uint8), (0, 0), 3)
            frame[y0:y1, x0:x1] = np.asarray(soft, np.uint8)[..., None]
            return
        frame[y0:y1, x0:x1] = (145, 185, 45)
        angle = time_s
        middle = ((x0 + x1) // 2, (y0 + y1) // 2)
        end = (round(middle[0] + 30 * np.cos(angle)), round(middle[1] + 30 * np.sin(angle)))
        cv2.line(frame, middle, end, (40, 40, 40), 3)
