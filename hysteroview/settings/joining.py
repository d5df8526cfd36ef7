"""Whether the files of a recording that was split are opened together, as part of a location."""

from __future__ import annotations

import re
from enum import StrEnum


class Joining(StrEnum):
    """Which files are opened with the first one."""

    AUTO = "auto"  # those that certainly continue it
    JOIN = "join"  # all that are numbered in sequence and have the same format
    ALONE = "alone"  # none


_BEHIND = re.compile(rf"#parts=({'|'.join(Joining)})\Z")


def split_joining(location: str) -> tuple[str, Joining]:
    """Split a location without a correction, such as ``film_1.mp4#parts=alone``."""
    found = _BEHIND.search(location)
    if found is None:
        return location, Joining.AUTO
    return location[: found.start()], Joining(found[1])


def with_joining(location: str, joining: Joining) -> str:
    """Return a location with this choice in place of its own; `split_joining` splits it."""
    plain, _ = split_joining(location)
    return plain if joining is Joining.AUTO else f"{plain}#parts={joining}"
