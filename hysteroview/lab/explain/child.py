"""The child process that explains frames: it answers requests until the pipe is closed."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from multiprocessing.connection import Connection

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hysteroview.core.errors import HysteroViewError, ModelError
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import ModelCard, load_card
from hysteroview.inference.model.probabilities import softmax
from hysteroview.inference.runtimes.threads import live_threads
from hysteroview.lab.explain.maps import activation_map
from hysteroview.lab.explain.network import ExplainedNetwork
from hysteroview.lab.explain.occlusion import occlusion_map
from hysteroview.pipeline.explain.messages import (
    Begun,
    Explained,
    ExplainFailed,
    ExplainRequest,
    Finished,
    Method,
    Step,
)

_NICENESS = 10  # the window and the player have priority


def serve(connection: Connection) -> None:
    """Answer requests until the other end is closed; main function of the child."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    torch.set_num_threads(live_threads())
    kept = _KeptNetwork()
    with connection, suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            request: ExplainRequest = connection.recv()
            try:
                explain(connection, request, *kept.get(request))
            except HysteroViewError as error:
                connection.send(ExplainFailed(error.message, error.remedy))


class _KeptNetwork:
    """The network of the last request, which is mostly that of the next."""

    def __init__(self) -> None:
        self._loaded: tuple[ModelCard, ExplainedNetwork] | None = None

    def get(self, request: ExplainRequest) -> tuple[ModelCard, ExplainedNetwork]:
        if self._loaded is None or self._loaded[0].sha256 != request.card_sha256:
            card = load_card(request.model)
            if card.sha256 != request.card_sha256:
                raise ModelError(
                    f"The model folder {request.model.name} was changed while the program was "
                    "running.",
                    remedy="Start the program again to use the changed model.",
                )
            self._loaded = (card, ExplainedNetwork(card))
        return self._loaded


def explain(
    connection: Connection, request: ExplainRequest, card: ModelCard, network: ExplainedNetwork
) -> None:
    """Compute all maps of a request, and send each as soon as it is there."""
    image = torch.from_numpy(to_input(request.crop[None], card.input))
    shares = _probabilities(network, image, card)[0]
    codes = card.labels.codes
    code = request.code or codes[int(shares.argmax())]
    index, layer = codes.index(code), request.layer or min(network.layers)
    known = dict(zip(codes, shares.tolist(), strict=True))
    connection.send(Begun(known, code, tuple(network.layers), layer))
    for method in request.methods:
        began_s = time.perf_counter()
        if method is Method.OCCLUSION:
            values = occlusion_map(
                request.crop,
                request.mask,
                lambda crops: _of_crops(network, crops, card)[:, index],
                _Progress(connection, method),
                request.hidden_share,
            )
        else:
            report = _Progress(connection, method)
            values = activation_map(network, image, method, index, layer, report)
        connection.send(Explained(method, values, time.perf_counter() - began_s))
    connection.send(Finished())


class _Progress:
    """Sends how much of a method is computed, and how long the rest takes at the same rate."""

    def __init__(self, connection: Connection, method: Method) -> None:
        self._connection, self._method, self._began_s = connection, method, time.perf_counter()

    def __call__(self, done: int, total: int) -> None:
        left_s = (time.perf_counter() - self._began_s) / max(done, 1) * (total - done)
        self._connection.send(Step(self._method, done, total, left_s))


def _of_crops(
    network: ExplainedNetwork, crops: NDArray[np.uint8], card: ModelCard
) -> NDArray[np.float64]:
    return _probabilities(network, torch.from_numpy(to_input(crops, card.input)), card)


def _probabilities(
    network: ExplainedNetwork, images: Tensor, card: ModelCard
) -> NDArray[np.float64]:
    """Return (N, C), calibrated if the model is."""
    with torch.no_grad():
        logits = network(images).numpy()
    calibration = card.calibration
    return softmax(logits) if calibration is None else calibration.probabilities(logits)
