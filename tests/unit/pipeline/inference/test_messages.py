"""Messages between the program and its inference process."""

from __future__ import annotations

import numpy as np

from hysteroview.core.types import Outputs
from hysteroview.pipeline.inference.messages import Answer


def test_an_answer_returns_the_outputs_of_each_picture() -> None:
    draw = np.random.default_rng(3)
    sent = [
        Outputs(*(draw.random(shape, np.float32) for shape in ((4,), (4, 7, 7), (9,))))
        for _ in range(3)
    ]
    for one, other in zip(sent, Answer.of(3, sent).outputs(), strict=True):
        assert np.array_equal(one.logits, other.logits)
        assert np.array_equal(one.class_maps, other.class_maps)
        assert np.array_equal(one.embedding, other.embedding)
