"""Several processes give what one gives, to the bit, whatever the recording is like."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hysteroview.capture.files.damage import Damage
from hysteroview.capture.files.pyav import PyavSource, open_source
from hysteroview.capture.source import VideoSource
from hysteroview.inference.decide.analyzer import Analyzer, AnalyzerSettings
from hysteroview.inference.model.card import ModelCard, load_card
from hysteroview.pipeline.review.divided import DividedSource, Division, divided, joined
from hysteroview.pipeline.review.segments import boundaries
from hysteroview.settings.view_presets import AUTOMATIC, parse_view
from tests.recordings_in_parts import KINDS, closed, damaged, open_gop, truncated

Seen = tuple[object, ...]


def look(source: VideoSource, card: ModelCard, settings: AnalyzerSettings) -> list[Seen]:
    """Return all that is known of each frame in front of the network."""
    analyzer, seen = Analyzer(card, settings), list[Seen]()
    while (frame := source.read()) is not None:
        found = analyzer.prepare(frame)
        crop = None if found.crop is None else found.crop.tobytes()
        seen.append(
            (frame.index, frame.pts_ns, frame.is_suspect, frame.width_px, frame.pixel_aspect,
             found.view, found.box, crop, found.verdict, found.reason, found.quality,
             found.warnings, found.is_outside_body, analyzer.sharpest)
        )  # fmt: skip
    return seen


def looked(
    path: Path, card: ModelCard, processes: int, settings: AnalyzerSettings
) -> tuple[list[Seen], str | None, bool]:
    source = divided(open_source(str(path)), card, Division(processes, settings.view, 1))
    with closing(source):
        seen = look(source, card, settings)
        is_divided = isinstance(source, DividedSource) and source.is_divided
        return seen, source.damage, is_divided


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
def test_two_processes_see_what_one_sees(
    make: Callable[[Path], Path], bundle: Path, tmp_path: Path
) -> None:
    card, path, settings = load_card(bundle), make(tmp_path), AnalyzerSettings()
    one, damage, is_divided = looked(path, card, 1, settings)
    assert not is_divided
    two, same_damage, is_divided = looked(path, card, 2, settings)
    assert is_divided is (make is not damaged)
    assert two == one
    assert same_damage == damage
    assert (damage is not None) is (make in {truncated, damaged})


def test_more_processes_than_segments_and_a_view_of_the_operator(
    bundle: Path, tmp_path: Path
) -> None:
    card, path = load_card(bundle), closed(tmp_path)
    settings = AnalyzerSettings(view=parse_view("round:0.2,0.1,0.6,0.8"))
    one = looked(path, card, 1, settings)
    assert looked(path, card, 16, settings)[:2] == one[:2]


def test_all_processes_expect_the_view_of_the_first_frame(bundle: Path, tmp_path: Path) -> None:
    card, path = load_card(bundle), closed(tmp_path)
    with closing(open_source(str(path))) as source:
        (first, *_) = look(source, card, AnalyzerSettings())
    with closing(divided(open_source(str(path)), card, Division(2, AUTOMATIC, 1))) as source:
        assert isinstance(source, DividedSource)
        assert source.expected is not None
        assert source.expected == first[5]


def test_pixels_are_decoded_again_when_somebody_asks(bundle: Path, tmp_path: Path) -> None:
    card, path = load_card(bundle), open_gop(tmp_path)
    source = divided(open_source(str(path)), card, Division(2, AUTOMATIC, 1))
    with closing(open_source(str(path))) as plain, closing(source):
        while (frame := source.read()) is not None:
            same = plain.read()
            assert same is not None
            if frame.index % 20 == 3:
                assert np.array_equal(frame.pixels, same.pixels)


def test_it_can_be_left_at_any_time(bundle: Path, tmp_path: Path) -> None:
    source = divided(
        open_source(str(closed(tmp_path))), load_card(bundle), Division(2, AUTOMATIC, 1)
    )
    assert source.read() is not None
    source.close()
    source.close()
    assert source.read() is None


def test_a_process_that_dies_leaves_the_rest_to_this_one(bundle: Path, tmp_path: Path) -> None:
    card, path, settings = load_card(bundle), closed(tmp_path), AnalyzerSettings()
    source = divided(open_source(str(path)), card, Division(2, settings.view, 1))
    assert isinstance(source, DividedSource)
    with closing(source):
        source.readers[1].kill()
        assert look(source, card, settings) == looked(path, card, 1, settings)[0]


def test_a_recording_is_divided_at_key_frames_two_seconds_apart(tmp_path: Path) -> None:
    with closing(open_source(str(closed(tmp_path)))) as source:
        assert isinstance(source, PyavSource)
        found = boundaries(source.whole_index(), source.time_base)
    assert found == [round(n * 1e9 / 8) for n in (30, 60)]  # a key frame each 15 frames, 1.875 s


def test_damage_of_parts_is_added_up() -> None:
    one = Damage(undecodable=1, suspect=2, interrupted="cut", cut_short_s=(1.0, 2.0))
    assert joined([Damage(), one]) == one
    assert joined([Damage(undecodable=3), one, Damage()]) == replace(one, undecodable=4)
