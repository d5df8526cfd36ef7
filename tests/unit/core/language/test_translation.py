"""Words of the window in files that are written without it."""

from __future__ import annotations

from hysteroview.core.language.translation import translated


def test_words_are_those_of_the_window() -> None:
    assert translated("Label", "Endometrial polyp", "zh") == "子宫内膜息肉"
    assert translated("State", "Not assessed", "zh") == "未评估"
    assert translated("Message", "blurred", "zh") == "模糊"
    assert translated("Label", "Endometrial polyp", "en") == "Endometrial polyp"
    assert translated("Label", "not in any list", "zh") == "not in any list"
