"""Clean pictures for trials of the quality gate: phantoms, real endoscopy, and copies of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.phantom import Lesion, Phantom, PhantomSpec
from hysteroview.imaging.pixels.preprocess import crop, model_box
from hysteroview.imaging.pixels.view_mask import view_mask
from hysteroview.imaging.view.field_of_view import find_field_of_view
from hysteroview.lab.data.tissue import as_hysteroscopy
from hysteroview.lab.trials.view import read_picture

_SIZE_PX = 224
_RENDER_PX = 360
_GAMMA, _BALANCE = (0.7, 1.4), (0.85, 1.15)
_LESIONS = tuple(Lesion)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A clean input of the network.

    Attributes
    ----------
    name
        The phantom's seed or the picture's name, ``/`` and the view, ``#`` and the copy.
    crop, mask
        (s, s, 3) uint8, RGB, and its field of view (s, s) uint8.
    instrument
        Share of the view that an instrument covers.
    """

    name: str
    crop: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    instrument: float = 0.0

    @property
    def case(self) -> str:
        """The phantom or picture that the sample was made of, the unit of intervals."""
        return self.name.split("#")[0].split("/")[0]


def phantom_samples(
    seeds: Iterable[int], *, instrument: bool = False, bubbles: bool = False
) -> Iterator[Sample]:
    """Render two views of one phantom per seed."""
    for seed in seeds:
        spec = PhantomSpec(
            seed=seed, lesion=_LESIONS[seed % len(_LESIONS)], width_px=_RENDER_PX,
            height_px=_RENDER_PX, instrument=instrument, bubbles=bubbles,
        )  # fmt: skip
        phantom = Phantom(spec)
        for index in range(2):
            frame = phantom.render_view(index)
            sample = to_sample(f"{seed}/{index}", frame.pixels, frame.truth.instrument)
            if sample is not None:
                yield sample


def real_samples(paths: Iterable[Path]) -> Iterator[Sample]:
    """Crop pictures of real endoscopy in the same way as the analyzer."""
    for path in paths:
        sample = to_sample(path.stem, read_picture(path))
        if sample is not None:
            yield sample


def to_sample(name: str, pixels: NDArray[np.uint8], instrument: float = 0.0) -> Sample | None:
    """Crop the field of view of a frame (H, W, 3) uint8, BGR; None if there is none."""
    view = find_field_of_view(pixels)
    if view is None:
        return None
    box = model_box(view, Fraction(1))
    seen = crop(pixels, box, _SIZE_PX, view)
    return Sample(name, seen, view_mask(view, box, _SIZE_PX), instrument)


def in_colors_of_hysteroscopy(samples: Iterable[Sample], copies: int = 2) -> Iterator[Sample]:
    """Return several copies of each picture with the color and softness of real hysteroscopy."""
    for index, sample in enumerate(samples):
        for copy in range(copies):
            rng = np.random.default_rng([index, copy])
            colored = as_hysteroscopy(sample.crop, sample.mask, rng)
            yield Sample(f"{sample.name}#{copy}", colored, sample.mask, sample.instrument)


def in_another_light(sample: Sample, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return the picture with a random gamma (0.7 to 1.4) and white balance (± 15 %)."""
    balance = np.array([rng.uniform(*_BALANCE), 1.0, rng.uniform(*_BALANCE)])
    lit = (sample.crop / 255) ** rng.uniform(*_GAMMA) * balance
    picture = np.clip(np.round(lit * 255), 0, 255).astype(np.uint8)
    return np.asarray(cv2.copyTo(picture, sample.mask), np.uint8)


def with_new_noise(
    picture: NDArray[np.uint8], mask: NDArray[np.uint8], rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return a picture with the noise of another camera and, three times in four, JPEG artifacts.

    Blur removes the noise of a picture, and a fault that is drawn brings its own. With new noise in
    clean and spoiled pictures alike, it says nothing about which is which.
    """
    gray = rng.standard_normal((*picture.shape[:2], 1)) * rng.uniform(0, 1.3)
    noisy = picture + gray + rng.standard_normal(picture.shape) * rng.uniform(0.2, 1.2)
    made = np.clip(noisy, 0, 255).astype(np.uint8)
    if rng.random() < 0.75:
        bgr = np.ascontiguousarray(made[..., ::-1])
        quality = int(rng.integers(75, 95))
        encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        decoded = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
        made = np.ascontiguousarray(decoded[..., ::-1])
    return np.asarray(cv2.copyTo(made, mask), np.uint8)
