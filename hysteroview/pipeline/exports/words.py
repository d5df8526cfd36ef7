"""Words of captions and labels that the window does not have, and results in both languages."""

from __future__ import annotations

from typing import Final

from hysteroview.core.language.translation import CHINESE, translated
from hysteroview.core.record import FrameRecord
from hysteroview.core.states import AssessmentState, Reason, TwoClass
from hysteroview.core.wording import NO_CLEAR_CLASS, NO_RESULT, percent, state_words
from hysteroview.export.pictures.caption import CaptionRow, Ink

_CHINESE: Final = {
    "De-identified": "已去标识化",
    "Place not recorded": "未记录部位",
    "{0} in the exam": "检查开始后 {0}",
    "{0} in the recording": "录像 {0} 处",
    "Model": "模型",
    "Heatmap": "热力图",
    "calibrated": "已校准",
    "uncalibrated": "未校准",
    "premalignant or malignant": "癌前病变或恶性",
    "Warning": "警告",
    "Patient not recorded": "未记录患者",
    "The AI was hidden from the operator": "AI 当时对术者隐藏",
    "Not a live picture": "非实时画面",
    "Explanation of the AI, computed afterwards": "AI 解释图，事后计算",
    "Not analyzed": "未分析",
    "Picture": "图像",
    "Lesion": "病灶",
    "of": "/",
    "Research use only. Not for diagnosis.": "仅供研究使用，不用于诊断。",
    "This frame was not analyzed": "本帧未分析",
    "cervical canal": "宫颈管",
    "fundus": "宫底",
    "right ostium": "右侧输卵管开口",
    "left ostium": "左侧输卵管开口",
    "anterior wall": "前壁",
    "posterior wall": "后壁",
    "right lateral wall": "右侧壁",
    "left lateral wall": "左侧壁",
    "other place": "其他部位",
}
_TWO_CLASS_INKS: Final = {
    TwoClass.PREMALIGNANT_OR_MALIGNANT: Ink.CAUTION,
    TwoClass.NOT_EXCLUDED: Ink.CAUTION,
    TwoClass.UNDECIDED: Ink.PLAIN,
    TwoClass.BENIGN: Ink.ACCENT,
}


def word(text: str, language: str) -> str:
    """Return one of the texts above in a language."""
    return _CHINESE[text] if language == CHINESE else text


def colon(language: str) -> str:
    """Return what stands between a title and its text."""
    return "：" if language == CHINESE else ": "


def no_result(state: AssessmentState, reason: Reason | None, language: str) -> str:
    """Return one line that there is no result, and why, as the window says it."""
    words = state_words(state, reason)
    text = translated("State", words.no_result, language)
    if reason is None:
        return text
    return f"{text}{colon(language)}{translated('Message', words.why, language)}"


def result_rows(
    state: AssessmentState, result: FrameRecord | None, language: str, *, is_hidden: bool = False
) -> tuple[CaptionRow, ...]:
    """Return what the AI said at a moment: class, probability and two-class result, or why not.

    Parameters
    ----------
    state
        State of the AI at that moment.
    result
        What was shown; None if there was nothing.
    is_hidden
        Whether it was hidden from the operator; then it is not said here either.
    """
    decision = result.decision if result is not None else None
    if is_hidden:
        return _nothing(word("The AI was hidden from the operator", language), language)
    if state is not AssessmentState.ACTIVE or decision is None or result is None:
        return _nothing(no_result(state, None, language), language)
    if not decision.is_result:
        known = decision.state or state
        return _nothing(no_result(known, decision.reason, language), language)
    shown, two_class = result.shown_label, decision.two_class
    head = translated("State", NO_CLEAR_CLASS, language)
    if shown is not None:
        label, probability = shown
        head = f"{label.code}  {translated('Label', label.name, language)}  {percent(probability)}"
    rows = [
        CaptionRow(
            head,
            "" if two_class is None else translated("State", two_class.value, language),
            right_ink=Ink.PLAIN if two_class is None else _TWO_CLASS_INKS[two_class],
            is_bold=True, scale=1.25,
        )
    ]  # fmt: skip
    is_calibrated = result.origin is not None and result.origin.is_calibrated
    calibration = word("calibrated" if is_calibrated else "uncalibrated", language)
    share = decision.premalignant_or_malignant
    if share is not None:
        side = word("premalignant or malignant", language)
        rows.append(CaptionRow(f"{side} {percent(share)}", calibration, ink=Ink.MUTED))
    return tuple(rows)


def _nothing(text: str, language: str) -> tuple[CaptionRow, ...]:
    head = CaptionRow(text, is_bold=True, scale=1.25)
    return head, CaptionRow(translated("State", NO_RESULT, language), ink=Ink.MUTED)
