"""Guards for torch: a run must not read a value of a tensor, which makes it wait for the GPU."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from hysteroview.inference.runtimes.torch_graph import OnnxModule, load_graph

READING = frozenset(
    ("item", "tolist", "cpu", "numpy", "cuda", "nonzero", "__bool__", "__int__", "__float__",
     "__index__", "__len__", "__contains__", "__array__")
)  # fmt: skip


class ReadsNothing(TorchFunctionMode):
    """Refuses each call of Python that reads a value of a tensor or moves it."""

    def __torch_function__(
        self, func: Callable[..., Any], types: object, args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:  # fmt: skip
        assert getattr(func, "__name__", "") not in READING, f"{func.__name__} of a tensor"
        return func(*args, **(kwargs or {}))


class SynchronizesNever(TorchDispatchMode):
    """Refuses the operators below these calls, whatever leads to them."""

    def __torch_dispatch__(
        self, func: Any, types: object, args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:  # fmt: skip
        name = str(func.overloadpacket.__name__)
        assert name not in {"_local_scalar_dense", "nonzero", "is_nonzero", "equal"}, name
        assert "device" not in (kwargs or {}), f"{name} to another device"
        return func(*args, **(kwargs or {}))


def outputs_without_reading(graph: bytes, image: Tensor) -> tuple[Tensor, ...]:
    """Run a network on an image (N, 3, s, s) under both guards, then without any values.

    On the device "meta" tensors have shapes only, so that each reading of a value fails there. In
    half precision, all that is left in another type would be noticed as well.
    """
    module: OnnxModule = load_graph(graph)[1]
    with torch.inference_mode():
        with ExitStack() as guards:
            guards.enter_context(ReadsNothing())
            guards.enter_context(SynchronizesNever())
            found: tuple[Tensor, ...] = module(image)
        shapes = module.to(device="meta", dtype=torch.float16)(image.to("meta", torch.float16))
    assert {item.dtype for item in shapes} == {torch.float16}
    assert [item.shape for item in shapes] == [item.shape for item in found]
    return found
