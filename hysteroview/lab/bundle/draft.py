"""A bundle that takes its place only when all of it is there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hysteroview.core.errors import ModelError
from hysteroview.inference.model.card import CARD_FILE


@contextmanager
def drafted(folder: Path) -> Iterator[Path]:
    """Give a hidden place for a bundle; when the body ends well it takes the place of `folder`.

    Figures and words are written after the export, from the exported graph: a bundle that has
    its final name has them. If the body or the replacement fails, an earlier bundle is as it was.

    Raises
    ------
    ModelError
        `folder` holds something that is no bundle.
    """
    if folder.exists() and not (folder / CARD_FILE).is_file():
        raise ModelError(
            f"{folder} is not a model bundle, so it is not replaced by one.",
            remedy="Choose a new folder, or one that contains a bundle.",
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as place:
        draft, earlier = Path(place) / "new" / folder.name, Path(place) / "earlier"
        yield draft
        if folder.exists():
            folder.rename(earlier)
        try:
            draft.rename(folder)
        except OSError:  # what is left in `place` is deleted
            if earlier.exists():
                earlier.rename(folder)
            raise
