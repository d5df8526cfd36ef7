"""`hysteroview bench pacs`: the rate of sending beside that of `storescu`, and its memory."""

from __future__ import annotations

import multiprocessing
import shutil
import statistics
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import click

from hysteroview.bench.sending.archives import ARCHIVES, TITLE, program
from hysteroview.cli.figures import JSON_OPTION, report

_GOALS = {"ratio_to_storescu": "≥ 0.8", "video_peak_mb_over_idle": "≤ 150"}


@click.command("pacs")
@click.option("--stills", default=500, show_default=True, type=click.IntRange(min=2))
@click.option("--pairs", default=3, show_default=True, type=click.IntRange(min=1))
@click.option("--video-mb", default=300, show_default=True, type=click.IntRange(min=1))
@click.option("--size", default="1920x1080", show_default=True, help="Size of the stills.")
@click.option(
    "--archive", "name", default="orthanc", show_default=True, type=click.Choice(list(ARCHIVES)),
    help="Program that receives.",
)  # fmt: skip
@JSON_OPTION
def pacs(
    stills: int, pairs: int, video_mb: int, size: str, name: str, json_path: Path | None
) -> None:
    """Send stills of one study to an archive on this machine, in turn with `storescu`.

    Both send the same files over one connection to a new archive. Ours sends from the outbox, with
    the state of each object on the disk. The video is sent by a process of its own, whose memory is
    measured.
    """
    from hysteroview.bench.sending.sent_video import peak_mb_over_idle

    archive, storescu = ARCHIVES[name], program("storescu")
    ours_s, theirs_s = [], []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        made = folder / "stills"
        _write_stills(made, stills, size)
        size_mb = sum(each.stat().st_size for each in made.iterdir()) / 1e6
        for number in range(pairs):
            with archive(folder / f"ours{number}", stills) as port:
                ours_s.append(_send(folder / f"store{number}", made, port))
            shutil.rmtree(folder / f"store{number}")
            with archive(folder / f"theirs{number}", stills) as port:
                begun = time.perf_counter()
                subprocess.run(  # noqa: S603 - a program that was found
                    [storescu, "-xy", "+sd", "-aec", TITLE, "127.0.0.1", str(port), str(made)],
                    check=True, capture_output=True,
                )  # fmt: skip
                theirs_s.append(time.perf_counter() - begun)
        shutil.rmtree(made)
        video = folder / "video.dcm"
        _write_video(video, video_mb * 1_000_000)
        with archive(folder / "videos", 1) as port:
            context = multiprocessing.get_context("spawn")
            with context.Pool(1) as pool:
                peak_mb = pool.apply(peak_mb_over_idle, (str(video), port, TITLE))
    pairs_of = list(zip(theirs_s, ours_s, strict=True))
    figures = {
        "stills": stills,
        "stills_mb": size_mb,
        "ours_per_s": stills / statistics.median(ours_s),
        "storescu_per_s": stills / statistics.median(theirs_s),
        "ratio_to_storescu": statistics.median(theirs / ours for theirs, ours in pairs_of),
        "video_mb": video_mb,
        "video_peak_mb_over_idle": peak_mb,
    }
    click.echo(f"archive: {name}")
    report(figures, _GOALS, json_path)


def _write_stills(folder: Path, count: int, size: str) -> None:
    """Write the picture of a phantom as so many objects of one study."""
    from datetime import UTC, datetime

    from pydicom import dcmread
    from pydicom.uid import generate_uid

    from hysteroview.capture.opening import open_source
    from hysteroview.export.dicom.objects.context import Instance, Series, Study
    from hysteroview.export.dicom.objects.still import Still, write_still

    with closing(open_source(f"phantom:?seed=7&lesion=EP&size={size}")) as source:
        frame = source.read()
        assert frame is not None
    now = datetime.now(UTC)
    study = Study(
        patient_name="Bench", patient_id="1", birth_date="", uid=generate_uid(), study_id="1",
        accession_number="", started=now,
    )  # fmt: skip
    series = Series(uid=generate_uid(), number=1, modality="ES", description="")
    folder.mkdir()
    first = folder / "still0001.dcm"
    still = Still(pixels=frame.pixels[..., 2::-1].copy(), may_identify=False)
    instance = Instance(uid=generate_uid(), number=1, taken=now, made=None)
    write_still(first, still, study, series, instance)
    dataset = dcmread(first)
    for number in range(2, count + 1):
        uid = generate_uid()
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = uid
        dataset.save_as(folder / f"still{number:04}.dcm")


def _write_video(path: Path, size_bytes: int) -> None:
    """Write an object with so many bytes in place of a video, which nobody decodes here."""
    from io import BytesIO

    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import MPEG4HP41, VideoEndoscopicImageStorage, generate_uid

    from hysteroview.export.dicom.objects.writing import ObjectKind, write_object

    content = Dataset()
    content.file_meta = FileMetaDataset()
    content.file_meta.TransferSyntaxUID = MPEG4HP41
    content.SOPClassUID = VideoEndoscopicImageStorage
    content.SOPInstanceUID, content.StudyInstanceUID = generate_uid(), generate_uid()
    content.SeriesInstanceUID = generate_uid()
    write_object(path, content, ObjectKind.VIDEO, BytesIO(bytes(size_bytes)))


def _send(store: Path, files: Path, port: int) -> float:
    """Return how long it takes to send files from an outbox, s."""
    from hysteroview.exam.outbox.items import ItemState
    from hysteroview.exam.outbox.outbox import Outbox
    from hysteroview.pipeline.sending.adding import add_files, find_files
    from hysteroview.pipeline.sending.rounds import Rounds
    from hysteroview.settings.archives import Archives, ArchiveSettings
    from hysteroview.settings.sections import Settings

    store.mkdir()
    archive = ArchiveSettings(host="127.0.0.1", port=port, called_title=TITLE, verify=False)
    settings = Settings(archives=Archives((("bench", archive),)))
    with Outbox(store) as outbox:
        add_files(outbox, "bench", archive, find_files([files]))
        rounds = Rounds(store, lambda: settings)
        begun = time.perf_counter()
        rounds.run(outbox, lambda: False)
        passed_s = time.perf_counter() - begun
        rounds.close()
        assert {each.state for each in outbox.items()} == {ItemState.SENT}
    return passed_s
