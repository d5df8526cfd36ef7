"""TensorRT: NVIDIA's edition for all GPUs, which builds an engine for one GPU in minutes."""

from __future__ import annotations

from functools import partial

from hysteroview.inference.runtimes.nvidia.adapter import open_engine
from hysteroview.inference.runtimes.nvidia.editions import TENSORRT

open_model = partial(open_engine, TENSORRT)
