"""The language of the window: English, or one of the translation files."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from hysteroview.core.resources import bundled_path
from hysteroview.settings.choices import Language

_PREFIX = "hysteroview_"

_installed: list[QTranslator] = []  # Qt keeps only a pointer


def install_language(language: Language) -> None:
    """Let all that is written from now on be in this language.

    A system's language for which there is no translation means English.
    """
    application = QCoreApplication.instance()
    assert application is not None
    while _installed:
        application.removeTranslator(_installed.pop())
    locale = QLocale.system() if language is Language.SYSTEM else QLocale(language)
    folders = {
        "qtbase_": QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath),
        _PREFIX: str(bundled_path("resources") / "translations"),
    }
    for prefix, folder in folders.items():
        translator = QTranslator(application)
        if translator.load(locale, prefix, "", folder):
            application.installTranslator(translator)
            _installed.append(translator)


def translated_reason(told: str) -> str:
    """Return why a picture is not assessable, in the language of the window."""
    return QCoreApplication.translate("Reason", told)


def translated_state(words: str) -> str:
    """Return how a state or result is described, in the language of the window."""
    return QCoreApplication.translate("State", words)


def translated_label(name: str) -> str:
    """Return the name of a class as its model calls it, in the language of the window."""
    return QCoreApplication.translate("Label", name)


def translated_card(words: str) -> str:
    """Return what a model's card says of it, in the language of the window."""
    return QCoreApplication.translate("Card", words)


def translated_setting(text: str) -> str:
    """Return a text of the table of settings, in the language of the window."""
    return QCoreApplication.translate("Settings", text)
