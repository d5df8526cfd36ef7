"""Episodes and verdict come from the log alone, and the same log gives the same bits."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analyses import LABEL_SET, ORIGIN
from hysteroview.core.decision_record import DecisionRecord
from hysteroview.core.episodes import episodes_of
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.types import Analysis, AssessmentState, Reason
from hysteroview.export.tables import open_table, read_table
from hysteroview.inference.decide.counting import FIRST_RULES, CountingRules
from hysteroview.inference.decide.decision import Decider, Observation, Threshold
from hysteroview.inference.decide.verdict import MOST_EPISODES, is_reproduced, verdict_of, wilson


def assessed(
    index: int, code: str, share: float, *, episode: int | None = 1, quality: float | None = 1.0,
    shown: str | None = None,
) -> FrameRecord:  # fmt: skip
    shares = [(1 - share) / 4] * 5
    shares[LABEL_SET.codes.index(code)] = share
    return FrameRecord(
        frame_index=index, pts_ns=index * 40_000_000, state=AssessmentState.ACTIVE, reason=None,
        label=code, probabilities=tuple(shares),
        premalignant_or_malignant=shares[1] + shares[2], quality=quality, open_set_score=0.1,
        decision=shown_as(None if episode is None else shown or code, episode),
    )  # fmt: skip


def shown_as(code: str | None, episode: int | None) -> DecisionRecord:
    return DecisionRecord(state=AssessmentState.ACTIVE, label=code, episode=episode)


def unassessed(index: int, *, episode: int | None = None, shown: str | None = None) -> FrameRecord:
    return FrameRecord(
        frame_index=index, pts_ns=index * 40_000_000, state=AssessmentState.NOT_ASSESSABLE,
        reason=Reason.BLUR, label=None, probabilities=(), premalignant_or_malignant=None,
        quality=0.0, decision=shown_as(shown, episode),
    )  # fmt: skip


def noisy_exam(seed: int, frames: int = 400) -> list[Analysis]:
    """Analyses of an exam of three classes and some blood, with numbers of all digits."""
    rng, decider = np.random.default_rng(seed), Decider(LABEL_SET)
    analyses = []
    for index in range(frames):
        logits = rng.normal(size=5)
        logits[(3, 2, 4)[index // 90 % 3]] += 4
        probabilities = np.exp(logits) / np.exp(logits).sum()
        is_blood = index % 90 > 80
        state = AssessmentState.NOT_ASSESSABLE if is_blood else AssessmentState.ACTIVE
        reason = Reason.RED_OUT if is_blood else None
        pts_ns = index * 33_366_667
        one = Observation(pts_ns, state, reason, None if is_blood else probabilities)
        analyses.append(
            Analysis(
                index, pts_ns, 0, state, ORIGIN, reason, one.probabilities,
                quality=float(rng.uniform()), open_set_score=None if is_blood else rng.normal(),
                decision=decider.decide(one, Threshold()),
            )
        )  # fmt: skip
    return analyses


def test_an_episode_has_start_end_peak_and_supporting_frames() -> None:
    log = [
        unassessed(0),
        assessed(1, "EP", 0.7),
        assessed(2, "EP", 0.9),
        unassessed(3, episode=1, shown="EP"),
        assessed(4, "EC", 0.5, shown="EP"),
        assessed(5, "EP", 0.8, quality=0.5),
        unassessed(6),
        assessed(7, "SM", 0.8, episode=2),
    ]
    first, second = episodes_of(log, LABEL_SET)
    assert (first.code, first.start_ns, first.end_ns) == ("EP", 40_000_000, 200_000_000)
    assert (first.peak, first.peak_frame, first.peak_ns) == (0.9, 2, 80_000_000)
    assert (first.frames, first.supporting_frames, first.support) == (4, 3, 2.5)
    assert first.probabilities[3] == pytest.approx((0.7 + 0.9 + 0.5 * 0.8) / 2.5)
    assert first.duration_s == pytest.approx(0.16)
    assert (second.number, second.code, second.frames) == (2, "SM", 1)


def test_the_stored_log_gives_the_same_bits(tmp_path: Path) -> None:
    analyses = noisy_exam(seed=3)
    with open_table(tmp_path / "exam.csv", LABEL_SET) as table:
        for analysis in analyses:
            table.write(record_of(analysis))
    kept = [replace(record_of(analysis), origin=None) for analysis in analyses]
    read = read_table(tmp_path / "exam.csv", LABEL_SET)
    assert read == kept
    assert verdict_of(read, LABEL_SET) == verdict_of(kept, LABEL_SET)
    assert len(verdict_of(read, LABEL_SET).findings) == 3


def test_better_pictures_count_more() -> None:
    log = [assessed(0, "EP", 0.9, quality=0.9), assessed(1, "EP", 0.5, quality=0.1)]
    (finding,) = verdict_of(log, LABEL_SET, FIRST_RULES).findings
    assert finding.share.value == pytest.approx(0.9 * 0.9 + 0.1 * 0.5)
    unjudged = [replace(each, quality=None) for each in log]
    (finding,) = verdict_of(unjudged, LABEL_SET, FIRST_RULES).findings
    assert finding.share.value == pytest.approx(0.7)


def test_many_brief_episodes_do_not_outvote_the_best_supported() -> None:
    log = [assessed(index, "EC", 0.95) for index in range(100)]
    for number in range(2, 40):
        log += [assessed(100 + number, "EP", 0.6, episode=number)]
    verdict = verdict_of(log, LABEL_SET, FIRST_RULES)
    assert len(verdict.pooled_episodes) == MOST_EPISODES
    assert verdict.pooled_episodes[0] == 1
    assert verdict.premalignant_or_malignant is not None
    assert verdict.premalignant_or_malignant.value > 0.9
    assert [finding.code for finding in verdict.findings] == ["EC", "EP"]
    assert 1 < verdict.effective_episodes < 1.2


def test_the_interval_narrows_with_episodes_not_with_frames() -> None:
    def width(episodes: int, frames: int) -> float:
        log = [
            assessed(number * 150 + index, "EP", 0.8, episode=number)
            for number in range(1, episodes + 1)
            for index in range(frames)
        ]
        share = verdict_of(log, LABEL_SET).findings[0].share
        assert 0 <= share.low <= share.value <= share.high <= 1
        return share.high - share.low

    assert width(1, 50) == pytest.approx(width(1, 20))
    assert width(4, 20) < width(2, 20) < width(1, 20)


def test_wilson_is_the_published_interval() -> None:
    # Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I
    share = wilson(81 / 263, 263)
    assert (share.low, share.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0.0, 20).low == 0
    assert wilson(0.0, 20).high == pytest.approx(0.1611, abs=5e-5)
    assert wilson(1.0, 20).high == 1


def test_an_exam_without_findings_says_how_little_was_assessed() -> None:
    verdict = verdict_of([unassessed(index) for index in range(9)], LABEL_SET)
    assert verdict.findings == ()
    assert verdict.premalignant_or_malignant is None
    assert verdict.states["NOT_ASSESSABLE"] == verdict.analyzed == 9
    assert verdict.assessed_share == 0
    assert verdict_of([], LABEL_SET).assessed_share is None


def test_frames_of_no_quality_at_all_support_nothing() -> None:
    log = [assessed(index, "EC", 0.9, quality=0.0) for index in range(5)]
    assert verdict_of(log, LABEL_SET).findings == ()
    assert not math.isnan(verdict_of(log, LABEL_SET).effective_episodes)


def test_a_single_frame_is_no_finding_and_is_listed_as_brief() -> None:
    """Three single frames of one class used to be "EH 68 %, 3 episodes"."""
    log = [assessed(index, "EP", 0.9) for index in range(50)]
    log += [assessed(each, "EH", 0.68, episode=each) for each in (100, 200, 300)]
    verdict = verdict_of(log, LABEL_SET)
    assert [finding.code for finding in verdict.findings] == ["EP"]
    assert verdict.pooled_episodes == (1,)
    (brief,) = verdict.brief
    assert (brief.code, brief.episodes, brief.frames, brief.shown_s) == ("EH", 3, 3, 0)
    assert brief.first_ns == 4_000_000_000


def test_nothing_but_brief_episodes_is_no_result() -> None:
    verdict = verdict_of([assessed(0, "EC", 0.9)], LABEL_SET)
    assert verdict.findings == ()
    assert verdict.premalignant_or_malignant is None
    assert [brief.code for brief in verdict.brief] == ["EC"]


def test_one_polyp_with_many_interruptions_is_one_episode() -> None:
    """Short intervals, and moments of another class, do not make "56 episodes" of a polyp."""
    log = []
    for number in range(1, 57):
        code = "EP" if number % 4 else "EH"
        length = 10 if number % 4 else 1
        log += [assessed(number * 20 + k, code, 0.9, episode=number) for k in range(length)]
    verdict = verdict_of(log, LABEL_SET)
    (finding,) = verdict.findings
    assert (finding.code, finding.episodes) == ("EP", 1)
    assert finding.shown_s == pytest.approx(42 * 9 * 0.04)
    assert verdict.effective_episodes == 1
    assert [brief.code for brief in verdict.brief] == ["EH"]


def test_a_class_that_comes_back_later_is_another_episode() -> None:
    log = [assessed(index, "EP", 0.9) for index in range(50)]
    log += [assessed(200 + index, "EP", 0.8, episode=2) for index in range(50)]
    (finding,) = verdict_of(log, LABEL_SET).findings
    assert (finding.episodes, finding.pooled_episodes) == (2, 2)
    (finding,) = verdict_of(log, LABEL_SET, CountingRules(joined_s=10.0)).findings
    assert finding.episodes == 1
    assert finding.share.value == pytest.approx(0.85)


def test_a_saved_verdict_is_reproduced_by_its_own_rules() -> None:
    """Those of an earlier version, and those of the file; anything else is a difference."""
    log = [record_of(each) for each in noisy_exam(seed=4)]
    for rules in (None, CountingRules(least_s=1.5)):
        saved = json.loads(json.dumps(verdict_of(log, LABEL_SET, rules).as_dict()))
        assert is_reproduced(saved, log, LABEL_SET)
        assert not is_reproduced(saved, log[:-100], LABEL_SET)
        assert not is_reproduced(saved | {"rules": {"least_s": 0.1}}, log, LABEL_SET)
        assert not is_reproduced(saved | {"rules": {"unknown": 1}}, log, LABEL_SET)
    first = json.loads(json.dumps(verdict_of(log, LABEL_SET, FIRST_RULES).as_dict()))
    del first["rules"], first["brief"]
    for finding in first["findings"]:
        del finding["shown_s"]
    assert is_reproduced(first, log, LABEL_SET)
    assert not is_reproduced(first | {"pooled_frames": 0}, log, LABEL_SET)
