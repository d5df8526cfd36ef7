"""Results on the track of a clip: of this version and the first, and as subtitles."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from analyses import LABEL_SET, ORIGIN, make_analysis, make_frame
from hysteroview.core.gate import INSTRUMENT, GateAction, cause_of
from hysteroview.core.record import UNKNOWN_FRAME, FrameRecord, record_of, to_entries
from hysteroview.core.types import NS_PER_S, AssessmentState, Decision, Reason
from hysteroview.core.wording import result_words
from hysteroview.exam.clip.subtitles import subtitles
from hysteroview.exam.clip.track import read_lines, results_of, to_line
from hysteroview.exam.clip.track_ends import ends_of_track
from hysteroview.exam.files.medium import PLAIN, PlainMedium

OLD_TRACK = (Path(__file__).parents[3] / "old_files" / "clip.jsonl").read_text(encoding="utf-8")


def at(time_s: float) -> FrameRecord:
    return record_of(make_analysis(make_frame(time_s=time_s)))


def spans(times_s: list[float], duration_s: float) -> list[str]:
    """From when to when there is a subtitle."""
    text = subtitles(map(at, times_s), 0, round(duration_s * NS_PER_S))
    return [line for line in text.splitlines() if "-->" in line]


def test_results_are_read_among_the_other_lines() -> None:
    kept = [at(0), at(1), replace(at(2), origin=replace(ORIGIN, runtime="other"))]
    lines = ["".join(map(to_line, ({"schema": "hysteroview.clip"}, {"lost": 3}))),
             *map(to_line, to_entries(kept)), to_line({"end": {"frames": 3}})]  # fmt: skip
    assert list(results_of(read_lines("".join(lines).encode().splitlines()))) == kept


def test_a_track_of_the_first_version_is_read() -> None:
    found = list(results_of(read_lines(OLD_TRACK.encode().splitlines())))
    assert [record.state.value for record in found] == [
        "ACTIVE", "ACTIVE", "NOT_ASSESSABLE", "ABSTAINED", "ACTIVE"
    ]  # fmt: skip
    assert {record.frame_index for record in found} == {UNKNOWN_FRAME}
    assert (found[0].pts_ns, found[0].label) == (5 * NS_PER_S, "EP")
    assert found[0].probabilities == (0.02473, 0.09307, 0.08132, 0.78315, 0.01774)
    assert found[0].premalignant_or_malignant == 0.17439
    assert found[2].reason is Reason.RED_OUT


@pytest.mark.parametrize(("words", "reason"), [
    ("no endoscopic picture in the frame", Reason.NO_PICTURE), ("blurred", Reason.BLUR),
    ("outside the body", Reason.OUTSIDE_BODY), ("the picture is frozen", Reason.FROZEN),
    ("a test card, not a camera picture", Reason.TEST_CARD),
])  # fmt: skip
def test_the_first_version_had_reasons_in_words(words: str, reason: Reason) -> None:
    line = {
        "pts_ns": 0, "time_s": 0.0, "state": "NOT_ASSESSABLE", "reason": words,
        "probabilities": {}, "premalignant_or_malignant": None,
    }  # fmt: skip
    assert next(results_of([line])).reason is reason


def test_probabilities_of_the_first_version_that_are_no_numbers_are_not_assessed() -> None:
    line = {
        "pts_ns": 0, "time_s": 0.0, "state": "ACTIVE", "reason": None,
        "probabilities": {"EH": float("nan"), "EP": 0.5}, "premalignant_or_malignant": 0.0,
    }  # fmt: skip
    (found,) = results_of([line])
    assert (found.state, found.reason) == (AssessmentState.NOT_ASSESSABLE, Reason.INVALID_RESULT)
    assert (found.label, found.probabilities, found.premalignant_or_malignant) == (None, (), None)


def test_a_first_track_gives_subtitles() -> None:
    text = subtitles(
        results_of(read_lines(OLD_TRACK.encode().splitlines())), 5 * NS_PER_S, 10 * NS_PER_S
    )
    assert text.splitlines()[:3] == ["1", "00:00:00,000 --> 00:00:00,533", "AI: EP 78 %"]
    assert "\nAI: EP 98 %\n" in text


def test_a_line_of_a_newer_program_is_refused() -> None:
    origin = ORIGIN.as_dict() | {"schema_version": 99}
    with pytest.raises(ValueError, match="can read"):
        list(results_of([{"origin": origin}, json.loads(json.dumps(at(0).as_dict()))]))


def test_a_subtitle_can_be_read_and_ends_with_its_results() -> None:
    each_tenth = [index / 10 for index in range(10)]
    assert spans(each_tenth, 60) == [
        "00:00:00,000 --> 00:00:00,500", "00:00:00,500 --> 00:00:01,400"
    ]  # fmt: skip
    assert spans([0, 2], 60) == ["00:00:00,000 --> 00:00:00,500", "00:00:02,000 --> 00:00:02,500"]
    assert spans([0, 2], 2.25)[1] == "00:00:02,000 --> 00:00:02,250"
    assert spans([-1, 0], 60) == ["00:00:00,000 --> 00:00:00,500"]


def test_a_subtitle_ends_at_once_when_its_result_is_withdrawn() -> None:
    """The next frame has none: the words must not stay until they have been readable."""
    first = make_analysis(make_frame(0, time_s=0.0))
    ended = replace(
        make_analysis(make_frame(1, time_s=0.1)), decision=Decision(AssessmentState.ABSTAINED)
    )
    made = subtitles([record_of(first), record_of(ended)], 0, NS_PER_S).split("\n\n")
    assert "00:00:00,000 --> 00:00:00,100" in made[0]
    assert "EP 60 %" in made[0]
    assert "EP" not in made[1]


def test_a_subtitle_says_the_decision_and_not_the_single_frame() -> None:
    shown = at(0)
    other = record_of(make_analysis(make_frame(), (0.995, 0.001, 0.001, 0.002, 0.001)))
    assert other.label == LABEL_SET.codes[0]
    text = subtitles([replace(other, decision=shown.decision)], 0, NS_PER_S)
    assert "AI: EP 60 %" in text
    assert "AI: EH > 99 %" in subtitles([other], 0, NS_PER_S)
    assert shown.decision is not None
    left = replace(shown.decision, state=AssessmentState.INSTRUMENT)
    text = subtitles([replace(shown, decision=left)], 0, NS_PER_S)
    assert "AI: Not assessed: instrument in view" in text


def test_a_subtitle_names_the_warning_and_what_the_gate_does_not_stop() -> None:
    plain = at(0)
    blur = cause_of(Reason.BLUR)
    assert plain.decision is not None
    assert plain.origin is not None
    origin = replace(plain.origin, gate=((blur, GateAction.WARN), (INSTRUMENT, GateAction.OFF)))
    warned = replace(
        plain, warnings=(blur,), origin=origin, decision=replace(plain.decision, warnings=(blur,))
    )
    lines = subtitles([warned], 0, NS_PER_S).splitlines()
    assert lines[2:] == [
        f"AI: {result_words(plain)}; warning: blurred",
        "Quality gate: warn only: blurred; off: instrument in view",
        "Research use only",
    ]


def test_the_ends_of_a_long_track_are_found_without_reading_it(tmp_path: Path) -> None:
    """So an exam of an hour is open at once."""
    track = tmp_path / "clip.jsonl"
    middle = to_line({"lost": 0, "filler": "x" * 500}) * 4000
    end = to_line({"end": {"first_pts_ns": 5, "last_pts_ns": 9}})
    track.write_text(to_line({"provenance": {"warning": "w"}}) + middle + end)
    read: list[int] = []

    class Counted(io.FileIO):
        def readall(self) -> bytes:
            raise AssertionError("the whole file was read")

        def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
            read.append(len(buffer))
            return super().readinto(buffer)

    class Watched(PlainMedium):
        def open(self, path: Path, *, is_whole: bool = True) -> io.BufferedIOBase:  # noqa: ARG002 - any is
            return io.BufferedReader(Counted(path))

    head, found = ends_of_track(track, Watched())
    assert head["provenance"] == {"warning": "w"}
    assert found == {"first_pts_ns": 5, "last_pts_ns": 9}
    assert sum(read) < track.stat().st_size / 4
    assert ends_of_track(track, PLAIN) == (head, found)


@pytest.mark.parametrize("end", ["", '{"end": {"fir', '{"lost": 3}\n'])
def test_a_track_whose_end_is_missing_has_none(tmp_path: Path, end: str) -> None:
    track = tmp_path / "clip.jsonl"
    track.write_text(to_line({"provenance": {}}) + to_line({"lost": 1}) + end)
    assert ends_of_track(track, PLAIN) == ({"provenance": {}}, {})
