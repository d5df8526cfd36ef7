"""Makes the Latin font of reports from Debian's package fonts-noto-core; needs fontTools.

    python packaging/latin_font.py /usr/share/fonts/truetype/noto

Latin with all accents, Greek, Cyrillic, signs of punctuation and of mathematics.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "fonts"
_CHARACTERS = "20-7E,A0-24F,2B0-36F,370-3FF,400-52F,1E00-1EFF,2000-214F,2150-218F,2190-22FF"


def main(source: Path) -> None:
    """Write the fonts."""
    for weight in ("Regular", "Bold"):
        name = f"NotoSans-{weight}.ttf"
        subprocess.run(  # noqa: S603 - of this environment
            [
                Path(sys.executable).with_name("pyftsubset"), source / name,
                f"--unicodes={_CHARACTERS}", "--no-hinting", "--name-IDs=*", "--notdef-outline",
                "--layout-features=kern,mark,mkmk,ccmp,locl", f"--output-file={FOLDER / name}",
            ],
            check=True,
        )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
