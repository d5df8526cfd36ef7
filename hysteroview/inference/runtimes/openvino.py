"""OpenVINO: for Intel's CPUs, GPUs and NPUs; also the fastest runtime on other x86 CPUs."""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import BackendUnavailable, InferenceError
from hysteroview.core.types import Outputs
from hysteroview.inference.model.bundle_files import MODEL_FILE
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.signature import OUTPUT_NAMES, check_signature, first_line
from hysteroview.inference.runtimes.backend import Device, Plan, Precision, RuntimeInfo
from hysteroview.inference.runtimes.model_bytes import read_model
from hysteroview.inference.runtimes.threads import live_threads

# OpenVINO reports its use to a statistics service over the network unless each user has opted out;
# without that package it runs the same and sends nothing.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
import openvino as ov  # noqa: E402

_DEVICES = {Device.CPU: "CPU", Device.INTEL_GPU: "GPU", Device.NPU: "NPU"}
_ELEMENTS = {Precision.SINGLE: "f32", Precision.HALF: "f16", Precision.BRAIN: "bf16"}


def open_model(card: ModelCard, plan: Plan, report: Callable[[str], None]) -> OpenvinoBackend:
    """Compile the model of a bundle for one device.

    Raises
    ------
    BackendUnavailable
        The device does not exist or does not support this precision, or the file is not a model.
    """
    core = ov.Core()
    device = _DEVICES[plan.device]
    if not any(name.split(".")[0] == device for name in core.available_devices):
        raise BackendUnavailable(
            f"OpenVINO finds no {device} (it finds "
            f"{', '.join(core.available_devices) or 'nothing'})",
            remedy=f"Install the driver of the {device}.",
        )
    try:
        abilities = core.get_property(device, "OPTIMIZATION_CAPABILITIES")
        if plan.precision is Precision.BRAIN and "BF16" not in abilities:
            raise BackendUnavailable(f"this {device} does not compute with bf16")
        if plan.device is not Device.CPU:
            report(f"OpenVINO compiles the model for the {device}; this can take a minute.")
        model = core.read_model(read_model(card))
        inputs = [_shape_of(port) for port in model.inputs]
        outputs = {port.get_any_name(): _shape_of(port) for port in model.outputs}
        check_signature(card, inputs, outputs)
        size = card.input.size_px
        # a fixed shape is optimized better; pictures run one by one
        model.reshape([1, 3, size, size])
        compiled = core.compile_model(model, device, _options(plan))
        name = str(core.get_property(device, "FULL_DEVICE_NAME"))
    except RuntimeError as error:  # base of OpenVINO's errors
        raise BackendUnavailable(
            f"OpenVINO cannot load {MODEL_FILE} on {device}: {first_line(error)}",
            remedy="Export the model again, or choose another runtime.",
        ) from error
    label = device if plan.device is Device.CPU else f"{device} ({name.strip()})"
    return OpenvinoBackend(compiled, RuntimeInfo(_VERSION, label, plan.precision.value), plan)


_VERSION = f"OpenVINO {ov.__version__.split('-')[0]}"


def _shape_of(port: ov.Output | ov.ConstOutput) -> tuple[int | None, ...]:
    return tuple(d.get_length() if d.is_static else None for d in port.get_partial_shape())


def _options(plan: Plan) -> dict[str, str | int | bool]:
    options: dict[str, str | int | bool] = {"INFERENCE_PRECISION_HINT": _ELEMENTS[plan.precision]}
    if plan.device is Device.CPU:
        threads = plan.threads or live_threads()
        options |= {
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": min(plan.in_flight, threads),
            # a pinned thread would wait for its core while decoding or painting uses it
            "ENABLE_CPU_PINNING": False,
        }
    else:
        options["PERFORMANCE_HINT"] = "THROUGHPUT" if plan.in_flight > 1 else "LATENCY"
    return options


class OpenvinoBackend:
    """A model compiled by OpenVINO; the pictures of a batch run in parallel."""

    def __init__(self, compiled: ov.CompiledModel, info: RuntimeInfo, plan: Plan) -> None:
        self._info = info
        # one more than run in parallel, so that the next is ready when one ends
        count = 1 if plan.in_flight == 1 else plan.in_flight + 1
        self._requests = [compiled.create_infer_request() for _ in range(count)]

    @property
    def info(self) -> RuntimeInfo:
        return self._info

    def run(self, images: NDArray[np.float32]) -> list[Outputs]:
        """See `Backend.run`."""
        results: list[Outputs] = []
        requests = self._requests
        try:
            for index in range(len(images)):
                request = requests[index % len(requests)]
                if index >= len(requests):
                    results.append(_collect(request))
                request.start_async([images[index : index + 1]], share_inputs=True)
            rest = range(len(results), len(images))
            results.extend(_collect(requests[index % len(requests)]) for index in rest)
        except RuntimeError as error:
            raise InferenceError(
                f"The analysis failed (OpenVINO: {first_line(error)}).",
                remedy="Restart the analysis.",
            ) from error
        return results

    def bare(self) -> Callable[[NDArray[np.float32]], object]:
        """See `Backend.bare`."""
        request = self._requests[0]
        return lambda images: request.infer([images], share_inputs=True, share_outputs=True)

    def close(self) -> None:
        """Free the requests and the device's memory."""
        self._requests = []


def _collect(request: ov.InferRequest) -> Outputs:
    """Wait for a request and copy its outputs, because the next run overwrites its tensors."""
    request.wait()
    logits, class_maps, embedding = (
        np.array(request.get_tensor(name).data[0], np.float32) for name in OUTPUT_NAMES
    )
    return Outputs(logits, class_maps, embedding)
