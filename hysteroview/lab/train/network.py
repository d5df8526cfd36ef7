"""Networks that end in pooling and a linear layer, with class maps as an output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from pickle import UnpicklingError

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn
from torch.nn import functional
from torchvision.models import get_model

from hysteroview.core.errors import ModelError
from hysteroview.core.files import atomic_file

Architecture = str  # a key of `ARCHITECTURES`
# torchvision's names, with the early stages for the texture, at 1/2, 1/4 and 1/8 of the picture's
# size; every network here ends in global average pooling and one linear layer
ARCHITECTURES: Mapping[Architecture, tuple[int, ...]] = {
    "efficientnet_b0": (1, 2, 3),
    "resnet18": (2, 4, 5),
    "efficientnet_b1": (1, 2, 3),
    "efficientnet_b2": (1, 2, 3),
    "resnet34": (2, 4, 5),
    "resnet50": (2, 4, 5),
    "mobilenet_v2": (1, 3, 6),
}
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


class ExplainableNetwork(nn.Module):
    """A classifier that also outputs its class maps.

    Valid for networks that end in global average pooling and one linear layer. The gradient of
    logit c with respect to the last feature map A (K, h, w) is then the constant W[c,k]/(h·w),
    so that ReLU(class map)/(h·w) is Grad-CAM at the last convolution, without a backward pass.

    References
    ----------
    Zhou et al. 2016, arXiv:1512.04150, eq. 2; Selvaraju et al. 2017, arXiv:1610.02391, eq. 1.
    """

    def __init__(self, architecture: Architecture, classes: int) -> None:
        super().__init__()
        if architecture not in ARCHITECTURES:
            raise ModelError(
                f"There is no network “{architecture}”.",
                remedy=f"The networks are {', '.join(ARCHITECTURES)}.",
            )
        self.architecture: Architecture = architecture
        self.network: nn.Module = get_model(architecture, weights=None, num_classes=classes)

    @property
    def head(self) -> nn.Linear:
        """The linear layer: weight (C, K), bias (C)."""
        last = list(self.network.children())[-1]
        linear = last[-1] if isinstance(last, nn.Sequential) else last
        assert isinstance(linear, nn.Linear)
        return linear

    @property
    def trunk(self) -> list[nn.Module]:
        """All stages up to the last feature map, in order."""
        layers = list(self.network.children())
        if isinstance(layers[0], nn.Sequential):
            return list(layers[0])
        pooling = next(i for i, m in enumerate(layers) if isinstance(m, nn.AdaptiveAvgPool2d))
        return layers[:pooling]

    def features(self, images: Tensor) -> Tensor:
        """Return the last feature map (N, K, h, w) of normalized RGB images (N, 3, s, s)."""
        for stage in self.trunk:
            images = stage(images)
        return images

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits (N, C), class maps (N, C, h, w) before ReLU, embedding (N, K + T).

        The embedding is the pooled last feature map, followed by the texture.
        """
        features, early = images, []
        for index, stage in enumerate(self.trunk):
            features = stage(features)
            if index in ARCHITECTURES[self.architecture]:
                early.append(features)
        pooled = features.mean(dim=(2, 3))
        class_maps = functional.conv2d(features, self.head.weight[:, :, None, None])
        return self.head(pooled), class_maps, torch.cat([pooled, texture(early)], dim=1)


def texture(feature_maps: Sequence[Tensor]) -> Tensor:
    """Return (N, T): the mean of every channel of the maps, then their standard deviations.

    Late features are trained to ignore low-level appearance, which these values describe.

    References
    ----------
    Lee et al. 2018, arXiv:1807.03888, section 2.2 (feature ensemble); Sastry and Oore 2020,
    arXiv:1912.12510.
    """
    means = [item.mean(dim=(2, 3), keepdim=True) for item in feature_maps]
    gaps = [item - mean for item, mean in zip(feature_maps, means, strict=True)]
    # mean of squared differences, because a difference of squares would be lost in half precision
    deviations = [(gap * gap).mean(dim=(2, 3), keepdim=True).sqrt() for gap in gaps]
    return torch.cat([*means, *deviations], dim=1).mean(dim=(2, 3))  # one cell: removes the axes


def load_weights(model: ExplainableNetwork, file: Path, *, with_head: bool = False) -> None:
    """Load a state dict in torchvision's layout; a head for other classes is not loaded.

    Parameters
    ----------
    file
        ``.safetensors``, or a ``.pth`` as torchvision publishes them. The latter is read with
        torch's weights-only reader, which executes no code.
    with_head
        Whether weights without a head for the model's classes are rejected, because a network with
        an untrained head is not a classifier.

    Raises
    ------
    ModelError
        The file is damaged or belongs to another architecture.
    """
    try:
        if file.suffix == ".safetensors":
            state = load_file(file)
        else:
            state = torch.load(file, map_location="cpu", weights_only=True)
    except (OSError, SafetensorError, UnpicklingError, RuntimeError, ValueError) as error:
        raise ModelError(
            f"The weights {file.name} cannot be read: {error}.",
            remedy="Choose a .safetensors file or a .pth state dict in torchvision's layout.",
        ) from error
    take_weights(model, state, file.name, with_head=with_head)


def take_weights(
    model: ExplainableNetwork, state: Mapping[str, Tensor], name: str, *, with_head: bool = False
) -> None:
    """Put a state dict in torchvision's layout into a network; see `load_weights`.

    Counters of batches, which no result depends on, may be missing.
    """
    own = model.network.state_dict()
    fits = {
        key: value for key, value in state.items() if key in own and own[key].shape == value.shape
    }
    head = () if with_head else ("classifier.", "fc.")
    missing = [
        key
        for key in own
        if key not in fits and not key.startswith(head) and not key.endswith("num_batches_tracked")
    ]
    if missing:
        raise ModelError(
            f"The weights {name} do not belong to the architecture {model.architecture}: "
            f"{len(missing)} tensors are missing or have another shape, such as {missing[0]}.",
            remedy="Choose weights of the same architecture.",
        )
    model.network.load_state_dict(fits, strict=False)


def save_weights(state: dict[str, Tensor], file: Path) -> None:
    """Write the weights of an `ExplainableNetwork` in torchvision's layout, atomically.

    Raises
    ------
    StorageError
        The file cannot be written; an earlier one is unchanged.
    """
    prefix = "network."
    tensors = {
        name.removeprefix(prefix): value.contiguous()
        for name, value in state.items()
        if name.startswith(prefix)
    }
    content = save(tensors)  # `save_file` reports a full disk as an error of the format
    with atomic_file(file) as draft:  # if interrupted, the file of the previous epoch stays
        draft.write_bytes(content)
