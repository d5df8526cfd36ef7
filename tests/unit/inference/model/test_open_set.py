"""A score is the same after saving and loading; a damaged file is rejected with a message."""

from __future__ import annotations

import io
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.types import Outputs
from hysteroview.inference.model.open_set import (
    MAX_STATISTICS_BYTES,
    OpenSet,
    pack_statistics,
    unpack_statistics,
)
from hysteroview.inference.model.open_set_scores import (
    Energy,
    Mahalanobis,
    MaximumLogit,
    Neighbors,
    Score,
)
from hysteroview.inference.model.open_set_texture import (
    Logistic,
    Texture,
    TextureAndLogistic,
    Whitening,
    texture_of,
)

K, R, T = 12, 4, 6  # the embedding is K pooled values and T of texture
RNG = np.random.default_rng(1)
DIRECTIONS = np.linalg.qr(RNG.normal(size=(K, R)))[0].T.astype(np.float32)
MEANS = RNG.normal(size=(5, K)).astype(np.float32)
PROTOTYPES = MEANS / np.linalg.norm(MEANS, axis=1, keepdims=True)
POOLED = Whitening(MEANS[0], DIRECTIONS)
TEXTURE = Whitening(np.zeros(T, np.float32), np.eye(T, dtype=np.float32) * np.float32(0.5))
LOGISTIC = Logistic(
    POOLED, TEXTURE, np.array([[0, 0], [1, 2]], np.float32),
    np.arange(R + T + 2, dtype=np.float32) / 10, np.array([0.5], np.float32),
)  # fmt: skip
SCORES: tuple[Score, ...] = (
    MaximumLogit(),
    Energy(),
    Mahalanobis(MEANS, DIRECTIONS, np.array([4, 3, 2, 1, 0.5], np.float32)),
    Neighbors(PROTOTYPES, np.array([2], np.float32)),
    Texture(TEXTURE),
    LOGISTIC,
    TextureAndLogistic(LOGISTIC, np.array([[1, 2], [3, 4]], np.float32), np.zeros(5, np.float32)),
)


def outputs(seed: int = 0) -> Outputs:
    rng = np.random.default_rng(seed)
    return Outputs(
        rng.normal(0, 3, 5).astype(np.float32),
        np.zeros((5, 2, 2), np.float32),
        rng.normal(0, 1, K + T).astype(np.float32),
    )


@pytest.mark.parametrize("score", SCORES, ids=lambda score: type(score).__name__)
def test_a_score_survives_its_file_and_equal_arrays_give_equal_bytes(score: Score) -> None:
    method, packed = pack_statistics(score)
    assert pack_statistics(score) == (method, packed)
    restored = unpack_statistics(method, 1.0, packed)
    for seed in range(20):
        assert restored.score(outputs(seed)) == score(outputs(seed))


def test_scores_are_what_their_papers_say() -> None:
    one = outputs(4)
    assert MaximumLogit()(one) == pytest.approx(-one.logits.max())
    assert Energy()(one) == pytest.approx(-np.log(np.exp(one.logits.astype(float)).sum()))
    variances = np.array([4, 3, 2, 1, 0.5])
    covariance = DIRECTIONS.T @ np.diag(variances[:-1]) @ DIRECTIONS
    covariance += variances[-1] * (np.eye(K) - DIRECTIONS.T @ DIRECTIONS)
    pooled = one.embedding[:K]
    gaps = (pooled - MEANS).astype(float)
    distances = np.sqrt(np.einsum("ci,ij,cj->c", gaps, np.linalg.inv(covariance), gaps))
    assert SCORES[2](one) == pytest.approx(distances.min(), rel=1e-4)
    cosines = np.sort(PROTOTYPES @ pooled / np.linalg.norm(pooled))[::-1]
    assert SCORES[3](one) == pytest.approx(1 - cosines[1], abs=1e-5)


def test_the_texture_is_the_end_of_the_embedding_and_its_deviations_are_logarithms() -> None:
    embedding = np.array([9, 9, 1, -2, 3, 0.5, 0, 2], np.float32)
    expected = [1, -2, 3, *np.log(np.array([0.5, 0, 2]) + 1e-3)]
    assert texture_of(embedding, 6) == pytest.approx(expected, abs=1e-5)
    assert texture_of(np.stack([embedding] * 2), 6).shape == (2, 6)
    assert texture_of(embedding, 0).shape == (0,)
    one = outputs(3)
    distance = np.linalg.norm(texture_of(one.embedding, T) / 2)
    assert Texture(TEXTURE)(one) == pytest.approx(distance, rel=1e-5)


def test_either_of_texture_and_regression_can_refuse_a_picture() -> None:
    one = outputs(3)
    distance, odds = Texture(TEXTURE)(one), LOGISTIC(one)
    for limits, expected in (
        ([[0, 0.01], [odds, 1]], distance / 0.01),
        ([[distance, 1], [odds - 5, 1]], 5),
    ):
        score = TextureAndLogistic(LOGISTIC, np.array(limits, np.float32), np.zeros(5, np.float32))
        assert score(one) == pytest.approx(expected, rel=1e-3)
        offsets = np.zeros(5, np.float32)
        offsets[int(one.logits.argmax())] = 1.5
        lenient = TextureAndLogistic(LOGISTIC, np.array(limits, np.float32), offsets)
        assert lenient(one) == pytest.approx(expected - 1.5, rel=1e-3)


def test_a_texture_that_is_no_number_is_never_accepted() -> None:
    one = outputs(3)
    one.embedding[-1] = np.nan
    score = SCORES[-1](one)
    assert np.isnan(score)
    assert not OpenSet("texture_and_logistic", 1e6, SCORES[-1]).accepts(score)


def test_an_embedding_without_texture_still_has_a_regression() -> None:
    none = Whitening(np.zeros(0, np.float32), np.zeros((0, 0), np.float32))
    short = Logistic(
        POOLED, none, LOGISTIC.scale, np.ones(R + 2, np.float32), np.zeros(1, np.float32)
    )
    method, packed = pack_statistics(short)
    restored = unpack_statistics(method, 0.0, packed)
    full = outputs(2)
    one = Outputs(full.logits, full.class_maps, full.embedding[:K])
    assert restored.score(one) == short(one)


def test_the_threshold_is_accepted_and_no_number_is_not() -> None:
    open_set = OpenSet("energy", 2.0, Energy())
    assert open_set.accepts(2.0)
    assert not open_set.accepts(2.0001)
    assert not open_set.accepts(float("nan"))


def test_an_embedding_of_nothing_has_a_score() -> None:
    nothing = Outputs(
        np.zeros(5, np.float32), np.zeros((5, 1, 1), np.float32), np.zeros(K + T, np.float32)
    )
    assert all(np.isfinite(score(nothing)) for score in SCORES)


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_damaged_statistics_are_refused_or_read_never_worse(at: int, damage: bytes) -> None:
    method, packed = pack_statistics(SCORES[2])
    at %= len(packed)
    broken = packed[:at] + damage + packed[at + len(damage) :]
    with suppress(ValueError):
        unpack_statistics(method, 1.0, broken)


@given(st.binary(max_size=300))
def test_bytes_that_are_no_archive_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match="open set"):
        unpack_statistics("mahalanobis", 1.0, packed)


def test_pickles_are_not_opened() -> None:
    buffer = io.BytesIO()
    np.savez(buffer, means=np.array([object()], dtype=object))
    with pytest.raises(ValueError, match="damaged"):
        unpack_statistics("mahalanobis", 1.0, buffer.getvalue())


@pytest.mark.parametrize(
    ("method", "threshold", "packed", "message"),
    [
        ("magic", 1.0, pack_statistics(Energy())[1], "not one of"),
        ("mahalanobis", 1.0, pack_statistics(Energy())[1], "no means"),
        ("texture", 1.0, pack_statistics(Energy())[1], "no whitening.center"),
        ("energy", float("nan"), pack_statistics(Energy())[1], "number"),
        ("energy", 1.0, bytes(MAX_STATISTICS_BYTES + 1), "2 MB"),
        ("neighbors", 1.0,
         pack_statistics(Neighbors(PROTOTYPES * np.float32(np.nan), np.ones(1, np.float32)))[1],
         "finite"),
    ],
)  # fmt: skip
def test_statistics_that_do_not_fit_are_refused(
    method: str, threshold: float, packed: bytes, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        unpack_statistics(method, threshold, packed)


def test_both_scores_share_one_texture_and_are_those_of_their_parts() -> None:
    rng = np.random.default_rng(7)
    size = len(LOGISTIC.pooled.center) + len(LOGISTIC.texture.center)
    limits = np.array([[1, 2], [3, 4]], np.float32)
    score = TextureAndLogistic(LOGISTIC, limits, np.zeros(5, np.float32))
    for _ in range(20):
        embedding = rng.random(size).astype(np.float32)
        outputs = Outputs(
            rng.random(5).astype(np.float32), np.zeros((5, 1, 1), np.float32), embedding
        )
        parts = np.array([Texture(LOGISTIC.texture)(outputs), LOGISTIC(outputs)], np.float32)
        assert score(outputs) == float(np.max((parts - limits[:, 0]) / limits[:, 1]))
        values = LOGISTIC.whitened_texture(outputs)
        assert Texture(LOGISTIC.texture)(outputs) == float(np.linalg.norm(values))
