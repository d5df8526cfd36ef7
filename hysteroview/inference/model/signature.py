"""Check of the inputs and outputs of a loaded network against the card of its bundle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.model.card import ModelCard

OUTPUT_NAMES = ("logits", "class_maps", "embedding")
_RANKS = {"logits": 2, "class_maps": 4, "embedding": 2}

Shape = Sequence[int | str | None]


def check_signature(card: ModelCard, inputs: Sequence[Shape], outputs: Mapping[str, Shape]) -> None:
    """Reject a network whose inputs and outputs do not match the card.

    Parameters
    ----------
    inputs, outputs
        Shapes as reported by the runtime; a dynamic dimension is a name or None.

    Raises
    ------
    BackendUnavailable
        Inputs or outputs differ; the message lists them.
    """
    size, classes = card.input.size_px, len(card.labels)
    if len(inputs) != 1 or len(inputs[0]) != 4 or tuple(inputs[0][1:]) != (3, size, size):
        shapes = [tuple(shape) for shape in inputs]
        raise BackendUnavailable(
            f"the input of the model is {shapes}, not one picture (N, 3, {size}, {size})",
            remedy="Export it with `hysteroview lab`.",
        )
    missing = [name for name in OUTPUT_NAMES if name not in outputs]
    if missing:
        raise BackendUnavailable(
            f"the model has no output {', '.join(missing)} (it has {', '.join(outputs)})",
            remedy="Export it with `hysteroview lab`.",
        )
    ranks = {name: len(outputs[name]) for name in OUTPUT_NAMES}
    if ranks != _RANKS or outputs["logits"][1] != classes or outputs["class_maps"][1] != classes:
        output_shapes = {name: tuple(shape) for name, shape in outputs.items()}
        raise BackendUnavailable(
            f"the outputs {output_shapes} do not match the {classes} labels of the card",
            remedy="Use the card that was made with this model.",
        )


def first_line(error: Exception) -> str:
    """Return the first line of a library's error message."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
