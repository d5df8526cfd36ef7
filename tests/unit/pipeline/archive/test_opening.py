"""The track of an archive that is brought to where the review looks for it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from hysteroview.capture.files.fingerprint import fingerprint
from hysteroview.core.errors import StorageError
from hysteroview.pipeline.archive.ledger.ledger import Ledger
from hysteroview.pipeline.archive.ledger.listing import Listed
from hysteroview.pipeline.archive.opening import take_tracks
from hysteroview.pipeline.archive.track import TRACK, TRACKS
from tests.archive_results import RUN, summary


def test_a_track_that_cannot_be_copied_whole_is_not_kept_in_part(tmp_path: Path) -> None:
    film, into = tmp_path / "film.mp4", tmp_path / "kept"
    film.write_bytes(bytes(range(256)) * 1000)
    content = fingerprint(film)
    assert content is not None
    with closing(Ledger(tmp_path, RUN)) as ledger:
        ledger.list_files([Listed(str(film), 1, 1)], lambda _: content)
        ledger.finish(content, summary([]) | {TRACK: f"{TRACKS}/key"})
    track = tmp_path / TRACKS / "key"
    track.mkdir(parents=True)
    for name in ("records", "columns.npz", "end.json"):
        (track / name).write_bytes(b"content")
    defect = track / "defect"
    defect.mkdir()  # which is no file to copy
    with pytest.raises(StorageError):
        take_tracks(tmp_path, film, into)
    assert list(into.iterdir()) == []
    defect.rmdir()
    assert take_tracks(tmp_path, film, into) == 1
    assert [each.name for each in into.iterdir()] == ["key"]
    assert len(list((into / "key").iterdir())) == 3
