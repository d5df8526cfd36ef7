"""The first file of a recording that was split: as one recording, or alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from hysteroview.capture.opening import open_source
from hysteroview.gui.exam.page import ExamPage
from hysteroview.gui.sources.choice import SourceChoice, choice_of
from hysteroview.settings.corrections import AspectChoice
from hysteroview.settings.live import CurrentSettings
from numbered import read_number
from parts import LENGTH, SPLITS, write_parts

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # a window of its own, offscreen


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ExamPage]:
    made = ExamPage(CurrentSettings())
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close_tasks()


def begun(qtbot: QtBot, page: ExamPage) -> SourceChoice:
    with qtbot.waitSignal(page.begun) as emitted:
        page.only_look.click()
    choice = emitted.args[0]
    assert isinstance(choice, SourceChoice)
    return choice


def numbers_in(choice: SourceChoice) -> list[int]:
    source = open_source(choice.location)
    try:
        return [read_number(frame.pixels) for frame in iter(source.read, None)]
    finally:
        source.close()


def test_only_this_part_is_opened_if_it_is_chosen(
    qtbot: QtBot, page: ExamPage, tmp_path: Path
) -> None:
    name = "continues_001.ts"
    first, *_ = write_parts(tmp_path / name, SPLITS[name])
    page.show_choice(choice_of(str(first)), None)
    assert page.parts.isHidden(), "until its files are found"
    qtbot.waitUntil(page.parts.isVisible)
    assert "3 files" in page.parts.caption
    assert numbers_in(begun(qtbot, page)) == [*range(3 * LENGTH)]
    page.parts.alone.click()
    page.details.aspect.setCurrentIndex(page.details.aspect.findData(AspectChoice.RATIO_4_3))
    chosen = begun(qtbot, page)
    assert chosen.location == f"{first}#parts=alone#aspect=4:3"
    assert numbers_in(chosen) == [*range(LENGTH)]
    page.show_choice(choice_of(chosen.location), None)
    qtbot.waitUntil(page.parts.isVisible)
    assert page.parts.alone.isChecked(), "as it was used last"
    page.parts.alone.click()
    assert begun(qtbot, page).location == f"{first}#aspect=4:3"


def test_a_single_file_and_a_later_part_offer_no_choice(
    qtbot: QtBot, page: ExamPage, tmp_path: Path
) -> None:
    name = "continues_001.ts"
    *_, last = write_parts(tmp_path / name, SPLITS[name])
    page.show_choice(choice_of(str(last)), None)
    chosen = begun(qtbot, page)
    page.parts.close_tasks()
    assert page.parts.isHidden()
    assert chosen.location == str(last)
