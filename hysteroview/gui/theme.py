"""The look of the program: colors, type and spacing, filled into the style sheet."""

from __future__ import annotations

from functools import cache
from string import Template

from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from hysteroview.core.resources import bundled_path

# Each text color has a contrast of at least 4.5 to each surface (WCAG 2.2, 1.4.3): tested.
SURFACES = {
    "black": "#000000",
    "canvas": "#0a0c0e",
    "surface": "#14171b",
    "raised": "#1f252b",
}
TEXTS = {
    "ink": "#edf1f4",
    "muted": "#a4afba",
    "accent": "#6fb7ff",
    "active": "#5fd3a6",
    "caution": "#ffb547",
    "alert": "#ff8a7a",
}
_ACCENTS = {
    "hover": "#2a323a",
    "line": "#333b44",
    "selected": "#1d3a56",
    "alertDark": "#3a1512",
}
COLORS = SURFACES | TEXTS | _ACCENTS
_SIZES = {
    "caption": 12,
    "body": 14,
    "strong": 16,
    "title": 22,
    "verdict": 20,
    "display": 54,
    "target": 44,  # the least height of what a gloved hand presses
    "s1": 4,
    "s2": 8,
    "s25": 10,
    "s3": 12,
    "s4": 16,
    "s6": 24,
}
BASE_WIDTH_PX, BASE_HEIGHT_PX = 1280, 720


def color(name: str) -> QColor:
    """Return a color of the theme."""
    return QColor(COLORS[name])


@cache
def icon(name: str) -> QIcon:
    """Return one of the program's own icons."""
    return QIcon(str(bundled_path("resources") / "icons" / f"{name}.svg"))


def scale_for(width_px: int, height_px: int) -> float:
    """Scale of type and spacing in a window of this size, in steps, from 1 at 1280 × 720."""
    fit = min(width_px / BASE_WIDTH_PX, height_px / BASE_HEIGHT_PX)
    return max(1.0, min(round(fit * 8 - 0.5) / 8, 4.0))


def style_sheet(scale: float) -> str:
    """Return the style sheet for a window of this scale."""
    folder = bundled_path("resources")
    sizes = {name: str(round(size * scale)) for name, size in _SIZES.items()}
    icons = (folder / "icons").as_posix()
    template = Template((folder / "style.qss").read_text(encoding="utf-8"))
    return template.substitute(COLORS | sizes, icons=icons)


def tabular(font: QFont) -> QFont:
    """Return the font with digits of one width, so that numbers stand still."""
    figures = QFont(font)
    figures.setFeature(QFont.Tag("tnum"), 1)
    return figures


def apply_theme(application: QApplication) -> None:
    """Make the whole program dark, whatever the desktop's style is."""
    application.setStyle("Fusion")
    palette = QPalette(color("raised"), color("canvas"))
    palette.setColor(QPalette.ColorRole.WindowText, color("ink"))
    palette.setColor(QPalette.ColorRole.Text, color("ink"))
    palette.setColor(QPalette.ColorRole.ButtonText, color("ink"))
    palette.setColor(QPalette.ColorRole.Base, color("surface"))
    palette.setColor(QPalette.ColorRole.Highlight, color("accent"))
    application.setPalette(palette)
    QGuiApplication.setWindowIcon(icon("app"))
