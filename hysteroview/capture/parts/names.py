"""How recorders number the files of one recording."""

from __future__ import annotations

import re
from pathlib import PurePath

_LAST_NUMBER = re.compile(r"(\d+)(\D*)\Z", re.ASCII)
# what is put behind the name of a first file that has no number itself
_SECOND_FILES = ("_1", "_2", "_01", "_02", "_001", "_002", "-1", "-2", " (1)", " (2)")


def names_after(name: str) -> tuple[str, ...]:
    """Return names that the next file may have, the most probable first."""
    stem, suffix = _split(name)
    behind = tuple(f"{stem}{each}{suffix}" for each in _SECOND_FILES)
    found = _LAST_NUMBER.search(stem)
    if found is None:
        return behind
    return (_numbered(stem, found, int(found[1]) + 1) + suffix, *behind)


def names_before(name: str) -> tuple[str, ...]:
    """Return names that the previous file may have."""
    stem, suffix = _split(name)
    found = _LAST_NUMBER.search(stem)
    if found is None:
        return ()
    number, before = int(found[1]), set[str]()
    if number:
        before.add(_numbered(stem, found, number - 1) + suffix)
        before.add(f"{stem[: found.start()]}{number - 1}{found[2]}{suffix}")  # 9 before 10
    before.update(
        f"{stem.removesuffix(each)}{suffix}" for each in _SECOND_FILES if stem.endswith(each)
    )
    return tuple(sorted(each for each in before if name in names_after(each)))


def _split(name: str) -> tuple[str, str]:
    path = PurePath(name)
    return path.stem, path.suffix


def _numbered(stem: str, found: re.Match[str], number: int) -> str:
    """Replace the number by another one, with as many leading zeros."""
    return f"{stem[: found.start()]}{number:0{len(found[1])}}{found[2]}"
