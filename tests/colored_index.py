"""A small index of patients whose classes differ by color, and trained runs on it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hysteroview.core.labels import LabelSet
from hysteroview.lab.data.phantoms import FIVE_CLASSES
from hysteroview.lab.index.pictures import Index, IndexedPicture, write_index
from hysteroview.lab.split.split import Method, SplitSettings, divide
from hysteroview.lab.split.split_file import write_split

COLORS = ((200, 60, 60), (60, 200, 60), (60, 60, 200), (200, 200, 60), (60, 200, 200))


def colored_index(
    folder: Path, *, patients: int = 4, pictures: int = 2, size_px: int = 32,
    labels: LabelSet = FIVE_CLASSES, seed: int = 0,
) -> Index:  # fmt: skip
    """Write an index with so many patients of each class and pictures of each patient.

    The lesion is the lower half, which alone has the color of the class.
    """
    rng = np.random.default_rng(seed)
    records, crops, lesions = [], [], []
    for kind, (code, color) in enumerate(zip(labels.codes, COLORS, strict=False)):
        for patient in range(patients):
            for time_s in range(pictures):
                crop = rng.integers(40, 90, (size_px, size_px, 3)).astype(np.uint8)
                crop[size_px // 2 :] = np.clip(
                    np.array(color) + rng.integers(-30, 30, (size_px // 2, size_px, 3)), 0, 255
                )
                lesion = np.zeros((56, 56), np.uint8)
                lesion[28:] = 255
                records.append(
                    IndexedPicture(
                        patient=f"{code}{patient}", label=code, source=f"{code}{patient}.mp4",
                        source_sha256=f"{code}{patient}", time_s=float(time_s),
                        row=kind * patients + patient + 2,
                        exam=f"{code}{patient}", site=f"site {patient % 2}",
                        scope=f"scope {patient % 2}", has_lesion=True,
                    )
                )  # fmt: skip
                crops.append(crop)
                lesions.append(lesion)
    prints = rng.integers(0, 2**63, (len(records), 8)).astype(np.uint64)
    index = Index(
        labels, tuple(records), np.stack(crops), np.stack(lesions), prints, {},
        {"size_px": size_px, "rate_hz": 1.0},
    )  # fmt: skip
    write_index(index, folder)
    return index


def write_split_of(index: Index, file: Path, method: Method = Method.HOLD_OUT) -> Path:
    """Divide an index by patient (or by picture) and write the split."""
    settings = SplitSettings(method=method, folds=2, test_share=0.25, validation_share=0.25)
    split = divide(
        index.patients, [each.label for each in index.pictures],
        [each.site for each in index.pictures], (), settings, index.digest(),
    )  # fmt: skip
    write_split(split, file)
    return file
