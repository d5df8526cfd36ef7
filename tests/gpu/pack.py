"""Pack what tests/gpu/check.py needs into one folder, for a machine without network.

python tests/gpu/pack.py build/gpu-check
"""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 60_000_000
_PACKAGES = ("core", "settings", "imaging", "inference")


def pack(target: Path) -> int:
    """Write the folder anew; return its size in bytes."""
    shutil.rmtree(target, ignore_errors=True)
    without = shutil.ignore_patterns("__pycache__")
    for package in _PACKAGES:
        shutil.copytree(
            ROOT / "hysteroview" / package, target / "hysteroview" / package, ignore=without
        )
    shutil.copy(ROOT / "hysteroview" / "__init__.py", target / "hysteroview")
    shutil.copytree(ROOT / "models", target / "models", ignore=without)
    shutil.copy(Path(__file__).with_name("check.py"), target)
    shutil.copytree(Path(__file__).with_name("plain"), target / "plain", ignore=without)
    shutil.copytree(_platformdirs(), target / "plain" / "platformdirs", ignore=without)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    if size > MOST_BYTES:
        raise SystemExit(f"{target} has {size / 1e6:.0f} MB, more than {MOST_BYTES / 1e6:.0f}")
    return size


def _platformdirs() -> Path:
    """Return the folder of platformdirs, which is pure Python and is part of pip too."""
    spec = find_spec("platformdirs") or find_spec("pip._vendor.platformdirs")
    if spec is None or spec.origin is None:
        raise SystemExit("platformdirs is not installed")
    return Path(spec.origin).parent


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    size_bytes = pack(folder)
    print(f"{folder}: {size_bytes / 1e6:.0f} MB; run {folder / 'check.py'} with any Python")
