"""A naive script as found in tutorials, as baseline for comparisons.

`cv2.VideoCapture`, a torchvision network in eager mode, and pytorch-grad-cam with its overlay for
each frame. Weights do not affect the speed, so random ones are used.
"""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np
import torch
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.image import show_cam_on_image
from torchvision.models import efficientnet_b0
from torchvision.transforms.functional import normalize

from hysteroview.core.errors import SourceError

_SIZE_PX = 224
_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_WARM_UP_FRAMES = 2


def naive_fps(video: Path, frames: int, classes: int) -> float:
    """Analyze the first frames of a video the naive way; return frames per second.

    Raises
    ------
    SourceError
        OpenCV cannot read this many frames.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(-1)  # OpenCV's default
    model = efficientnet_b0(num_classes=classes).eval()
    capture = cv2.VideoCapture(str(video))
    began_s = 0.0
    try:
        with GradCAM(model=model, target_layers=[model.features[-1]]) as explain:
            for index in range(frames + _WARM_UP_FRAMES):
                if index == _WARM_UP_FRAMES:
                    began_s = time.perf_counter()
                has_frame, picture = capture.read()
                if not has_frame:
                    raise SourceError(f"OpenCV reads only {index} frames of {video.name}.")
                rgb = cv2.cvtColor(cv2.resize(picture, (_SIZE_PX, _SIZE_PX)), cv2.COLOR_BGR2RGB)
                scaled = rgb.astype(np.float32) / 255
                image = torch.from_numpy(scaled).permute(2, 0, 1)
                batch = normalize(image, list(_MEAN), list(_STD))[None]
                with torch.no_grad():
                    model(batch).softmax(dim=1)
                evidence = explain(input_tensor=batch, targets=None)[0]
                shown = cv2.resize(evidence, (picture.shape[1], picture.shape[0]))
                show_cam_on_image(np.float32(picture) / 255, shown)
    finally:
        capture.release()
        cv2.setNumThreads(threads)
    return frames / (time.perf_counter() - began_s)
