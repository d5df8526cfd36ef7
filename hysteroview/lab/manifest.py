"""Labeled pictures of patients, listed in a file, as material of a calibration."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError
from hysteroview.imaging.field_of_view import find_field_of_view
from hysteroview.imaging.preprocess import crop, model_box
from hysteroview.inference.backend import Backend
from hysteroview.inference.card import ModelCard
from hysteroview.lab.calibrate import Material
from hysteroview.lab.material import (
    EXPOSURE_SEED,
    REPORTED_SEED,
    Extent,
    Notify,
    outliers,
    with_folders,
)
from hysteroview.lab.predictions import Labeled, label, predict, predict_in_any_light

_SETS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A picture of a manifest."""

    path: Path
    label: str
    patient: str


def manifest_material(
    card: ModelCard, backend: Backend, rows: Sequence[Row], extent: Extent, notify: Notify
) -> Material:
    """Divide the patients of a manifest into three sets, and run the bundle over their pictures.

    Far outliers are the painted ones and the folders of `extent`; near ones cannot be painted for
    real tissue, so a bundle for it has figures for the far ones alone.

    Raises
    ------
    HysteroViewError
        There are too few patients.
    """
    codes = {code: index for index, code in enumerate(card.labels.codes)}
    names = sorted({row.patient for row in rows})
    if len(names) < _SETS:
        raise HysteroViewError(
            f"The manifest has {len(names)} patients; at least {_SETS} are needed.",
            remedy="Check the column “patient”, or give pictures of more patients.",
        )
    order = np.random.default_rng(0).permutation(len(names))
    part = {names[at]: place % _SETS for place, at in enumerate(order.tolist())}
    number = {name: index for index, name in enumerate(names)}
    in_any_light = partial(predict_in_any_light, card, backend)
    as_it_is = partial(predict, card, backend)
    sets: list[Labeled] = []
    for index in range(_SETS):
        mine = [row for row in rows if part[row.patient] == index]
        pictures = [(row, _cut(row.path, card.input.size_px)) for row in mine]
        seen = [(row, picture) for row, picture in pictures if picture is not None]
        notify(f"{len(seen)} of {len(mine)} pictures show an endoscopic view")
        size = card.input.size_px
        crops = np.asarray([picture for _, picture in seen], np.uint8).reshape(-1, size, size, 3)
        sets.append(
            label(
                in_any_light(crops) if index == 0 else as_it_is(crops),
                np.array([codes[row.label] for row, _ in seen], np.int64),
                np.array([number[row.patient] for row, _ in seen], np.int64),
            )
        )
    size_px = card.input.size_px
    exposure = outliers(in_any_light, size_px, extent, EXPOSURE_SEED, notify, near=())
    reported = outliers(as_it_is, size_px, extent, REPORTED_SEED, notify, near=())
    statistics, validation, test = sets
    return Material(
        statistics, validation, test, exposure, with_folders(as_it_is, size_px, reported, extent)
    )


def read_manifest(file: Path, card: ModelCard) -> list[Row]:
    """Read a CSV with the columns path, label, patient; paths are relative to its folder.

    Raises
    ------
    HysteroViewError
        It cannot be read, or a row has no such label, no patient or no picture.
    """
    try:
        with file.open(newline="", encoding="utf-8-sig") as stream:
            table = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise HysteroViewError(
            f"The manifest {file.name} cannot be read: {error}.", remedy="Check the file."
        ) from error
    return [row for line, cells in enumerate(table, 2) for row in _row(file, line, cells, card)]


def _row(file: Path, line: int, cells: Mapping[str, str | None], card: ModelCard) -> Iterator[Row]:
    path, label, patient = (cells.get(name) or "" for name in ("path", "label", "patient"))
    where = f"Line {line} of {file.name}"
    remedy = "Its columns are path, label and patient."
    if not path or not patient:
        raise HysteroViewError(f"{where} has no path or no patient.", remedy=remedy)
    if label not in card.labels.codes:
        known = ", ".join(card.labels.codes)
        raise HysteroViewError(
            f"{where}: “{label}” is no class of the model.", remedy=f"Its classes are {known}."
        )
    picture = file.parent / path
    if not picture.is_file():
        raise HysteroViewError(f"{where}: there is no file {picture}.", remedy=remedy)
    yield Row(picture, label, patient)


def _cut(path: Path, size_px: int) -> NDArray[np.uint8] | None:
    pixels = cv2.imread(str(path))
    if pixels is None:
        raise HysteroViewError(f"{path} is no picture.", remedy="Take it out of the manifest.")
    image = np.asarray(pixels, np.uint8)
    view = find_field_of_view(image)
    return None if view is None else crop(image, model_box(view, Fraction(1)), size_px, view)
