"""Cached engines: found again, verified, and rebuilt if damaged."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.errors import BackendUnavailable, StorageError
from hysteroview.inference.runtimes.nvidia.engine_cache import (
    KEPT,
    CacheKey,
    EngineCache,
    load_or_build,
)

KEY = CacheKey("engine", {"model": "a" * 64, "gpu": "GPU", "precision": "fp16"})
PAYLOAD = bytes(range(256)) * 8

posix_only = pytest.mark.skipif(os.name == "nt", reason="folders of Windows have other rights")


@pytest.fixture
def cache(tmp_path: Path) -> EngineCache:
    return EngineCache(tmp_path / "HysteroView" / "engines")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "HysteroView" / "engines" / KEY.file_name


def test_what_was_stored_is_fetched(cache: EngineCache) -> None:
    assert cache.fetch(KEY) is None
    cache.store(KEY, PAYLOAD)
    assert cache.fetch(KEY) == PAYLOAD
    cache.store(KEY, b"another")
    assert cache.fetch(KEY) == b"another"
    cache.discard(KEY)
    assert cache.fetch(KEY) is None


@given(
    st.dictionaries(st.text(), st.text(), min_size=1),
    st.dictionaries(st.text(), st.text(), min_size=1),
)
def test_keys_differ_when_a_fact_does(first: dict[str, str], second: dict[str, str]) -> None:
    same = CacheKey("engine", first) == CacheKey("engine", second)
    assert (CacheKey("engine", first).digest == CacheKey("engine", second).digest) is same
    turned = dict(reversed(first.items()))
    assert CacheKey("engine", first).digest == CacheKey("engine", turned).digest
    assert CacheKey("engine", first).digest != CacheKey("timing", first).digest


@posix_only
def test_folder_and_files_are_private(cache: EngineCache, file: Path) -> None:
    cache.store(KEY, PAYLOAD)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@given(
    place=st.integers(0, 91 + len(PAYLOAD)),
    change=st.integers(1, 255),
)
def test_a_changed_byte_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, place: int, change: int
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    cache, file = EngineCache(folder), folder / KEY.file_name
    cache.store(KEY, PAYLOAD)
    content = bytearray(file.read_bytes())
    content[place] ^= change
    file.write_bytes(content)
    assert cache.fetch(KEY) is None
    assert not file.exists()


@given(content=st.binary(max_size=400), keeps_beginning=st.booleans())
def test_foreign_files_are_never_trusted(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, keeps_beginning: bool
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    cache, file = EngineCache(folder), folder / KEY.file_name
    cache.store(KEY, PAYLOAD)
    file.write_bytes(file.read_bytes()[: len(content)] + content if keeps_beginning else content)
    assert cache.fetch(KEY) is None
    assert not file.exists()


def test_an_engine_under_another_key_is_foreign(cache: EngineCache, file: Path) -> None:
    other = CacheKey("engine", {**KEY.facts, "gpu": "another"})
    cache.store(other, PAYLOAD)
    (file.parent / other.file_name).rename(file)
    assert cache.fetch(KEY) is None


@posix_only
def test_a_link_is_not_followed(cache: EngineCache, file: Path, tmp_path: Path) -> None:
    cache.store(KEY, PAYLOAD)
    elsewhere = file.rename(tmp_path / "elsewhere")
    file.symlink_to(elsewhere)
    assert cache.fetch(KEY) is None


@posix_only
def test_a_folder_that_was_open_to_others_is_emptied(cache: EngineCache, file: Path) -> None:
    cache.store(KEY, PAYLOAD)
    file.parent.chmod(0o777)
    assert cache.fetch(KEY) is None
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@posix_only
def test_a_folder_that_is_a_link_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(StorageError, match="does not belong to this user"):
        EngineCache(tmp_path / "link").store(KEY, PAYLOAD)


def test_only_the_newest_are_kept(cache: EngineCache, file: Path) -> None:
    keys = [CacheKey("engine", {"number": str(number)}) for number in range(KEPT + 3)]
    for age, key in enumerate(keys):
        cache.store(key, PAYLOAD)
        path = file.parent / key.file_name
        os.utime(path, (age, age))
    cache.store(CacheKey("timing", {}), b"of another kind")
    cache.store(KEY, PAYLOAD)
    assert len(list(file.parent.glob("engine-*"))) == KEPT
    assert cache.fetch(keys[0]) is None
    assert cache.fetch(keys[-1]) == PAYLOAD
    assert cache.fetch(CacheKey("timing", {})) == b"of another kind"


class EngineBuilder:
    """Builds and loads engines that are sound when they are the last that was built."""

    def __init__(self, *, loads: bool = True) -> None:
        self.built: list[bytes] = []
        self.told: list[str] = []
        self._loads = loads

    def build(self) -> bytes:
        self.built.append(PAYLOAD + bytes([len(self.built)]))
        return self.built[-1]

    def load(self, engine: bytes) -> str:
        if not self._loads or engine not in self.built:
            raise BackendUnavailable("it does not load")
        return "engine"


def test_the_second_start_builds_nothing(cache: EngineCache) -> None:
    shop = EngineBuilder()
    for _ in range(3):
        assert load_or_build(cache, KEY, shop.build, shop.load, shop.told.append) == "engine"
    assert len(shop.built) == 1
    assert shop.told == []


def test_a_kept_engine_that_does_not_load_is_rebuilt_once(cache: EngineCache) -> None:
    cache.store(KEY, b"of an older runtime")
    shop = EngineBuilder()
    assert load_or_build(cache, KEY, shop.build, shop.load, shop.told.append) == "engine"
    assert cache.fetch(KEY) == shop.built[0]
    assert len(shop.built) == 1


def test_a_new_engine_that_does_not_load_is_a_failure(cache: EngineCache) -> None:
    cache.store(KEY, PAYLOAD)
    shop = EngineBuilder(loads=False)
    with pytest.raises(BackendUnavailable):
        load_or_build(cache, KEY, shop.build, shop.load, shop.told.append)
    assert len(shop.built) == 1
    assert cache.fetch(KEY) is None


def test_an_engine_that_cannot_be_kept_is_used_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "engines").write_text("in the way")
    shop = EngineBuilder()
    cache = EngineCache(tmp_path / "engines")
    assert load_or_build(cache, KEY, shop.build, shop.load, shop.told.append) == "engine"
    assert "built at every start" in shop.told[0]
