"""From seeds to a bundle on a tiny scale, with the real renderer, network and runtime."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason='needs the extra "lab"')

from hysteroview.core.errors import ModelError
from hysteroview.inference.model.card import load_card
from hysteroview.inference.runtimes.choosing import open_backend
from hysteroview.lab.bundle import draft as drafts_module
from hysteroview.lab.bundle import export as bundle_module
from hysteroview.lab.data.phantoms import FIVE_CLASSES, LabeledCrops, concatenate, render_crops
from hysteroview.lab.evaluate.evaluate import evaluate
from hysteroview.lab.phantom_training import (
    PhantomTraining,
    Trial,
    export_checkpoint,
    train_on_phantoms,
)
from hysteroview.lab.train.batches import off_lesion_loss
from hysteroview.lab.train.fit import fit
from hysteroview.lab.train.network import ExplainableNetwork, save_weights
from hysteroview.lab.train.settings import FitSettings, Stage


def colored(count: int, size_px: int = 64) -> LabeledCrops:
    """Two classes that differ by color, the colored half of the picture being the lesion."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, count)
    crops = rng.integers(0, 60, (count, size_px, size_px, 3)).astype(np.uint8)
    masks = np.zeros((count, 56, 56), np.uint8)
    for crop, mask, label in zip(crops, masks, labels, strict=True):
        crop[:, size_px // 2 :, label] += 150
        mask[:, 28:] = 255
    return LabeledCrops(crops, masks, labels, np.arange(count))


def test_it_learns_what_can_be_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    # one thread: on a busy machine several wait for one another far longer than they compute
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
    torch.manual_seed(0)
    model = ExplainableNetwork("resnet18", 2)
    settings = FitSettings(stages=(Stage(32, 4, 2e-3),), batch_size=16, seed=2)
    reports = list(fit(model, colored(64), settings))
    assert [report.number for report in reports] == [1, 2, 3, 4]
    assert reports[-1].accuracy > 0.9
    assert reports[-1].loss < reports[0].loss


def test_evidence_beside_the_lesion_costs() -> None:
    masks = torch.zeros(1, 1, 8, 8)
    masks[..., :4] = 1
    labels = torch.tensor([0])
    on, beside = torch.full((1, 2, 4, 4), -5.0), torch.full((1, 2, 4, 4), -5.0)
    on[0, 0, 1, 0] = beside[0, 0, 1, 3] = 5.0
    assert off_lesion_loss(on, masks, labels) < 0.1
    assert off_lesion_loss(beside, masks, labels) > 3
    assert off_lesion_loss(beside, torch.zeros(1, 1, 8, 8), labels) == 0


def test_scenes_are_rendered_alike_by_any_number_of_processes() -> None:
    one, two = (
        concatenate(render_crops([5], views=2, size_px=64, workers=workers)) for workers in (1, 2)
    )
    assert (one.crops == two.crops).all()
    assert (one.masks == two.masks).all()
    assert one.labels.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert len(set(one.cases.tolist())) == len(FIVE_CLASSES)
    assert (one.masks > 127).any(axis=(1, 2)).all()


def test_the_whole_way_to_a_bundle(tmp_path: Path) -> None:
    output = tmp_path / "tiny"
    plan = PhantomTraining(
        architecture="resnet18",
        training_seeds=range(1),
        test_seeds=range(10, 11),
        views=2,
        weights=None,
        fit=FitSettings(stages=(Stage(64, 1, 1e-3),), batch_size=4),
    )
    lines = list(train_on_phantoms(plan, output))
    assert lines[-1] == f"wrote {output}"
    card = load_card(output)
    assert card.is_synthetic
    assert card.labels.codes == FIVE_CLASSES.codes
    assert "--architecture resnet18 --scenes 1" in card.provenance["command"]
    words = (output / "MODEL_CARD.md").read_text()
    assert "knows nothing of real tissue" in words
    assert card.provenance["command"] in words
    assert output.with_suffix(".safetensors").is_file()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["tiny", "tiny.history.csv", "tiny.safetensors"]
    # the figures of the card are those of another run of the bundle
    backend = open_backend(card)
    test = concatenate(render_crops(plan.test_seeds, views=2, size_px=64, workers=1))
    evaluation = evaluate(card, backend, test)
    assert evaluation["five.accuracy"].value == pytest.approx(
        card.figures["five.accuracy"], abs=1e-3
    )
    assert evaluation.confusion.sum() == evaluation.pictures == 10
    # and its reference outputs are those of the runtime
    with np.load(card.folder / "reference.npz") as reference:
        from hysteroview.imaging.pixels.preprocess import to_input

        results = backend.run(to_input(reference["crops"], card.input))
        for index, outputs in enumerate(results):
            assert outputs.logits == pytest.approx(reference["logits"][index], abs=1e-3)
            assert outputs.class_maps == pytest.approx(reference["class_maps"][index], abs=1e-2)


def test_training_and_test_scenes_are_apart(tmp_path: Path) -> None:
    plan = PhantomTraining(
        architecture="resnet18", training_seeds=range(3), test_seeds=range(2, 4), views=1,
        weights=None, fit=FitSettings(),
    )  # fmt: skip
    with pytest.raises(ValueError, match="both training and testing"):
        next(train_on_phantoms(plan, tmp_path / "never"))


def test_an_export_that_computes_something_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = bundle_module.export_onnx

    def export_another(model: ExplainableNetwork, size_px: int, file: Path) -> None:
        torch.manual_seed(99)
        export(ExplainableNetwork("resnet18", 5).eval(), size_px, file)

    monkeypatch.setattr(bundle_module, "export_onnx", export_another)
    model = ExplainableNetwork("resnet18", 5).eval()
    crops = np.random.default_rng(0).integers(0, 255, (2, 64, 64, 3), np.uint8)
    from hysteroview.lab.bundle.model_card import default_description

    description = default_description("x", "resnet18", {})
    with (
        pytest.raises(ModelError, match="does not compute"),
        drafts_module.draft_folder(tmp_path / "x") as draft,
    ):
        bundle_module.export_bundle(model, FIVE_CLASSES, crops, description, draft)
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_replaces_a_bundle_only_when_it_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    for text in ("first", "second"):
        with drafts_module.draft_folder(folder) as draft:
            draft.mkdir(parents=True)
            (draft / "card.toml").write_text(text)
        assert (folder / "card.toml").read_text() == text

    def fail_halfway() -> None:
        with drafts_module.draft_folder(folder) as draft:
            draft.mkdir(parents=True)
            raise KeyError

    with pytest.raises(KeyError):
        fail_halfway()
    assert (folder / "card.toml").read_text() == "second"
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_that_is_no_bundle_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "patient.png").touch()
    with (
        pytest.raises(ModelError, match="not a model bundle"),
        drafts_module.draft_folder(tmp_path) as draft,
    ):
        draft.mkdir()
    assert (tmp_path / "patient.png").exists()


def test_a_checkpoint_becomes_a_bundle_that_says_where_it_is_from(tmp_path: Path) -> None:
    torch.manual_seed(4)
    model = ExplainableNetwork("resnet18", 5).eval()
    weights, output = tmp_path / "kept.safetensors", tmp_path / "model"
    save_weights(model.state_dict(), weights)
    trial = Trial(64, range(20, 21), 2)
    list(export_checkpoint(weights, "resnet18", "epoch 3 of 8", trial, output))
    card = load_card(output)
    assert card.title == "ResNet18, phantom-trained"
    assert card.provenance["origin of the weights"] == "epoch 3 of 8"
    assert "command" not in card.provenance  # no command made these weights
    assert hashlib.sha256(weights.read_bytes()).hexdigest() in card.provenance["weights"]
    assert "epoch 3 of 8" in (output / "MODEL_CARD.md").read_text()
    assert set(card.figures) >= {"five.accuracy", "localization.strongest_place_on_lesion"}


def test_a_checkpoint_without_a_head_for_the_classes_is_refused(tmp_path: Path) -> None:
    weights = tmp_path / "imagenet.safetensors"
    save_weights(ExplainableNetwork("resnet18", 1000).state_dict(), weights)
    with pytest.raises(ModelError, match=r"fc\.weight"):
        list(export_checkpoint(weights, "resnet18", "?", Trial(64, [20], 2), tmp_path / "model"))
    assert not (tmp_path / "model").exists()


def test_moments_on_the_way_come_after_the_views_and_show_the_lesion() -> None:
    views = concatenate(render_crops([5], views=2, size_px=64, workers=1))
    both = concatenate(render_crops([5], views=2, size_px=64, workers=1, moments=2))
    for case in np.unique(both.cases):
        mine = both.crops[both.cases == case]
        assert 2 < len(mine) <= 4
        assert (mine[:2] == views.crops[views.cases == case]).all()
        assert both.masks[both.cases == case].reshape(len(mine), -1).any(axis=1).all()
