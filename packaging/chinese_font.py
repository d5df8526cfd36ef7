"""Makes the Chinese fonts of the window from Debian's package fonts-noto-cjk; needs fontTools.

    python packaging/chinese_font.py /usr/share/fonts/opentype/noto

Regular and bold have the ideographs of GB 2312 and of the first level of Big5. All others of the
font, which occur in names, are in a third one, a family of its own: where a bold font lacks a
character, Qt does not look into the regular one of the same family. Letters of European languages
are in files of their own, for exported pictures; the window takes them from the system.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "fonts"
_SIMPLIFIED = 2  # number of the font in the collection
_IDEOGRAPHS = ((0x3007, 0x3008), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x32000))
_SIGNS = ((0x3000, 0x3030), (0xFF01, 0xFF5F), (0xB7, 0xB8), (0x20, 0x21))
_EUROPEAN = ((0x20, 0x7F), (0xA0, 0x250), (0x370, 0x530), (0x1E00, 0x1F00), (0x2010, 0x2070),
             (0x20A0, 0x20C0), (0x2100, 0x2123), (0x2190, 0x2194), (0x2212, 0x2213),
             (0x2248, 0x2266))  # fmt: skip
_BIG5_SECOND_LEVEL = 0xC7  # first byte


def common() -> set[int]:
    """Return the characters of the regular and the bold font."""
    encoded = set(_encoded("gb2312", 0xF8)) | set(_encoded("big5", _BIG5_SECOND_LEVEL))
    return (encoded & _in(*_IDEOGRAPHS)) | _signs()


def rare() -> set[int]:
    """Return the characters of the third font."""
    return _in(*_IDEOGRAPHS) - common()


def _signs() -> set[int]:
    others = {each for each in _encoded("gb2312", 0xB0) if each >= 0x2000}
    return _in(*_SIGNS) | others


def _in(*ranges: tuple[int, int]) -> set[int]:
    return {each for start, end in ranges for each in range(start, end)}


def _encoded(codec: str, end: int) -> Iterator[int]:
    """Yield the characters of a codec of two bytes whose first byte is less than `end`."""
    for first in range(0xA1, end):
        for second in range(0x40, 0xFF):
            try:
                text = bytes([first, second]).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                yield ord(text)


def main(source: Path) -> None:
    """Write the fonts."""
    for name, weight, characters in (
        ("NotoSansCJKsc-Regular", "Regular", common()),
        ("NotoSansCJKsc-Bold", "Bold", common()),
        ("NotoSansCJKsc-Rare", "Regular", rare()),
        ("latin/NotoSansCJKsc-Regular", "Regular", _in(*_EUROPEAN)),
        ("latin/NotoSansCJKsc-Bold", "Bold", _in(*_EUROPEAN)),
    ):
        target = FOLDER / f"{name}.otf"
        features = "kern" if "latin" in name else ""
        listed = target.with_suffix(".txt")
        listed.write_text("\n".join(f"{each:X}" for each in sorted(characters)))
        subprocess.run(  # noqa: S603 - of this environment
            [
                Path(sys.executable).with_name("pyftsubset"), source / f"NotoSansCJK-{weight}.ttc",
                f"--font-number={_SIMPLIFIED}", f"--unicodes-file={listed}", "--no-hinting",
                f"--layout-features={features}", "--name-IDs=*", "--notdef-outline",
                f"--output-file={target}",
            ],
            check=True,
        )  # fmt: skip
        listed.unlink()
        if name.endswith("Rare"):
            _rename(target)


def _rename(path: Path) -> None:
    """Make a font a family of its own."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only here, and not a dependency

    font = TTFont(path)
    for record in font["name"].names:
        record.string = (
            record.toUnicode().replace("CJK SC", "CJK SC Rare").replace("CJKsc", "CJKscRare")
        )
    font.save(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
