"""The window in another language: all of its texts, and at run time."""

from __future__ import annotations

import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hysteroview.core.types import AssessmentState
from hysteroview.gui.archive.panel import ExamsPanel
from hysteroview.gui.live.findings.panel import no_result
from hysteroview.gui.look.language import (
    install_language,
    translated_card,
    translated_label,
)
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.start.page import StartPage
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.choices import Language

PACKAGING = Path(__file__).parents[3] / "packaging"
sys.path.insert(0, str(PACKAGING))

import translations  # noqa: E402 - it is a script, no part of the program


@pytest.fixture(autouse=True)
def _english_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    install_language(Language.ENGLISH)


def test_every_text_is_translated_with_all_its_places() -> None:
    for language in translations.LANGUAGES:
        file = translations.FOLDER / f"hysteroview_{language}.ts"
        translated = translations.read(file)
        assert list(translated) == translations.texts(), "run `make translations`"
        for (context, source), text in translated.items():
            assert text, f"{context}: {source}"
            assert places(text) == places(source), f"{context}: {source}"


def test_lesion_and_snapshot_have_one_chinese_word_each() -> None:
    """See docs/window.md; names of categories keep their usual compounds."""
    file = translations.FOLDER / "hysteroview_zh_CN.ts"
    for (_, source), text in translations.read(file).items():
        if re.search(r"\b[Ll]esions?\b(?! none|=)", source):
            assert "\u75c5\u7076" in text, source
        if re.search(r"\b[Ss]napshots?\b", source):
            assert "\u91c7\u56fe" in text, source
    for each in (file, *(translations.ROOT / "hysteroview").rglob("*.py")):
        written = each.read_text(encoding="utf-8")
        for category in ("\u764c\u524d\u75c5\u53d8", "\u6076\u6027\u75c5\u53d8"):
            written = written.replace(category, "")
        for other in ("\u75c5\u53d8", "\u5feb\u7167"):
            assert other not in written, each.name


def test_what_is_loaded_is_what_is_written(tmp_path: Path) -> None:
    for language in translations.LANGUAGES:
        file = translations.FOLDER / f"hysteroview_{language}.ts"
        translations.compile_file(file, tmp_path / "made.qm")
        made = (tmp_path / "made.qm").read_bytes()
        assert made == file.with_suffix(".qm").read_bytes(), "run `make translations`"


def test_the_language_changes_at_run_time(qtbot: QtBot, card: ModelCard) -> None:
    access = ExamAccess(Path("/nowhere"))
    english = StartPage("", ExamsPanel({}, lambda: access))
    install_language(Language.CHINESE)
    chinese = StartPage("", ExamsPanel({}, lambda: access))
    for page in (english, chinese):
        qtbot.addWidget(page)
    assert english.settings.text() == "Settings"
    assert chinese.settings.text() == "设置"
    assert no_result(AssessmentState.NOT_ASSESSABLE) == "未评估"
    assert translated_message("too dark") == "太暗"
    assert translated_label("Endometrial polyp") == "子宫内膜息肉"
    assert "仅供研究" in translated_card(card.warning)
    install_language(Language.ENGLISH)
    assert no_result(AssessmentState.NOT_ASSESSABLE) == "Not assessed"
    for page in (english, chinese):
        page.close_tasks()


@pytest.mark.parametrize("language", Language)
def test_no_state_reads_as_benign_in_any_language(language: Language) -> None:
    install_language(language)
    for state in AssessmentState:
        assert "良性" not in no_result(state)
        assert "benign" not in no_result(state).lower()


def places(text: str) -> list[tuple[str | None, str | None]]:
    fields = string.Formatter().parse(text)
    return sorted((name, form) for _, name, form, _ in fields if name is not None)
