"""Export of a trained network as a bundle, with a check that the export computes the same."""

from __future__ import annotations

import hashlib
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tomli_w
import torch
from numpy.typing import NDArray

from hysteroview.core.errors import ModelError
from hysteroview.core.types import InputSpec, LabelSet
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.bundle_files import CARD_FILE, MODEL_FILE, REFERENCE_FILE
from hysteroview.inference.model.card import FORMAT, ModelCard, load_card
from hysteroview.inference.runtimes.backend import DEFAULT_PLAN, Backend
from hysteroview.inference.runtimes.table import matching
from hysteroview.lab.train.network import IMAGENET_MEAN, IMAGENET_STD, ExplainableNetwork

log = logging.getLogger(__name__)

_OPSET = 18
_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Descriptive fields of the card."""

    name: str
    title: str
    is_synthetic: bool
    intended_use: str
    provenance: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Network:
    """Fields of the card about the graph; see `ModelCard`."""

    architecture: str
    input: InputSpec
    texture_size: int


def export_bundle(
    model: ExplainableNetwork,
    labels: LabelSet,
    reference: NDArray[np.uint8],
    description: Description,
    folder: Path,
) -> ModelCard:
    """Write a bundle into `folder` and verify it; see also `draft.draft_folder`.

    Parameters
    ----------
    model
        Network in evaluation mode.
    reference
        (N, s, s, 3) uint8, RGB crops whose outputs are stored as reference for comparing runtimes.
    folder
        New folder of the bundle.

    Raises
    ------
    ModelError
        The exported graph differs from the network, or its class maps do not match its logits.
    """
    size_px = reference.shape[1]
    spec = InputSpec(size_px, IMAGENET_MEAN, IMAGENET_STD)
    model = model.to(memory_format=torch.contiguous_format).eval()
    folder.mkdir(parents=True)
    export_onnx(model, size_px, folder / MODEL_FILE)
    images = torch.from_numpy(to_input(reference, spec))
    with torch.no_grad():
        logits, class_maps, embedding = (item.numpy() for item in model(images))
    np.savez_compressed(
        folder / REFERENCE_FILE,
        crops=reference, logits=logits, class_maps=class_maps, embedding=embedding,
    )  # fmt: skip
    network = Network(model.architecture, spec, embedding.shape[1] - model.head.in_features)
    write_card(folder, network, labels, description, figures={})
    card = load_card(folder)
    # without the comparison in `open_backend`, because a stricter one follows here
    (runtime,) = matching("onnx-cpu-fp32")
    backend = runtime.open(card, DEFAULT_PLAN, log.info)
    try:
        _verify_export(backend, images.numpy(), (logits, class_maps, embedding), model)
    finally:
        backend.close()
    return card


def write_card(
    folder: Path,
    network: Network,
    labels: LabelSet,
    description: Description,
    figures: Mapping[str, float],
) -> None:
    """Write the card for the files in `folder`, with their hashes and the finite figures."""
    spec = network.input
    content = {
        "format": FORMAT,
        "name": description.name,
        "title": description.title,
        "is_synthetic": description.is_synthetic,
        "architecture": network.architecture,
        "intended_use": description.intended_use,
        "texture_size": network.texture_size,
        "input": {"size_px": spec.size_px, "mean": list(spec.mean), "std": list(spec.std)},
        "labels": [
            {
                "code": label.code,
                "name": label.name,
                "premalignant_or_malignant": label.premalignant_or_malignant,
            }
            for label in labels
        ],
        "files": {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in (MODEL_FILE, REFERENCE_FILE)
        },
        "provenance": dict(description.provenance),
        "figures": {name: value for name, value in figures.items() if math.isfinite(value)},
    }
    (folder / CARD_FILE).write_text(tomli_w.dumps(content), encoding="utf-8")


def export_onnx(model: torch.nn.Module, size_px: int, file: Path) -> None:
    example = torch.zeros(2, 3, size_px, size_px)
    torch.onnx.export(
        model,
        (example,),
        file,
        input_names=["image"],
        output_names=["logits", "class_maps", "embedding"],
        dynamic_shapes=({0: torch.export.Dim("n")},),
        opset_version=_OPSET,
        external_data=False,  # one file, one hash
        dynamo=True,
        verbose=False,
    )


def _verify_export(
    backend: Backend,
    images: NDArray[np.float32],
    expected: tuple[NDArray[np.float32], ...],
    model: ExplainableNetwork,
) -> None:
    """Reject a graph that differs from the network, or whose maps do not match its logits."""
    results = backend.run(images)
    logits, class_maps, embedding = expected
    bias = model.head.bias.detach().numpy()
    scale = max(1.0, float(np.abs(class_maps).max()))
    width = max(1.0, float(np.abs(embedding).max()))
    for index, outputs in enumerate(results):
        gaps = {
            "logits": np.abs(outputs.logits - logits[index]).max(),
            "class maps": np.abs(outputs.class_maps - class_maps[index]).max() / scale,
            "embedding": np.abs(outputs.embedding - embedding[index]).max() / width,
            "mean of the class maps plus bias": np.abs(
                outputs.class_maps.mean(axis=(1, 2)) + bias - outputs.logits
            ).max(),
        }
        for name, gap in gaps.items():
            if not gap <= _TOLERANCE:
                raise ModelError(
                    f"The export does not compute what the network does: {name} differ by "
                    f"{gap:.2g} ({backend.info}).",
                    remedy="Nothing was written. Report this; do not use the model.",
                )
