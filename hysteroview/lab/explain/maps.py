"""Class activation maps of several methods, by pytorch-grad-cam, without its scaling.

pytorch-grad-cam scales every map to its own maximum, so that a weak map looks like a strong one;
here the raw evidence is returned. Its `with` block swallows every IndexError, so the objects are
called without it and released by hand. At the last block Grad-CAM, HiResCAM, XGrad-CAM and
Grad-CAM with element-wise weights are the same, and the sign of Eigen-CAM is arbitrary: they are
left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pytorch_grad_cam import GradCAM, GradCAMPlusPlus, LayerCAM, ScoreCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn

from hysteroview.lab.explain.network import ExplainedNetwork
from hysteroview.pipeline.explain.messages import Method

_BATCH = 16


class _Raw:
    """Leaves out the scaling of a map; mixed into a method of pytorch-grad-cam."""

    target_layers: list[nn.Module]
    activations_and_grads: Any
    get_cam_image: Any

    def compute_cam_per_layer(
        self,
        input_tensor: Tensor,
        targets: list[Any],
        eigen_smooth: bool,  # noqa: FBT001
    ) -> list[NDArray[np.float32]]:
        """Return the positive part of the map of the one layer, in its own resolution."""
        kept = self.activations_and_grads
        activations = kept.activations[0].numpy()
        gradients = kept.gradients[0].numpy() if kept.gradients else None
        kept.release()  # Score-CAM runs the network a thousand times, and the hooks keep each run
        cam = self.get_cam_image(
            input_tensor, self.target_layers[0], targets, activations, gradients,
            eigen_smooth,
        )  # fmt: skip
        return [np.maximum(cam, 0)]

    def aggregate_multi_layers(self, maps: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Return the map of the one layer."""
        return maps[0]


class _GradCam(_Raw, GradCAM):  # type: ignore[misc]
    pass


class _GradCamPlusPlus(_Raw, GradCAMPlusPlus):  # type: ignore[misc]
    pass


class _LayerCam(_Raw, LayerCAM):  # type: ignore[misc]
    pass


class _ScoreCam(_Raw, ScoreCAM):  # type: ignore[misc]
    """In parts of `_BATCH` channels: all masked pictures at once would take 1 GB."""

    def get_cam_weights(
        self, input_tensor: Tensor, _layer: nn.Module, targets: list[Any],
        activations: NDArray[np.float32], _gradients: None,
    ) -> NDArray[np.float32]:  # fmt: skip
        """Return the weight of each channel: softmax of the scores of the pictures it masks."""
        size = input_tensor.shape[-2:]
        scores: list[float] = []
        with torch.no_grad():
            kept = torch.from_numpy(activations)[0]
            for first in range(0, len(kept), _BATCH):
                channels = kept[first : first + _BATCH]
                masks = nn.functional.interpolate(
                    channels[:, None], size=size, mode="bilinear", align_corners=True
                )
                most, least = masks.amax((2, 3), keepdim=True), masks.amin((2, 3), keepdim=True)
                masked = input_tensor * (masks - least) / (most - least + 1e-8)
                scores += [float(targets[0](each)) for each in self.model(masked)]
        return np.asarray(torch.tensor(scores).softmax(dim=-1).numpy()[None], np.float32)


_METHODS: Mapping[Method, Any] = {
    Method.GRAD_CAM: _GradCam,
    Method.GRAD_CAM_PLUS_PLUS: _GradCamPlusPlus,
    Method.LAYER_CAM: _LayerCam,
    Method.SCORE_CAM: _ScoreCam,
}


def activation_map(
    network: ExplainedNetwork, image: Tensor, method: Method, index: int, layer: int
) -> NDArray[np.float32]:
    """Return the evidence for a class.

    Parameters
    ----------
    image
        (1, 3, s, s), normalized.
    method
        Any but the occlusion test.
    index
        Of the class.
    layer
        Key of `network.layers`.

    Returns
    -------
    (layer, layer) float32, 0 or more, not scaled.
    """
    cam = _METHODS[method](network, [network.layers[layer]])
    cam.compute_input_gradient = True  # the weights need no gradient, so the picture must
    try:
        raw = cam(image, [ClassifierOutputTarget(index)])
    finally:
        cam.activations_and_grads.release()
    return np.ascontiguousarray(raw[0], np.float32)
