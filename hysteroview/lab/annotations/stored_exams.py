"""The exams of a store as rows of a manifest: labels by pathology, patients by their codes."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file, storage_error
from hysteroview.core.foreign.fields import whole
from hysteroview.core.labels import LabelSet
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.track import read_lines
from hysteroview.exam.files.lines import lines_of
from hysteroview.exam.files.medium import BrokenSealError
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.records import MediaFile
from hysteroview.export.deidentify.key_file import deidentifier_for
from hysteroview.lab.annotations.exam_labels import LabeledExam, label_exam
from hysteroview.lab.manifest.writing import Row
from hysteroview.pipeline.exports.content import ExamContent, read_content
from hysteroview.pipeline.exports.place import ExamPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreImport:
    """How exams become rows.

    Attributes
    ----------
    key_file
        From which codes of patients follow: the same as in exports of this site.
    copies
        Folder for the recordings and pictures of an encrypted store, which are decrypted there.
    takes_whole
        Whether whole recordings are taken of exams with a single result and no linked part.
    """

    labels: LabelSet
    key_file: Path
    copies: Path
    site: str = ""
    takes_whole: bool = False


def exams_as_rows(place: ExamPlace, wanted: StoreImport, left_out: Counter[str]) -> Iterator[Row]:
    """Yield the rows of all ended exams of a store, of the oldest first.

    Parameters
    ----------
    place
        The store with its key; its exam does not matter.
    left_out
        Counts what has no label, by reason.

    Raises
    ------
    StorageError
        The store or one of its files cannot be read.
    """
    with place.read() as store:
        exams = sorted(store.search(Search()), key=lambda each: each.started_wall_ns)
    for exam in exams:
        if exam.ended_wall_ns is None:
            left_out["exam that has not ended"] += 1
            continue
        content = read_content(ExamPlace(place.store, exam.exam_id, place.key))
        snapshots = [each.item for each in content.snapshots]
        labeled = label_exam(exam, snapshots, wanted.labels, left_out)
        yield from _rows(content, labeled, wanted, left_out, is_sealed=place.is_encrypted)


def _rows(
    content: ExamContent, labeled: LabeledExam, wanted: StoreImport, left_out: Counter[str], *,
    is_sealed: bool,
) -> Iterator[Row]:  # fmt: skip
    who = deidentifier_for(wanted.key_file, content.identity, keeps_identity=not is_sealed)

    def row(media: MediaFile, code: str, start_ns: int | None, end_ns: int | None) -> Row:
        return Row(
            file=_plain(content, media, who.exam_code, wanted) if is_sealed
            else content.folder.path / media.name,
            patient=who.code, exam=who.exam_code, label=code, site=wanted.site,
            start_s=None if start_ns is None else start_ns / NS_PER_S,
            end_s=None if end_ns is None else end_ns / NS_PER_S,
        )  # fmt: skip

    count = 0
    for clip in content.clips:
        first_ns, last_ns = _bounds(content, clip)
        for each in labeled.stretches:
            start = max(0, each.start_ns - first_ns)
            end = min(each.end_ns, last_ns + 1) - first_ns
            if end > start:
                count += 1
                yield row(clip, each.code, start, end)
    for snapshot in content.snapshots:
        if snapshot.item in labeled.pictures and "raw" in snapshot.files:
            count += 1
            yield row(snapshot.files["raw"], labeled.pictures[snapshot.item], None, None)
    if count or labeled.whole is None:
        return
    if wanted.takes_whole and content.clips:
        yield from (row(clip, labeled.whole, None, None) for clip in content.clips)
    else:
        left_out["exam with a result, but nothing of it that is linked"] += 1


def _bounds(content: ExamContent, clip: MediaFile) -> tuple[int, int]:
    """Return the times of the first and the last frame of a recording, ns."""
    track = content.folder.clips / clip.item
    try:
        for line in read_lines(lines_of(track, content.folder.medium)):
            if "end" in line:
                return whole(line["end"]["first_pts_ns"]), whole(line["end"]["last_pts_ns"])
    except (OSError, BrokenSealError, KeyError, TypeError, ValueError) as error:
        raise _damaged(clip) from error
    raise _damaged(clip)


def _plain(content: ExamContent, media: MediaFile, exam: str, wanted: StoreImport) -> Path:
    """Return a decrypted copy of a file, readable for its owner only."""
    copy = wanted.copies / exam / Path(media.name).name
    if copy.exists():
        return copy
    try:
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            content.folder.medium.open(content.folder.path / media.name) as source,
            atomic_file(copy, private=True) as draft,
            draft.open("wb") as target,
        ):
            shutil.copyfileobj(source, target, 1 << 20)
    except OSError as error:
        raise storage_error(copy, error) from error
    return copy


def _damaged(clip: MediaFile) -> StorageError:
    return StorageError(
        f"The track of {clip.name} is damaged and cannot be read.",
        remedy="Run `hysteroview exam verify`.",
    )
