"""The network of a bundle as pytorch-grad-cam needs it: logits only, with hooks at feature maps."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import onnx
import torch
from torch import Tensor, nn

from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.signature import OUTPUT_NAMES
from hysteroview.inference.runtimes.model_bytes import read_model
from hysteroview.inference.runtimes.torch_graph import OnnxModule, load_graph

_FEWEST_PLACES = 4  # along one side of a feature map that can be explained


class ExplainedNetwork(nn.Module):
    """Logits of normalized pictures.

    Attributes
    ----------
    layers
        Modules at the ends of the stages, by the number of places along one side of their feature
        map; the smallest is the last block.
    """

    def __init__(self, card: ModelCard) -> None:
        super().__init__()
        # pytorch-grad-cam reads the device from a parameter; the weights of the graph are buffers
        self.anchor = nn.Parameter(torch.zeros(()))
        graph, self.graph = load_graph(read_model(card))
        self.layers = _layers(graph, self.graph, card.input.size_px)
        self.eval()

    def forward(self, images: Tensor) -> Tensor:
        """Return (N, C) of (N, 3, s, s)."""
        logits: Tensor = self.graph(images)[OUTPUT_NAMES.index("logits")]
        return logits


def _layers(graph: onnx.GraphProto, module: OnnxModule, size_px: int) -> Mapping[int, nn.Module]:
    """Find the feature maps: the last block, and the last sum of a residual before each halving."""
    class_maps = OUTPUT_NAMES[OUTPUT_NAMES.index("class_maps")]
    last = next(node.input[0] for node in graph.node if class_maps in node.output)
    rectified = {node.input[0]: node.output[0] for node in graph.node if node.op_type == "Relu"}
    sums = [node.output[0] for node in graph.node if node.op_type == "Add"]
    names = [rectified.get(name, name) for name in sums] + [last]
    shapes: dict[str, torch.Size] = {}
    handles = [module.tap(name).register_forward_hook(_recorder(name, shapes)) for name in names]
    with torch.no_grad():
        module(torch.zeros(1, 3, size_px, size_px))
    for handle in handles:
        handle.remove()
    found: dict[int, str] = {}
    for name in names:
        shape = shapes[name]
        if len(shape) == 4 and shape[2] == shape[3] >= _FEWEST_PLACES:
            found[shape[3]] = name
    found = {side: name for side, name in found.items() if side >= shapes[last][3]}
    return {side: module.tap(found[side]) for side in sorted(found, reverse=True)}


def _recorder(
    name: str, shapes: dict[str, torch.Size]
) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
    def record(_: nn.Module, __: tuple[Tensor, ...], output: Tensor) -> None:
        shapes[name] = output.shape

    return record
