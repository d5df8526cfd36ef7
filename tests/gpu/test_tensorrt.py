"""TensorRT for real: building, agreement with the reference, caching, and speed.

python -m pytest tests/gpu
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import ModelCard, find_model, load_card, load_reference
from hysteroview.inference.runtimes.agreement import compare
from hysteroview.inference.runtimes.backend import Backend, Plan, Precision

pytestmark = pytest.mark.timeout(1200)  # builds take minutes

RUNS = 500


@pytest.fixture(scope="module")
def card() -> ModelCard:
    return load_card(find_model(None))


@pytest.fixture(scope="module")
def images(card: ModelCard) -> NDArray[np.float32]:
    return to_input(load_reference(card).crops, card.input)


def open_plan(card: ModelCard, plan: Plan) -> tuple[Backend, float, list[str]]:
    """Open the model; return it with the time in seconds and the messages."""
    from hysteroview.inference.runtimes.nvidia.tensorrt import open_model

    told: list[str] = []
    begun_s = time.perf_counter()
    backend = open_model(card, plan, told.append)
    return backend, time.perf_counter() - begun_s, told


def latencies_ms(backend: Backend, images: NDArray[np.float32], period_s: float) -> list[float]:
    """Run after run, or one a period: between two a GPU lowers its clocks."""
    pause = threading.Event()
    taken: list[float] = []
    for _ in range(RUNS if period_s == 0 else 150):
        begun_s = time.perf_counter()
        backend.run(images)
        taken.append(1000 * (time.perf_counter() - begun_s))
        if (rest_s := begun_s + period_s - time.perf_counter()) > 0:
            pause.wait(rest_s)
    return taken


@pytest.mark.parametrize("in_flight", [1, 8])
@pytest.mark.parametrize("precision", [Precision.SINGLE, Precision.HALF])
def test_it_agrees_with_the_reference(
    engines: Path,
    card: ModelCard,
    images: NDArray[np.float32],
    table: list[tuple[object, ...]],
    precision: Precision,
    in_flight: int,
) -> None:
    plan = Plan(precision, in_flight=in_flight)
    backend, build_s, told = open_plan(card, plan)
    backend.close()
    assert "was built in" in told[-1]
    backend, load_s, told = open_plan(card, plan)
    assert told == []
    agreement = compare(card, backend)
    batch = np.resize(images, (in_flight, *images.shape[1:]))
    taken = latencies_ms(backend, batch, 0.0)
    median, p99 = np.percentile(taken, (50, 99))
    paced = np.median(latencies_ms(backend, batch, 1 / 30))
    has_graph = getattr(backend, "has_graph", False)
    backend.close()
    table.append((precision, in_flight, f"{build_s:.1f}", f"{load_s:.2f}", has_graph,
                  f"{median:.3f}", f"{p99:.3f}", f"{paced:.3f}", f"{1000 * in_flight / median:.0f}",
                  f"{agreement.other_top} differ", f"{agreement.probability:.1e}",
                  f"{agreement.class_map:.1e}"))  # fmt: skip
    assert agreement.fault(precision) == ""
    assert has_graph


def test_outputs_do_not_depend_on_the_batch(
    engines: Path, card: ModelCard, images: NDArray[np.float32]
) -> None:
    backend, _, _ = open_plan(card, Plan(in_flight=4))
    together = backend.run(images)  # 10: two batches and a half
    alone = [backend.run(image[None])[0] for image in images]
    backend.close()
    for one, other in zip(together, alone, strict=True):
        assert one.logits == pytest.approx(other.logits, abs=1e-3)


def test_a_damaged_engine_is_rebuilt(engines: Path, bundle: Path) -> None:
    small = load_card(bundle)
    open_plan(small, Plan())[0].close()
    (kept,) = engines.glob("engine-*.bin")
    content = bytearray(kept.read_bytes())
    content[len(content) // 2] ^= 1
    kept.write_bytes(content)
    backend, _, told = open_plan(small, Plan())
    backend.close()
    assert "was built in" in told[-1]


def test_an_engine_that_tensorrt_refuses_is_rebuilt(engines: Path, bundle: Path) -> None:
    from hysteroview.inference.runtimes.nvidia.cuda_device import open_device
    from hysteroview.inference.runtimes.nvidia.tensorrt import EngineBuilder

    small = load_card(bundle)
    builder = EngineBuilder(small, Plan(), open_device(), lambda _: None)
    builder.cache.store(builder.key, b"sealed, but no engine")
    backend, _, told = open_plan(small, Plan())
    backend.close()
    assert "was built in" in told[-1]


def test_no_memory_of_the_device_is_lost(engines: Path, bundle: Path) -> None:
    from cuda.bindings import runtime

    small = load_card(bundle)

    def free_bytes() -> int:
        open_plan(small, Plan())[0].close()
        _, free, _ = runtime.cudaMemGetInfo()
        return int(free)

    free_bytes()  # what CUDA and TensorRT keep until the process ends
    before = free_bytes()
    for _ in range(20):
        after = free_bytes()
    assert before - after < 8 << 20
