"""Explanations of a frame against what is known of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

torch = pytest.importorskip("torch", reason='needs the extra "lab"')
pytorch_grad_cam = pytest.importorskip("pytorch_grad_cam", reason='needs the extra "lab"')

from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

from bundles import SIZE_PX
from hysteroview.core.errors import ModelError
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import ModelCard, find_model, load_card
from hysteroview.lab.explain.child import _KeptNetwork, explain
from hysteroview.lab.explain.maps import _ScoreCam, activation_map
from hysteroview.lab.explain.network import ExplainedNetwork
from hysteroview.lab.explain.occlusion import PLACES, occlusion_map
from hysteroview.pipeline.explain.messages import (
    Begun,
    Explained,
    ExplainRequest,
    Finished,
    Message,
    Method,
    Step,
)

MASK = np.full((SIZE_PX, SIZE_PX), 255, np.uint8)


class _Pipe:
    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, message: Message) -> None:
        self.sent.append(message)


@pytest.fixture
def card(bundle: Path) -> ModelCard:
    return load_card(bundle)


def crop() -> NDArray[np.uint8]:
    """Gray, with a green square above left of the middle."""
    picture = np.full((SIZE_PX, SIZE_PX, 3), 100, np.uint8)
    picture[8:24, 8:24] = (40, 220, 40)
    return picture


def request_of(card: ModelCard, **changes: object) -> ExplainRequest:
    fields = {"model": card.folder, "card_sha256": card.sha256, "crop": crop(), "mask": MASK}
    return ExplainRequest(**fields | changes)  # type: ignore[arg-type]


def answer(card: ModelCard, **changes: object) -> list[Message]:
    pipe, request = _Pipe(), request_of(card, **changes)
    explain(pipe, request, *_KeptNetwork().get(request))  # type: ignore[arg-type]
    return pipe.sent


def test_all_methods_find_the_green_square_for_the_class_that_answers_to_green(
    card: ModelCard,
) -> None:
    messages = answer(card, code="EP")
    begun = messages[0]
    assert isinstance(begun, Begun)
    assert (begun.code, begun.layers, begun.layer) == ("EP", (4,), 4)
    assert sum(begun.probabilities.values()) == pytest.approx(1)
    made = {each.method: each.values for each in messages if isinstance(each, Explained)}
    assert list(made) == list(Method)
    assert isinstance(messages[-1], Finished)
    for method in (Method.GRAD_CAM, Method.LAYER_CAM):
        assert np.unravel_index(int(made[method].argmax()), (4, 4)) in ((0, 0), (1, 1), (0, 1))
    place = np.unravel_index(int(np.nanargmin(made[Method.OCCLUSION])), (PLACES, PLACES))
    assert max(place) < PLACES // 2
    steps = [each for each in messages if isinstance(each, Step)]
    assert {each.method for each in steps} == {Method.OCCLUSION, Method.SCORE_CAM}
    assert steps[-1].done == steps[-1].total


def test_raw_map_keeps_its_strength_and_the_hooks_are_released(card: ModelCard) -> None:
    """pytorch-grad-cam itself scales both to 1."""
    network = ExplainedNetwork(card)
    strong = torch.from_numpy(to_input(crop()[None], card.input))
    weak = torch.from_numpy(to_input((crop() // 4 + 75)[None], card.input))
    maps = [activation_map(network, each, Method.GRAD_CAM, 3, 4) for each in (strong, weak)]
    assert 0 < maps[1].max() < maps[0].max() / 2
    layer = network.layers[4]
    library = pytorch_grad_cam.GradCAM(network, [layer])
    library.compute_input_gradient = True
    assert library(weak, [ClassifierOutputTarget(3)]).max() > 0.99
    library.activations_and_grads.release()
    assert not layer._forward_hooks


def test_score_cam_in_parts_equals_the_library(card: ModelCard) -> None:
    network = ExplainedNetwork(card)
    image = torch.from_numpy(to_input(crop()[None], card.input))
    channels = np.random.default_rng(2).normal(size=(1, 40, 4, 4)).astype(np.float32)
    weights = []
    for method in (_ScoreCam, pytorch_grad_cam.ScoreCAM):
        cam = method(network, [network.layers[4]])
        target = ClassifierOutputTarget(3)
        weights.append(cam.get_cam_weights(image, None, [target], channels, None))
        cam.activations_and_grads.release()
    assert weights[0].std() > 0
    assert np.allclose(*weights, rtol=1e-4)


def test_grad_cam_of_the_shipped_model_is_its_class_map() -> None:
    card = load_card(find_model(None))
    network = ExplainedNetwork(card)
    assert list(network.layers) == [56, 28, 14, 7]
    known = np.load(card.folder / "reference.npz")
    image = torch.from_numpy(to_input(known["crops"][:1], card.input))
    index = int(known["logits"][0].argmax())
    made = activation_map(network, image, Method.GRAD_CAM, index, 7)
    expected = np.maximum(known["class_maps"][0, index], 0) / 49
    assert np.abs(made - expected).max() < 1e-4 * expected.max()
    finer = activation_map(network, image, Method.LAYER_CAM, index, 14)
    assert finer.shape == (14, 14)


def test_occlusion_changes_nothing_outside_the_view_and_is_exact_in_points() -> None:
    mask = np.zeros((SIZE_PX, SIZE_PX), np.uint8)
    mask[:, : SIZE_PX // 2] = 255

    def probability(crops: NDArray[np.uint8]) -> NDArray[np.float64]:
        assert (crops[:, :, SIZE_PX // 2 :] == crop()[:, SIZE_PX // 2 :]).all()
        return np.asarray(crops[:, 16, 16, 1] / 250.0, np.float64)

    values = occlusion_map(crop(), mask, probability, lambda *_: None)
    assert np.isnan(values[:, PLACES // 2 :]).all()
    fill = round(crop()[mask > 0].mean(axis=0)[1])
    assert values[2, 2] == pytest.approx(100 * (fill - 220) / 250, abs=1e-3)
    assert values[PLACES - 1, 0] == 0
    empty = occlusion_map(crop(), np.zeros_like(mask), probability, lambda *_: None)
    assert np.isnan(empty).all()


def test_model_that_was_changed_meanwhile_is_refused(card: ModelCard) -> None:
    with pytest.raises(ModelError, match="changed"):
        _KeptNetwork().get(request_of(card, card_sha256="other"))
