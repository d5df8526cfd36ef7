"""Times in the whole recording and in its files."""

from __future__ import annotations

from hysteroview.core.recordings.parts import Part, moment_words, part_moment
from hysteroview.core.types import NS_PER_S

PARTS = (
    Part("rec_1.ts", 5 * NS_PER_S, 5 * NS_PER_S),
    Part("rec_2.ts", 65 * NS_PER_S, 64 * NS_PER_S),  # begins with a second that both have
)


def test_a_time_is_since_the_first_picture_of_its_file() -> None:
    found = part_moment(PARTS, 66 * NS_PER_S)
    assert found is not None
    assert (found.number, found.name, found.time_ns) == (2, "rec_2.ts", 2 * NS_PER_S)
    assert moment_words(PARTS, 66 * NS_PER_S) == "1:06.0 (part 2, 0:02.0)"


def test_what_the_part_before_has_too_is_there() -> None:
    found = part_moment(PARTS, 65 * NS_PER_S - 1)
    assert found is not None
    assert found.number == 1


def test_one_file_has_no_parts() -> None:
    assert part_moment((), NS_PER_S) is None
    assert moment_words((), NS_PER_S) == "0:01.0"


def test_parts_are_written_without_loss() -> None:
    assert tuple(Part.from_dict(part.as_dict()) for part in PARTS) == PARTS
