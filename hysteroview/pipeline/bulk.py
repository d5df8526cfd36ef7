"""Large arrays through a pipe, written from where they are and read to where they stay.

`Connection` copies what it sends into a message and what it receives out of several pieces. Behind
a small message of its kind, the bytes go through the pipe as they are.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection

import numpy as np
from numpy.typing import NDArray

# a pipe of Windows carries messages, one for each array, and cannot be written as a file
_BY_MESSAGES = sys.platform == "win32"


def send_arrays(connection: Connection, arrays: Sequence[NDArray[np.generic]]) -> None:
    """Write the bytes of contiguous arrays, one after the other.

    Raises
    ------
    OSError
        The other end is closed, or has not read for as long as the pipe waits.
    """
    views = [array.data.cast("B") for array in arrays if array.nbytes]
    if _BY_MESSAGES:
        for view in views:
            connection.send_bytes(view)
        return
    end = connection.fileno()
    while views:
        count = os.writev(end, views)
        while views and count >= len(views[0]):
            count -= len(views.pop(0))
        if views:
            views[0] = views[0][count:]


def receive_arrays(connection: Connection, arrays: Sequence[NDArray[np.generic]]) -> None:
    """Read the bytes of contiguous arrays of the same sizes as they were sent.

    Raises
    ------
    EOFError, OSError
        The other end is closed.
    """
    end = connection.fileno()
    for array in arrays:
        view = array.data.cast("B") if array.nbytes else memoryview(b"")
        while view:
            count = connection.recv_bytes_into(view) if _BY_MESSAGES else os.readv(end, [view])
            if count == 0:
                raise EOFError
            view = view[count:]


def send_object(connection: Connection, value: object) -> None:
    """Send an object with arrays in it; `receive_object` reads it."""
    buffers: list[pickle.PickleBuffer] = []
    message = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
    arrays = [np.frombuffer(buffer.raw(), np.uint8) for buffer in buffers]
    connection.send(([array.nbytes for array in arrays], message))
    send_arrays(connection, arrays)


def receive_object(connection: Connection) -> object:
    """Read what `send_object` sent, from a process of this program."""
    sizes, message = connection.recv()
    arrays = [np.empty(size, np.uint8) for size in sizes]
    receive_arrays(connection, arrays)
    value: object = pickle.loads(message, buffers=arrays)  # noqa: S301 - of this program
    return value
