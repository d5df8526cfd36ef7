"""The table of runtimes."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.backend import Backend, Device, Plan, Precision

AUTO = "auto"


class _Adapter(Protocol):
    def open_model(self, card: ModelCard, plan: Plan, report: Callable[[str], None]) -> Backend: ...


@dataclass(frozen=True, slots=True)
class Runtime:
    """One row of the table of runtimes.

    Attributes
    ----------
    adapter
        Module with ``open_model(card, plan, report) -> Backend``, imported only when tried.
    needs
        Modules that it imports; a missing one is reported, not raised.
    install
        Packages to install for it.
    is_reference
        Whether the runtime is a reference, chosen automatically only if nothing else loads.
    """

    family: str
    adapter: str
    needs: tuple[str, ...]
    install: str
    device: Device = Device.CPU
    precision: Precision = Precision.SINGLE
    is_reference: bool = False

    @property
    def name(self) -> str:
        """Name of the row: family, device and precision."""
        return f"{self.family}-{self.device}-{self.precision}"

    @property
    def uses_cpu(self) -> bool:
        """Whether it computes on the CPU, without a driver that can break."""
        return self.device is Device.CPU

    def missing(self) -> tuple[str, ...]:
        """Return the modules that are not installed."""
        return tuple(module for module in self.needs if find_spec(module) is None)

    def open(self, card: ModelCard, plan: Plan, report: Callable[[str], None]) -> Backend:
        """Load a model; its outputs are not yet compared with the reference.

        Raises
        ------
        BackendUnavailable
            A module is missing, or the runtime cannot load the model on this device.
        """
        if fault := _driver_fault(self.device):
            # before half a gigabyte of libraries is loaded only to fail
            raise BackendUnavailable(
                fault, remedy="Install the driver, or choose a runtime for the CPU."
            )
        if missing := self.missing():
            raise BackendUnavailable(
                f"{', '.join(missing)} is not installed", remedy=f"Install {self.install}."
            )
        adapter = cast("_Adapter", import_module(self.adapter))
        wanted = replace(plan, device=self.device, precision=self.precision)
        return adapter.open_model(card, wanted, report)


# driver libraries by platform, without which no runtime can use the device
_DRIVERS = {
    Device.CUDA: {"linux": "libcuda.so.1", "win32": "nvcuda.dll"},
    Device.DIRECTML: {"win32": "d3d12.dll"},
    Device.COREML: {"darwin": "/System/Library/Frameworks/CoreML.framework/CoreML"},
    Device.MPS: {"darwin": "/System/Library/Frameworks/Metal.framework/Metal"},
}


def _driver_fault(device: Device) -> str:
    """Return why the device cannot be used; empty if its driver is found or none is needed."""
    libraries = _DRIVERS.get(device)
    if libraries is None:
        return ""
    library = libraries.get(sys.platform)
    if library is None:
        return f"{device} is not available on {sys.platform}"
    try:
        ctypes.CDLL(library)
    except OSError:
        return f"there is no driver for {device}"
    return ""


def _openvino(device: Device, precision: Precision) -> Runtime:
    return Runtime(
        "openvino", "hysteroview.inference.runtimes.openvino", ("openvino",),
        "hysteroview[openvino]",
        device, precision,
    )  # fmt: skip


def _tensorrt(precision: Precision) -> Runtime:
    return Runtime(
        "tensorrt", "hysteroview.inference.runtimes.nvidia.tensorrt", ("tensorrt", "cuda", "onnx"),
        "hysteroview[tensorrt]", Device.CUDA, precision,
    )  # fmt: skip


def _tensorrt_rtx(precision: Precision) -> Runtime:
    return Runtime(
        "tensorrt-rtx", "hysteroview.inference.runtimes.nvidia.tensorrt_rtx",
        ("tensorrt_rtx_bindings", "tensorrt_rtx_libs", "cuda", "onnx"),
        "hysteroview[tensorrt-rtx]", Device.CUDA, precision,
    )  # fmt: skip


def _onnx(device: Device, package: str) -> Runtime:
    return Runtime("onnx", "hysteroview.inference.runtimes.onnx", ("onnxruntime",), package, device)


def _torch(device: Device, precision: Precision, *, is_reference: bool) -> Runtime:
    return Runtime(
        "torch", "hysteroview.inference.runtimes.torch", ("torch", "onnx"), "hysteroview[lab]",
        device, precision, is_reference,
    )  # fmt: skip


# The probably fastest first: this is the order of trials, and of equals the earlier is chosen.
# Single precision comes before half, which is often no faster for a single picture.
RUNTIMES = (
    _tensorrt(Precision.SINGLE),
    _tensorrt(Precision.HALF),
    _tensorrt_rtx(Precision.SINGLE),
    _tensorrt_rtx(Precision.HALF),
    _torch(Device.CUDA, Precision.SINGLE, is_reference=False),
    _torch(Device.CUDA, Precision.HALF, is_reference=False),
    _onnx(Device.CUDA, "onnxruntime-gpu[cuda,cudnn]"),
    _onnx(Device.DIRECTML, "onnxruntime-directml"),
    _onnx(Device.COREML, "onnxruntime on macOS"),
    _openvino(Device.INTEL_GPU, Precision.HALF),
    _openvino(Device.NPU, Precision.HALF),
    _openvino(Device.CPU, Precision.SINGLE),
    _onnx(Device.CPU, "onnxruntime"),
    _torch(Device.MPS, Precision.SINGLE, is_reference=False),
    _openvino(Device.CPU, Precision.BRAIN),
    _torch(Device.CPU, Precision.SINGLE, is_reference=True),
)  # fmt: skip


def matching(choice: str, table: Sequence[Runtime] = RUNTIMES) -> tuple[Runtime, ...]:
    """Return the rows that a choice names: all for "auto", a family, or the name of a row.

    Raises
    ------
    BackendUnavailable
        No row has that name.
    """
    if choice == AUTO:
        return tuple(table)
    rows = tuple(row for row in table if choice in (row.family, row.name))
    if not rows:
        families = ", ".join(dict.fromkeys(row.family for row in table))
        raise BackendUnavailable(
            f"There is no runtime {choice}.",
            remedy=f"Choose {AUTO}, {families}, or a row of `hysteroview runtimes`.",
        )
    return rows
