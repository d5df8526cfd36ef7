"""The network of a bundle as the bytes that were hashed; each runtime loads these and no path."""

from __future__ import annotations

from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.model.bundle_files import MODEL_FILE
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.graph_file import has_external_data


def read_model(card: ModelCard) -> bytes:
    """Return the ONNX model of a bundle.

    Raises
    ------
    ModelError
        It is not the file that the card describes.
    BackendUnavailable
        It is not an ONNX model, or keeps weights in other files.
    """
    model = card.read(MODEL_FILE)
    try:
        is_whole = not has_external_data(model)
    except ValueError as error:
        raise BackendUnavailable(
            f"this runtime cannot load {MODEL_FILE}: it is not an ONNX model ({error})",
            remedy="Export the model again.",
        ) from error
    if not is_whole:
        raise BackendUnavailable(
            f"{MODEL_FILE} is not loaded: it keeps weights in other files",
            remedy="Export the model again, as a single file.",
        )
    return model
