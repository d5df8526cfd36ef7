"""A moment of the last minute in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hysteroview.core.types import AssessmentState, TwoClass
from hysteroview.gui.live.findings.panel import no_result, two_class_words
from hysteroview.gui.live.strip.last_minute import PastMoment
from hysteroview.gui.look.language import translated_label, translated_reason
from hysteroview.gui.widgets.class_bars import percent
from hysteroview.gui.widgets.status_light import look_of


def moment_words(moment: PastMoment | None) -> str:
    """Say what the AI said at a moment; whatever is no result says so."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("LastMinuteStrip", text)

    if moment is None:
        return tr("no result")
    if moment.state is not AssessmentState.ACTIVE:
        title = look_of(moment.state).title
        reason = translated_reason(moment.reason.value) if moment.reason is not None else ""
        return f"{title}: {reason}" if reason else title
    if moment.share is None or moment.two_class is None:
        return no_result(moment.state)
    label = tr("no clear class")
    if moment.label is not None and moment.label_share is not None:
        name = f"{moment.label.code} {translated_label(moment.label.name)}"
        label = f"{name}: {percent(moment.label_share)}"
    verdict, share = two_class_words(moment.two_class), percent(moment.share)
    if moment.two_class is TwoClass.PREMALIGNANT_OR_MALIGNANT:
        return f"{label}\n{verdict} {share}"
    return f"{label}\n{verdict}\n" + tr("premalignant or malignant: {0}").format(share)
