"""A recording of more than 4 GB, which no single fragment can hold: for real, and so rarely.

`test_videos.py` has the same with a lower bound.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import av
import pydicom
import pytest

from dicom_exams import keep_whole_exam
from dicom_files import complaints, contradictions
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.writer import ClipWriter
from hysteroview.exam.store.store import open_store
from hysteroview.export.dicom.objects.writing import MOST_FRAGMENT_BYTES, ObjectKind
from hysteroview.pipeline.dicom.objects import make_objects
from hysteroview.pipeline.dicom.options import ObjectOptions
from recordings import at_rate, encoded, number_of, plan
from trials import trials

RATE_HZ, SIZE = 25, (192, 96)
FILLER_BYTES = 300_000  # 60 Mbit/s: level 4.1 allows 62.5
START_CODE, FILLER = b"\x00\x00\x00\x01", 12  # of Annex B; type of NAL units without meaning
ROOM_BYTES = 15_000_000_000
FRAMES = -(-(MOST_FRAGMENT_BYTES + 300_000_000) // FILLER_BYTES)


class Window:
    """A part of a file, as PyAV reads it."""

    def __init__(self, file: BinaryIO, begin: int, size: int) -> None:
        self._file, self._begin, self._size, self._place = file, begin, size, 0

    def read(self, count: int) -> bytes:
        self._file.seek(self._begin + self._place)
        content = self._file.read(max(0, min(count, self._size - self._place)))
        self._place += len(content)
        return content

    def seek(self, offset: int, whence: int = 0) -> int:
        self._place = offset + (0, self._place, self._size)[whence]
        return self._place

    def tell(self) -> int:
        return self._place


def numbers_in(path: Path) -> list[int]:
    """Return the numbers of all frames of a DICOM video, read from its place in the file."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
        table = head.index(b"\xfe\xff\x00\xe0\x00\x00\x00\x00\xfe\xff\x00\xe0")
        size = int.from_bytes(head[table + 12 : table + 16], "little")
        assert path.stat().st_size == table + 16 + size + 8, "one fragment, and the end"
        with av.open(Window(file, table + 16, size)) as container:
            return [number_of(each.to_ndarray(format="gray")) for each in container.decode(video=0)]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that is removed at the end; pytest keeps those of its last three runs."""
    if shutil.disk_usage(tmp_path).free < ROOM_BYTES:
        pytest.skip("needs 15 GB of free disk")
    yield tmp_path
    shutil.rmtree(tmp_path)


@pytest.mark.skipif(not trials(0, 1), reason="writes 14 GB: pytest --full")
@pytest.mark.timeout(3600)
def test_a_recording_of_more_than_4_gb_loses_no_frame(folder: Path) -> None:
    place = keep_whole_exam(folder / "store", states=(), recorded=0)
    with open_store(place.store) as store:
        kept = store.exam_folder(place.exam_id)
        encoder, pictures = encoded(at_rate(RATE_HZ, FRAMES), SIZE)
        assert len(pictures) == FRAMES
        assert pictures[0].content.startswith((START_CODE, START_CODE[1:]))
        filler = START_CODE + bytes([FILLER]) + b"\xff" * FILLER_BYTES + b"\x80"
        writer = ClipWriter(plan(kept.clips, encoder, wall_offset_ns=NS_PER_S), pictures[0])
        for each in pictures:
            writer.write(replace(each, content=each.content + filler))
        store.add_media(place.exam_id, writer.finish().track)
    made = make_objects(place, folder, ObjectOptions(kinds=(ObjectKind.VIDEO,))).objects
    assert len(made) == 2
    assert sum(each.size_bytes for each in made) > MOST_FRAGMENT_BYTES
    assert not list(folder.glob("*.mp4"))
    found = []
    for each in made:
        assert complaints(each.path) == []
        numbers = numbers_in(each.path)
        head = pydicom.dcmread(each.path, stop_before_pixels=True)
        assert (head.NumberOfFrames, head.FrameTime) == (len(numbers), 40)
        found += numbers
    assert contradictions([each.path for each in made]) == []
    assert found == list(range(FRAMES))
