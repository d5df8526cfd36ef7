"""Exams with pictures of one color each, for tests of the viewer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from hysteroview.exam.snapshot.png import compress
from hysteroview.exam.store.records import Patient
from hysteroview.exam.store.store import open_store

COLORS = ((255, 0, 0), (0, 255, 0), (0, 0, 255))  # BGR
HEIGHT_PX, WIDTH_PX = 200, 320


def exam_with_pictures(
    store: Path, *, count: int = 3, first: int = 0, identifier: str = "4711"
) -> str:
    """Return the id of an ended exam with this many pictures, from this color on."""
    with open_store(store) as opened:
        exam_id = opened.begin_exam(
            Patient(identifier=identifier), source="s", model="m", model_sha256="ab"
        ).exam_id
        folder = opened.exam_folder(exam_id)
        for number in range(count):
            color = COLORS[(first + number) % len(COLORS)]
            pixels = np.full((HEIGHT_PX, WIDTH_PX, 4), (*color, 255), np.uint8)
            name = f"{number}_overlay.png"
            folder.medium.write(folder.snapshots / name, compress(pixels))
            record = folder.snapshots / f"{number}_record.json"
            shown = {"name": name, "sha256": folder.hash_of(f"snapshots/{name}")}
            text = json.dumps({"taken": {"utc_ns": number}, "files": {"shown": shown}})
            folder.medium.write(record, text.encode())
            opened.add_media(exam_id, record)
        opened.end_exam(exam_id)
    return exam_id


def is_color(image: QImage | None, color: tuple[int, int, int]) -> bool:
    """Return whether an image in full size has this color."""
    if image is None or image.height() != HEIGHT_PX:
        return False
    found = image.pixelColor(5, 5)
    return (found.blue(), found.green(), found.red()) == color
