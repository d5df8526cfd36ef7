"""The Chinese font that comes with the program, for systems that have none."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QFontInfo, QRawFont
from PySide6.QtWidgets import QApplication

from hysteroview.core.resources import bundled_path

CHINESE, RARE = "Noto Sans CJK SC", "Noto Sans CJK SC Rare"
_FIRST_IDEOGRAPHIC = 0x2E80
_installed: list[int] = []  # numbers that Qt has given to the files


def install_fonts(application: QApplication) -> None:
    """Add the Chinese font behind the system's own for all texts of the program."""
    if not _installed:
        files = sorted((bundled_path("resources") / "fonts").glob("*.otf"))
        _installed.extend(QFontDatabase.addApplicationFont(str(file)) for file in files)
    font = application.font()
    # by its own name: for an alias such as "Sans Serif", Qt would take the next family
    system = QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).family()
    font.setFamilies([system, CHINESE, RARE])
    application.setFont(font)


def missing_glyphs(text: str, *, is_bold: bool = False) -> str:
    """Return the characters of a text that the program's own Chinese fonts lack."""
    raws = [_raw("Bold" if is_bold else "Regular"), _raw("Rare")]
    return "".join(
        each for each in text if not any(raw.supportsCharacter(ord(each)) for raw in raws)
    )


def _raw(name: str) -> QRawFont:
    return QRawFont(str(bundled_path("resources") / "fonts" / f"NotoSansCJKsc-{name}.otf"), 16.0)


def missing_in_translation() -> str:
    """Return the characters of the Chinese texts for which there is no glyph, regular or bold."""
    folder = bundled_path("resources") / "translations"
    texts = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.ts"))
    characters = "".join(sorted({each for each in texts if ord(each) >= _FIRST_IDEOGRAPHIC}))
    missing = (missing_glyphs(characters, is_bold=is_bold) for is_bold in (False, True))
    return "".join(dict.fromkeys("".join(missing)))
