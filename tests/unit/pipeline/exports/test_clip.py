"""Recordings for others: the same frames at the same times, whole or in part, without a name."""

from __future__ import annotations

import subprocess
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from clips import times_of, write_clip
from disks import small_disk
from exported import console_picture
from hysteroview.core.errors import StorageError
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.integrity import verify
from hysteroview.export.deidentify.video import DeidentifiedFrames
from hysteroview.export.output.progress import ExportCanceledError
from hysteroview.export.output.target import file_hash
from hysteroview.inference.model.card import ModelCard, load_card
from hysteroview.pipeline.exports.clip import ClipOptions, export_exam_clip, export_file_clip
from hysteroview.pipeline.exports.leaving import ExportRequest
from hysteroview.pipeline.exports.place import ExamPlace
from kept_exams import Span
from reviewed_exams import keep_recorded

PLAIN = ClipOptions(has_heatmap=False, has_panel=False)
TIMES_S = (0.0, 0.04, 0.12, 0.16, 0.3, 0.34, 0.5, 0.9, 0.94, 1.2)


@pytest.fixture
def card(bundle: Path) -> ModelCard:
    return load_card(bundle)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "Weissenborn_Annegret.mp4"
    write_clip(path, times_s=TIMES_S, size=(128, 96))
    return path


def test_frames_and_times_are_those_of_the_recording(
    recording: Path, card: ModelCard, tmp_path: Path
) -> None:
    out = tmp_path / "out.mp4"
    made = export_file_clip(str(recording), card, PLAIN, ExportRequest(target=out))
    assert made.frames == len(TIMES_S)
    assert times_of(out) == pytest.approx(times_of(recording), abs=1e-5)


def test_a_part_begins_at_0(recording: Path, card: ModelCard, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    options = ClipOptions(
        has_heatmap=False, has_panel=False, start_ns=120_000_000, end_ns=500_000_000
    )
    export_file_clip(str(recording), card, options, ExportRequest(target=out))
    assert times_of(out) == pytest.approx([0.0, 0.04, 0.18, 0.22, 0.38], abs=1e-5)
    with av.open(str(out)) as container:
        assert '"begins_at": "0:00.1"' in container.metadata["comment"]


def test_results_are_burned_in(card: ModelCard, tmp_path: Path) -> None:
    recording, out = tmp_path / "in.mp4", tmp_path / "out.mp4"
    write_clip(recording, frames=6, size=(640, 360))
    seen: list[int] = []
    request = ExportRequest(target=out, language="zh", progress=lambda done, _: seen.append(done))
    made = export_file_clip(str(recording), card, ClipOptions(), request)
    assert made.frames == 6
    assert seen == [0, 1, 2, 3, 4, 5]
    assert times_of(out) == pytest.approx(times_of(recording), abs=1e-5)
    with av.open(str(out)) as one, av.open(str(recording)) as other:
        first, raw = (
            next(each.decode(video=0)).to_ndarray(format="bgr24") for each in (one, other)
        )
    assert np.count_nonzero(np.abs(first.astype(int) - raw) > 60) > 2000


def test_names_are_neither_in_tags_nor_in_pictures(card: ModelCard, tmp_path: Path) -> None:
    recording, out = tmp_path / "Weissenborn_Annegret.mp4", tmp_path / "out.mp4"
    pictures = [console_picture("Weissenborn\n王小明", seed=1) for _ in range(5)]
    _write(recording, pictures, {"title": "Weissenborn", "artist": "王小明"})
    request = ExportRequest(target=out, is_deidentified=True)
    made = export_file_clip(str(recording), card, PLAIN, request)
    assert not made.may_have_text
    content = out.read_bytes()
    for text in ("Weissenborn", "Annegret", "王小明"):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            assert text.encode(encoding) not in content
    with av.open(str(out)) as container:
        frames = [each.to_ndarray(format="bgr24") for each in container.decode(video=0)]
    assert all(frame[:120, :200].max() < 8 for frame in frames)
    assert all(frame[150:210, 370:420].max() > 100 for frame in frames)


def test_a_page_in_place_of_the_picture_is_black_at_once() -> None:
    hidden = DeidentifiedFrames()
    page = np.zeros((360, 640, 4), np.uint8)
    cv2.putText(page, "Weissenborn, Annegret", (250, 180), 0, 0.7, (255, 255, 255), 2)
    page[..., 3] = 255
    shown = [
        hidden.hide(Frame(index, index * NS_PER_S // 25, 0, pixels)).pixels[..., :3].max()
        for index, pixels in enumerate([console_picture()] * 10 + [page] * 3)
    ]
    assert all(each > 100 for each in shown[:10])
    assert shown[10:] == [0, 0, 0]


def test_text_in_the_picture_is_reported() -> None:
    hidden = DeidentifiedFrames()
    for index in range(4):
        hidden.hide(Frame(index, index * NS_PER_S, 0, console_picture(inside="Weissenborn")))
    assert hidden.may_have_text


def test_a_canceled_clip_leaves_nothing(recording: Path, card: ModelCard, tmp_path: Path) -> None:
    def cancel(done: int, _: int | None) -> None:
        if done == 3:
            raise ExportCanceledError

    request = ExportRequest(target=tmp_path / "out.mp4", progress=cancel)
    with pytest.raises(ExportCanceledError):
        export_file_clip(str(recording), card, PLAIN, request)
    assert [path.name for path in tmp_path.iterdir()] == [recording.name]


def test_a_name_that_is_taken_is_refused(recording: Path, card: ModelCard, tmp_path: Path) -> None:
    before = recording.read_bytes()
    with pytest.raises(StorageError, match="already exists"):
        export_file_clip(str(recording), card, PLAIN, ExportRequest(target=recording))
    assert recording.read_bytes() == before


def test_a_full_disk_is_reported_and_keeps_nothing(card: ModelCard, tmp_path: Path) -> None:
    recording = tmp_path / "in.mp4"
    noise = np.random.default_rng(1).integers(0, 255, (5, 180, 320, 4)).astype(np.uint8)
    _write(recording, list(noise), {})
    with small_disk(tmp_path / "disk", 64) as disk:
        with pytest.raises(StorageError, match="no space left"):
            export_file_clip(str(recording), card, PLAIN, ExportRequest(target=disk / "out.mp4"))
        assert not list(disk.iterdir())
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(StorageError, match="read-only"):
            export_file_clip(str(recording), card, PLAIN, ExportRequest(target=disk / "out.mp4"))


def test_a_recording_of_an_exam_is_exported_and_logged(card: ModelCard, tmp_path: Path) -> None:
    exam_id = keep_recorded(tmp_path / "store", [Span("EP", 1.0)], [(0.0, 1.0), (2.0, 2.4)])
    place, out = ExamPlace(tmp_path / "store", exam_id), tmp_path / "out.mp4"
    made = export_exam_clip(place, 2, card, PLAIN, ExportRequest(target=out))
    assert made.frames == 10
    with place.read() as store:
        folder = store.exam_folder(exam_id)
        assert not [part for part in verify(store, exam_id) if part.fault]
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    assert entries[-1].kind == "export_part"
    assert entries[-1].content["sha256"] == [made.sha256] == [file_hash(out)]
    with av.open(str(out)) as container:
        assert entries[-2].sha256 in container.metadata["comment"]
    with pytest.raises(StorageError, match="There is no recording 3"):
        export_exam_clip(place, 3, card, PLAIN, ExportRequest(target=tmp_path / "b.mp4"))


def _write(path: Path, pictures: list[np.ndarray], tags: dict[str, str]) -> None:
    with av.open(str(path), "w") as container:
        container.metadata.update(tags)
        stream = container.add_stream("libx264", rate=25)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for pixels in pictures:
            bgr = np.ascontiguousarray(pixels[..., :3])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(bgr, "bgr24")))
        container.mux(stream.encode(None))
