"""What surrounds a picture does not change what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest

from hysteroview.core.types import Analysis, AssessmentState, Frame, Reason
from hysteroview.imaging.phantom import Lesion, Phantom, PhantomSpec
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.imaging.view.field_of_view import find_field_of_view
from hysteroview.inference.decide.analyzer import Analyzer
from hysteroview.inference.model.card import ModelCard, find_model, load_card
from hysteroview.inference.runtimes.backend import Backend
from hysteroview.inference.runtimes.choosing import open_backend
from surrounds import flat_versions, round_versions

NEARLY = 0.15  # difference of a probability; the outline differs by up to two pixels


@pytest.fixture(scope="module")
def model() -> Iterator[tuple[ModelCard, Backend]]:
    card = load_card(find_model(None))
    with closing(open_backend(card, "onnx")) as backend:
        yield card, backend


def analyze(model: tuple[ModelCard, Backend], pixels: np.ndarray) -> Analysis:
    card, backend = model
    frame = Frame(0, 0, 0, np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2BGRA)))
    analyzer = Analyzer(card, is_video=False)
    prepared = analyzer.prepare(frame)
    outputs = None
    if prepared.crop is not None:
        outputs = backend.run(to_input(prepared.crop[None], card.input))[0]
    return analyzer.conclude(frame, prepared, outputs)


def phantom(seed: int, lesion: Lesion) -> np.ndarray:
    """Render a phantom and cut out the square around its round picture."""
    frame = Phantom(PhantomSpec(seed=seed, lesion=lesion, width_px=360, height_px=360)).render_view(
        0
    )
    x, y = (round(value) for value in frame.truth.view_center)
    radius = int(min(frame.truth.view_radius, x, y, 360 - x, 360 - y))
    return frame.pixels[y - radius : y + radius, x - radius : x + radius]


def assert_same(
    model: tuple[ModelCard, Backend],
    versions: Mapping[str, np.ndarray],
    *,
    is_open_set_compared: bool = True,
) -> AssessmentState:
    """Compare all versions with the first, and return its state."""
    found = {name: analyze(model, pixels) for name, pixels in versions.items()}
    usual = next(iter(found.values()))
    for name, analysis in found.items():
        assert analysis.reason == usual.reason, name
        if is_open_set_compared:
            assert analysis.state is usual.state, name
        if analysis.probabilities is None or usual.probabilities is None:
            continue
        assert analysis.probabilities.argmax() == usual.probabilities.argmax(), name
        assert analysis.probabilities == pytest.approx(usual.probabilities, abs=NEARLY), name
    return usual.state


@pytest.mark.parametrize(
    ("seed", "lesion"), [(600_000, Lesion.EP), (600_004, Lesion.EC), (600_007, Lesion.SM)]
)
def test_the_same_phantom_has_the_same_result_on_every_surround(
    model: tuple[ModelCard, Backend], seed: int, lesion: Lesion
) -> None:
    picture = phantom(seed, lesion)
    assert assert_same(model, round_versions(picture)) is AssessmentState.ACTIVE
    # the edge of a cropped picture counts as texture, so the open set may differ
    assert_same(model, flat_versions(picture), is_open_set_compared=False)


def test_the_same_real_picture_has_the_same_result_on_every_surround(
    model: tuple[ModelCard, Backend], real_data: Path
) -> None:
    for name in ("C3_EndoCV2021_00180", "EndoCV2021_001129"):
        pixels = cv2.imread(str(next((real_data / "polypgen" / "images").glob(f"{name}.*"))))
        assert pixels is not None
        view = find_field_of_view(np.asarray(pixels, np.uint8))
        assert view is not None
        box = view.bounds
        radius = round(min(box.width, box.height) * 0.48)
        x, y = box.x + box.width // 2, box.y + box.height // 2
        picture = pixels[y - radius : y + radius, x - radius : x + radius]
        small = np.asarray(cv2.resize(picture, (360, 360), interpolation=cv2.INTER_AREA), np.uint8)
        assert_same(model, round_versions(small))
        assert_same(model, flat_versions(small), is_open_set_compared=False)


def test_a_spoiled_picture_is_stopped_on_every_surround(
    model: tuple[ModelCard, Backend],
) -> None:
    picture = phantom(600_001, Lesion.EP).astype(np.float32)
    glare = np.full(picture.shape, 255, np.float32)
    glare[: picture.shape[0] * 2 // 5] = picture[: picture.shape[0] * 2 // 5]
    for spoiled, reason in (
        (picture * 0.3, Reason.DARK),
        (glare, Reason.OVEREXPOSED),
        (cv2.GaussianBlur(picture, (0, 0), 12), Reason.BLUR),
    ):
        pixels = np.clip(spoiled, 0, 255).astype(np.uint8)
        found = {
            name: analyze(model, version)
            for versions in (round_versions(pixels), flat_versions(pixels))
            for name, version in versions.items()
        }
        assert next(iter(found.values())).reason is reason
        states = {name: analysis.state for name, analysis in found.items()}
        assert set(states.values()) == {AssessmentState.NOT_ASSESSABLE}, (reason, states)
