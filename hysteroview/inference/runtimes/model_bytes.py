"""The network of a bundle as the bytes that were hashed; each runtime loads these and no path."""

from __future__ import annotations

from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.model.bundle_files import MODEL_FILE
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.graph_file import Unchecked, unchecked_part


def read_model(card: ModelCard) -> bytes:
    """Return the ONNX model of a bundle.

    Raises
    ------
    ModelError
        It is not the file that the card describes.
    BackendUnavailable
        It is not an ONNX model, keeps weights in other files, or contains a compiled engine.
    """
    model = card.read(MODEL_FILE)
    try:
        unchecked = unchecked_part(model)
    except ValueError as error:
        raise BackendUnavailable(
            f"this runtime cannot load {MODEL_FILE}: it is not an ONNX model ({error})",
            remedy="Export the model again.",
        ) from error
    if unchecked is Unchecked.ENGINE:
        raise BackendUnavailable(
            f"{MODEL_FILE} is not loaded: it contains a compiled engine or names a file with one",
            remedy="Export the model again, without compiling it.",
        )
    if unchecked is Unchecked.WEIGHTS:
        raise BackendUnavailable(
            f"{MODEL_FILE} is not loaded: it keeps weights in other files",
            remedy="Export the model again, as a single file.",
        )
    return model
