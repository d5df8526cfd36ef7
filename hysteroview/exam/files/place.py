"""The place of a folder: whether it is still the same folder on the same disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hysteroview.core.errors import StorageError


class FolderGoneError(StorageError):
    """The folder of the exams or of an exam is missing, or another one is in its place."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with the device and the inode that it had when it was opened."""

    folder: Path
    device: int
    inode: int

    @classmethod
    def of(cls, folder: Path) -> Place:
        """Return the place of a folder that exists.

        Raises
        ------
        FolderGoneError
            It does not exist.
        """
        try:
            found = folder.stat()
        except OSError as error:
            raise _gone(folder) from error
        return cls(folder, found.st_dev, found.st_ino)

    def check(self) -> None:
        """Check that the same folder is still there; to be called before each write.

        Raises
        ------
        FolderGoneError
            It is missing, or another one is in its place.
        """
        if Place.of(self.folder) != self:
            raise _gone(self.folder)

    @property
    def is_there(self) -> bool:
        """Whether the same folder is still there."""
        try:
            self.check()
        except FolderGoneError:
            return False
        return True


def _gone(folder: Path) -> FolderGoneError:
    return FolderGoneError(
        f"The exam cannot be saved: its folder {folder} is missing.",
        remedy="Connect its disk again.",
    )
