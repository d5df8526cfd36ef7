"""The device that a network is trained on."""

from __future__ import annotations

from hysteroview.core.errors import HysteroViewError


def chosen_device(name: str) -> str:
    """Return torch's name of a device; "auto" is a GPU where there is one.

    Raises
    ------
    HysteroViewError
        This machine has no such device.
    """
    import torch

    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    try:
        torch.empty(1, device=name)
    except (RuntimeError, AssertionError) as error:
        raise HysteroViewError(
            f"The device “{name}” cannot be used: {error}.", remedy="Use --device cpu."
        ) from error
    return name
