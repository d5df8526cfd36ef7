"""Class maps are Grad-CAM, and every runtime gives them: pytorch-grad-cam is the oracle."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch", reason='needs the extra "lab"')
pytorch_grad_cam = pytest.importorskip("pytorch_grad_cam", reason='needs the extra "lab"')

from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from safetensors.torch import save_file

from hysteroview.core.errors import ModelError
from hysteroview.imaging.overlay.heatmap import class_activation_map
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.lab.bundle.export import export_bundle
from hysteroview.lab.bundle.model_card import default_description
from hysteroview.lab.data.phantoms import FIVE_CLASSES
from hysteroview.lab.train.network import ExplainableNetwork, load_weights
from no_reading import outputs_without_reading

SIZE_PX = 160
both = pytest.mark.parametrize("architecture", ["efficientnet_b0", "resnet18"])


def network(architecture: str) -> ExplainableNetwork:
    torch.manual_seed(3)
    model = ExplainableNetwork(architecture, 5)
    with torch.no_grad():  # batch statistics and a bias that are not trivial
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.1)
                module.running_var.uniform_(0.8, 1.2)
        model.head.weight.normal_(0, 0.1)
        model.head.bias.normal_(0, 1)
    return model.eval()


class LogitsOnly(torch.nn.Module):
    """What pytorch-grad-cam expects: a module that returns nothing but logits."""

    def __init__(self, model: ExplainableNetwork) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.model(images)[0]
        return logits


@pytest.mark.parametrize("architecture", ["efficientnet_b0", "resnet18", "mobilenet_v2"])
def test_class_maps_are_grad_cam_by_the_equations_alone(architecture: str) -> None:
    """An oracle without a library: Selvaraju et al. 2017, equations 1 and 2, by autograd."""
    model = network(architecture)
    images = torch.randn(2, 3, 96, 96, generator=torch.Generator().manual_seed(2))
    kept: list[torch.Tensor] = []

    def keep(_: torch.nn.Module, __: object, output: torch.Tensor) -> None:
        output.retain_grad()
        kept.append(output)

    hook = model.trunk[-1].register_forward_hook(keep)
    logits, class_maps, _ = model(images)
    hook.remove()
    (features,) = kept
    for label in range(5):
        features.grad = None
        logits[:, label].sum().backward(retain_graph=True)
        assert features.grad is not None
        weights = features.grad.mean(dim=(2, 3), keepdim=True)  # alpha, equation 1
        # the program's map lacks the factor 1 / (h w) of the pooled gradient
        evidence = (weights * features.detach()).sum(dim=1)
        expected = torch.relu(evidence) * features[0, 0].numel()
        own = torch.relu(class_maps[:, label].detach())
        assert torch.allclose(own, expected, atol=1e-4 * float(expected.abs().max()) + 1e-7)


@both
def test_class_maps_are_grad_cam(architecture: str) -> None:
    model = network(architecture)
    images = torch.randn(2, 3, SIZE_PX, SIZE_PX, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        _, class_maps, _ = model(images)
    last = model.trunk[-1]
    with pytorch_grad_cam.GradCAM(LogitsOnly(model), [last]) as oracle:
        for label in range(5):
            targets = [ClassifierOutputTarget(label)] * 2
            expected = oracle(images, targets)
            seen = oracle.activations_and_grads
            raw = oracle.get_cam_image(
                images, last, targets, seen.activations[0].detach().numpy(),
                seen.gradients[0].detach().numpy(), eigen_smooth=False,
            )  # fmt: skip
            # before ReLU and any scaling; the gradient of the mean brings 1 / (h w)
            own = class_maps[:, label].numpy() / (class_maps.shape[2] * class_maps.shape[3])
            assert np.abs(raw - own).max() < 1e-3 * np.abs(own).max()
            for index in range(2):
                # the oracle scales to [0, 1], resizes, and scales again: do the same
                evidence = class_activation_map(class_maps[index, label].numpy())
                resized = cv2.resize(evidence, (SIZE_PX, SIZE_PX))
                low, high = resized.min(), resized.max()
                scaled = (resized - low) / (high - low) if high > low else resized
                assert np.abs(scaled - expected[index]).max() < 1e-3


@both
def test_the_exported_graph_computes_the_same(architecture: str, tmp_path: Path) -> None:
    # export_bundle itself refuses a graph that differs; here, batches of other sizes too
    model = network(architecture)
    crops = np.random.default_rng(5).integers(0, 255, (3, 64, 64, 3), np.uint8)
    description = default_description("x", model.architecture, {})
    card = export_bundle(model, FIVE_CLASSES, crops, description, tmp_path / "x")
    assert sorted(path.name for path in card.folder.iterdir()) == [
        "card.toml", "model.onnx", "reference.npz",
    ]  # fmt: skip
    assert card.texture_size == 2 * sum(
        {"efficientnet_b0": (16, 24, 40), "resnet18": (64, 64, 128)}[architecture]
    )
    images = to_input(crops, card.input)
    with torch.no_grad():
        expected = [item.numpy() for item in model(torch.from_numpy(images))]
    runtime = onnxruntime.InferenceSession(
        card.read("model.onnx"), providers=["CPUExecutionProvider"]
    )
    assert [item.name for item in runtime.get_inputs()] == ["image"]
    assert [item.name for item in runtime.get_outputs()] == ["logits", "class_maps", "embedding"]
    for count in (1, 3):
        for actual, wanted in zip(
            runtime.run(None, {"image": images[:count]}), expected, strict=True
        ):
            scale = max(1.0, float(np.abs(wanted).max()))
            assert np.abs(actual - wanted[:count]).max() < 1e-3 * scale
    found = outputs_without_reading(card.read("model.onnx"), torch.from_numpy(images))
    assert np.abs(found[0].numpy() - expected[0]).max() < 1e-3


@both
def test_the_mean_of_a_class_map_plus_the_bias_is_the_logit(architecture: str) -> None:
    model = network(architecture)
    with torch.no_grad():
        logits, class_maps, embedding = model(torch.randn(3, 3, SIZE_PX, SIZE_PX))
    assert torch.allclose(class_maps.mean(dim=(2, 3)) + model.head.bias, logits, atol=1e-4)
    pooled = embedding[:, : model.head.in_features]
    assert torch.allclose(model.head(pooled), logits, atol=1e-5)


@both
def test_the_embedding_ends_with_the_looks_of_three_early_stages(architecture: str) -> None:
    model = network(architecture)
    images = torch.randn(2, 3, SIZE_PX, SIZE_PX)
    with torch.no_grad():
        kept = model(images)[2][:, model.head.in_features :]
        layers = model.network.features if architecture == "efficientnet_b0" else model.trunk
        expected = {"efficientnet_b0": (1, 2, 3), "resnet18": (2, 4, 5)}[architecture]
        means, deviations = [], []
        for index, layer in enumerate(layers):
            images = layer(images)
            if index in expected:
                means.append(images.mean(dim=(2, 3)))
                deviations.append(images.std(dim=(2, 3), correction=0))
    assert torch.allclose(kept, torch.cat([*means, *deviations], dim=1), atol=1e-5)


@both
def test_a_silent_channel_has_a_texture(architecture: str) -> None:
    model = network(architecture)
    with torch.no_grad():
        assert torch.isfinite(model(torch.zeros(1, 3, SIZE_PX, SIZE_PX))[2]).all()


@both
def test_logits_are_those_of_torchvision(architecture: str) -> None:
    model = network(architecture)
    images = torch.randn(1, 3, SIZE_PX, SIZE_PX)
    with torch.no_grad():
        assert torch.allclose(model(images)[0], model.network(images), atol=1e-5)


@both
def test_weights_in_torchvisions_layout_load(architecture: str, tmp_path: Path) -> None:
    source = network(architecture)
    kept, foreign = tmp_path / "weights.safetensors", tmp_path / "imagenet.pth"
    save_file(source.network.state_dict(), kept)
    same = ExplainableNetwork(architecture, 5)
    load_weights(same, kept)
    assert torch.equal(same.head.weight, source.head.weight)
    # as published: a head for 1,000 classes, which is left out
    torch.save(ExplainableNetwork(architecture, 1000).network.state_dict(), foreign)
    before = same.head.weight.clone()
    load_weights(same, foreign)
    assert torch.equal(same.head.weight, before)
    first = next(iter(torch.load(foreign, weights_only=True).values()))
    assert torch.equal(next(iter(same.network.state_dict().values())), first)


def test_foreign_weights_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.safetensors"
    save_file(network("resnet18").network.state_dict(), file)
    with pytest.raises(ModelError, match="do not belong to the architecture efficientnet_b0"):
        load_weights(ExplainableNetwork("efficientnet_b0", 5), file)
    file.write_bytes(b"no tensors")
    with pytest.raises(ModelError, match="cannot be read"):
        load_weights(ExplainableNetwork("efficientnet_b0", 5), file)


def test_a_pickle_with_code_is_not_run(tmp_path: Path) -> None:
    import pickle

    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return print, ("harm",)

    file = tmp_path / "harm.pth"
    file.write_bytes(pickle.dumps(Harm(), protocol=2))
    with pytest.raises(ModelError, match="cannot be read"):
        load_weights(ExplainableNetwork("resnet18", 5), file)
