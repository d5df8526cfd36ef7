"""Class activation maps of several methods, by pytorch-grad-cam, without its scaling.

pytorch-grad-cam scales every map to its own maximum, so that a weak map looks like a strong one;
here the raw evidence is returned. Its `with` block swallows every IndexError, so the objects are
called without it and released by hand. At the last block Grad-CAM, HiResCAM, XGrad-CAM and
Grad-CAM with element-wise weights are the same, and the sign of Eigen-CAM is arbitrary: they are
left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pytorch_grad_cam import GradCAM, GradCAMPlusPlus, LayerCAM, ScoreCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn

from hysteroview.lab.explain.network import ExplainedNetwork
from hysteroview.lab.explain.score_cam import channel_weights
from hysteroview.pipeline.explain.messages import Method

Report = Callable[[int, int], None]


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
        kept.release()  # Score-CAM runs the network many times, and the hooks keep each run
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
    """With few runs of the network; see `channel_weights`."""

    report: Report = staticmethod(lambda *_: None)

    def get_cam_weights(
        self, input_tensor: Tensor, _layer: nn.Module, targets: list[Any],
        activations: NDArray[np.float32], _gradients: None,
    ) -> NDArray[np.float32]:  # fmt: skip
        """Return the weights of the channels, (1, K)."""
        found = channel_weights(self.model, input_tensor, targets[0], activations[0], self.report)
        return found[None]


_METHODS: Mapping[Method, Any] = {
    Method.GRAD_CAM: _GradCam,
    Method.GRAD_CAM_PLUS_PLUS: _GradCamPlusPlus,
    Method.LAYER_CAM: _LayerCam,
    Method.SCORE_CAM: _ScoreCam,
}


def activation_map(
    network: ExplainedNetwork,
    image: Tensor,
    method: Method,
    index: int,
    layer: int,
    report: Report | None = None,
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
    report
        Called by Score-CAM with the number of pictures done and of all.

    Returns
    -------
    (layer, layer) float32, 0 or more, not scaled.
    """
    cam = _METHODS[method](network, [network.layers[layer]])
    if report is not None and isinstance(cam, _ScoreCam):
        cam.report = report
    cam.compute_input_gradient = True  # the weights need no gradient, so the picture must
    try:
        raw = cam(image, [ClassifierOutputTarget(index)])
    finally:
        cam.activations_and_grads.release()
    return np.ascontiguousarray(raw[0], np.float32)
