"""What most commands of the laboratory need beside the program."""

from __future__ import annotations

from hysteroview.core.errors import HysteroViewError


def require_torch() -> None:
    """Raise an error if a package of the extra "lab" is missing."""
    from importlib.util import find_spec

    missing = [
        name for name in ("torch", "torchvision", "safetensors", "sklearn") if not find_spec(name)
    ]
    if missing:
        raise HysteroViewError(
            f"This command needs packages that are not installed: {', '.join(missing)}.",
            remedy="Install it with: pip install 'hysteroview[lab]'",
        )
