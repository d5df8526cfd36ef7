"""Names of files in records: none may lead out of the folder of its exam.

A record may have been written by others, such as in an exam that was copied from elsewhere; what it
names is read, exported and deleted with the exam.
"""

from __future__ import annotations

from hysteroview.core.foreign.fields import text

_SIGNS = "/\\:\0"  # of folders, also on Windows


def own_name(name: object) -> str:
    """Return the name of a file beside the record that names it.

    Raises
    ------
    TypeError, ValueError
        It is no name, or leads elsewhere.
    """
    checked = text(name)
    if checked in ("", ".", "..") or any(sign in checked for sign in _SIGNS):
        raise ValueError("not the name of a file in this folder")
    return checked


def is_own_path(path: object) -> bool:
    """Whether a path with slashes stays in a folder: each part of it is a name."""
    try:
        return bool([own_name(part) for part in text(path).split("/")])
    except (TypeError, ValueError):
        return False
