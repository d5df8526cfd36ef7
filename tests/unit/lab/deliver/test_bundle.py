"""From a run to a model file that the program imports."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason='needs the extra "lab"')

from colored_index import colored_index, write_split_of
from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import HysteroViewError, ModelError
from hysteroview.inference.model.calibration import TEMPERATURES
from hysteroview.inference.model.card import load_card, load_reference
from hysteroview.inference.package.archive import unpack
from hysteroview.inference.package.signing import Trust, make_key, signer_of
from hysteroview.lab.bundle import export as export_module
from hysteroview.lab.calibrate.material import Extent
from hysteroview.lab.calibrate.temperature import fit_temperature, temperature_warning
from hysteroview.lab.deliver.bundle import (
    BundlePlan,
    bundle_run,
    describe_model,
    read_source,
)
from hysteroview.lab.evaluate.predictions import Labeled, Predictions
from hysteroview.lab.runs.record import WEIGHTS_FILE, read_run, write_run
from hysteroview.lab.runs.tasks import Task
from hysteroview.lab.runs.training import RunPlan, train_run
from hysteroview.lab.split.split import Method
from hysteroview.lab.train.settings import FitSettings, Stage
from trials import trials

FIT = FitSettings(stages=(Stage(32, 3, 2e-3),), batch_size=10, mask_weight=0.0, ema_decay=0.5)
EXTENT = Extent(outlier_scenes=1, views=1, faulty=4)


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
        yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundled")
    index = colored_index(folder / "index")
    split = write_split_of(index, folder / "split.json", Method.HOLD_OUT)
    plan = RunPlan(
        index=folder / "index", split=split, network="resnet18", task=Task.FIVE, fit=FIT,
        from_scratch=True,
    )  # fmt: skip
    list(train_run(plan, folder / "run"))
    return folder / "run"


@pytest.fixture(scope="module")
def package(run: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A signed model file of the run, and its public key."""
    folder = tmp_path_factory.mktemp("package")
    public = make_key(folder / "lab.hvkey")
    target = folder / "colors.hvmodel"
    plan = BundlePlan(run=run, title="Colors", extent=EXTENT, samples=50, has_half=True)
    bundle_run(plan, target, folder / "lab.hvkey", lambda _: None)
    return target, public


@pytest.mark.skipif(not trials(0, 1), reason="takes 20 s; runs with pytest --full")
def test_evaluation_measures_open_set_and_says_why_there_are_no_gate_limits(
    run: Path, tmp_path: Path
) -> None:
    arguments = ["lab", "evaluate", str(run), "--open-set", "--outlier-scenes", "3", "--samples",
                 "50", "--json", str(tmp_path / "figures.json")]  # fmt: skip
    result = CliRunner().invoke(hysteroview, arguments, catch_exceptions=False)
    assert "resnet18, 5 classes: open set and gate limits" in result.output
    assert "| texture and logistic" in result.output
    assert "make one with --no-gate to derive limits" in result.output
    (figures,) = json.loads((tmp_path / "figures.json").read_text())["open_set"]
    assert 0 <= figures["open_set.false_acceptance.noise"] <= 1


def test_a_run_becomes_a_complete_signed_model(
    package: tuple[Path, str], run: Path, tmp_path: Path
) -> None:
    listed = unpack(package[0], tmp_path)
    signer = signer_of(listed.content, listed.signature, {package[1]: "Lab"})
    assert (signer.trust, signer.name) == (Trust.TRUSTED, "Lab")
    card = load_card(tmp_path)
    assert card.missing == ()
    assert not card.is_synthetic
    assert card.provenance["weights_sha256"] == read_run(run).folds[0].weights_sha256
    assert card.figures["export.probability_difference"] < 1e-4
    assert card.figures["half.probability_difference"] < 0.02
    assert "five.accuracy" in card.figures
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert figures["network"] == "resnet18"


def test_the_model_card_says_what_only_the_author_knows(
    package: tuple[Path, str], tmp_path: Path
) -> None:
    unpack(package[0], tmp_path)
    words = (tmp_path / "MODEL_CARD.md").read_text(encoding="utf-8")
    for section in (
        "Model details", "Intended use", "Factors", "Metrics", "Evaluation and training data",
        "Quantitative analyses", "Ethical considerations", "Caveats and recommendations",
    ):  # fmt: skip
        assert f"## {section}" in words
    assert words.count("author must write") == 3
    assert "| training | " in words
    assert "there is no class for a healthy cavity" in words


def test_no_picture_of_a_patient_leaves_the_department(
    package: tuple[Path, str], run: Path, tmp_path: Path
) -> None:
    unpack(package[0], tmp_path)
    references = load_reference(load_card(tmp_path)).crops
    crops = np.load(run.parent / "index" / "crops.npy")
    gaps = np.abs(references[:, None].astype(int) - crops[None]).mean(axis=(2, 3, 4))
    assert gaps.min() > 5
    content = package[0].read_bytes()
    assert b"EH0.mp4" not in content


@pytest.mark.parametrize("how", ["option", "index"])
def test_a_phantom_trained_model_says_so(run: Path, how: str) -> None:
    plan = BundlePlan(run=run, is_synthetic=how == "option", title="Phantoms")
    source = read_source(plan)
    settings = {**source.index.settings, "is_synthetic": how == "index"}
    source = replace(source, index=replace(source.index, settings=settings))
    described = describe_model(plan, source)
    assert described.is_synthetic
    assert described.title == "Phantoms, phantom-trained"


def test_a_graph_that_computes_something_else_is_refused(
    run: Path, package: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written is the graph of the same network before its bias changed."""
    (tmp_path / "earlier").mkdir()
    unpack(package[0], tmp_path / "earlier")

    def export_earlier(model: torch.nn.Module, _: int, file: Path) -> None:
        with torch.no_grad():
            model.head.bias += 0.1
        shutil.copy(tmp_path / "earlier" / "model.onnx", file)

    monkeypatch.setattr(export_module, "export_onnx", export_earlier)
    plan = BundlePlan(run=run, extent=EXTENT, samples=50)
    with pytest.raises(ModelError, match="does not compute what the network does: logits differ"):
        bundle_run(plan, tmp_path / "x.hvmodel", None, lambda _: None)
    assert not (tmp_path / "x.hvmodel").exists()


def test_leaking_unfinished_and_changed_runs_are_refused(run: Path, tmp_path: Path) -> None:
    plan = BundlePlan(run=tmp_path / "run", extent=EXTENT, samples=50)
    target = tmp_path / "x.hvmodel"
    shutil.copytree(run, plan.run)
    record = read_run(run)
    for changed, words in (
        (replace(record, leaks=True), "split by picture"),
        (replace(record, folds=()), "not finished"),
        (replace(record, index_sha256="0" * 64), "not the one that the run was trained on"),
    ):
        write_run(changed, plan.run)
        with pytest.raises(HysteroViewError, match=words):
            bundle_run(plan, target, None, lambda _: None)
    write_run(record, plan.run)
    with pytest.raises(HysteroViewError, match=r"Say with --fold"):
        bundle_run(replace(plan, fold="fold 9"), target, None, lambda _: None)
    (plan.run / record.folds[0].folder / WEIGHTS_FILE).write_bytes(b"other")
    with pytest.raises(ModelError, match="SHA-256 differs"):
        bundle_run(plan, target, None, lambda _: None)
    assert not target.exists()


def _labeled(logits: np.ndarray, truth: np.ndarray) -> Labeled:
    nothing = np.zeros((len(truth), 1), np.float32)
    return Labeled(Predictions(logits.astype(np.float32), nothing), truth, np.arange(len(truth)))


def test_the_temperature_is_that_of_lbfgs_with_strong_wolfe() -> None:
    """A bounded search on log T finds what torch's LBFGS with strong_wolfe finds."""
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 5, 400)
    logits = rng.normal(0, 3, (400, 5)) + 2.5 * np.eye(5)[truth]
    log_t = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS(
        [log_t], max_iter=200, tolerance_grad=1e-12, line_search_fn="strong_wolfe"
    )
    values = torch.from_numpy(logits.astype(np.float32)).double()

    def loss() -> torch.Tensor:
        search.zero_grad()
        found = torch.nn.functional.cross_entropy(values / log_t.exp(), torch.from_numpy(truth))
        found.backward()
        return found

    search.step(loss)
    temperature = fit_temperature(_labeled(logits, truth))
    assert temperature == pytest.approx(float(log_t.detach().exp()), rel=1e-5)
    assert temperature_warning(temperature) == ""


def test_a_temperature_on_a_bound_is_reported() -> None:
    """All validation pictures are right: the likelihood only grows toward lower temperatures."""
    truth = np.arange(20) % 5
    temperature = fit_temperature(_labeled(np.eye(5)[truth] * 4, truth))
    assert temperature == TEMPERATURES[0]
    assert "lies on a bound" in temperature_warning(temperature)
    assert temperature_warning(TEMPERATURES[1])
