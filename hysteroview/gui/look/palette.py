"""The named colors of each theme; their combinations are tested for contrast (WCAG 2.2)."""

from __future__ import annotations

from hysteroview.settings.choices import Theme

# On each surface each text has a contrast of at least 4.5 (1.4.3), each part at least 3 (1.4.11).
SURFACES: dict[Theme, dict[str, str]] = {
    Theme.DARK: {"canvas": "#0a0c0e", "surface": "#14171b", "raised": "#1f252b"},
    Theme.LIGHT: {"canvas": "#e9edf1", "surface": "#f5f7f9", "raised": "#ffffff"},
}
TEXTS: dict[Theme, dict[str, str]] = {
    Theme.DARK: {
        "ink": "#edf1f4",
        "muted": "#a4afba",
        "accent": "#6fb7ff",
        "active": "#5fd3a6",
        "caution": "#ffb547",
        "alert": "#ff8a7a",
    },
    Theme.LIGHT: {
        "ink": "#12181d",
        "muted": "#4a5661",
        "accent": "#0a58a8",
        "active": "#0b6646",
        "caution": "#7d4a00",
        "alert": "#b3261e",
    },
}
PARTS: dict[Theme, dict[str, str]] = {  # outlines of input fields
    Theme.DARK: {"edge": "#75828f"},
    Theme.LIGHT: {"edge": "#6d7984"},
}
# Backgrounds of controls in certain states; text on them has the color ink.
STATES: dict[Theme, dict[str, str]] = {
    Theme.DARK: {
        "hover": "#2a323a",
        "pressed": "#333b44",
        "selected": "#1d3a56",
        "alertSurface": "#3a1512",
        "cautionSurface": "#33260a",
    },
    Theme.LIGHT: {
        "hover": "#eef3f7",
        "pressed": "#d5dce3",
        "selected": "#cfe3f7",
        "alertSurface": "#fbe3e0",
        "cautionSurface": "#fcefd2",
    },
}
# The surroundings of the picture are black in each theme, with these colors of text.
PICTURE = {
    "black": "#000000",
    "pictureInk": "#edf1f4",
    "pictureAccent": "#6fb7ff",
    "pictureCaution": "#ffb547",
    "pictureAlert": "#ff8a7a",
    "pictureActive": "#5fd3a6",
    "recording": "#c01f1f",
    "pictureEmpty": "#1f252b",
}
_DECORATION: dict[Theme, dict[str, str]] = {
    # what is disabled is exempt from contrast (1.4.3) and must not look like what is enabled
    Theme.DARK: {"line": "#333b44", "primaryHover": "#ffffff", "disabled": "#5b6670"},
    Theme.LIGHT: {"line": "#c3ccd4", "primaryHover": "#2b353e", "disabled": "#9aa5af"},
}
COLORS: dict[Theme, dict[str, str]] = {
    theme: SURFACES[theme]
    | TEXTS[theme]
    | PARTS[theme]
    | STATES[theme]
    | _DECORATION[theme]
    | PICTURE
    for theme in Theme
}
