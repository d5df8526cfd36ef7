"""Chinese has glyphs in the program's own font, in both weights, also for rare names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from hysteroview.core.resources import bundled_path
from hysteroview.gui.look.fonts import CHINESE, RARE, missing_glyphs, missing_in_translation
from hysteroview.gui.look.theme import apply_theme, style_sheet

RARE_NAMES = "喆堃翀犇昉㛃䶮赟祎钰"
MOST_BYTES = 10_000_000


def test_all_chinese_of_the_window_has_glyphs(qapp: QApplication) -> None:
    """With Latin fonts alone all of Chinese was boxes."""
    apply_theme(qapp)
    assert missing_in_translation() == ""


def test_rare_names_have_glyphs(qapp: QApplication) -> None:
    apply_theme(qapp)
    assert missing_glyphs(RARE_NAMES) == ""
    assert missing_glyphs(RARE_NAMES, is_bold=True) == ""
    assert missing_glyphs("\U0001f600") == "\U0001f600"  # what it lacks is found


def test_a_label_has_the_font_behind_the_one_of_the_system(
    qtbot: QtBot, qapp: QApplication
) -> None:
    apply_theme(qapp)
    label = QLabel("子宫")
    qtbot.addWidget(label)
    label.setStyleSheet(style_sheet(1.0))
    label.ensurePolished()
    assert label.font().families()[1:] == [CHINESE, RARE]
    assert QFontInfo(label.font()).family() != CHINESE  # Latin looks as before


def test_the_font_and_its_license_come_with_the_program() -> None:
    folder = bundled_path("resources") / "fonts"
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8")
    assert sum(file.stat().st_size for file in folder.glob("*.otf")) <= MOST_BYTES


PROGRAM = """
import sys
from PySide6.QtGui import QFont, QTextLayout
from PySide6.QtWidgets import QApplication
from hysteroview.gui.look.theme import apply_theme

application = QApplication(["-"])
apply_theme(application)
for weight in (QFont.Weight.Normal, QFont.Weight.DemiBold, QFont.Weight.Bold):
    font = QFont(application.font())
    font.setPixelSize(20)
    font.setWeight(weight)
    layout = QTextLayout(sys.argv[1], font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    print(*(glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes()))
"""
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>{0}</cachedir>
<alias><family>Sans Serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
</fontconfig>"""


@pytest.mark.skipif(sys.platform != "linux", reason="fonts are limited with fontconfig")
def test_chinese_is_shown_where_the_system_has_only_latin_fonts(tmp_path: Path) -> None:
    """Also rare characters in bold, for which Qt does not use the regular font."""
    config = tmp_path / "fonts.conf"
    config.write_text(FONTS.format(tmp_path / "cache"))
    environment = os.environ | {"FONTCONFIG_FILE": str(config), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, f"A子宫内膜{RARE_NAMES}"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    for line in lines:
        assert "0" not in line.split()  # the glyph of a missing character, a box
