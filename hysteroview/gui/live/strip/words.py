"""Texts for a moment of the last minute."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hysteroview.core.types import AssessmentState, TwoClass
from hysteroview.core.wording import NO_CLEAR_CLASS, percent
from hysteroview.gui.live.findings.panel import no_result, two_class_words
from hysteroview.gui.live.strip.last_minute import PastMoment
from hysteroview.gui.look.assessment import warning_text
from hysteroview.gui.look.language import translated_label, translated_state
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.widgets.status_light import look_of


def moment_words(moment: PastMoment | None) -> str:
    """Text of the result at a moment, or why there was none."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("LastMinuteStrip", text)

    if moment is None:
        return tr("no result")
    decision = moment.record.decision if moment.record is not None else None
    if moment.state is not AssessmentState.ACTIVE:
        title = look_of(moment.state).title
        reason = decision.reason if decision is not None else None
        return f"{title}: {translated_message(reason.value)}" if reason is not None else title
    share = decision.premalignant_or_malignant if decision is not None else None
    if decision is None or share is None or decision.two_class is None:
        return no_result(moment.state)
    label = translated_state(NO_CLEAR_CLASS)
    if moment.record is not None and (shown := moment.record.shown_label) is not None:
        name = f"{shown[0].code} {translated_label(shown[0].name)}"
        label = f"{name}: {percent(shown[1])}"
    label = "\n".join(filter(None, (label, warning_text(decision.warnings))))
    verdict, words = two_class_words(decision.two_class), percent(share)
    if decision.two_class is TwoClass.PREMALIGNANT_OR_MALIGNANT:
        return f"{label}\n{verdict} {words}"
    return f"{label}\n{verdict}\n" + tr("premalignant or malignant: {0}").format(words)
