"""Find the model bundles and resources that are shipped with the program."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal


def bundled_path(kind: Literal["models", "resources"]) -> Path:
    """Return the folder of bundled models or resources.

    In a wheel and in a frozen app the folders lie inside the package; in a source tree or an
    editable install they lie beside it.
    """
    package = files("hysteroview")
    with as_file(package) as folder:
        inside = folder / kind
        return inside if inside.is_dir() else folder.parent / kind
