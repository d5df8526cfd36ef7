"""Texts of a timeline: captions of its rows, and what is at a moment."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import NO_CLEAR_CLASS, percent
from hysteroview.gui.look.assessment import cause_text
from hysteroview.gui.look.language import translated_label, translated_state
from hysteroview.gui.review.timeline.content import (
    EpisodeSpan,
    EpisodeState,
    TimelineContent,
)
from hysteroview.gui.review.timeline.rows import Row, Rows, causes_in_rows
from hysteroview.gui.review.timeline.window import tick_words
from hysteroview.pipeline.review.track_columns import ASSESSED, CAUSES, NOTHING


def _tr(text: str) -> str:
    return QCoreApplication.translate("Timeline", text)


def captions_of(content: TimelineContent, rows: Rows) -> list[tuple[Row, str]]:
    """Return each row with its caption."""
    captions = [
        (rows.events, _tr("Events")),
        (rows.episodes, _tr("Findings")),
        (rows.curve, _tr("Premalignant or malignant")),
        (rows.lane, _tr("Assessed")),
    ]
    if rows.places is not None:
        captions.append((rows.places, _tr("Photo plan")))
    if content.labels is not None:
        captions += zip(rows.classes, content.labels.codes, strict=False)
    if rows.quality is not None:
        captions.append((rows.quality, _tr("Picture quality")))
    if content.bins is not None:
        causes = [CAUSES[code] for code in content.bins.causes[1:]]
        for row, places in zip(rows.causes, causes_in_rows(len(causes)), strict=False):
            is_one = len(places) == 1
            text = cause_text(causes[places.start]) if is_one else _tr("other causes")
            captions.append((row, _tr("– {0}").format(text)))
    return captions


def moment_text(content: TimelineContent, pts_ns: int, near_ns: int) -> str:
    """Return what is at a moment: its time, the result or why there is none, and events.

    Parameters
    ----------
    near_ns
        Within which time an event is at the moment.
    """
    hundredth = NS_PER_S // 100
    since_ns = round((pts_ns - content.from_ns) / hundredth) * hundredth
    lines = [tick_words(since_ns), *_result_lines(content, pts_ns)]
    lines += [_episode_text(e) for e in content.episodes if e.from_ns <= pts_ns <= e.to_ns]
    lines += [each.text for each in content.places if each.from_ns <= pts_ns <= each.to_ns]
    events = (*content.snapshots, *content.marks, *content.own_calls)
    lines += [each.text for each in events if abs(each.pts_ns - pts_ns) <= near_ns]
    return "\n".join(lines)


def _result_lines(content: TimelineContent, pts_ns: int) -> list[str]:
    for span in (*content.failed, *content.losses):
        if span.from_ns <= pts_ns <= span.to_ns:
            return [span.text]
    if content.bins is None or content.labels is None:
        return [_tr("Not analyzed yet")]
    columns = content.bins.columns
    row = columns.row_at(pts_ns)
    if row is None:
        is_to_come = content.analyzed_to_ns is not None and pts_ns > content.analyzed_to_ns
        return [_tr("Not analyzed yet") if is_to_come else _tr("no result")]
    code = int(columns.cause[row])
    if code != ASSESSED:
        return [_tr("Not assessed: {0}").format(cause_text(CAUSES[code]))]
    lines = [translated_state(NO_CLEAR_CLASS)]
    shown = int(columns.label[row])
    if shown != NOTHING:
        label = content.labels[shown]
        share = percent(float(columns.probabilities[shown, row]))
        lines = [f"{label.code} {translated_label(label.name)}: {share}"]
    grave = percent(float(columns.share[row]))
    return [*lines, _tr("Premalignant or malignant: {0}").format(grave)]


def _episode_text(episode: EpisodeSpan) -> str:
    words = {
        EpisodeState.OPEN: _tr("{0}: not decided"),
        EpisodeState.ACCEPTED: _tr("{0}: accepted"),
        EpisodeState.REJECTED: _tr("{0}: rejected"),
    }
    name = translated_label(episode.name) if episode.name else ""
    return words[episode.state].format(f"{episode.code} {name}".strip())
