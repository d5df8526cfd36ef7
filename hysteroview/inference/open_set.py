"""None of these: pictures too unlike what the model was trained on get no label."""

from __future__ import annotations

import io
import math
import struct
import tokenize
import zipfile
import zlib
from dataclasses import dataclass

import numpy as np

from hysteroview.core.types import Outputs
from hysteroview.inference.open_set_scores import Score, describe_score, make_score

STATISTICS_FILE = "open_set.npz"
MAX_STATISTICS_BYTES = 2_000_000
# what zipfile, zlib and numpy raise on bytes that are not what they claim to be
_DAMAGE = (
    OSError, EOFError, KeyError, TypeError, ValueError, RuntimeError, MemoryError,
    zipfile.BadZipFile, zlib.error, struct.error, tokenize.TokenError, SyntaxError,
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class OpenSet:
    """A score, and from where on a picture is none of the labels.

    Attributes
    ----------
    method
        The name of the score, one of `SCORES`.
    threshold
        95 % of the validation pictures of the classes score at most this.
    """

    method: str
    threshold: float
    score_of: Score

    def __post_init__(self) -> None:
        if not math.isfinite(self.threshold):
            raise ValueError("the threshold of the open set is a number")

    def score(self, outputs: Outputs) -> float:
        """Return how unlike the training data the picture is: higher is stranger."""
        return self.score_of(outputs)

    def accepts(self, score: float) -> bool:
        """Whether a picture with this score may have a label; one that is no number may not."""
        return score <= self.threshold


def pack_statistics(score: Score) -> tuple[str, bytes]:
    """Return a score's method, and its arrays as an .npz file: equal bytes for equal arrays."""
    method, arrays = describe_score(score)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in arrays.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as entry:  # dated 1980
                np.lib.format.write_array(entry, array, allow_pickle=False)
    return method, buffer.getvalue()


def unpack_statistics(method: str, threshold: float, packed: bytes) -> OpenSet:
    """Read what `pack_statistics` wrote; nothing in the file is ever executed.

    Raises
    ------
    ValueError
        The file is damaged, too large, or does not belong to the method.
    """
    if len(packed) > MAX_STATISTICS_BYTES:
        raise ValueError("the open set statistics are larger than 2 MB")
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except _DAMAGE as error:
        raise ValueError(f"the open set statistics are damaged: {error}") from error
    return OpenSet(method, threshold, make_score(method, arrays))
