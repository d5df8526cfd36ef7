"""The TensorRT runtime on NVIDIA GPUs: the fastest runtime, once its engine is built.

Importing this module raises `BackendUnavailable` if TensorRT or CUDA is installed but does not
load, for example without its libraries.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Sequence

import numpy as np
import platformdirs
from numpy.typing import NDArray

from hysteroview.core.errors import BackendUnavailable, InferenceError, StorageError
from hysteroview.core.types import Outputs
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.signature import OUTPUT_NAMES, check_signature
from hysteroview.inference.runtimes.backend import Plan, Precision, RuntimeInfo
from hysteroview.inference.runtimes.model_bytes import read_model
from hysteroview.inference.runtimes.nvidia.engine_cache import CacheKey, EngineCache, load_or_build

try:
    import tensorrt as trt

    from hysteroview.inference.runtimes.nvidia.cuda_device import CudaDevice, open_device
    from hysteroview.inference.runtimes.nvidia.cuda_executor import CudaExecutor, TensorSpec
    from hysteroview.inference.runtimes.nvidia.engine import (
        BuildOptions,
        LoadedEngine,
        build_engine,
    )
    from hysteroview.inference.runtimes.nvidia.half_precision import to_half
    from hysteroview.inference.runtimes.nvidia.messages import MESSAGES
except (ImportError, OSError) as missing:  # OSError: a missing library on Windows
    raise BackendUnavailable(
        f"TensorRT is installed but does not load: {missing}.",
        remedy="Reinstall it with `pip install hysteroview[tensorrt]`.",
    ) from missing

log = logging.getLogger(__name__)


def open_model(card: ModelCard, plan: Plan, report: Callable[[str], None]) -> TensorRTBackend:
    """Load the model of a bundle, and build its engine if none is cached for this installation.

    Parameters
    ----------
    plan
        Single or half precision; `in_flight` is the batch size of the engine, and each batch size
        has its own engine.
    report
        Function that receives messages on the build, which takes some minutes.

    Raises
    ------
    BackendUnavailable
        There is no GPU, or TensorRT rejects the model, or it does not match the bundle.
    """
    if plan.precision not in {Precision.SINGLE, Precision.HALF}:
        raise BackendUnavailable(
            f"TensorRT computes in fp32 or fp16 here, not in {plan.precision}.",
            remedy="Choose one of these.",
        )
    device = open_device()
    builder = EngineBuilder(card, plan, device, report)
    batch = builder.options.batch

    def load(serialized: bytes) -> LoadedEngine:
        engine = LoadedEngine(serialized, batch)
        _check(card, engine.tensors)
        return engine

    engine = load_or_build(builder.cache, builder.key, builder.build, load, report)
    info = RuntimeInfo(f"TensorRT {trt.__version__}", device.name, plan.precision.value)
    MESSAGES.take_error()  # discard earlier errors, which had no consequence
    try:
        return TensorRTBackend(info, engine)
    except InferenceError as error:
        engine.close()
        raise BackendUnavailable(
            f"The engine does not run: {error.message} {MESSAGES.take_error()}",
            remedy="Close other programs that use the GPU, or choose another runtime.",
        ) from error


class EngineBuilder:
    """Build the engine of one model on one device."""

    def __init__(
        self, card: ModelCard, plan: Plan, device: CudaDevice, report: Callable[[str], None]
    ) -> None:
        self._card, self._report = card, report
        self._purpose = f"{device.name} in {plan.precision}"
        self._model = read_model(card)
        if plan.precision is Precision.HALF:
            self._model = to_half(self._model)
        self.options = BuildOptions(batch=max(1, plan.in_flight))
        folder = platformdirs.user_cache_path("HysteroView", appauthor=False) / "engines"
        self.cache = EngineCache(folder)
        installation = {
            "tensorrt": trt.__version__,
            "gpu": device.name,
            "capability": device.capability,
            "driver": device.driver,
        }
        self.key = CacheKey(
            "engine",
            installation
            | {"model": hashlib.sha256(self._model).hexdigest(), "precision": plan.precision}
            | self.options.facts(),
        )
        self._timing_key = CacheKey("timing", installation)

    def build(self) -> bytes:
        """Return a new engine; the timing cache is saved for the next build."""
        self._report(
            f"Building the TensorRT engine for {self._purpose}: this can take several minutes, the "
            "first time only."
        )
        begun_s = time.monotonic()
        timing = self.cache.fetch(self._timing_key) or b""
        built = build_engine(
            self._model,
            self.options,
            timing,
            lambda found: _check(self._card, found),
            self._report,
        )
        try:
            self.cache.store(self._timing_key, built.timing)
        except StorageError as error:
            log.warning("the timing cache is not saved: %s", error)
        self._report(f"The TensorRT engine was built in {time.monotonic() - begun_s:.0f} s.")
        return built.engine


class TensorRTBackend:
    """A model loaded in TensorRT, with memory for one batch.

    Raises
    ------
    InferenceError
        The engine does not run.
    """

    def __init__(self, info: RuntimeInfo, engine: LoadedEngine) -> None:
        self._info = info
        self._engine = engine
        self._executor = CudaExecutor(engine.context, engine.tensors)

    @property
    def info(self) -> RuntimeInfo:
        return self._info

    @property
    def has_graph(self) -> bool:
        """Whether a batch is launched as one CUDA graph."""
        return self._executor.has_graph

    def run(self, images: NDArray[np.float32]) -> list[Outputs]:
        """See `Backend.run`."""
        outputs: list[Outputs] = []
        try:
            for start in range(0, len(images), self._executor.batch):
                part = self._executor.compute(images[start : start + self._executor.batch])
                columns = (part[name] for name in OUTPUT_NAMES)
                outputs += [Outputs(*item) for item in zip(*columns, strict=True)]
        except InferenceError as error:
            raise InferenceError(
                f"{error.message} TensorRT says: {MESSAGES.take_error()}", remedy=error.remedy
            ) from error
        return outputs

    def bare(self) -> Callable[[NDArray[np.float32]], object]:
        """See `Backend.bare`."""
        return self._executor.compute

    def close(self) -> None:
        """See `Backend.close`."""
        self._executor.close()  # first, because its graph uses the engine's kernels
        self._engine.close()


def _check(card: ModelCard, tensors: Sequence[TensorSpec]) -> None:
    inputs = [tensor.shape for tensor in tensors if tensor.is_input]
    outputs = {tensor.name: tensor.shape for tensor in tensors if not tensor.is_input}
    check_signature(card, inputs, outputs)
