"""Which files are opened as one recording, and which never are."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from hysteroview.capture.opening import open_source
from hysteroview.capture.parts.facts import FileFacts, facts_of, follows_in_time
from hysteroview.capture.parts.finding import find_parts
from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S
from hysteroview.settings.joining import Joining
from numbered import Recipe, write_numbered
from parts import LENGTH, Split, write_parts

ANEW = Split(begins_anew=True)


def names(path: Path, joining: Joining = Joining.AUTO) -> list[str]:
    return [each.name for each in find_parts(path, joining).paths]


def count(source: VideoSource) -> int:
    frames = 0
    while source.read() is not None:
        frames += 1
    return frames


@pytest.mark.parametrize("split", [Split(), ANEW])
def test_the_first_file_opens_the_whole_recording(split: Split, tmp_path: Path) -> None:
    write_parts(tmp_path / "rec_1.ts", split)
    assert names(tmp_path / "rec_1.ts") == ["rec_1.ts", "rec_2.ts", "rec_3.ts"]
    assert "3 files are shown as one recording" in find_parts(tmp_path / "rec_1.ts").note


def test_a_folder_opens_the_whole_recording(tmp_path: Path) -> None:
    write_parts(tmp_path / "op" / "rec_1.ts", Split())
    (tmp_path / "op" / "notes.txt").write_text("no part")
    with closing(open_source(str(tmp_path / "op"))) as source:
        assert count(source) == 3 * LENGTH
        assert [part.name for part in source.info.parts] == ["rec_1.ts", "rec_2.ts", "rec_3.ts"]


def test_a_later_file_is_opened_alone_and_names_the_first(tmp_path: Path) -> None:
    write_parts(tmp_path / "rec_1.ts", Split())
    found = find_parts(tmp_path / "rec_3.ts")
    assert [each.name for each in found.paths] == ["rec_3.ts"]
    assert "begins with rec_1.ts" in found.note


def test_one_file_can_be_opened_alone(tmp_path: Path) -> None:
    write_parts(tmp_path / "rec_1.ts", Split())
    assert names(tmp_path / "rec_1.ts", Joining.ALONE) == ["rec_1.ts"]
    with closing(open_source(f"{tmp_path / 'rec_1.ts'}#parts=alone")) as source:
        assert count(source) == LENGTH
        assert source.info.parts == ()


def test_recordings_with_a_pause_between_are_never_joined(tmp_path: Path) -> None:
    """The next patient's: same recorder, next number, same format, 20 minutes later."""
    write_parts(tmp_path / "rec_1.mp4", replace(ANEW, pause_s=1200))
    assert names(tmp_path / "rec_1.mp4") == ["rec_1.mp4"]
    with pytest.raises(SourceError, match="not certainly the parts of one recording"):
        find_parts(tmp_path)


def test_a_recording_that_was_stopped_and_begun_again_is_not_joined(tmp_path: Path) -> None:
    """Nothing shows that the first of two files was full."""
    write_parts(tmp_path / "rec_1.mp4", replace(ANEW, parts=2, pause_s=3))
    assert names(tmp_path / "rec_1.mp4") == ["rec_1.mp4"]


def test_a_copied_folder_that_lost_its_times_is_joined_only_on_request(tmp_path: Path) -> None:
    for path in write_parts(tmp_path / "rec_1.mp4", replace(ANEW, pause_s=1200)):
        os.utime(path, ns=(10**18, 10**18))
    assert names(tmp_path / "rec_1.mp4") == ["rec_1.mp4"]
    assert len(names(tmp_path / "rec_1.mp4", Joining.JOIN)) == 3
    assert len(names(tmp_path, Joining.JOIN)) == 3


def test_another_format_is_never_joined(tmp_path: Path) -> None:
    write_parts(tmp_path / "rec_1.ts", replace(Split(), parts=2))
    write_numbered(tmp_path / "rec_3.ts", Recipe("mpeg2video", first=40, frames=5))
    assert names(tmp_path / "rec_1.ts") == ["rec_1.ts", "rec_2.ts"]
    assert names(tmp_path / "rec_1.ts", Joining.JOIN) == ["rec_1.ts", "rec_2.ts"]


def test_a_missing_number_ends_the_recording(tmp_path: Path) -> None:
    write_parts(tmp_path / "rec_1.ts", Split())
    (tmp_path / "rec_2.ts").unlink()
    assert names(tmp_path / "rec_1.ts") == ["rec_1.ts"]
    with pytest.raises(SourceError, match="2 video files"):
        find_parts(tmp_path)


def test_a_part_that_cannot_be_read_ends_the_recording(tmp_path: Path) -> None:
    write_parts(tmp_path / "rec_1.ts", Split())
    (tmp_path / "rec_3.ts").write_bytes(b"damaged")
    assert names(tmp_path / "rec_1.ts") == ["rec_1.ts", "rec_2.ts"]


def test_a_folder_with_pictures_is_a_folder_of_pictures(tmp_path: Path) -> None:
    write_parts(tmp_path / "rec_1.ts", Split())
    cv2.imwrite(str(tmp_path / "1.png"), np.zeros((8, 8, 3), np.uint8))
    with closing(open_source(str(tmp_path))) as source:
        assert not source.info.is_video


def test_times_in_the_metadata_decide(tmp_path: Path) -> None:
    """They survive a copy, and show a pause that the file system's do not."""
    facts = [facts_of(path) for path in write_parts(tmp_path / "rec_1.mp4", ANEW)]
    paused = replace(facts[1], created_ns=1200 * NS_PER_S)
    assert not follows_in_time(replace(facts[0], created_ns=0), paused)
    goes_on = replace(facts[1], created_ns=NS_PER_S, modified_ns=0)
    assert follows_in_time(replace(facts[0], created_ns=0), goes_on)
    same = replace(facts[1], created_ns=0)
    assert follows_in_time(replace(facts[0], created_ns=0), same), (
        "the time of the whole, in each file"
    )


@pytest.mark.parametrize(
    ("size_bytes", "length_s", "is_full"),
    [
        (2**32 - 1, 1234, True),
        (3_990_000_000, 1234, True),
        (2**30 - 10**6, 1234, True),
        (700_000_000, 1800, True),
        (700_000_000, 1234, False),
        (3_000_000_000, 1234, False),
    ],
)
def test_recorders_split_at_these_sizes_and_lengths(
    size_bytes: int, length_s: int, *, is_full: bool
) -> None:
    facts = FileFacts(
        Path("rec_1.mp4"), ("mp4", "h264", 8, 8, "1", Recipe().fps), 0, length_s * NS_PER_S,
        size_bytes, 0, None,
    )  # fmt: skip
    assert facts.is_full == is_full
