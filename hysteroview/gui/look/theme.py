"""The look of the program: colors, type and spacing, filled into the style sheet."""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from hysteroview.core.resources import bundled_path
from hysteroview.gui.look.fonts import install_fonts
from hysteroview.gui.look.palette import COLORS
from hysteroview.settings.choices import Theme

_SIZES = {
    "caption": 12,
    "body": 14,
    "strong": 16,
    "title": 22,
    "verdict": 20,
    "result": 20,
    "target": 44,  # minimum height of buttons, for gloved hands
    "s1": 4,
    "s2": 8,
    "s25": 10,
    "s3": 12,
    "s4": 16,
    "s6": 24,
}
BASE_WIDTH_PX, BASE_HEIGHT_PX = 1280, 720
_UPRIGHT_WIDTH_PX, _UPRIGHT_HEIGHT_PX = 1000, 1280
_LEAST_SCALE = 0.75  # of a screen of 1920 × 1080 at 200 %, where a pixel is two


class _InUse:
    """The theme in use, the same for all windows."""

    theme = Theme.DARK


def theme_in_use() -> Theme:
    """Return the theme that `apply_theme` was given last."""
    return _InUse.theme


def color(name: str) -> QColor:
    """Return a color of the theme in use, for painting now; it changes with the theme."""
    return QColor(COLORS[_InUse.theme][name])


def scale_for(width_px: int, height_px: int) -> float:
    """Return the scale of text and spacing for a window of this size, in steps, 1 at 1280 × 720.

    In a window that is higher than wide the parts of a page are one above the other, and it is 1 at
    1000 × 1280.
    """
    width, height = (BASE_WIDTH_PX, BASE_HEIGHT_PX)
    if height_px > width_px:
        width, height = _UPRIGHT_WIDTH_PX, _UPRIGHT_HEIGHT_PX
    fit = min(width_px / width, height_px / height)
    return max(_LEAST_SCALE, min(round(fit * 8 - 0.5) / 8, 4.0))


def style_sheet(scale: float) -> str:
    """Return the style sheet for a window of this scale."""
    folder = bundled_path("resources")
    sizes = {name: str(round(size * scale)) for name, size in _SIZES.items()}
    icons = (folder / "icons").as_posix()
    template = Template((folder / "style.qss").read_text(encoding="utf-8"))
    theme = _InUse.theme
    return template.substitute(COLORS[theme] | sizes, icons=icons, theme=theme.value)


def tabular(font: QFont) -> QFont:
    """Return the font with digits of equal width, so that changing numbers do not move."""
    figures = QFont(font)
    figures.setFeature(QFont.Tag("tnum"), 1)
    return figures


def apply_theme(application: QApplication, theme: Theme = Theme.DARK) -> None:
    """Apply a theme to the whole program, independent of the desktop's style.

    Painted parts follow by themselves; a window has to set its `style_sheet` again.
    """
    _InUse.theme = theme
    application.setStyle("Fusion")
    palette = QPalette(color("raised"), color("canvas"))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
        palette.setColor(role, color("ink"))
    palette.setColor(QPalette.ColorRole.ButtonText, color("ink"))
    palette.setColor(QPalette.ColorRole.PlaceholderText, color("muted"))
    palette.setColor(QPalette.ColorRole.Base, color("surface"))
    palette.setColor(QPalette.ColorRole.Highlight, color("accent"))
    palette.setColor(QPalette.ColorRole.HighlightedText, color("surface"))
    application.setPalette(palette)
    install_fonts(application)
    QGuiApplication.setWindowIcon(QIcon(str(bundled_path("resources") / "icons" / "app.svg")))
