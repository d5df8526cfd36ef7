"""The part of a report about the AI, kept apart from what the operator answers for."""

from __future__ import annotations

from collections.abc import Iterator

from hysteroview.core.assessment_words import not_assessed_shares, warned_shares
from hysteroview.core.review.findings import OTHER, FindingState, ReviewFinding
from hysteroview.core.wording import NO_RESULT, moment, percent
from hysteroview.export.report.content import Row, Section, Table
from hysteroview.inference.decide.verdict import Finding, Share
from hysteroview.pipeline.report.record import ExamRecord
from hysteroview.pipeline.report.words import Words

_FIGURES = 6  # of the model's card, the first ones


def ai_texts(words: Words) -> tuple[str, ...]:
    """Return what is said before everything else about the AI."""
    return (
        words.tr(
            "What follows was computed by a model. It is no diagnosis, and the conclusion of this "
            "report does not depend on it unless the operator says so."
        ),
    )


def ai_parts(record: ExamRecord, words: Words) -> tuple[Section | Table, ...]:
    """Return the parts about the AI in their order."""
    return (
        _analyzed(record, words),
        _found(record, words),
        _decided(record, words),
        _model(record, words),
        _hashes(record, words),
    )


def _analyzed(record: ExamRecord, words: Words) -> Section:
    counts = record.counts
    heading = words.tr("What was analyzed")
    if not counts.analyzed:
        return Section(heading=heading, texts=(words.tr("No frame was analyzed in this exam."),))
    shares = not_assessed_shares(counts)
    rows = [
        Row(words.tr("Frames analyzed"), str(counts.analyzed)),
        Row(words.tr("Not assessed"), shares.whole),
    ]
    rows += [
        Row(words.tr("of these, {0}", words.cause(cause)), share) for cause, share in shares.parts
    ]
    warned = warned_shares(counts)
    rows += [
        Row(words.tr("With a warning: {0}", words.cause(cause)), share)
        for cause, share in warned.parts
    ]
    return Section(heading=heading, rows=tuple(rows), texts=(words.state(NO_RESULT),))


def _found(record: ExamRecord, words: Words) -> Section:
    """Return the AI's findings, with intervals in words."""
    heading, verdict = words.tr("What the AI showed"), record.verdict
    if verdict is None:
        text = words.tr("There is no result of the AI that could be evaluated.")
        return Section(heading=heading, texts=(text, words.state(NO_RESULT)))
    texts = [_finding(each, record, words) for each in verdict.findings]
    whole = verdict.premalignant_or_malignant
    if whole is None:
        texts.append(words.state(NO_RESULT))
    else:
        texts.append(
            words.tr(
                "Premalignant or malignant classes together: {0} ({1}). {2}",
                percent(whole.value),
                _calibration(record, words),
                _interval(whole, len(verdict.pooled_episodes), words),
            )
        )
    texts += [
        words.tr(
            "Shown too briefly to be a finding: {0}, for {1}, first at {2}.",
            words.label(record.label_of(brief.code)),
            words.duration(brief.shown_s),
            moment(brief.first_ns),
        )
        for brief in verdict.brief
    ]
    texts.append(
        words.tr(
            "The intervals say how uncertain a figure is because of the few episodes in this exam, "
            "not how often the model is wrong in patients."
        )
    )
    return Section(heading=heading, texts=tuple(texts))


def _finding(finding: Finding, record: ExamRecord, words: Words) -> str:
    return words.tr(
        "{0}: probability {1}. {2} Shown for {3}, first at {4}.",
        words.label(record.label_of(finding.code)),
        percent(finding.share.value),
        _interval(finding.share, finding.pooled_episodes, words),
        words.duration(finding.shown_s),
        moment(finding.first_ns),
    )


def _interval(share: Share, episodes: int, words: Words) -> str:
    """Return an interval as a sentence."""
    low, high = percent(share.low), percent(share.high)
    if episodes == 1:
        return words.tr("By one episode alone, it may be anything from {0} to {1}.", low, high)
    return words.tr("By {0} episodes, it may be anything from {1} to {2}.", episodes, low, high)


def _decided(record: ExamRecord, words: Words) -> Table:
    """Return what the operator decided about each finding."""
    rows = (_decision(each, record, words) for each in record.exam.findings)
    undecided = _undecided(record)
    texts = []
    if undecided:
        texts.append(
            words.tr(
                "Neither accepted nor rejected: {0}. They are no findings of this report.",
                words.listed(words.label(record.label_of(code)) for code in undecided),
            )
        )
    return Table(
        heading=words.tr("Accepted and rejected by the operator"),
        columns=(
            words.tr("Decision"), words.tr("Class"), words.tr("The AI showed"),
            words.tr("Time"), words.tr("Greatest probability"), words.tr("Remarks"),
        ),
        rows=tuple(rows),
        empty=words.tr("No finding was accepted or rejected."),
        texts=tuple(texts),
    )  # fmt: skip


def _undecided(record: ExamRecord) -> list[str]:
    """Return the classes of the AI's findings about which nothing was decided."""
    decided = {each.ai_code for each in record.exam.findings}
    found = record.verdict.findings if record.verdict is not None else ()
    return [each.code for each in found if each.code not in decided]


def _decision(finding: ReviewFinding, record: ExamRecord, words: Words) -> tuple[str, ...]:
    states = {
        FindingState.ACCEPTED: words.tr("accepted"),
        FindingState.REJECTED: words.tr("rejected"),
        FindingState.OPEN: words.tr("open"),
    }

    def name(code: str | None) -> str:
        if code is None:
            return words.tr("nothing, added by the operator")
        return words.tr("other") if code == OTHER else words.label(record.label_of(code))

    return (
        states[finding.state],
        name(finding.code),
        name(finding.ai_code),
        f"{moment(finding.start_ns)}–{moment(finding.end_ns)}",
        "–" if finding.peak is None else percent(finding.peak),
        finding.note or "–",
    )


def _calibration(record: ExamRecord, words: Words) -> str:
    is_calibrated = record.origin is not None and record.origin.is_calibrated
    return words.card("calibrated" if is_calibrated else "uncalibrated")


def _model(record: ExamRecord, words: Words) -> Section:
    exam, card, origin = record.exam, record.card, record.origin
    rows = [Row(words.tr("Model"), exam.model or words.missing(), is_recorded=bool(exam.model))]
    if origin is not None:
        rows.append(Row(words.tr("Probabilities"), _calibration(record, words)))
        if origin.runtime:
            rows.append(Row(words.tr("Runtime"), origin.runtime))
        classes = words.listed(words.label(each) for each in origin.labels)
        rows.append(Row(words.tr("Classes"), classes))
    if card is None:
        text = words.tr("The card of this model is not on this computer.")
        return Section(heading=words.tr("The model"), rows=tuple(rows), texts=(text,))
    rows.insert(1, Row(words.tr("Title"), card.title))
    rows.append(Row(words.tr("Intended use"), card.intended_use))
    rows.append(Row(words.tr("Made"), card.provenance.get("date", words.missing())))
    figures = ", ".join(f"{name} {value:g}" for name, value in _figures(record))
    if figures:
        rows.append(Row(words.tr("Figures of its card"), figures))
    texts = [words.card(card.warning)]
    if card.missing:
        texts.append(words.tr("The model lacks: {0}.", ", ".join(card.missing)))
    return Section(heading=words.tr("The model"), rows=tuple(rows), texts=tuple(texts))


def _figures(record: ExamRecord) -> Iterator[tuple[str, float]]:
    card = record.card
    if card is not None:
        yield from list(card.figures.items())[:_FIGURES]


def _hashes(record: ExamRecord, words: Words) -> Section:
    head = record.head
    rows = [
        Row(words.tr("Head of the log"), words.tr("entry {0}, {1}", head.count, head.sha256)),
        Row(words.tr("Card of the model"), record.exam.model_sha256 or words.missing()),
    ]
    if not record.is_log_whole:
        text = words.tr("The log of this exam was changed or is damaged.")
        rows.append(Row(words.tr("Warning"), text, is_warning=True))
    known = {each.name: each.sha256 for each in record.media}
    rows += [
        Row(words.tr("Picture {0}", each.number), known.get(each.raw, words.missing()))
        for each in record.snapshots
    ]
    return Section(heading=words.tr("Hashes (SHA-256)"), rows=tuple(rows))
