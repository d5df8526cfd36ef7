"""A department of phantoms in size and balance like that of the publication, as files on disk."""

from __future__ import annotations

import csv
import io
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.files import atomic_file
from hysteroview.imaging.phantom import Lesion, Phantom, PhantomSpec, Structure
from hysteroview.lab.data.phantoms import FIVE_CLASSES
from hysteroview.lab.data.tissue import TissueLook, draw_look, with_look

MANIFEST_FILE = "manifest.csv"
# Cao et al. 2024: 291 patients, 303 videos, 4,781 pictures
PATIENTS, VIDEOS_A_PATIENT, PICTURES_A_VIDEO = 291, 303 / 291, 4781 / 303
# shares of patients, in the order of `FIVE_CLASSES`: hyperplasia and polyps are common, cancer rare
_SHARES = (0.20, 0.06, 0.08, 0.50, 0.16)
_SCOPES = (("north", "A"), ("north", "B"), ("south", "C"), ("south", "D"))
_RENDER_PX = 256
_FIRST_SEED = 500_000  # far from the phantoms of other trainings and tests
_ARTIFACTS = {"blood": 0.15, "bubbles": 0.15, "blur": 0.12, "instrument": 0.15}
_JPEG_QUALITY = 92
_COLUMNS = ("file", "patient", "label", "exam", "mask", "site", "scope")


@dataclass(frozen=True, slots=True)
class PhantomVideo:
    """One recording of a patient: so many pictures of one lesion through one scope."""

    number: int
    patient: int
    label: int
    scope: int
    pictures: int


def plan_department(patients: int = PATIENTS, seed: int = 0) -> tuple[PhantomVideo, ...]:
    """Plan videos with the publication's numbers for each patient.

    Numbers of pictures differ from video to video by a factor of about 3 and add up exactly.
    """
    rng = np.random.default_rng([seed, patients])
    counts = _whole(np.array(_SHARES) * patients, patients)
    labels = rng.permutation(np.repeat(np.arange(len(FIVE_CLASSES)), counts))
    videos = round(patients * VIDEOS_A_PATIENT)
    owners = [*range(patients), *rng.permutation(patients)[: videos - patients].tolist()]
    pictures = round(videos * PICTURES_A_VIDEO)
    weights = rng.lognormal(0.0, 0.5, videos)
    # at least two of each video, the rest by chance
    spread = 2 + _whole(weights / weights.sum() * (pictures - 2 * videos), pictures - 2 * videos)
    scopes = rng.choice(len(_SCOPES), patients, p=[0.4, 0.25, 0.25, 0.1])
    return tuple(
        PhantomVideo(number, owner, int(labels[owner]), int(scopes[owner]), int(spread[number]))
        for number, owner in enumerate(owners)
    )


def write_department(
    folder: Path, videos: tuple[PhantomVideo, ...], *, workers: int
) -> Iterator[int]:
    """Write pictures, masks and the manifest of a department; yield the pictures of each video.

    Pictures are stills, since a manifest has one mask for each row; the video is the exam. The
    manifest is last, so that a folder without it is not complete.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, str]] = []
    context = multiprocessing.get_context("spawn")
    if workers < 2:
        made = map(partial(_write_video, folder), videos)
        yield from _collect(made, rows)
    else:
        with ProcessPoolExecutor(workers, context) as pool:
            yield from _collect(pool.map(partial(_write_video, folder), videos, chunksize=2), rows)
    text = io.StringIO()
    table = csv.DictWriter(text, _COLUMNS)
    table.writeheader()
    table.writerows(rows)
    with atomic_file(folder / MANIFEST_FILE) as draft:
        draft.write_text(text.getvalue(), encoding="utf-8", newline="")


def _collect(made: Iterator[list[dict[str, str]]], rows: list[dict[str, str]]) -> Iterator[int]:
    for found in made:
        rows += found
        yield len(found)


def _write_video(folder: Path, video: PhantomVideo) -> list[dict[str, str]]:
    """Render one video and return its rows."""
    cv2.setNumThreads(1)  # the processes share the cores
    rng = np.random.default_rng([video.number, video.patient, video.label])
    artifacts = {name: bool(rng.random() < share) for name, share in _ARTIFACTS.items()}
    phantom = Phantom(
        PhantomSpec(
            seed=_FIRST_SEED + video.patient, lesion=Lesion(FIVE_CLASSES[video.label].code),
            width_px=_RENDER_PX, height_px=_RENDER_PX, structure=Structure.NONE, **artifacts,
        )
    )  # fmt: skip
    site, scope = _SCOPES[video.scope]
    look = _jittered(draw_look(np.random.default_rng([7, video.scope])), rng)
    rows = []
    # views are numbered on from those of the patient's other video
    for view in range(video.pictures):
        frame = phantom.render_view(view + 1000 * (video.number >= PATIENTS))
        name = f"v{video.number:03d}-{view:03d}"
        colored = _seen_through(frame.pixels, look, rng)
        _write(folder / f"{name}.jpg", colored, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
        _write(folder / f"{name}-lesion.png", np.asarray(frame.mask, np.uint8), [])
        rows.append(
            {
                "file": f"{name}.jpg", "patient": f"P{video.patient:03d}",
                "label": FIVE_CLASSES[video.label].code, "exam": f"V{video.number:03d}",
                "mask": f"{name}-lesion.png", "site": site, "scope": scope,
            }
        )  # fmt: skip
    return rows


def _seen_through(
    bgr: NDArray[np.uint8], look: TissueLook, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return a frame (s, s, 3), BGR, with the colors and softness of a scope."""
    rgb = np.ascontiguousarray(bgr[..., ::-1])
    view = ((rgb.max(axis=2) > 8) * np.uint8(255)).astype(np.uint8)
    return np.ascontiguousarray(with_look(rgb, view, look, rng)[..., ::-1])


def _jittered(look: TissueLook, rng: np.random.Generator) -> TissueLook:
    """Return the look of a scope with the lamp and white balance of one exam."""
    red, green, blue = (float(np.clip(each * rng.uniform(0.9, 1.1), 6, 235)) for each in look.means)
    return TissueLook(
        look.softness * float(rng.uniform(0.95, 1.05)), (red, green, blue), is_power=look.is_power
    )


def _write(file: Path, picture: NDArray[np.uint8], options: list[int]) -> None:
    content = cv2.imencode(file.suffix, picture, options)[1].tobytes()
    with atomic_file(file) as draft:
        draft.write_bytes(content)


def _whole(shares: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Round shares so that they add up to a total (largest remainders)."""
    found = np.floor(shares).astype(np.int64)
    order = np.argsort(found - shares, kind="stable")
    found[order[: total - int(found.sum())]] += 1
    return found
