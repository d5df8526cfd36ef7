"""From a frame to a request to explain it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hysteroview.core.errors import InferenceError
from hysteroview.core.types import Box, FieldOfView, Frame
from hysteroview.core.wording import no_result_words
from hysteroview.imaging.pixels.view_mask import view_mask
from hysteroview.inference.decide.analyzer import Analyzer, AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.explain.messages import HIDDEN_SHARE, ExplainRequest


@dataclass(frozen=True, slots=True, eq=False)
class PreparedFrame:
    """A frame that can be explained.

    Attributes
    ----------
    request
        With the most probable class, the last layer and all methods.
    view, box
        Field of view and the square around it that the network sees.
    """

    frame: Frame
    request: ExplainRequest
    view: FieldOfView
    box: Box


def prepare_frame(frame: Frame, card: ModelCard, settings: AnalyzerSettings) -> PreparedFrame:
    """Return what the network sees of a single frame, whatever came before it.

    Raises
    ------
    InferenceError
        The frame is not assessed, so there is nothing to explain.
    """
    prepared = Analyzer(card, settings, is_video=False).prepare(frame)
    if prepared.crop is None or prepared.view is None or prepared.box is None:
        assert prepared.verdict is not None
        raise InferenceError(
            "There is nothing to explain: the AI does not assess this frame "
            f"({no_result_words(prepared.verdict, prepared.reason)}).",
            remedy="Choose another frame.",
        )
    request = ExplainRequest(
        model=card.folder,
        card_sha256=card.sha256,
        crop=prepared.crop,
        mask=view_mask(prepared.view, prepared.box, card.input.size_px),
    )
    return PreparedFrame(frame, request, prepared.view, prepared.box)


def with_choice(
    prepared: PreparedFrame,
    *,
    code: str,
    layer: int,
    with_score_cam: bool,
    hidden_share: float = HIDDEN_SHARE,
) -> ExplainRequest:
    """Return the request for a class and a layer, without Score-CAM unless it is wanted."""
    methods = tuple(each for each in prepared.request.methods if with_score_cam or not each.is_slow)
    return replace(
        prepared.request, code=code, layer=layer, methods=methods, hidden_share=hidden_share
    )
