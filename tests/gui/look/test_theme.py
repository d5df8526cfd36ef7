"""Both themes can be read, and what is on the screen follows when the theme changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hysteroview.core.resources import bundled_path
from hysteroview.gui.look.icons import icon
from hysteroview.gui.look.palette import COLORS, PARTS, PICTURE, STATES, SURFACES, TEXTS
from hysteroview.gui.look.shapes import Mark, Shape
from hysteroview.gui.look.theme import apply_theme, color, style_sheet, theme_in_use
from hysteroview.settings.choices import Theme

ICONS = sorted(
    path.stem
    for path in (bundled_path("resources") / "icons").glob("*.svg")
    if path.stem != "app" and not path.stem.endswith(("-dark", "-light"))
)


@pytest.fixture(autouse=True)
def dark_again(qapp: QApplication) -> Iterator[None]:
    yield
    apply_theme(qapp)


def luminance(color: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("theme", Theme)
def test_every_text_has_contrast(theme: Theme) -> None:
    lie = [(text, surface) for text in TEXTS[theme] for surface in SURFACES[theme]]
    lie += [("ink", state) for state in STATES[theme]]
    lie += [("alert", "alertSurface"), ("caution", "cautionSurface")]
    lie += [("canvas", "ink"), ("canvas", "muted")]
    lie += [("canvas", "primaryHover"), ("surface", "accent")]
    lie += [
        (text, "black") for text in PICTURE if text not in {"black", "pictureEmpty", "recording"}
    ]
    lie += [("pictureInk", "recording")]
    colors = COLORS[theme]
    poor = [pair for pair in lie if contrast(colors[pair[0]], colors[pair[1]]) < 4.5]
    assert not poor


@pytest.mark.parametrize("theme", Theme)
def test_focus_and_outlines_can_be_seen(theme: Theme) -> None:
    for part in ("accent", *PARTS[theme]):
        for surface in SURFACES[theme]:
            found = contrast(COLORS[theme][part], COLORS[theme][surface])
            assert found >= 3, (part, surface, found)
    # the focused primary button is shown by a ring that differs from its own surface too
    assert contrast(COLORS[theme]["accent"], COLORS[theme]["selected"]) >= 3


def test_both_themes_have_the_same_names() -> None:
    assert COLORS[Theme.DARK].keys() == COLORS[Theme.LIGHT].keys()


@pytest.mark.parametrize("theme", Theme)
def test_the_style_sheet_has_no_color_of_its_own(qapp: QApplication, theme: Theme) -> None:
    text = (bundled_path("resources") / "style.qss").read_text(encoding="utf-8")
    names = {word for line in text.splitlines() for word in line.split() if word.startswith("#")}
    assert not names
    apply_theme(qapp, theme)
    sheet = style_sheet(1.0)
    assert "$" not in sheet
    assert COLORS[theme]["canvas"] in sheet
    for part in sheet.split("url(")[1:]:
        assert Path(part.split(")")[0]).is_file()


def inks(shown: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    image = shown.pixmap(QSize(64, 64), 1.0, mode).toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    colors = [QColor.fromRgba(image.pixel(x, y)) for x, y in points]
    return {each.name() for each in colors if each.alpha() == 255}


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_follows_the_theme_though_it_was_made_before(qapp: QApplication, name: str) -> None:
    shown = QIcon(icon(name))
    on_black = dict.fromkeys(("camera", "network", "phantom", "recording"), "pictureInk")
    ink = ({"snapshot": "canvas", "record": "alert"} | on_black).get(name, "ink")
    for theme in Theme:
        apply_theme(qapp, theme)
        assert inks(shown) == {COLORS[theme][ink]}
        assert inks(shown, QIcon.Mode.Disabled) == {COLORS[theme]["disabled"]}


def test_a_mark_follows_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    mark = Mark()
    qtbot.addWidget(mark)
    mark.resize(40, 40)
    mark.show_shape(Shape.DISC, "alert")
    for theme in Theme:
        apply_theme(qapp, theme)
        assert theme_in_use() is theme
        assert mark.grab().toImage().pixelColor(20, 20) == color("alert")
