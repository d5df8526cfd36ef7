"""TensorRT on NVIDIA GPUs, in either edition: its engine, built once and cached, and execution.

Importing this module raises `BackendUnavailable` if CUDA is installed but does not load.
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
from hysteroview.inference.runtimes.batches import fixed_sizes
from hysteroview.inference.runtimes.model_bytes import read_model
from hysteroview.inference.runtimes.nvidia.editions import Edition, Library, load_library
from hysteroview.inference.runtimes.nvidia.engine_cache import CacheKey, EngineCache, load_or_build

try:
    from hysteroview.inference.runtimes.nvidia.cuda_device import CudaDevice, open_device
    from hysteroview.inference.runtimes.nvidia.cuda_executor import CudaExecutor, TensorSpec
    from hysteroview.inference.runtimes.nvidia.engine import (
        BuildOptions,
        LoadedEngine,
        build_engine,
    )
    from hysteroview.inference.runtimes.nvidia.half_precision import to_half
except (ImportError, OSError) as missing:  # OSError: a missing library on Windows
    raise BackendUnavailable(
        f"CUDA is installed but does not load: {missing}.",
        remedy="Reinstall it with `pip install cuda-bindings`.",
    ) from missing

log = logging.getLogger(__name__)


def open_engine(
    edition: Edition, card: ModelCard, plan: Plan, report: Callable[[str], None]
) -> TensorRTBackend:
    """Load the model of a bundle, and build its engine if none is cached for this installation.

    Parameters
    ----------
    plan
        Single or half precision; an engine is built for one batch size, single pictures or batches
        for recordings.
    report
        Function that receives messages on the build, which takes some minutes.

    Raises
    ------
    BackendUnavailable
        There is no GPU, or the edition does not support it or does not load, or it rejects the
        model, or the model does not match the bundle.
    """
    if plan.precision not in {Precision.SINGLE, Precision.HALF}:
        raise BackendUnavailable(
            f"{edition.title} computes in fp32 or fp16 here, not in {plan.precision}.",
            remedy="Choose one of these.",
        )
    device = open_device()
    if not edition.supports(device.capability):  # asked before its libraries are loaded
        raise BackendUnavailable(
            f"{edition.title} does not support {device.name} (compute capability "
            f"{device.capability})",
            remedy="Choose another runtime.",
        )
    library = load_library(edition)
    builder = EngineBuilder(library, card, plan, device, report)

    def load(serialized: bytes) -> LoadedEngine:
        kernels = builder.kept_kernels()
        engine = LoadedEngine(library, serialized, builder.options.batch, kernels)
        _check(card, engine.tensors)
        return engine

    engine = load_or_build(builder.cache, builder.key, builder.build, load, report)
    info = RuntimeInfo(
        f"{edition.title} {library.trt.__version__}", device.name, plan.precision.value
    )
    library.messages.take_error()  # discard earlier errors, which had no consequence
    try:
        backend = TensorRTBackend(library, info, engine)
    except InferenceError as error:
        engine.close()
        raise BackendUnavailable(
            f"The engine does not run: {error.message} {library.messages.take_error()}",
            remedy="Close other programs that use the GPU, or choose another runtime.",
        ) from error
    builder.keep_kernels(engine.kernels())
    return backend


class EngineBuilder:
    """Build the engine of one model on one device."""

    def __init__(
        self,
        library: Library,
        card: ModelCard,
        plan: Plan,
        device: CudaDevice,
        report: Callable[[str], None],
    ) -> None:
        self._library, self._card, self._report = library, card, report
        self._purpose = f"{device.name} in {plan.precision}"
        self._model = read_model(card)
        if plan.precision is Precision.HALF:
            self._model = to_half(self._model)
        self.options = BuildOptions(batch=fixed_sizes(plan)[-1])
        folder = platformdirs.user_cache_path("HysteroView", appauthor=False) / "engines"
        self.cache = EngineCache(folder)
        installation = {
            "edition": library.edition.title,
            "tensorrt": library.trt.__version__,
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
        self._kernels_key = CacheKey("kernels", self.key.facts)

    def build(self) -> bytes:
        """Return a new engine; the timing cache is saved for the next build."""
        edition = self._library.edition
        duration = "a few seconds" if edition.compiles_kernels else "several minutes"
        self._report(
            f"Building the {edition.title} engine for {self._purpose}: this can take {duration}, "
            "the first time only."
        )
        begun_s = time.monotonic()
        timing = self.cache.fetch(self._timing_key) or b""
        built = build_engine(
            self._library,
            self._model,
            self.options,
            timing,
            lambda found: _check(self._card, found),
            self._report,
        )
        self._keep(self._timing_key, built.timing)
        self._report(f"The {edition.title} engine was built in {time.monotonic() - begun_s:.0f} s.")
        return built.engine

    def kept_kernels(self) -> bytes:
        """Return the kernels that an earlier run has compiled; empty if there are none."""
        if not self._library.edition.compiles_kernels:
            return b""
        return self.cache.fetch(self._kernels_key) or b""

    def keep_kernels(self, kernels: bytes) -> None:
        """Save the kernels that this run has compiled, unless they are those of an earlier run."""
        if kernels != self.kept_kernels():
            self._keep(self._kernels_key, kernels)

    def _keep(self, key: CacheKey, content: bytes) -> None:
        """Save what the next start can do without."""
        if content:
            try:
                self.cache.store(key, content)
            except StorageError as error:
                log.warning("the %s cache is not saved: %s", key.kind, error)


class TensorRTBackend:
    """A model loaded in an edition of TensorRT, with memory for one batch.

    Raises
    ------
    InferenceError
        The engine does not run.
    """

    def __init__(self, library: Library, info: RuntimeInfo, engine: LoadedEngine) -> None:
        self._library, self._info = library, info
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
                f"{error.message} TensorRT says: {self._library.messages.take_error()}",
                remedy=error.remedy,
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
