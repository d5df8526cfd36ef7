"""The half-precision copy of a model: same inputs and outputs, half inside, and close."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from bundles import SIZE_PX, color_graph
from hysteroview.core.errors import BackendUnavailable
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import find_model, load_card
from hysteroview.inference.runtimes.nvidia.half_precision import to_half


def compute(model: bytes, images: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    options = ort.SessionOptions()
    # as it is written: no rule may put the casts elsewhere
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    names = [node.name for node in session.get_outputs()]
    return dict(zip(names, session.run(names, {session.get_inputs()[0].name: images}), strict=True))


def small_graph(
    weight: float = 0.5, operator: str = "Sigmoid", *, constant_node: bool = False
) -> bytes:
    """A convolution, an operator, a sum that is also an output, and a class map."""
    kernel = np.full((3, 3, 1, 1), weight, np.float32)
    constant = helper.make_node("Constant", [], ["kernel"], value=numpy_helper.from_array(kernel))
    nodes = [
        *([constant] if constant_node else []),
        helper.make_node("Conv", ["image", "kernel"], ["convolved"]),
        helper.make_node(operator, ["convolved"], ["gate"]),
        helper.make_node("Mul", ["convolved", "gate"], ["features"]),
        helper.make_node("Conv", ["features", "kernel"], ["class_maps"]),
        helper.make_node("GlobalAveragePool", ["features"], ["embedding"]),
    ]
    shape = ["n", 3, 8, 8]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [
            helper.make_tensor_value_info("class_maps", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("features", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", 3, 1, 1]),
        ],
        [] if constant_node else [numpy_helper.from_array(kernel, "kernel")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    return bytes(model.SerializeToString())


@pytest.mark.parametrize("constant_node", [False, True])
def test_the_body_is_half_and_the_head_single(constant_node: bool) -> None:
    single = small_graph(constant_node=constant_node)
    half = onnx.load_from_string(to_half(single))
    onnx.checker.check_model(half, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(half, strict_mode=True)
    types = {item.name: item.type.tensor_type.elem_type for item in inferred.graph.value_info}
    types |= {tensor.name: tensor.data_type for tensor in half.graph.initializer}
    inside = ("image/half", "kernel/half", "convolved/half", "gate/half", "features/half")
    assert {types[name] for name in inside} == {TensorProto.FLOAT16}
    before = onnx.load_from_string(single).graph
    assert half.graph.input == before.input
    assert half.graph.output == before.output
    images = np.random.default_rng(0).normal(size=(2, 3, 8, 8)).astype(np.float32)
    expected, computed = compute(single, images), compute(half.SerializeToString(), images)
    for name, output in expected.items():
        assert computed[name].dtype == np.float32
        assert computed[name] == pytest.approx(output, abs=4e-3)


def test_unused_weights_are_removed() -> None:
    half = onnx.load_from_string(to_half(color_graph()))
    assert {tensor.name for tensor in half.graph.initializer} == {"weights", "head", "bias"}
    images = np.random.default_rng(0).normal(size=(1, 3, SIZE_PX, SIZE_PX)).astype(np.float32)
    maps = compute(half.SerializeToString(), images)["class_maps"]
    assert maps == pytest.approx(compute(color_graph(), images)["class_maps"], abs=2e-2)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (b"", "contains no network"),
        (color_graph()[:-200], "cannot load"),
        (color_graph(outputs=("logits",)).replace(b"class_maps", b"glass_maps"), "no output"),
        (small_graph(operator="Erf"), "Erf is not supported"),
        (small_graph(weight=1e5), r"\(kernel\) is too large"),
        (small_graph(weight=float("nan")), "too large"),
    ],
)
def test_what_cannot_be_half_is_refused(model: bytes, message: str) -> None:
    with pytest.raises(BackendUnavailable, match=message) as raised:
        to_half(model)
    assert raised.value.remedy


def test_the_built_in_model_agrees_with_its_reference() -> None:
    card = load_card(find_model(None))
    with np.load(card.folder / "reference.npz") as reference:
        images = to_input(reference["crops"], card.input)
        logits, maps = reference["logits"], reference["class_maps"]
    computed = compute(to_half(card.read("model.onnx")), images)
    assert (computed["logits"].argmax(1) == logits.argmax(1)).all()
    peaks = np.abs(maps).max(axis=(1, 2, 3), keepdims=True)
    assert (np.abs(computed["class_maps"] - maps) / peaks).max() < 2e-3  # 2e-2 is allowed
