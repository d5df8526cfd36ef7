"""Fingerprints that find a picture again when it was scaled, recompressed, turned or mirrored."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

TURNS = 8
_SIDE, _KEPT = 32, 8
_MOST_DIFFERENT_BITS = 12
_LEAST_CORRELATION = 0.9
_CHUNK = 256
_BORDER = 0.15  # the rest is a square inside a round view: black corners make all pictures alike


def fingerprint(crop: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return the perceptual hashes (8,) of a picture in its eight turns and mirror images.

    Of each: the signs of the 64 coarsest coefficients of the cosine transform against their median
    (pHash, Zauner 2010). The picture is the field of view, so that borders do not matter.

    Parameters
    ----------
    crop
        (s, s, 3) uint8, RGB.
    """
    return np.array([_hash(turned) for turned in _turns(_small(crop))], np.uint64)


def near_duplicates(
    fingerprints: NDArray[np.uint64], crops: NDArray[np.uint8], groups: NDArray[np.intp]
) -> list[tuple[int, int]]:
    """Return pairs of pictures of different groups that show the same, in any turn.

    Hashes that differ in at most 12 of 64 bits are compared as pictures: their correlation in the
    best turn must be at least 0.9. Hashes alone pair different pictures once in some thousand
    pairs, which in a large collection are many.

    Parameters
    ----------
    fingerprints
        (N, 8).
    crops
        (N, s, s, 3) uint8.
    groups
        (N,) such as the patient; pairs within a group are not looked for.
    """
    return [
        (first, second)
        for first, second in _candidates(fingerprints, groups)
        if correlation(crops[first], crops[second]) >= _LEAST_CORRELATION
    ]


def correlation(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Return the correlation of the gray values of two crops in the best turn, -1 to 1."""
    fixed = _normalized(_small(first))
    return max(float((fixed * _normalized(each)).mean()) for each in _turns(_small(second)))


def _candidates(
    fingerprints: NDArray[np.uint64], groups: NDArray[np.intp]
) -> Iterator[tuple[int, int]]:
    upright = fingerprints[:, 0]
    for start in range(0, len(fingerprints), _CHUNK):
        rows = fingerprints[start : start + _CHUNK]
        distance = np.min(
            [np.bitwise_count(rows[:, turn, None] ^ upright[None]) for turn in range(TURNS)], axis=0
        )
        is_other = groups[start : start + _CHUNK, None] != groups[None]
        near, far = np.nonzero((distance <= _MOST_DIFFERENT_BITS) & is_other)
        for first, second in zip((near + start).tolist(), far.tolist(), strict=True):
            if first < second:
                yield first, second


def _small(crop: NDArray[np.uint8]) -> NDArray[np.float32]:
    edge = round(len(crop) * _BORDER)
    inner = crop[edge : len(crop) - edge, edge : len(crop) - edge]
    gray = cv2.cvtColor(inner, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(gray, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _turns(picture: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    for mirrored in (picture, picture[:, ::-1]):
        for quarter in range(4):
            yield np.ascontiguousarray(np.rot90(mirrored, quarter))


def _hash(picture: NDArray[np.float32]) -> int:
    coarse = np.asarray(cv2.dct(picture), np.float32)[:_KEPT, :_KEPT].ravel()
    bits = coarse > np.median(coarse[1:])
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def _normalized(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = float(picture.std())
    return np.asarray((picture - picture.mean()) / max(spread, 1e-3), np.float32)
