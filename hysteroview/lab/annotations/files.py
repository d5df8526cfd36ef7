"""The pictures and videos that annotations are about: found, and their true sizes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hysteroview.capture.files.stills import accepts
from hysteroview.lab.annotations.annotated import LARGEST_PX, AnnotationError

_ORIENTATION = 0x0112  # EXIF 2.32, 4.6.4
_UPRIGHT = 1
_TRANSPOSED = range(5, 9)


@dataclass(frozen=True, slots=True)
class PictureSize:
    """Size of a picture as it is stored, and how it is turned when it is shown.

    Attributes
    ----------
    orientation
        1 to 8, as in EXIF.
    """

    width_px: int
    height_px: int
    orientation: int = _UPRIGHT

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height as shown."""
        size = (self.width_px, self.height_px)
        return (size[1], size[0]) if self.orientation in _TRANSPOSED else size

    def frame_of(self, size: tuple[int, int]) -> bool:
        """Whether coordinates in a picture of this size are those of the picture as shown.

        A tool that does not know EXIF annotates the stored picture. That can be seen by the size,
        except for squares and turns by 180°; those are taken for the picture as shown.

        Raises
        ------
        ValueError
            It is the size of another picture.
        """
        if size in ((0, 0), self.shown):
            return True
        if size == (self.width_px, self.height_px):
            return False
        raise ValueError(
            f"it has {self.shown[0]} × {self.shown[1]} px, its annotations are for "
            f"{size[0]} × {size[1]} px"
        )

    def turn(self, mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Turn a mask of the stored picture as the picture is turned when it is shown."""
        if self.orientation in _TRANSPOSED:
            mask = mask.T
        if self.orientation in (3, 4, 7, 8):
            mask = mask[::-1]
        if self.orientation in (2, 3, 6, 7):
            mask = mask[:, ::-1]
        return np.ascontiguousarray(mask)


class Pictures:
    """Finds files by the names that annotations give them, which may come from Windows.

    Parameters
    ----------
    folder
        Where files lie, also in folders below.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_name: dict[str, list[Path]] | None = None

    def find(self, name: str, beside: Path) -> Path:
        """Return a file.

        It is looked for where the name says, relative to `beside`, then relative to the folder,
        then by its last part anywhere below the folder.

        Raises
        ------
        AnnotationError
            There is none, or several have this name.
        """
        parts = PureWindowsPath(name)  # understands slashes, too
        is_absolute = bool(parts.drive or parts.root)
        if not is_absolute:
            for folder in (beside, self._folder):
                path = Path(os.path.normpath(folder.joinpath(*parts.parts)))
                if path.is_file():
                    return path
        elif Path(name).is_file():
            return Path(name)
        found = self._named(parts.name)
        if len(found) == 1:
            return found[0]
        where = "several files of this name" if found else "no such file"
        raise AnnotationError(
            f"There is {where} below {self._folder}: “{name}”.",
            remedy="Name the folder of the pictures with --pictures.",
        )

    def _named(self, name: str) -> list[Path]:
        if self._by_name is None:
            self._by_name = {}
            for path in sorted(self._folder.rglob("*")):
                if path.is_file():
                    self._by_name.setdefault(path.name.casefold(), []).append(path)
        return self._by_name.get(name.casefold(), [])


def is_picture(file: Path) -> bool:
    """Whether a file is a picture by its name, and otherwise a video."""
    return accepts(str(file)) and not file.is_dir()


def picture_size(file: Path) -> PictureSize:
    """Return the size of a picture from its header.

    Raises
    ------
    AnnotationError
        It cannot be read.
    """
    try:
        with Image.open(file) as picture:
            width, height = picture.size
            orientation = picture.getexif().get(_ORIENTATION, _UPRIGHT)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise AnnotationError(
            f"{file.name} is not a picture that can be read.",
            remedy="Check the file, or remove its annotations.",
            detail=str(error),
        ) from error
    if max(width, height) > LARGEST_PX:
        raise AnnotationError(
            f"{file.name} has {width} × {height} px, which is too large.",
            remedy="Reduce its size, and annotate it again.",
        )
    is_known = isinstance(orientation, int) and 1 <= orientation <= 8
    return PictureSize(width, height, orientation if is_known else _UPRIGHT)
