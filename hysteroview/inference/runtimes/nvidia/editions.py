"""The two editions of TensorRT, whose Python bindings have the same names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.runtimes.nvidia.messages import BuildProgress, Messages

if TYPE_CHECKING:  # which edition is imported is decided when a row of the table is tried
    import tensorrt


class Bindings(Protocol):
    """Part of the Python bindings that is used here; both editions have it."""

    __version__: str
    Builder: type[tensorrt.Builder]
    BuilderFlag: type[tensorrt.BuilderFlag]
    DataType: type[tensorrt.DataType]
    Dims: type[tensorrt.Dims]
    ILogger: type[tensorrt.ILogger]
    IProgressMonitor: type[tensorrt.IProgressMonitor]
    MemoryPoolType: type[tensorrt.MemoryPoolType]
    NetworkDefinitionCreationFlag: type[tensorrt.NetworkDefinitionCreationFlag]
    OnnxParser: type[tensorrt.OnnxParser]
    Runtime: type[tensorrt.Runtime]
    TensorIOMode: type[tensorrt.TensorIOMode]


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of TensorRT.

    Attributes
    ----------
    module
        Module of its Python bindings.
    extra
        Extra of this package that installs it.
    capabilities
        Compute capabilities that it supports, or their first part, such as "8.6" or "12."; empty
        if it judges itself.
    compiles_kernels
        Whether an engine is compiled for the GPU when it first runs, which a cache of kernels
        spares the next start, instead of when it is built.
    """

    title: str
    module: str
    extra: str
    capabilities: tuple[str, ...] = ()
    compiles_kernels: bool = False

    def supports(self, capability: str) -> bool:
        """Whether GPUs of a compute capability are supported, as far as is known before a try."""
        return not self.capabilities or capability.startswith(self.capabilities)


TENSORRT = Edition("TensorRT", "tensorrt", "tensorrt")
# https://docs.nvidia.com/deeplearning/tensorrt-rtx/latest/getting-started/support-matrix.html
# (Turing, 7.5, would need engines of its own.)
TENSORRT_RTX = Edition(
    "TensorRT for RTX",
    "tensorrt_rtx_bindings",
    "tensorrt-rtx",
    capabilities=("8.0", "8.6", "8.9", "12."),
    compiles_kernels=True,
)


@dataclass(frozen=True, slots=True)
class Library:
    """A loaded edition.

    Attributes
    ----------
    messages
        Messages that the logger received, for the texts of errors.
    """

    edition: Edition
    trt: Bindings
    logger: tensorrt.ILogger
    messages: Messages

    def progress(self, report: Callable[[str], None]) -> tensorrt.IProgressMonitor:
        """Return a monitor of one build; see `BuildProgress`."""
        mixed = type("Progress", (BuildProgress, self.trt.IProgressMonitor), {})
        return cast("tensorrt.IProgressMonitor", mixed(self.edition.title, report))


@cache
def load_library(edition: Edition) -> Library:
    """Import an edition. It keeps a pointer to its first logger until the process ends.

    Raises
    ------
    BackendUnavailable
        It is installed but does not load, for example without its libraries.
    """
    try:
        trt = cast("Bindings", import_module(edition.module))
    except (ImportError, OSError) as missing:  # OSError: a missing library on Windows
        raise BackendUnavailable(
            f"{edition.title} is installed but does not load: {missing}.",
            remedy=f"Reinstall it with `pip install hysteroview[{edition.extra}]`.",
        ) from missing
    logger = type("Logger", (Messages, trt.ILogger), {})(edition.title)
    return Library(edition, trt, cast("tensorrt.ILogger", logger), cast("Messages", logger))
