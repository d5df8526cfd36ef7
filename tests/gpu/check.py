"""Every runtime for NVIDIA GPUs on this machine: agreement with the reference, and speed.

    python tests/gpu/check.py           in the source tree
    python build/gpu-check/check.py     in the folder that `make gpu-check` packs, on any machine

It needs Python 3.11, numpy and the runtimes that are to be checked; no window, no video, no pytest.
Each row of the table runs in a process of its own, so that a driver that crashes or hangs ends that
row only. The exit status is 1 if a row gave wrong results, crashed or hung.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve().parent
ROOT = next(folder for folder in (HERE, *HERE.parents) if (folder / "hysteroview").is_dir())
if __name__ == "__main__":
    # what is installed comes before the stand-ins in `plain`
    sys.path[:] = [str(ROOT), *sys.path, str(HERE / "plain")]

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hysteroview.inference.runtimes.backend import Backend

COLUMNS = ("row", "batch", "open s", "again s", "graph", "median ms", "p99 ms", "at 30 Hz ms",
           "pictures/s", "Δp", "Δmap", "result")  # fmt: skip
BATCHES = (1, 16)
_PACED_RUNS = 150
_TIMEOUT_S = 1200  # TensorRT builds an engine for minutes


def main(arguments: Sequence[str] | None = None) -> int:
    """Check all rows of a device, or one row if it is named; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--device", default="cuda", help="device of the rows (default: cuda)")
    parser.add_argument("--runs", type=int, default=500, help="timed runs (default: 500)")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--row", help=argparse.SUPPRESS)  # in a process of its own
    parser.add_argument("--batch", type=int, default=1, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.row is not None:
        print(json.dumps(check_row(options.row, options.batch, options.runs)))
        return 0
    return _check_all(options.device, options.runs, options.json)


def _check_all(device: str, runs: int, target: Path | None) -> int:
    from hysteroview.inference.runtimes.table import RUNTIMES

    gpu = gpu_name() if device == "cuda" else device
    print(f"{gpu or 'no GPU'}; Python {sys.version.split()[0]}", flush=True)
    results: list[dict[str, Any]] = []
    for row in (row.name for row in RUNTIMES if row.device.value == device):
        for batch in BATCHES:
            result = _in_own_process(row, batch, runs)
            if not result["ran"] and not gpu:
                result["result"] = f"no GPU: {result['result']}"
            print(f"{row}, batch {batch}: {result['result']}", flush=True)
            results.append(result)
            if not result["ran"]:
                break  # a larger batch would say the same
    print_table([result for result in results if result["ran"]])
    if target is not None:
        figures = {"gpu": gpu, "python": sys.version, "rows": results}
        target.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    if not any(result["ran"] for result in results):
        print("Nothing was checked: no runtime could be used.")
    return int(any(result["is_wrong"] for result in results))


def _in_own_process(row: str, batch: int, runs: int) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "check.py"), f"--row={row}", f"--batch={batch}",
               f"--runs={runs}"]  # fmt: skip
    failure: dict[str, Any] = {"row": row, "batch": batch, "ran": True, "is_wrong": True}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return failure | {"result": f"hung: no answer in {_TIMEOUT_S} s"}
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return failure | {"result": f"ended with status {done.returncode}: {last}"}
    result: dict[str, Any] = json.loads(lines[-1])
    return result


def check_row(name: str, batch: int, runs: int) -> dict[str, Any]:
    """Open one row, compare it with the reference of the built-in model, and time it.

    Returns
    -------
    Figures by the names of `COLUMNS`, and `ran` (whether the row could be used) and `is_wrong`.
    """
    from hysteroview.core.errors import BackendUnavailable, HysteroViewError
    from hysteroview.imaging.pixels.preprocess import to_input
    from hysteroview.inference.model.card import find_model, load_card, load_reference
    from hysteroview.inference.runtimes.agreement import compare
    from hysteroview.inference.runtimes.backend import Plan
    from hysteroview.inference.runtimes.table import matching

    (row,) = matching(name)
    card, plan = load_card(find_model(None)), Plan(in_flight=batch)
    result: dict[str, Any] = {"row": name, "batch": batch, "ran": False, "is_wrong": False}
    try:
        began_s = time.perf_counter()
        row.open(card, plan, _report).close()
        opened_s = time.perf_counter()
        backend = row.open(card, plan, _report)
        again_s = time.perf_counter()
    except BackendUnavailable as error:
        return result | {"result": error.message}
    result |= {"ran": True, "runtime": str(backend.info)}
    result |= {"open s": round(opened_s - began_s, 2), "again s": round(again_s - opened_s, 2)}
    result |= {"graph": getattr(backend, "has_graph", "")}
    images = to_input(load_reference(card).crops, card.input)
    try:
        agreement = compare(card, backend)
        fault = agreement.fault(row.precision) or _batch_fault(backend, images, batch)
        times_ms = latencies_ms(backend, np.resize(images, (batch, *images.shape[1:])), runs, 0.0)
        paced_ms = latencies_ms(backend, images[:1], min(runs, _PACED_RUNS), 1 / 30)
    except HysteroViewError as error:
        return result | {"is_wrong": True, "result": str(error)}
    finally:
        backend.close()
    median_ms, p99_ms = np.percentile(times_ms, (50, 99))
    return result | {
        "median ms": round(float(median_ms), 3), "p99 ms": round(float(p99_ms), 3),
        "at 30 Hz ms": round(float(np.median(paced_ms)), 3),
        "pictures/s": round(1000 * batch / float(median_ms)),
        "Δp": f"{agreement.probability:.1e}", "Δmap": f"{agreement.class_map:.1e}",
        "is_wrong": bool(fault), "result": fault or "agrees",
    }  # fmt: skip


def _report(message: str) -> None:
    sys.stderr.write(f"{message}\n")


def _batch_fault(backend: Backend, images: NDArray[np.float32], batch: int) -> str:
    """Return whether outputs depend on the batch they were computed in, or are overwritten."""
    together = backend.run(images)
    kept = [outputs.class_maps.copy() for outputs in together]
    alone = [backend.run(image[None])[0] for image in images]
    backend.run(images[: max(1, batch - 1)])  # a batch that is not full
    if not all(np.array_equal(o.class_maps, k) for o, k in zip(together, kept, strict=True)):
        return "outputs are overwritten by the next run"
    scale = max(float(np.abs(maps).max()) for maps in kept)
    gap = max(
        float(np.abs(o.class_maps - a.class_maps).max()) / scale
        for o, a in zip(together, alone, strict=True)
    )
    limit = 1e-3 if "fp32" in backend.info.precision else 2e-2
    return "" if gap <= limit else f"class maps depend on the batch by {gap:.1e}"


def latencies_ms(
    backend: Backend, images: NDArray[np.float32], runs: int, period_s: float
) -> list[float]:
    """Run after run, or one a period: between two a GPU lowers its clocks."""
    pause = threading.Event()
    taken: list[float] = []
    for _ in range(runs):
        began_s = time.perf_counter()
        backend.run(images)
        taken.append(1000 * (time.perf_counter() - began_s))
        if (rest_s := began_s + period_s - time.perf_counter()) > 0:
            pause.wait(rest_s)
    return taken


def print_table(results: Sequence[dict[str, Any]]) -> None:
    """Print the rows that ran; nothing if there are none."""
    if not results:
        return
    lines = [COLUMNS, *(tuple(str(each.get(name, "")) for name in COLUMNS) for each in results)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print()
    for line in lines:
        print("  ".join(map(str.ljust, line, widths)).rstrip())


def gpu_name() -> str:
    """Return name and compute capability of the first GPU, from its driver; empty without one."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return ""
    name, count = ctypes.create_string_buffer(256), ctypes.c_int()
    major, minor = ctypes.c_int(), ctypes.c_int()
    if driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(count)) or not count.value:
        return ""
    driver.cuDeviceGetName(name, len(name), 0)
    for number, part in ((75, major), (76, minor)):  # CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_…
        driver.cuDeviceGetAttribute(ctypes.byref(part), number, 0)
    return f"{name.value.decode(errors='replace')} (compute {major.value}.{minor.value})"


if __name__ == "__main__":
    sys.exit(main())
