"""TensorRT for RTX: NVIDIA's edition for desktop GPUs, which builds an engine in a second."""

from __future__ import annotations

from functools import partial

from hysteroview.inference.runtimes.nvidia.adapter import open_engine
from hysteroview.inference.runtimes.nvidia.editions import TENSORRT_RTX

open_model = partial(open_engine, TENSORRT_RTX)
