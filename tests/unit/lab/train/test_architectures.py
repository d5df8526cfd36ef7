"""Every network of the table: class maps explain logits, torchvision's weights load."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason='needs the extra "lab"')

from hysteroview.core.errors import ModelError
from hysteroview.lab.train.initial import RANDOM, initialize
from hysteroview.lab.train.network import ARCHITECTURES, ExplainableNetwork


@pytest.mark.parametrize("architecture", list(ARCHITECTURES))
def test_the_mean_of_a_class_map_plus_the_bias_is_the_logit(architecture: str) -> None:
    torch.manual_seed(3)
    model = ExplainableNetwork(architecture, 3).eval()
    with torch.no_grad():
        model.head.bias.normal_()
        images = torch.randn(2, 3, 64, 64)
        logits, class_maps, embedding = model(images)
        expected = model.network(images)
    assert torch.allclose(class_maps.mean(dim=(2, 3)) + model.head.bias, logits, atol=1e-4)
    assert torch.allclose(logits, expected, atol=1e-4)
    assert torch.allclose(model.head(embedding[:, : model.head.in_features]), logits, atol=1e-4)
    # the texture is of maps at 1/2, 1/4 and 1/8 of the picture's size
    sizes, features = [], images
    with torch.no_grad():
        for index, stage in enumerate(model.trunk):
            features = stage(features)
            if index in ARCHITECTURES[architecture]:
                sizes.append(features.shape[-1])
    assert sizes == [32, 16, 8]


def test_another_network_is_refused_by_name() -> None:
    with pytest.raises(ModelError, match="The networks are efficientnet_b0, resnet18"):
        ExplainableNetwork("densenet121", 2)


def test_initial_weights_are_said(tmp_path: Path) -> None:
    model = ExplainableNetwork("mobilenet_v2", 2)
    before = model.network.features[0][0].weight.clone()
    assert initialize(model, None, from_scratch=True) == RANDOM
    assert torch.equal(model.network.features[0][0].weight, before)
    file = tmp_path / "imagenet.pth"
    torch.save(ExplainableNetwork("mobilenet_v2", 1000).network.state_dict(), file)
    words = initialize(model, file, from_scratch=False)
    assert words.startswith("imagenet.pth, SHA-256 ")
    assert not torch.equal(model.network.features[0][0].weight, before)


def test_weights_without_a_head_load(real_data: Path) -> None:
    file = next((real_data / "weights").glob("mobilenet_v2*.pth"))
    model = ExplainableNetwork("mobilenet_v2", 2)
    assert file.name in initialize(model, file, from_scratch=False)


def test_weights_that_cannot_be_downloaded_say_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))  # an empty cache
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(os.environ, "https_proxy", "http://127.0.0.1:9")  # nothing answers there
    with pytest.raises(ModelError, match=r"Download https://\S+\.pth elsewhere"):
        initialize(ExplainableNetwork("mobilenet_v2", 2), None, from_scratch=False)
