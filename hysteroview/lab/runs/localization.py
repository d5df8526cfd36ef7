"""Where the heatmaps of a run lie: on lesions that are known, and as the network's own evidence."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from hysteroview.core.errors import HysteroViewError
from hysteroview.inference.model.probabilities import softmax
from hysteroview.lab.localize.measures import (
    HALF,
    SHARES,
    MaskMeasures,
    against_mask,
    deletion_insertion,
    similarity,
)
from hysteroview.lab.runs.networks import TrainedFold, TrainedRun
from hysteroview.lab.runs.predicting import run_network
from hysteroview.lab.statistics.resampling import Figure, Measure, PatientSamples, Share

_BATCH = 16
_CURVES = ("deletion", "insertion", "random deletion", "random insertion")


@dataclass(frozen=True, slots=True)
class Localization:
    """Figures of heatmaps, with intervals by patient.

    Attributes
    ----------
    pictures, patients
        With a known lesion.
    figures
        Share of the marked area on the lesion, pointing game, overlap (at half of the maximum),
        mass, and "chance": mean part of a picture that is lesion.
    on_lesion, overlap
        Means at each share of the maximum, `SHARES`.
    without_evidence
        Pictures whose heatmap is empty; they are left out of the means.
    """

    pictures: int
    patients: int
    figures: tuple[Figure, ...]
    on_lesion: tuple[Figure, ...]
    overlap: tuple[Figure, ...]
    without_evidence: int

    def __getitem__(self, name: str) -> Figure:
        return next(figure for figure in self.figures if figure.name == name)


@dataclass(frozen=True, slots=True)
class Sanity:
    """Whether heatmaps depend on what the network has learned, over some test pictures.

    Attributes
    ----------
    deletion, insertion
        Areas under the probability's curve; a heatmap that shows the evidence has a small first and
        a great second one.
    random_deletion, random_insertion
        The same with places in random order.
    by_stage
        Name and mean rank correlation of the map with the one before, after the weights from the
        head down to this stage are random (Adebayo et al. 2018, arXiv:1810.03292). Near 0 is good.
    """

    pictures: int
    deletion: Figure
    insertion: Figure
    random_deletion: Figure
    random_insertion: Figure
    by_stage: tuple[tuple[str, float], ...]


def localization(run: TrainedRun, *, samples: int = 1000) -> Localization:
    """Compare the heatmap of the true class with the lesion, for all test pictures that have one.

    Raises
    ------
    HysteroViewError
        No test picture has a known lesion.
    """
    found: list[MaskMeasures] = []
    patients: list[str] = []
    for fold in run.folds():
        has_lesion = [run.index.pictures[row].has_lesion for row in fold.rows.tolist()]
        places = np.flatnonzero(np.array(has_lesion) & _is_visible(run, fold))
        for place, class_map in zip(places.tolist(), _maps(run, fold, places), strict=True):
            row = int(fold.rows[place])
            found.append(against_mask(class_map, np.asarray(run.index.lesions[row])))
            patients.append(run.index.patients[row])
    if not found:
        raise HysteroViewError(
            "No test picture of this run has a known lesion.",
            remedy="Add the column mask or box to the manifest, or let a reader judge the marked "
            "areas with --page.",
        )
    drawn = PatientSamples(patients, samples=samples)

    def figure(name: str, values: list[float]) -> Figure:
        column = np.array(values)
        return drawn.figure(name, lambda rows: _mean(column[rows]))

    hits = np.array([each.is_hit for each in found], np.float64)
    is_known = ~np.isnan(hits)
    figures = (
        figure("on lesion", [each.on_lesion[HALF] for each in found]),
        drawn.figure("pointing game", Share(hits == 1, is_known)),
        figure("overlap", [each.overlap[HALF] for each in found]),
        figure("mass", [each.mass for each in found]),
        figure("chance", [each.lesion for each in found]),
    )
    sweep = range(len(SHARES))
    return Localization(
        len(found), drawn.patients, figures,
        tuple(figure(f"{SHARES[k]:g}", [each.on_lesion[k] for each in found]) for k in sweep),
        tuple(figure(f"{SHARES[k]:g}", [each.overlap[k] for each in found]) for k in sweep),
        sum(math.isnan(each.mass) for each in found),
    )  # fmt: skip


def sanity(run: TrainedRun, *, most: int = 24, seed: int = 0) -> Sanity:
    """Check heatmaps of the first fold on some of its test pictures, one of each patient."""
    fold = next(iter(run.folds()))
    names = [run.index.patients[row] for row in fold.rows.tolist()]
    places = np.array([names.index(name) for name in dict.fromkeys(names)][:most], np.intp)
    maps = _maps(run, fold, places)
    rng = np.random.default_rng(seed)
    curves = []
    for place, class_map in zip(places.tolist(), maps, strict=True):
        crop = np.array(run.index.crops[fold.rows[place]])
        truth = int(fold.truth[place])

        def probability(crops: NDArray[np.uint8], truth: int = truth) -> NDArray[np.float64]:
            parts = [crops[at : at + _BATCH] for at in range(0, len(crops), _BATCH)]
            logits = [each for each, _ in run_network(fold.network, parts, run.record.size_px)]
            return softmax(np.concatenate(logits).astype(np.float64))[:, truth]

        shuffled = rng.permutation(class_map.ravel()).reshape(class_map.shape)
        curves.append(
            (
                *deletion_insertion(crop, class_map, probability),
                *deletion_insertion(crop, np.abs(shuffled).astype(np.float32), probability),
            )
        )
    table = np.array(curves)
    drawn = PatientSamples([names[place] for place in places.tolist()])
    figures = [drawn.figure(_CURVES[k], _column_mean(table, k)) for k in range(len(_CURVES))]
    return Sanity(
        len(places), figures[0], figures[1], figures[2], figures[3],
        _cascade(run, fold, places, maps, seed),
    )  # fmt: skip


def _cascade(
    run: TrainedRun, fold: TrainedFold, places: NDArray[np.intp], maps: list[NDArray[np.float32]],
    seed: int,
) -> tuple[tuple[str, float], ...]:  # fmt: skip
    """Make the stages random from the head down and compare the maps after each."""
    torch.manual_seed(seed)
    network = fold.network
    stages: list[tuple[str, nn.Module]] = [("head", network.head)]
    trunk = network.trunk
    stages += [(f"stage {k}", trunk[k]) for k in reversed(range(len(trunk)))]
    found = []
    for name, stage in stages:
        resets = [getattr(layer, "reset_parameters", None) for layer in stage.modules()]
        for reset in resets:
            if callable(reset):
                reset()
        if any(map(callable, resets)):
            now = _maps(run, fold, places)
            likeness = [similarity(a, b) for a, b in zip(maps, now, strict=True)]
            found.append((name, _mean(np.array(likeness))))
    return tuple(found)


def _is_visible(run: TrainedRun, fold: TrainedFold) -> NDArray[np.bool_]:
    """Whether any of the lesion lies in each test picture."""
    return np.array([bool((run.index.lesions[row] > 127).any()) for row in fold.rows.tolist()])


def _maps(
    run: TrainedRun, fold: TrainedFold, places: NDArray[np.intp]
) -> list[NDArray[np.float32]]:
    """Return the class map (h, w) of the true class of these test pictures."""
    parts = [
        np.array(run.index.crops[fold.rows[places[at : at + _BATCH]]])
        for at in range(0, len(places), _BATCH)
    ]
    found = [maps for _, maps in run_network(fold.network, parts, run.record.size_px)]
    truth = fold.truth[places].tolist()
    whole = [each for part in found for each in part]
    return [each[label] for each, label in zip(whole, truth, strict=True)]


def _column_mean(table: NDArray[np.float64], column: int) -> Measure:
    return lambda rows: float(table[rows, column].mean())


def _mean(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan
