"""The table of runtimes, and the choice of the fastest that agrees with the reference."""

from __future__ import annotations

import ctypes
import logging
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

import numpy as np

from hysteroview.core.errors import BackendUnavailable, InferenceError
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import ModelCard, load_reference
from hysteroview.inference.runtimes.agreement import Agreement, compare
from hysteroview.inference.runtimes.backend import DEFAULT_PLAN, Backend, Device, Plan, Precision

log = logging.getLogger(__name__)

AUTO = "auto"
_TRIAL_RUNS = 12
_WARM_UP_RUNS = 3
_CLEARLY_FASTER = 0.9


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


@dataclass(frozen=True, slots=True)
class Trial:
    """Result of trying one runtime.

    Attributes
    ----------
    backend
        Loaded backend that agrees with the reference; None if it was rejected. The owner closes it.
    refusal
        Why the runtime was rejected; empty if it was not.
    """

    runtime: Runtime
    backend: Backend | None = None
    agreement: Agreement | None = None
    latencies_ms: tuple[float, ...] = ()
    refusal: str = ""
    remedy: str = ""

    @property
    def median_ms(self) -> float:
        return float(np.median(self.latencies_ms)) if self.latencies_ms else float("inf")

    @property
    def least_ms(self) -> float:
        """Shortest time in ms, which is least affected by other programs."""
        return min(self.latencies_ms, default=float("inf"))

    def is_preferred_to(self, earlier: Trial | None) -> bool:
        """Whether to use this row rather than one above it in the table."""
        return earlier is None or self.least_ms < _CLEARLY_FASTER * earlier.least_ms

    @property
    def p99_ms(self) -> float:
        return float(np.percentile(self.latencies_ms, 99)) if self.latencies_ms else float("inf")


def attempt(
    runtime: Runtime,
    card: ModelCard,
    plan: Plan,
    report: Callable[[str], None],
    *,
    runs: int = _TRIAL_RUNS,
) -> Trial:
    """Load a model with one runtime, compare it with the reference, and measure its speed."""
    try:
        backend = runtime.open(card, plan, report)
    except BackendUnavailable as error:
        return Trial(runtime, refusal=error.message.rstrip("."), remedy=error.remedy)
    try:
        agreement = compare(card, backend)
        if fault := agreement.fault(runtime.precision):
            backend.close()
            return Trial(runtime, agreement=agreement, refusal=f"wrong results: {fault}")
        return Trial(runtime, backend, agreement, _time_ms(card, backend, runs))
    except InferenceError as error:
        backend.close()
        return Trial(runtime, refusal=error.message.rstrip("."), remedy=error.remedy)


def _time_ms(card: ModelCard, backend: Backend, runs: int) -> tuple[float, ...]:
    """Return times for single pictures, as in live analysis, in ms."""
    image = to_input(load_reference(card).crops[:1], card.input)
    latencies_ms: list[float] = []
    for run in range(runs + _WARM_UP_RUNS):
        began_ns = time.perf_counter_ns()
        backend.run(image)
        if run >= _WARM_UP_RUNS:
            latencies_ms.append((time.perf_counter_ns() - began_ns) / 1e6)
    return tuple(latencies_ms)


def choose(
    card: ModelCard,
    choice: str = AUTO,
    *,
    plan: Plan = DEFAULT_PLAN,
    report: Callable[[str], None] = log.info,
    table: Sequence[Runtime] = RUNTIMES,
) -> Trial:
    """Load a model with the fastest runtime that can load it and agrees with the reference.

    All matching rows are tried in the order of the table; a later one is chosen only if it is
    clearly faster, so that noise does not change the choice from one start to the next. A reference
    is tried only if nothing else loads.

    Returns
    -------
    A trial with a backend.

    Raises
    ------
    BackendUnavailable
        No runtime can be used; the message gives the reason for each.
    """
    best: Trial | None = None
    refusals: list[str] = []
    for row in sorted(matching(choice, table), key=lambda row: row.is_reference):
        if row.is_reference and best is not None:
            break
        trial = attempt(row, card, plan, report)
        if trial.backend is None:
            refusals.append(f"{row.name}: {trial.refusal}")
            log.info("runtime %s is not used: %s", row.name, trial.refusal)
        elif trial.is_preferred_to(best):
            _close(best)
            best = trial
        else:
            _close(trial)
    if best is None:
        raise BackendUnavailable(
            "No analysis is possible: no installed runtime can load the model ("
            + "; ".join(refusals)
            + ").",
            remedy="Choose another model with --model, or install a runtime.",
        )
    return best


def _close(trial: Trial | None) -> None:
    if trial is not None and trial.backend is not None:
        trial.backend.close()


def open_backend(
    card: ModelCard,
    choice: str = AUTO,
    *,
    plan: Plan = DEFAULT_PLAN,
    table: Sequence[Runtime] = RUNTIMES,
) -> Backend:
    """Load a model as `choose` does, for use in this process.

    Raises
    ------
    BackendUnavailable
        No runtime can be used; the message gives the reason for each.
    """
    backend = choose(card, choice, plan=plan, table=table).backend
    assert backend is not None  # `choose` returns a trial with a backend
    return backend
