"""Large arrays through a pipe arrive as they were, in place."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from threading import Thread

import numpy as np
import pytest

from hysteroview.pipeline import bulk
from hysteroview.pipeline.bulk import receive_arrays, receive_object, send_arrays, send_object


@pytest.fixture(params=[False, True], ids=["bytes", "messages"])
def ends(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> tuple[Connection, Connection]:
    """Both ends of a pipe that is used as on this system, and as on Windows."""
    monkeypatch.setattr(bulk, "_BY_MESSAGES", request.param)
    return multiprocessing.Pipe()


def test_arrays_larger_than_the_pipe_arrive_as_they_were(
    ends: tuple[Connection, Connection],
) -> None:
    draw = np.random.default_rng(1)
    sent = [draw.integers(0, 256, size, np.uint8) for size in (3, 0, 900_001, 1, 2_000_000)]
    sent.append(draw.random((30, 40)))
    thread = Thread(target=send_arrays, args=(ends[0], sent))
    thread.start()
    received = [np.empty_like(array) for array in sent]
    receive_arrays(ends[1], received)
    thread.join()
    for one, other in zip(sent, received, strict=True):
        assert np.array_equal(one, other)


def test_objects_keep_their_arrays_and_the_pipe_stays_in_step(
    ends: tuple[Connection, Connection],
) -> None:
    crop = np.arange(3 * 224 * 224, dtype=np.uint32).astype(np.uint8).reshape(224, 224, 3)
    arrays = {"crop": crop, "again": crop, "columns": crop[:, ::2]}
    values: list[object] = [arrays, [], "the end"]

    def send() -> None:
        for value in values:
            send_object(ends[0], value)
        ends[0].send("as usual")

    thread = Thread(target=send)
    thread.start()
    first, second, third = (receive_object(ends[1]) for _ in values)
    assert ends[1].recv() == "as usual"
    thread.join()
    assert isinstance(first, dict)
    assert all(np.array_equal(first[name], value) for name, value in arrays.items())
    assert (second, third) == ([], "the end")


def test_the_end_of_the_other_process_is_an_end_of_file(
    ends: tuple[Connection, Connection],
) -> None:
    send_arrays(ends[0], [np.zeros(10, np.uint8)])
    ends[0].close()
    with pytest.raises(EOFError):
        receive_arrays(ends[1], [np.empty(11, np.uint8)])
