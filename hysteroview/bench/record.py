"""`hysteroview bench record`: record during live analysis and count lost frames."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.bench.session_failure import failure_of
from hysteroview.cli.figures import JSON_OPTION, write_json
from hysteroview.cli.options import MODEL_OPTION, RateType
from hysteroview.pipeline.live.sinks import SessionSink

if TYPE_CHECKING:
    from hysteroview.capture.source import SourceInfo
    from hysteroview.core.types import Frame
    from hysteroview.pipeline.live.recorder import Recorder
    from hysteroview.pipeline.live.recorder_status import RecorderStatus
    from hysteroview.pipeline.live.session import LiveSession, SessionStatus

_LOOK_S = 1.0
_SETTLE_S = 3.0  # the inference process starts during the first frames


class RecordCounter(SessionSink):
    """Counts the frames offered to a recorder; added to the session after it.

    Attributes
    ----------
    offered
        Number of frames so far.
    most_queue_bytes
        Largest size of the recorder's queues.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self.offered = 0
        self.most_queue_bytes = 0

    def offer(self, frame: Frame) -> None:
        self.offered += 1
        waiting = self._recorder.status().queue_bytes
        self.most_queue_bytes = max(self.most_queue_bytes, waiting)


@click.command("record")
@click.option("--minutes", type=click.FloatRange(min=0.05), default=1.0, show_default=True)
@click.option("--source", metavar="SOURCE", help="A video file, played in a loop, or a phantom.")
@click.option("--size", default="1920x1080", show_default=True, help="Of the phantom.")
@click.option("--fps", type=click.IntRange(1, 120), default=30, show_default=True,
              help="Of the phantom.")  # fmt: skip
@MODEL_OPTION
@click.option("--rate", type=RateType(), metavar="N",
              help="Analyze at most N frames per second; by default all it can.")  # fmt: skip
@click.option("--output", type=click.Path(file_okay=False, path_type=Path),
              help="Folder for the recording; by default a temporary one.")  # fmt: skip
@click.option("--faults", type=int, metavar="SEED",
              help="Record a stream with random losses and changes of format, and press R and B at "
              "random; exit status 1 if a frame is not accounted for.")  # fmt: skip
@JSON_OPTION
def record(
    minutes: float, source: str | None, size: str, fps: int, model: str | None,
    rate: float | None, output: Path | None, faults: int | None, json_path: Path | None,
) -> None:  # fmt: skip
    """Record while the live analysis runs, and count every frame.

    Afterwards every file is decoded and its frames are counted, independently of the recorder's own
    figures.
    """
    if faults is not None:
        from hysteroview.bench.record_faults import run_faults

        with _folder(output) as folder:
            write_json(run_faults(minutes, model, rate, folder, faults), json_path)
        return
    location = source or f"phantom:?seed=7&lesion=EP&size={size}&fps={fps}"
    with _folder(output) as folder:
        write_json(_run(location, minutes, model, rate, folder), json_path)


@contextmanager
def _folder(output: Path | None) -> Iterator[Path]:
    """Yield the folder for the recording."""
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        yield output
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _run(
    location: str, minutes: float, model: str | None, rate: float | None, folder: Path
) -> dict[str, float]:
    import cv2

    from hysteroview.capture.loop import LoopingSource
    from hysteroview.capture.opening import open_source
    from hysteroview.core.origin import Provenance
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.pipeline.live.recorder import Recorder
    from hysteroview.pipeline.live.session import LiveSession
    from hysteroview.settings.live import CurrentSettings
    from hysteroview.settings.sections import Settings
    from hysteroview.settings.table import LiveSettings, RecordingSettings

    cv2.setNumThreads(1)  # as `run` does
    card = load_card(find_model(model))
    opened = open_source(location)
    if not opened.info.is_live:
        opened = LoopingSource(opened, lambda: open_source(location))
    provenance = Provenance(
        source=opened.info.name,
        source_is_phantom=opened.info.is_synthetic,
        warning=card.warning,
        origin=card.origin,
    )
    recorder = Recorder(RecordingSettings(preroll_s=60), provenance, rate=opened.info.fps)
    counter = RecordCounter(recorder)
    settings = CurrentSettings(Settings(live=LiveSettings(rate_hz=rate)))
    session = LiveSession(opened, card, settings)
    session.add_sink(recorder)
    session.add_sink(counter)
    recorder.start()
    recorder.start_clip(folder)
    session.start()
    began_s, began_cpu_s = time.monotonic(), time.process_time()
    try:
        statuses = _watch(session, minutes * 60)
    finally:
        elapsed_s, cpu_s = time.monotonic() - began_s, time.process_time() - began_cpu_s
        status = recorder.status()
        session.close()
        recorder.close()
    figures = _report(opened.info, counter, recorder, statuses, status)
    figures["processor_cores"] = cpu_s / elapsed_s
    click.echo(f"processor     {cpu_s / elapsed_s:.2f} cores, not counting the inference process")
    if hasattr(os, "getloadavg"):
        figures["load"] = os.getloadavg()[0]
        click.echo(f"load          {figures['load']:.1f} on {os.cpu_count()} cores")
    return figures


def _watch(session: LiveSession, seconds: float) -> list[SessionStatus]:
    """Return the status of the session once per second after it has settled.

    Raises
    ------
    HysteroViewError
        The analysis cannot start or has failed, or the source has.
    """
    statuses: list[SessionStatus] = []
    never = threading.Event()
    end_s = time.monotonic() + seconds
    never.wait(min(_SETTLE_S, seconds / 2))
    while (left_s := end_s - time.monotonic()) > 0:
        status = session.status()
        if failure := failure_of(status):
            raise failure
        statuses.append(status)
        never.wait(min(_LOOK_S, left_s))
    return statuses


def _report(
    info: SourceInfo,
    counter: RecordCounter,
    recorder: Recorder,
    statuses: list[SessionStatus],
    status: RecorderStatus,
) -> dict[str, float]:
    from statistics import median

    records = recorder.take_finished()
    last = recorder.status()
    in_files = sum(_decoded(record.path) for record in records)
    size_bytes = sum(record.size_bytes for record in records)
    latencies_ms = [each.latency_ms for each in statuses if each.latency_ms is not None]
    figures: dict[str, float] = {
        "frames_offered": counter.offered,
        "frames_decoded_from_files": in_files,
        "frames_lost": last.frames_lost,
        "recorded_s": last.seconds,
        "files": len(records),
        "queue_mb_at_most": counter.most_queue_bytes / 1e6,
        "preroll_mb": status.preroll_bytes / 1e6,
    }
    click.echo(f"source        {info.name}, {info.width_px} × {info.height_px}")
    mbit_per_s = size_bytes * 8 / 1e6 / max(last.seconds, 1e-3)
    click.echo(f"encoder       {status.encoder}, {mbit_per_s:.1f} Mbit/s")
    click.echo(f"recorded      {last.seconds:.1f} s in {len(records)} files")
    missing = sum(record.frames_lost for record in records)
    click.echo(f"frames        {counter.offered} offered, {in_files} decoded from the files, "
               f"{last.frames_lost} lost ({missing} by their numbers)")  # fmt: skip
    click.echo(f"queue         {counter.most_queue_bytes / 1e6:.1f} MB at most")
    click.echo(f"pre-roll      {status.preroll_s:.1f} s, {status.preroll_bytes / 1e6:.1f} MB")
    if latencies_ms:
        rates_hz = [each.captured_hz for each in statuses]
        analyzed_hz = [each.analyzed_hz for each in statuses]
        behind_ms = median(latencies_ms)
        figures |= {"captured_hz": median(rates_hz), "analyzed_hz": median(analyzed_hz)}
        figures["behind_ms"] = behind_ms
        click.echo(f"live          {median(rates_hz):.1f} frames per second, "
            f"{median(analyzed_hz):.1f} analyzed, {behind_ms:.0f} ms behind")  # fmt: skip
    if last.failure:
        click.echo(f"failure       {last.failure}")
    return figures


def _decoded(path: Path) -> int:
    """Decode a file and count its frames."""
    import av

    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        return sum(1 for _ in container.decode(video=0))
