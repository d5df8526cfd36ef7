"""A network in torch never reads a value during a run, which a CUDA graph does not permit."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

torch = pytest.importorskip("torch", reason='needs the extra "lab"')

from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.model.card import find_model
from hysteroview.inference.runtimes.torch_graph import load_graph
from no_reading import ReadsNothing, SynchronizesNever, outputs_without_reading


def test_the_guards_notice_what_reads_a_value() -> None:
    axes = torch.tensor([1])
    for read in (axes.tolist, axes.item, axes.cpu, axes.numpy, lambda: bool(axes)):
        with pytest.raises(AssertionError), ReadsNothing():
            read()
    for read in (axes.item, lambda: torch.nonzero(axes), lambda: axes.to("meta")):
        with pytest.raises(AssertionError), SynchronizesNever():
            read()


def test_a_run_of_the_shipped_network_reads_no_value() -> None:
    """`test_the_exported_graph_computes_the_same` says it of the networks that are trained."""
    graph = (find_model(None) / "model.onnx").read_bytes()
    image = torch.randn(1, 3, 224, 224, generator=torch.Generator().manual_seed(2))
    found = outputs_without_reading(graph, image)
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    expected = session.run(["logits", "class_maps", "embedding"], {"image": image.numpy()})
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.numpy() == pytest.approx(
            theirs, abs=1e-4 * max(float(np.abs(theirs).max()), 1.0)
        )


def mean_graph(axes: str) -> bytes:
    """Return a graph with the mean over axes that are a constant, or that are computed."""
    nodes = [
        helper.make_node("Add", ["first", "second"], ["computed"]),
        helper.make_node("ReduceMean", ["image", axes], ["logits"], keepdims=0),
        helper.make_node("Relu", ["image"], ["class_maps"]),
        helper.make_node("Relu", ["image"], ["embedding"]),
    ]
    made = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
            for name in ("logits", "class_maps", "embedding")]  # fmt: skip
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [2, 3, 4, 4])
    weights = {"first": [1, 1], "second": [1, 2], "constant": [2, 3]}
    tensors = [numpy_helper.from_array(np.array(v, np.int64), n) for n, v in weights.items()]
    graph = helper.make_graph(nodes, "mean", [image], made, tensors)
    return bytes(helper.make_model(graph).SerializeToString())


def test_axes_that_are_a_constant_are_read_when_the_graph_is_loaded() -> None:
    image = torch.randn(2, 3, 4, 4)
    with torch.inference_mode(), ReadsNothing():
        logits = load_graph(mean_graph("constant"))[1](image)[0]
    assert torch.equal(logits, image.mean(dim=(2, 3)))


def test_axes_that_are_computed_are_refused_when_the_graph_is_loaded() -> None:
    with pytest.raises(BackendUnavailable, match="computes the axes of ReduceMean"):
        load_graph(mean_graph("computed"))
