"""`hysteroview bench archive`: what the ledger of a large archive costs, and two workers gain."""

from __future__ import annotations

import hashlib
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from hysteroview.cli.figures import JSON_OPTION, report
from hysteroview.cli.options import MODEL_OPTION, RUNTIME_OPTION

if TYPE_CHECKING:
    from hysteroview.inference.model.card import ModelCard
    from hysteroview.pipeline.archive.ledger.listing import Listed
    from hysteroview.pipeline.archive.work import Work
    from hysteroview.pipeline.archive.workers import Workers

_GOALS = {
    "archive.planning_s": "≤ 60 for a million files",
    "archive.planning_mb": "≤ 500",
    "archive.resume_s": "≤ 5",
    "archive.two_over_one": "≥ 1.0",
}
_FINISHED = 10_000


@click.command()
@click.argument("video", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--files", default=1_000_000, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--price",
    type=click.FloatRange(min=0),
    metavar="P",
    help="What an hour of this machine costs; with VIDEO, the cost of 1,000 hours of it is shown.",
)
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(min=1))
@MODEL_OPTION
@RUNTIME_OPTION
@JSON_OPTION
def archive(
    video: Path | None,
    files: int,
    price: float | None,
    rounds: int,
    model: str | None,
    runtime: str,
    json_path: Path | None,
) -> None:
    """Plan an archive of so many listed files, and go on with a finished one of 10,000 real files.

    The files of the plan are made up: they are known to the ledger, and each is a recording that
    waits. With VIDEO, two copies of it with different ends are also analyzed by two workers and,
    in turn, by `hysteroview analyze` one after the other; the hours that this machine needs for
    1,000 hours of such recordings follow from it.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = _planning(folder / "plan", files) | _resume(folder / "finished")
        if video is not None:
            figures |= _workers(folder / "work", video, rounds, model, runtime)
            hours = 1000 * _video_fps(video) / figures["archive.fps"]
            figures["archive.machine_hours_of_1000"] = hours
            if price is not None:
                figures["archive.cost_of_1000_hours"] = hours * price
    report(figures, _GOALS, json_path)


def _planning(folder: Path, files: int) -> dict[str, float]:
    """Return how long it takes to list files that are known, and to plan all of them."""
    from hysteroview.pipeline.archive.ledger.entries import RecordingState
    from hysteroview.pipeline.archive.ledger.ledger import Ledger

    folder.mkdir()
    with closing(Ledger(folder, "bench")) as ledger:
        ledger.list_files(_made_up(files), _content_of)  # the first listing reads all files
        began_s = time.monotonic()
        ledger.list_files(_made_up(files), _content_of)
        waiting = sum(1 for _ in ledger.entries(RecordingState.WAITING))
        planning_s = time.monotonic() - began_s
    assert waiting == files, "each made-up file has its own content"
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"archive.planning_s": planning_s, "archive.planning_mb": peak_kb / 1024}


def _resume(folder: Path) -> dict[str, float]:
    """Return how long a finished archive of real files takes to find that nothing is left."""
    from hysteroview.capture.files.fingerprint import fingerprint
    from hysteroview.pipeline.archive.ledger.entries import RecordingState
    from hysteroview.pipeline.archive.ledger.ledger import Ledger
    from hysteroview.pipeline.archive.ledger.listing import recordings_under

    source, out = folder / "in", folder / "out"
    out.mkdir(parents=True)
    for number in range(_FINISHED):
        place = source / f"{number // 100:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.mp4").write_text(str(number))
    with closing(Ledger(out, "bench")) as ledger:
        ledger.list_files(recordings_under(source, out), fingerprint)
        for entry in list(ledger.entries()):
            ledger.finish(entry.content, {})
    began_s = time.monotonic()
    with closing(Ledger(out, "bench")) as ledger:
        ledger.list_files(recordings_under(source, out), fingerprint)
        waiting = sum(1 for _ in ledger.entries(RecordingState.WAITING))
    assert waiting == 0, "all are done"
    return {"archive.resume_s": time.monotonic() - began_s}


def _workers(
    folder: Path, video: Path, rounds: int, model: str | None, runtime: str
) -> dict[str, float]:
    """Return the frames per second of two workers and of `analyze`, and their ratio.

    The workers do one round more first, in which they start, as `analyze` is measured after its
    start.
    """
    from hysteroview.bench.review_rates import review_fps
    from hysteroview.inference.decide.analyzer import AnalyzerSettings
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.pipeline.archive.cluster import ClusterChoice, open_workers
    from hysteroview.pipeline.archive.work import Work

    card = load_card(find_model(model))
    work = Work(str(card.folder), card.sha256, AnalyzerSettings(), runtime)
    ours, single = [], []
    with open_workers(ClusterChoice(workers=2)) as workers:
        for number in range(rounds + 1):
            source = folder / str(number) / "in"
            source.mkdir(parents=True)
            for each in range(2):
                copy = source / f"{each}{video.suffix}"
                shutil.copyfile(video, copy)
                with copy.open("ab") as file:  # otherwise they are one recording
                    file.write(b"\0" * (each + 1))
            rate = _archive_fps(source, work, card, workers)
            if number:
                ours.append(rate)
                single.append(review_fps(video, card, runtime=runtime))
                click.echo(
                    f"  round {number}: {rate:.1f} frames per second; analyze {single[-1]:.1f}"
                )
    return {
        "archive.fps": float(np.median(ours)),
        "archive.fps_of_analyze": float(np.median(single)),
        "archive.two_over_one": float(np.median(np.divide(ours, single))),
    }


def _archive_fps(source: Path, work: Work, card: ModelCard, workers: Workers) -> float:
    """Return the frames per second of a folder of recordings, from listing to tracks."""
    from hysteroview.capture.files.fingerprint import fingerprint
    from hysteroview.pipeline.archive.coordinator import Coordinator
    from hysteroview.pipeline.archive.ledger.ledger import Ledger
    from hysteroview.pipeline.archive.ledger.listing import recordings_under

    out = source.parent / "out"
    out.mkdir()
    with closing(Ledger(out, work.run)) as ledger:
        began_s = time.monotonic()
        ledger.list_files(recordings_under(source, out), fingerprint)
        Coordinator(ledger, out, work, card, workers).run(lambda _: None)
        elapsed_s = time.monotonic() - began_s
        frames = sum(entry.summary["frames"] for entry in ledger.entries())
    return float(frames / elapsed_s)


def _video_fps(video: Path) -> float:
    """Return how many frames a recording has for each second of its length.

    Raises
    ------
    SourceError
        It cannot be read.
    """
    from hysteroview.capture.files.pyav import open_source

    with closing(open_source(str(video))) as source:
        return float(source.info.fps or 30)


def _made_up(files: int) -> Iterator[Listed]:
    from hysteroview.pipeline.archive.ledger.listing import Listed

    for number in range(files):
        yield Listed(f"/archive/{number // 1000:04}/{number:07}.mp4", number, number)


def _content_of(path: Path) -> str:
    return hashlib.sha256(path.name.encode()).hexdigest()
