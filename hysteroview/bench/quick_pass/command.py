"""`hysteroview bench quick`: what a quick pass over an archive finds, and what it leaves out."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.figures import JSON_OPTION, report
from hysteroview.cli.options import MODEL_OPTION, RUNTIME_OPTION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hysteroview.core.episodes import Episode
    from hysteroview.core.record import FrameRecord
    from hysteroview.inference.model.card import ModelCard

_LEAST_S = 2.0  # episodes that must not be missed
_SIZE, _FPS = (640, 480), 25
_LENGTHS_S = ((0.5, 6.0), (3.0, 9.0))  # of parts with a lesion, and of those without
_GOALS = {"quick.found_share": "1.0 on phantoms", "quick.closely_share": ""}


@dataclass(slots=True)
class _Counts:
    """What was counted over all recordings."""

    episodes: int = 0
    found: int = 0
    frames: int = 0
    closely: int = 0
    dense_s: float = 0.0
    quick_s: float = 0.0


@click.command()
@click.argument("videos", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--phantoms", default=2, show_default=True, type=click.IntRange(1, 100))
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(min=5.0))
@click.option(
    "--gop", default=25, show_default=True, type=click.IntRange(1, 1000),
    help="Frames from one key frame of a phantom to the next; other programs write up to 250.",
)  # fmt: skip
@MODEL_OPTION
@RUNTIME_OPTION
@JSON_OPTION
def quick(
    videos: tuple[Path, ...], *, phantoms: int, seconds: float, gop: int, model: str | None,
    runtime: str, json_path: Path | None,
) -> None:  # fmt: skip
    """Analyze recordings as a whole and by a quick pass; count the episodes that both find.

    An episode of at least 2 s of the whole analysis is found if the quick pass shows the same class
    at the same time. Without VIDEOS, phantoms are made: lesions of 0.5 to 6 s in a cavity without.
    """
    from hysteroview.inference.model.card import find_model, load_card

    card, counts = load_card(find_model(model)), _Counts()
    with tempfile.TemporaryDirectory() as name:
        paths = videos or _phantoms(Path(name), phantoms, seconds, gop)
        for path in paths:
            _compare(path, card, runtime, counts)
    figures: dict[str, float] = {
        "quick.episodes": counts.episodes,
        "quick.found": counts.found,
        "quick.closely_share": counts.closely / max(counts.frames, 1),
        "quick.time_share": counts.quick_s / max(counts.dense_s, 1e-9),
    }
    if counts.episodes:
        figures["quick.found_share"] = counts.found / counts.episodes
    report(figures, _GOALS, json_path)


def _compare(path: Path, card: ModelCard, runtime: str, counts: _Counts) -> None:
    from hysteroview.capture.files.pyav import open_source
    from hysteroview.core.episodes import episodes_of
    from hysteroview.core.states import AssessmentState
    from hysteroview.inference.decide.analyzer import AnalyzerSettings
    from hysteroview.pipeline.archive.quick.joining import joined_records
    from hysteroview.pipeline.archive.quick.sampling import frame_times
    from hysteroview.pipeline.archive.quick.unit import QuickAnalysis
    from hysteroview.pipeline.archive.tasks import plan_recording
    from hysteroview.pipeline.archive.unit import Unit
    from hysteroview.pipeline.archive.work import Work, open_network

    settings = AnalyzerSettings()
    work = Work(str(card.folder), card.sha256, settings, runtime, threads=2, is_quick=True)
    plan = plan_recording(path, work.unit_s)
    if plan.recording is None:
        click.echo(f"  {path.name}: is always analyzed as a whole")
        return
    began_s = time.monotonic()
    dense = list(_dense(path, card, runtime))
    dense_s = time.monotonic() - began_s
    with closing(open_source(str(path))) as source:
        times = frame_times(plan.recording.index, source.time_base)
    network = open_network(work, card)
    try:
        network.start()
        analysis = QuickAnalysis(card, settings, network, threads=2)
        began_s = time.monotonic()
        results = [analysis.analyze(plan.recording, Unit(*_edges(unit))) for unit in plan.units]
        quick_s = time.monotonic() - began_s
    finally:
        network.close()
    records = list(joined_records((each.records for each in results), times))
    episodes = [each for each in episodes_of(dense, card.labels) if each.duration_s >= _LEAST_S]
    shown = episodes_of(records, card.labels)
    missed = [each for each in episodes if not any(_is_same(each, other) for other in shown)]
    closely = sum(each.state is not AssessmentState.SKIPPED for each in records)
    counts.episodes += len(episodes)
    counts.found += len(episodes) - len(missed)
    counts.frames += len(records)
    counts.closely += closely
    counts.dense_s += dense_s
    counts.quick_s += quick_s
    click.echo(
        f"  {path.name}: {len(episodes) - len(missed)} of {len(episodes)} episodes, "
        f"{closely} of {len(records)} frames closely, {quick_s:.1f} s for {dense_s:.1f} s"
    )
    for each in missed:
        click.echo(
            f"    missed: {each.code} at {each.start_ns / 1e9:.1f} s, {each.duration_s:.1f} s"
        )


def _edges(unit: object) -> tuple[int, int | None, int | None]:
    from hysteroview.pipeline.archive.unit import Unit

    assert isinstance(unit, Unit)
    return unit.number, unit.begin_ns, unit.end_ns


def _dense(path: Path, card: ModelCard, runtime: str) -> Iterator[FrameRecord]:
    from hysteroview.capture.opening import open_source
    from hysteroview.core.record import record_of
    from hysteroview.pipeline.review.analysis import Review

    with closing(open_source(str(path))) as source:
        review = Review(source, card, runtime=runtime, keeps_pictures=False)
        with closing(review.results()) as results:
            yield from (record_of(each.analysis) for each in results if each.analysis is not None)


def _is_same(episode: Episode, other: Episode) -> bool:
    return (
        episode.code == other.code
        and other.start_ns <= episode.end_ns
        and other.end_ns >= episode.start_ns
    )


def _phantoms(folder: Path, count: int, seconds: float, gop: int) -> Iterator[Path]:
    """Write phantoms, and yield each when it is there."""
    import av

    for seed in range(count):
        path = folder / f"phantom-{seed}.mp4"
        with av.open(str(path), "w") as container:
            stream = container.add_stream(
                "libx264", rate=_FPS, options={"g": str(gop), "preset": "veryfast", "crf": "20",
                "x264-params": "scenecut=0:log-level=none"},
            )  # fmt: skip
            stream.width, stream.height, stream.pix_fmt = *_SIZE, "yuv420p"
            for number, pixels in enumerate(_pictures(seed, round(seconds * _FPS))):
                frame = av.VideoFrame.from_ndarray(pixels, "bgr24").reformat(format="yuv420p")
                frame.pts, frame.time_base = number, Fraction(1, _FPS)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        yield path


def _pictures(seed: int, count: int) -> Iterator[NDArray[np.uint8]]:
    """Yield the frames of a cavity in which lesions come and go."""
    from hysteroview.imaging.phantom import Lesion, Phantom, PhantomSpec, Structure

    chance, made, has_lesion = random.Random(seed), 0, False  # noqa: S311 - not for secrets
    lesions = [each for each in Lesion if each is not Lesion.NONE]
    while made < count:
        lesion = chance.choice(lesions) if has_lesion else Lesion.NONE
        spec = PhantomSpec(
            seed=chance.randrange(10_000), lesion=lesion, width_px=_SIZE[0], height_px=_SIZE[1],
            structure=Structure.NONE, blur=chance.random() < 0.1, blood=chance.random() < 0.1,
        )  # fmt: skip
        case = Phantom(spec)
        length = round(chance.uniform(*_LENGTHS_S[0 if has_lesion else 1]) * _FPS)
        for number in range(min(length, count - made)):
            yield case.render(number / _FPS).pixels
        made += length
        has_lesion = not has_lesion
