"""A score is the same after a trip through its file; a damaged file is refused in words."""

from __future__ import annotations

import io
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.types import Outputs
from hysteroview.inference.open_set import (
    MAX_STATISTICS_BYTES,
    OpenSet,
    pack_statistics,
    unpack_statistics,
)
from hysteroview.inference.open_set_scores import (
    Energy,
    Logistic,
    Mahalanobis,
    MaximumLogit,
    Neighbors,
    Score,
)

K, R = 12, 4
RNG = np.random.default_rng(1)
DIRECTIONS = np.linalg.qr(RNG.normal(size=(K, R)))[0].T.astype(np.float32)
MEANS = RNG.normal(size=(5, K)).astype(np.float32)
PROTOTYPES = MEANS / np.linalg.norm(MEANS, axis=1, keepdims=True)
SCORES: tuple[Score, ...] = (
    MaximumLogit(),
    Energy(),
    Mahalanobis(MEANS, DIRECTIONS, np.array([4, 3, 2, 1, 0.5], np.float32)),
    Neighbors(PROTOTYPES, np.array([2], np.float32)),
    Logistic(
        MEANS[0], DIRECTIONS, np.array([[0, 0, 0], [1, 2, 3]], np.float32),
        np.arange(R + 3, dtype=np.float32), np.array([0.5], np.float32),
    ),
)  # fmt: skip


def outputs(seed: int = 0) -> Outputs:
    rng = np.random.default_rng(seed)
    return Outputs(
        rng.normal(0, 3, 5).astype(np.float32),
        np.zeros((5, 2, 2), np.float32),
        rng.normal(0, 1, K).astype(np.float32),
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
    gaps = (one.embedding - MEANS).astype(float)
    distances = np.sqrt(np.einsum("ci,ij,cj->c", gaps, np.linalg.inv(covariance), gaps))
    assert SCORES[2](one) == pytest.approx(distances.min(), rel=1e-4)
    cosines = np.sort(PROTOTYPES @ one.embedding / np.linalg.norm(one.embedding))[::-1]
    assert SCORES[3](one) == pytest.approx(1 - cosines[1], abs=1e-5)


def test_the_threshold_is_accepted_and_no_number_is_not() -> None:
    open_set = OpenSet("energy", 2.0, Energy())
    assert open_set.accepts(2.0)
    assert not open_set.accepts(2.0001)
    assert not open_set.accepts(float("nan"))


def test_an_embedding_of_nothing_has_a_score() -> None:
    nothing = Outputs(
        np.zeros(5, np.float32), np.zeros((5, 1, 1), np.float32), np.zeros(K, np.float32)
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
