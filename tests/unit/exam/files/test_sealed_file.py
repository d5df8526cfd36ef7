"""Sealed files: content can be read at any position; changed files cannot be decrypted."""

from __future__ import annotations

import io
import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hysteroview.exam.files.media_file import DiskFile
from hysteroview.exam.files.sealed_file import (
    BrokenSealError,
    SealedFile,
    SealedReader,
    cut,
    repair,
    seal,
)
from hysteroview.exam.files.sealed_file import end as end_file
from hysteroview.exam.files.sealed_frames import LARGEST, START
from hysteroview.exam.files.sealed_lines import SealedLinesReader, seal_lines

KEY = bytes(range(32))
SIZES = st.one_of(st.integers(0, 300), st.sampled_from([LARGEST - 1, LARGEST, LARGEST + 1]))


def content_of(size: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(size)


def read(path: Path, *, is_whole: bool = True) -> bytes:
    with SealedReader(path, KEY, is_whole=is_whole) as file:
        return file.read()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sealed") / "video.mp4"


def write(path: Path, writes: list[tuple[int, bytes]]) -> bytes:
    """Write at places, as a muxer does; return what a plain file would have."""
    path.unlink(missing_ok=True)
    plain = io.BytesIO()
    file = SealedFile(DiskFile(path), KEY)
    for place, content in writes:
        file.seek(place)
        file.write(content)
        assert file.tell() == place + len(content)
        if content:  # a plain file is not longer for a place where nothing was written
            plain.seek(place)
            plain.write(content)
    file.end()
    assert file.size_bytes == len(plain.getvalue())
    return plain.getvalue()


@settings(deadline=None)
@given(sizes=st.lists(SIZES, max_size=4), at=st.integers(0, 2 * LARGEST), length=st.integers(0, 99))
def test_appended_content_can_be_read_at_any_position(
    path: Path, sizes: list[int], at: int, length: int
) -> None:
    place, writes = 0, []
    for seed, size in enumerate(sizes):
        writes.append((place, content_of(size, seed)))
        place += size
    plain = write(path, writes)
    end_file(path, KEY)
    assert read(path) == plain
    with io.BufferedReader(SealedReader(path, KEY), 1000) as file:
        assert file.seek(at) == at
        assert file.read(length) == plain[at : at + length]
        assert file.seek(0, os.SEEK_END) == len(plain)


@settings(deadline=None)
@given(
    writes=st.lists(st.tuples(st.integers(0, 200), st.binary(max_size=90)), max_size=8),
    length=st.integers(0, 250),
)
def test_overwritten_content_hides_the_earlier_one(
    path: Path, writes: list[tuple[int, bytes]], length: int
) -> None:
    plain = write(path, writes)
    assert read(path, is_whole=False) == plain
    cut(path, KEY, length)
    assert read(path, is_whole=False) == plain[:length]
    end_file(path, KEY)
    end_file(path, KEY)
    assert read(path) == plain[:length]


@settings(deadline=None)
@given(st.data())
def test_any_byte_that_was_changed_is_reported(path: Path, data: st.DataObject) -> None:
    plain = write(path, [(0, content_of(400)), (400, content_of(300)), (8, b"index")])
    end_file(path, KEY)
    sealed = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(sealed)
    with pytest.raises(BrokenSealError, match=r"video\.mp4"):
        read(path)
    assert plain not in sealed


@settings(deadline=None)
@given(st.integers(min_value=0))
def test_a_missing_end_is_reported_and_the_rest_can_be_read(path: Path, length: int) -> None:
    plain = write(path, [(0, content_of(400)), (400, content_of(300))])
    end_file(path, KEY)
    whole = path.read_bytes()
    length %= len(whole)
    path.write_bytes(whole[:length])
    with pytest.raises(BrokenSealError):
        read(path)
    if length < START:
        return
    repair(path, KEY)
    kept = read(path, is_whole=False)
    assert kept in (plain, plain[:400], b"")
    end_file(path, KEY)
    assert read(path) == kept


def test_swapped_parts_are_reported(path: Path) -> None:
    write(path, [(0, content_of(100)), (100, content_of(100, 1))])
    end_file(path, KEY)
    whole, frame = path.read_bytes(), 141
    first, second = whole[START : START + frame], whole[START + frame : START + 2 * frame]
    for forged in (second + first, first, first + first + second):
        path.write_bytes(whole[:START] + forged + whole[START + 2 * frame :])
        with pytest.raises(BrokenSealError):
            read(path)


def test_a_power_cut_that_left_zeros_costs_only_those(path: Path) -> None:
    write(path, [(0, content_of(100)), (100, content_of(100, 1))])
    whole = path.read_bytes()
    path.write_bytes(whole[:-30] + bytes(30))
    repair(path, KEY)
    assert read(path, is_whole=False) == content_of(100)


def test_another_key_opens_nothing(path: Path) -> None:
    path.write_bytes(seal(b"Weiss^Anna", KEY))
    assert read(path) == b"Weiss^Anna"
    with pytest.raises(BrokenSealError):
        SealedReader(path, bytes(32))
    path.write_bytes(b"plain")
    with pytest.raises(BrokenSealError, match="is not encrypted"):
        SealedReader(path, KEY)


def unsealed(path: Path, sealed: list[bytes]) -> bytes:
    path.write_bytes(b"".join(sealed))
    with SealedLinesReader(path, KEY) as lines:
        return lines.read()


@settings(deadline=None)
@given(st.lists(st.binary(max_size=50)), st.data())
def test_lines_come_back_and_a_changed_one_does_not(
    path: Path, lines: list[bytes], data: st.DataObject
) -> None:
    lines = [line.replace(b"\n", b"") + b"\n" for line in lines]
    sealed = [seal_lines(line, KEY) for line in lines]
    assert all(line.count(b"\n") == 1 for line in sealed)
    assert unsealed(path, sealed) == b"".join(lines)
    if lines:
        changed = data.draw(st.integers(0, len(lines) - 1))
        sealed[changed] = b'{"forged": 1}\n'
        lines[changed] = b"?\n"
        assert unsealed(path, sealed) == b"".join(lines)
