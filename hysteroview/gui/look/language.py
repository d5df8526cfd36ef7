"""The language of the window: English, or one of the translation files."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from hysteroview.core.resources import bundled_path
from hysteroview.settings.choices import Language

_PREFIX = "hysteroview_"

_installed: list[QTranslator] = []  # Qt keeps only a pointer
_shown: list[str] = []  # names of the languages that are installed, of which there is one at most


def install_language(language: Language) -> None:
    """Use this language for all texts from now on.

    If the system's language has no translation, it is English.
    """
    application = QCoreApplication.instance()
    assert application is not None
    while _installed:
        application.removeTranslator(_installed.pop())
    _shown.clear()
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
            if prefix == _PREFIX:
                _shown.append(translator.language())


def shown_language() -> str:
    """Return the language of the window: English where there is no translation."""
    return _shown[-1] if _shown else Language.ENGLISH


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


def translated_report(text: str) -> str:
    """Return a text of reports, such as the label of a field, in the language of the window."""
    return QCoreApplication.translate("Report", text)
