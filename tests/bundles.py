"""Tiny model bundles for tests: real ONNX graphs that see colors, made in milliseconds."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from pathlib import Path

import numpy as np
import onnx
import tomli_w
from onnx import TensorProto, helper

from hysteroview.imaging.quality.limits import QualityLimits
from hysteroview.inference.model.bundle_files import STATISTICS_FILE
from hysteroview.inference.model.open_set import pack_statistics
from hysteroview.inference.model.open_set_scores import MaximumLogit

LABELS = (
    ("EH", "Endometrial hyperplasia without atypia", False),
    ("AH", "Atypical hyperplasia", True),
    ("EC", "Endometrial cancer", True),
    ("EP", "Endometrial polyp", False),
    ("SM", "Submucous myoma", False),
)
SIZE_PX = 64
# one row a class over (red, green, blue): AH answers to red, EP to green, SM to blue
WEIGHTS = np.array(
    [[-1, -1, -1], [6, -3, -3], [0, 0, 0], [-3, 6, -3], [-3, -3, 6]], dtype=np.float32
)
BIAS = np.array([0.1, 0.2, 0.3, 0.4, 0.5], dtype=np.float32)


def color_graph(
    *,
    outputs: tuple[str, ...] = ("logits", "class_maps", "embedding"),
    bias: np.ndarray = BIAS,
    nan_below_middle: bool = False,
) -> bytes:
    """Return an ONNX model: average color of 4 × 4 places, a linear head, global pooling."""
    cell = SIZE_PX // 4
    nodes = [
        helper.make_node("AveragePool", ["image"], ["features"], kernel_shape=[cell, cell],
                         strides=[cell, cell]),
        helper.make_node("Conv", ["features", "weights"], ["class_maps"]),
        helper.make_node("GlobalAveragePool", ["features"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["embedding"]),
        helper.make_node("Gemm", ["embedding", "head", "bias"], ["logits"], transB=1),
    ]  # fmt: skip
    if nan_below_middle:  # plus (root - root) of the mean: 0, or not a number
        nodes[-1].output[0] = "sound"
        nodes += [
            helper.make_node("ReduceMean", ["embedding"], ["mean"], axes=[1], keepdims=1),
            helper.make_node("Sqrt", ["mean"], ["root"]),
            helper.make_node("Sub", ["root", "root"], ["nothing"]),
            helper.make_node("Add", ["sound", "nothing"], ["logits"]),
        ]
    shapes = {
        "logits": ["n", 5],
        "class_maps": ["n", 5, 4, 4],
        "embedding": ["n", 3],
    }
    graph = helper.make_graph(
        nodes,
        "colors",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, SIZE_PX, SIZE_PX])],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, shapes[n]) for n in outputs],
        [
            onnx.numpy_helper.from_array(WEIGHTS[:, :, None, None], "weights"),
            onnx.numpy_helper.from_array(WEIGHTS, "head"),
            onnx.numpy_helper.from_array(bias, "bias"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def reference(*, crops_above_middle: bool = False) -> dict[str, np.ndarray]:
    """Return pictures and what the graph says of them, computed without a runtime."""
    crops = np.random.default_rng(5).integers(0, 256, (3, SIZE_PX, SIZE_PX, 3), np.uint8)
    if crops_above_middle:
        crops = crops // 4 + 190
    else:
        crops[1, :, :, 1:] //= 4  # a reddish one and a bluish one, so that the classes differ
        crops[2, :, :, :2] //= 4
    cell = SIZE_PX // 4
    pictures = (crops.transpose(0, 3, 1, 2) / 255 - 0.5) / 0.5
    features = pictures.reshape(-1, 3, 4, cell, 4, cell).mean(axis=(3, 5))
    class_maps = np.einsum("ck,nkhw->nchw", WEIGHTS, features).astype(np.float32)
    embedding = features.mean(axis=(2, 3)).astype(np.float32)
    logits = (embedding @ WEIGHTS.T + BIAS).astype(np.float32)
    return {"crops": crops, "logits": logits, "class_maps": class_maps, "embedding": embedding}


# what `write_bundle` adds to a card of format 2; the color graph's logits lie within about 10
PARTS = {
    "calibration": {"temperature": 2.0, "ece": 0.02, "brier": 0.1, "bins": 15},
    "open_set": {"method": "maximum_logit", "threshold": -0.3},
    "operating_points": [
        {
            "name": name,
            "threshold": threshold,
            "sensitivity": sensitivity,
            "sensitivity_interval": [sensitivity - 0.02, sensitivity + 0.01],
            "specificity": specificity,
            "specificity_interval": [specificity - 0.02, specificity + 0.01],
            "patients": 40,
        }
        for name, threshold, sensitivity, specificity in (
            ("sensitive", 0.2, 0.99, 0.90),
            ("balanced", 0.5, 0.96, 0.96),
            ("specific", 0.8, 0.90, 0.99),
        )
    ],
}
NORMAL = ("NORMAL", "Normal cavity", False)


def write_bundle(
    folder: Path,
    model: bytes | None = None,
    *,
    synthetic: bool = True,
    crops_above_middle: bool = False,
    calibrated: bool = False,
    normal: bool = False,
) -> Path:
    """Write a bundle whose hashes match.

    Parameters
    ----------
    calibrated
        A card of format 2 with calibration, open set and operating points; else of format 1.
    normal
        The last of the five classes is NORMAL instead of SM: blue is a healthy cavity.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(color_graph() if model is None else model)
    np.savez(folder / "reference.npz", **reference(crops_above_middle=crops_above_middle))
    names = ["model.onnx", "reference.npz"]
    if calibrated:
        _, packed = pack_statistics(MaximumLogit())
        (folder / STATISTICS_FILE).write_bytes(packed)
        names.append(STATISTICS_FILE)
    card = {
        "format": 2 if calibrated else 1,
        "name": "colors",
        "title": "Colors, for tests",
        "is_synthetic": synthetic,
        "architecture": "colors",
        "intended_use": "Tests of the program.",
        "input": {"size_px": SIZE_PX, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]},
        "labels": [
            {"code": code, "name": name, "premalignant_or_malignant": side}
            for code, name, side in ((*LABELS[:-1], NORMAL) if normal else LABELS)
        ],
        "files": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names},
        # flat colors are no pictures: without limits the model is asked all the same
        "quality_limits": {each.name: 2.0 for each in fields(QualityLimits)},
        "provenance": {"command": "tests", "date": "2026-01-01", "data": "none"},
        "figures": {},
        **(PARTS if calibrated else {}),
    }
    (folder / "card.toml").write_text(tomli_w.dumps(card))
    return folder
