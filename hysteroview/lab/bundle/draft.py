"""Atomic replacement of bundles: a new bundle appears only when it is complete."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hysteroview.core.errors import ModelError
from hysteroview.inference.model.bundle_files import CARD_FILE


@contextmanager
def draft_folder(folder: Path) -> Iterator[Path]:
    """Yield a hidden folder for a bundle, which replaces `folder` if the body succeeds.

    Figures and texts are written after the export, from the exported graph, so that a bundle with
    its final name has them. If the body or the replacement fails, an earlier bundle is unchanged.

    Raises
    ------
    ModelError
        `folder` contains something that is not a bundle.
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
        except OSError:  # the rest in `place` is deleted
            if earlier.exists():
                earlier.rename(folder)
            raise
