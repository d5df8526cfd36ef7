"""One training by several processes: shares of a batch, sums of gradients, common batch norm.

torch's own wrapper averages the gradients of processes, which is wrong where their shares of a
batch differ; here each picture counts alike. torch's synchronized batch norm refuses tensors on a
CPU.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, distributed, nn

from hysteroview.inference.runtimes.threads import usable_cores


@dataclass(frozen=True, slots=True)
class Processes:
    """One process among those of a training.

    Attributes
    ----------
    rank
        From 0; the first one writes files.
    own_threads
        Threads that this process computes with; 0 for its share of all cores.
    """

    rank: int = 0
    count: int = 1
    own_threads: int = 0

    @property
    def threads(self) -> int:
        # torch would use physical cores only; logical cores also help (26 to 54 pictures/s here)
        return self.own_threads or max(1, usable_cores() // self.count)

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    def share(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return this process's share of a batch; sizes differ by at most one."""
        return rows[self.rank :: self.count]

    def add(self, value: Tensor) -> Tensor:
        """Sum a tensor over the processes, in place."""
        if self.count > 1:
            distributed.all_reduce(value)
        return value

    def add_gradients(self, model: nn.Module) -> None:
        """Sum all gradients over the processes, as one message."""
        if self.count == 1:
            return
        gradients = [each.grad for each in model.parameters() if each.grad is not None]
        whole = self.add(torch.cat([each.flatten() for each in gradients]))
        start = 0
        for gradient in gradients:
            part = whole[start : start + gradient.numel()]
            gradient.copy_(part.view_as(gradient))
            start += gradient.numel()

    def copy_from_first(self, model: nn.Module) -> None:
        """Give all processes the weights of the first."""
        if self.count > 1:
            for value in model.state_dict().values():
                distributed.broadcast(value, 0)

    def wait(self) -> None:
        """Return when all processes are here."""
        if self.count > 1:
            distributed.barrier()


ALONE = Processes()


@contextmanager
def joined_processes(device: str, threads: int = 0) -> Iterator[Processes]:
    """Join the processes that `torchrun` started; alone without it.

    Parameters
    ----------
    threads
        Of each process; 0 for its share of all cores.
    """
    count = int(os.environ.get("WORLD_SIZE", "1"))
    if count < 2:
        yield Processes(own_threads=threads)
        return
    distributed.init_process_group("nccl" if device.startswith("cuda") else "gloo")
    try:
        yield Processes(distributed.get_rank(), count, threads)
    finally:
        distributed.destroy_process_group()


def share_batch_norm(model: nn.Module) -> None:
    """Let all batch norms of a model use the pictures of all processes."""
    for parent in list(model.modules()):
        for name, child in parent.named_children():
            if isinstance(child, nn.BatchNorm2d):
                shared = SharedBatchNorm(child.num_features, child.eps, child.momentum)
                shared.load_state_dict(child.state_dict())
                shared.train(child.training)
                setattr(parent, name, shared)


def freeze_batch_norm(model: nn.Module) -> None:
    """Let all batch norms keep their means and variances."""
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eval()


class SharedBatchNorm(nn.BatchNorm2d):
    """Batch norm over the pictures of all processes.

    Ioffe and Szegedy 2015, arXiv:1502.03167; on a CPU too. The state has the same names.
    """

    def forward(self, images: Tensor) -> Tensor:
        """Normalize (n, K, h, w); in training by the mean and variance of all shares."""
        if not self.training:
            return super().forward(images)
        own = images.shape[0] * images.shape[2] * images.shape[3]
        count = _total(images.new_tensor(float(own)))
        mean = _total(images.sum(dim=(0, 2, 3))) / count
        gaps = images - mean[:, None, None]
        variance = _total((gaps * gaps).sum(dim=(0, 2, 3))) / count
        with torch.no_grad():
            assert self.running_mean is not None
            assert self.running_var is not None
            assert self.num_batches_tracked is not None
            momentum = 0.1 if self.momentum is None else self.momentum
            self.running_mean.lerp_(mean, momentum)
            self.running_var.lerp_(variance * count / (count - 1), momentum)
            self.num_batches_tracked += 1
        scale = torch.rsqrt(variance + self.eps) * self.weight
        return gaps * scale[:, None, None] + self.bias[:, None, None]


def _total(value: Tensor) -> Tensor:
    total: Tensor = _Total.apply(value)
    return total


class _Total(torch.autograd.Function):
    """Sum over the processes, whose gradient is the sum of their gradients."""

    @staticmethod
    def forward(context: Any, value: Tensor) -> Tensor:
        del context
        total = value.clone()
        distributed.all_reduce(total)
        return total

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> Tensor:
        del context
        total = gradients[0].clone()
        distributed.all_reduce(total)
        return total
