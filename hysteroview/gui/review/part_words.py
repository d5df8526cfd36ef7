"""When something was in a recording, and in which of its files."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from hysteroview.core.recordings.parts import Part, part_moment
from hysteroview.core.wording import moment


def when(parts: Sequence[Part], pts_ns: int) -> str:
    """Format a time of a recording, with the time in its file if there are several.

    Parameters
    ----------
    parts
        Of a recording in several files.
    """
    within = part_moment(parts, pts_ns)
    if within is None:
        return moment(pts_ns)
    words = QCoreApplication.translate("PartWords", "{0} (part {1}, {2})")
    return words.format(moment(pts_ns), within.number, moment(within.time_ns))
