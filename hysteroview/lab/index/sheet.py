"""A contact sheet of an index, for a look at what the network will learn from."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.lab.index.pictures import Index

_TILE_PX, _TEXT_PX = 112, 18
_COLUMNS = 12


def contact_sheet(index: Index, per_class: int = 24, seed: int = 0) -> NDArray[np.uint8]:
    """Return a sheet (H, W, 3) uint8, BGR: random pictures of each class, one patient at a time.

    Above each class stand its code and its numbers of pictures and patients.
    """
    rng = np.random.default_rng(seed)
    patients = np.array(index.patients)
    blocks = []
    for place, label in enumerate(index.labels):
        rows = np.flatnonzero(index.truth == place)
        count = len(np.unique(patients[rows]))
        blocks.append(_caption(f"{label.code}: {len(rows)} pictures of {count} patients"))
        chosen = _one_patient_at_a_time(rows, patients, rng)[:per_class]
        tiles = [_tile(index.crops[row]) for row in chosen]
        for start in range(0, len(tiles), _COLUMNS):
            line = tiles[start : start + _COLUMNS]
            line += [np.zeros_like(line[0])] * (_COLUMNS - len(line))
            blocks.append(np.hstack(line))
    return np.vstack(blocks)


def _one_patient_at_a_time(
    rows: NDArray[np.intp], patients: NDArray[np.str_], rng: np.random.Generator
) -> list[int]:
    """Order rows so that all patients come once before any comes twice."""
    shuffled = rng.permutation(rows)
    seen: dict[str, int] = {}
    turns = []
    for row in shuffled.tolist():
        turn = seen.get(patients[row], 0)
        seen[patients[row]] = turn + 1
        turns.append((turn, row))
    return [row for _, row in sorted(turns, key=lambda item: item[0])]


def _tile(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    small = cv2.resize(crop, (_TILE_PX, _TILE_PX), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(np.asarray(small, np.uint8)[..., ::-1])


def _caption(text: str) -> NDArray[np.uint8]:
    band = np.full((_TEXT_PX + 6, _TILE_PX * _COLUMNS, 3), 32, np.uint8)
    cv2.putText(band, text, (6, _TEXT_PX), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 255, 255), 1)
    return band
