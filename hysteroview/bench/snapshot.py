"""`hysteroview bench snapshot`: time from the key press to files and rows flushed to disk."""

from __future__ import annotations

import secrets
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.figures import JSON_OPTION, percentiles, report
from hysteroview.exam.snapshot.explanation import ShownHeatmap

if TYPE_CHECKING:
    from hysteroview.core.origin import Provenance
    from hysteroview.core.types import Frame
    from hysteroview.exam.snapshot.snapshot import Moment
    from hysteroview.exam.store.keys import StoreKey

_GOALS = {
    "snapshot_ms.p50": "≤ 200 at 1080p",
    "snapshot_ms.p95": "≤ 200 at 1080p",
    "other_thread_waits_ms.p99": "≤ 16",
}
_TICK_S = 0.001
_TIMEOUT_S = 60.0


@click.command("snapshot")
@click.option(
    "--source",
    metavar="SOURCE",
    help="Video or folder to take the picture from; by default a phantom.",
)
@click.option("--size", default="1920x1080", show_default=True, help="Size of the phantom.")
@click.option("--runs", default=20, show_default=True, type=click.IntRange(min=3))
@click.option(
    "--disk", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="Write to the disk of this folder.",
)  # fmt: skip
@click.option("--encrypted", is_flag=True, help="Write to an encrypted store.")
@JSON_OPTION
def snapshot(
    source: str | None,
    size: str,
    runs: int,
    disk: Path | None,
    json_path: Path | None,
    *,
    encrypted: bool,
) -> None:
    """Time snapshots with a heatmap: pictures, record, audit log and index, all flushed.

    Also: the delay of another thread, such as the window's, with and without a snapshot, and the
    processor time of encoding with the chosen filter and with the library's default.
    """
    from hysteroview.core.types import SQUARE_PIXELS
    from hysteroview.exam.snapshot.png import compress, with_words
    from hysteroview.exam.snapshot.snapshot import write_snapshot
    from hysteroview.exam.store.records import Patient
    from hysteroview.exam.store.store import open_store

    frame = _frame(source or f"phantom:?seed=7&lesion=EP&size={size}")
    moment, provenance = _moment(frame)
    times_ms: list[float] = []
    with (
        tempfile.TemporaryDirectory(dir=disk) as folder,
        open_store(Path(folder), key=_new_key(Path(folder)) if encrypted else None) as store,
    ):
        exam_id = store.begin_exam(Patient(), source="", model="", model_sha256="").exam_id
        target = store.exam_folder(exam_id).snapshots
        waits_ms: list[float] = []
        for number in range(1, runs + 1):
            began_s = time.perf_counter()
            with ThreadPoolExecutor(1) as thread:
                writing = thread.submit(
                    write_snapshot, target, moment, provenance, number, store.medium
                )
                waits_ms += _waits_ms(writing.done)
                saved = writing.result()
            store.add_media(exam_id, saved.record)
            times_ms.append((time.perf_counter() - began_s) * 1e3)
        size_mb = sum(path.stat().st_size for path in target.iterdir()) / runs / 1e6
    ends_s = time.perf_counter() + 1
    idle_ms = _waits_ms(lambda: time.perf_counter() > ends_s)
    encoded = compress(frame.pixels)
    assert with_words(encoded, SQUARE_PIXELS, {}) == encoded
    figures = {
        "width_px": frame.width_px,
        "height_px": frame.height_px,
        **percentiles("snapshot_ms", times_ms, 50, 95),
        **percentiles("other_thread_waits_ms", waits_ms, 50, 99),
        **percentiles("other_thread_waits_ms_without", idle_ms, 50, 99),
        "encoding_ms.chosen": _processor_ms(lambda: compress(frame.pixels)),
        "encoding_ms.as_the_library_chooses": _processor_ms(lambda: _usual(frame)),
        "picture_mb.chosen": len(encoded) / 1e6,
        "picture_mb.as_the_library_chooses": len(_usual(frame)) / 1e6,
        "snapshot_mb": size_mb,
    }
    report(figures, _GOALS, json_path)


def _new_key(folder: Path) -> StoreKey:
    from hysteroview.exam.store.keys import make_key

    return make_key(folder, secrets.token_hex())


def _waits_ms(is_done: Callable[[], bool]) -> list[float]:
    """Wait for ticks in this thread until it is done, and return the delay of each tick."""
    never, waits_ms = threading.Event(), list[float]()
    ends_s = time.perf_counter() + _TIMEOUT_S
    while not is_done() and time.perf_counter() < ends_s:
        began_s = time.perf_counter()
        never.wait(_TICK_S)
        waits_ms.append((time.perf_counter() - began_s - _TICK_S) * 1e3)
    return waits_ms


def _processor_ms(encode: Callable[[], object], runs: int = 5) -> float:
    """Return the minimum processor time of some runs, to exclude other programs."""
    times_s: list[float] = []
    for _ in range(runs):
        began_s = time.thread_time()
        encode()
        times_s.append(time.thread_time() - began_s)
    return min(times_s) * 1e3


def _usual(frame: Frame) -> bytes:
    import cv2

    fast = [cv2.IMWRITE_PNG_COMPRESSION, 1]
    return cv2.imencode(".png", frame.pixels[..., :3], fast)[1].tobytes()


def _frame(location: str) -> Frame:
    from hysteroview.capture.opening import open_source
    from hysteroview.core.errors import SourceError

    with closing(open_source(location)) as source:
        frame = source.read()
    if frame is None:
        raise SourceError("The source contains no picture.", remedy="Choose another source.")
    return frame


def _moment(frame: Frame) -> tuple[Moment, Provenance]:
    """Return a snapshot request like that of the window, with a heatmap in the middle."""
    import numpy as np

    from hysteroview.core.origin import Provenance
    from hysteroview.core.types import AssessmentState, Box, Evidence, FieldOfView
    from hysteroview.exam.snapshot.snapshot import Moment
    from hysteroview.imaging.overlay.heatmap import heatmap_layer
    from hysteroview.inference.model.card import find_model, load_card

    side = min(frame.height_px, frame.width_px)
    box = Box((frame.width_px - side) // 2, (frame.height_px - side) // 2, side, side)
    class_map = np.zeros((7, 7), np.float32)
    class_map[2:5, 2:5] = 1
    layer = heatmap_layer(Evidence(class_map, 0.9, FieldOfView(box), box), 0.6)
    moment = Moment(
        frame=frame,
        pressed_ns=time.monotonic_ns(),
        wall_ns=time.time_ns(),
        state=AssessmentState.OFF,
        detail="",
        analysis=None,
        heatmap=ShownHeatmap(layer=layer, box=box, frame_index=frame.index, dimming=0.9),
        runtime="",
    )
    card = load_card(find_model(None), verify=False)
    provenance = Provenance(
        source="bench",
        source_is_phantom=True,
        warning=card.warning,
        origin=card.origin,
    )
    return moment, provenance
