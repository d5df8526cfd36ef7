"""Reports of runs: everything in one file, values or "author must write", leaks on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason='needs the extra "lab"')

from colored_index import colored_index, write_split_of
from hysteroview.cli.main import hysteroview
from hysteroview.core.types import Reason
from hysteroview.lab.report.blocks import Heading, Paragraph, Report, TableBlock
from hysteroview.lab.report.checklists import AUTHOR, CHECKLISTS, CLAIM, filled
from hysteroview.lab.report.html import html_of
from hysteroview.lab.report.pdf import pdf_of
from hysteroview.lab.report.plots import confusion_plot, curve_plot, precision_recall, roc_curve
from hysteroview.lab.runs.networks import TrainedRun
from hysteroview.lab.runs.robustness import CorruptedFigures, robustness
from hysteroview.lab.runs.tasks import Task
from hysteroview.lab.runs.training import RunPlan, train_run
from hysteroview.lab.split.split import Method
from hysteroview.lab.statistics.areas import auc
from hysteroview.lab.train.settings import FitSettings, Stage

FIT = FitSettings(stages=(Stage(32, 2, 2e-3),), batch_size=10, mask_weight=0.0, ema_decay=0.5)


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
        yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One network by patient, and the same by picture, which leaks."""
    folder = tmp_path_factory.mktemp("reported")
    index = colored_index(folder / "index")
    made = []
    for method in (Method.HOLD_OUT, Method.PAPER):
        split = write_split_of(index, folder / f"{method}.json", method)
        plan = RunPlan(
            index=folder / "index", split=split, network="resnet18", task=Task.FIVE, fit=FIT,
            from_scratch=True,
        )  # fmt: skip
        list(train_run(plan, folder / f"run-{method}"))
        made.append(folder / f"run-{method}")
    return made[0], made[1]


def _report(output: Path, *arguments: str) -> str:
    result = CliRunner().invoke(
        hysteroview, ["lab", "report", *arguments, "--output", str(output), "--samples", "50"]
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return output.read_text(encoding="utf-8") if output.suffix == ".html" else ""


def test_a_report_has_everything_in_one_file(
    runs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hysteroview.lab.report.compose.robustness", _one_corruption)
    page = _report(tmp_path / "report.html", str(runs[0]), "--pictures", "3", "--corrupted")
    assert "data:image/png" in page
    assert "Heatmaps of right results" in page
    assert "Robustness: resnet18" in page
    assert re.search(r"accuracy [\d.]+ .*; least with blurred, grade", page)  # CLAIM's item
    assert "share of the marked area that is lesion" in page
    assert not re.findall(r'(?:src|href)="(?!data:)', page)
    assert "<script" not in page
    assert page.count("<svg") == 7  # flow, ROC, PR, two confusions, two of reliability
    for words in (
        "participant flow", "pictures / patients", "sensitivity", "operating point",
        "Commands, versions and hashes", "weights, hold-out", "torch",
        "hysteroview lab report run-hold-out --output report.html", "Participant flow",
        "marked area that is lesion", "weights random down to", "Flicker: ",
    ):  # fmt: skip
        assert words in page
    for name in CHECKLISTS:
        assert name in page
    assert AUTHOR in page
    assert "LEAKING" not in page
    assert 'class="banner"' not in page


def _one_corruption(run: TrainedRun) -> tuple[CorruptedFigures, ...]:
    return robustness(run, reasons=(Reason.BLUR,), most=10, samples=50)


def test_pictures_of_patients_are_left_out_on_request(
    runs: tuple[Path, Path], tmp_path: Path
) -> None:
    without = _report(tmp_path / "b.html", str(runs[0]), "--pictures", "0")
    assert "data:image/png" not in without
    assert "Heatmaps of right results" not in without
    assert "Robustness: " not in without


def test_a_leak_is_on_every_page(runs: tuple[Path, Path], tmp_path: Path) -> None:
    both = [str(run) for run in runs]
    page = _report(tmp_path / "report.html", *both, "--pictures", "0")
    assert '<div class="banner">LEAKING SPLIT' in page
    assert "position: fixed" in page  # when it is printed
    assert "its figures are too good" in page
    assert "<th>inflation in points</th>" in page
    assert "resnet18, 5 classes, split hold-out and resnet18, 5 classes, split paper" in page
    _report(tmp_path / "report.pdf", *both, "--pictures", "2")
    content = (tmp_path / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF")


def test_every_page_of_the_pdf_has_the_banner() -> None:
    rows = tuple((str(k), "x" * 40) for k in range(200))
    blocks = (Heading("One"), Paragraph("two", is_warning=True), TableBlock(("a", "b"), rows))
    report = Report("Title", "LEAKING SPLIT: too good", blocks)
    made = datetime(2026, 11, 28, tzinfo=UTC)
    plain = pdf_of(Report("Title", "", blocks), made)
    assert len(pdf_of(report, made)) > len(plain)
    pages = plain.count(b"/Type /Page") - plain.count(b"/Type /Pages")
    assert pages == 0 or pages > 1


def test_text_of_a_run_cannot_become_markup() -> None:
    page = html_of(Report("<script>", "", (Paragraph("<b>&"), TableBlock(("<i>",), (("<u>",),)))))
    assert "<script>" not in page.replace("&lt;script&gt;", "")
    for tag in ("<b>", "<i>", "<u>"):
        assert tag not in page
    svg = curve_plot([("<g>", np.array([[0.0, 0.0], [1.0, 1.0]]))], ("<x>", "y"), diagonal=True)
    assert b"<g>" not in svg
    assert b"&lt;g&gt;" in svg


def test_items_have_the_value_of_the_run_or_say_who_writes_it() -> None:
    rows = filled(CLAIM, {"model": "a network", "external": ""})
    assert [row[2] for row in rows if row[0] in ("1", "22")] == ["a network"] * 2
    assert next(row[2] for row in rows if row[0] == "33") == AUTHOR  # no external data
    assert next(row[2] for row in rows if row[0] == "44") == AUTHOR
    assert [row[0] for row in rows] == [str(n) for n in range(1, 45)]


def test_lists_have_the_numbers_of_the_published_ones() -> None:
    counts = {name: len(items) for name, items in CHECKLISTS.items()}
    assert counts == {"CLAIM (2024)": 44, "STARD-AI (2025)": 48, "TRIPOD+AI (2024)": 52}
    whole = {name: {int(re.sub("[a-z]", "", number)) for number, _, _ in items}
             for name, items in CHECKLISTS.items()}  # fmt: skip
    assert [sorted(each) == list(range(1, len(each) + 1)) for each in whole.values()] == [True] * 3
    assert [len(each) for each in whole.values()] == [44, 40, 27]


def test_curves_have_the_area_that_is_reported() -> None:
    rng = np.random.default_rng(1)
    truth = rng.random(300) < 0.3
    score = np.round(rng.random(300) * 0.6 + 0.4 * truth, 1)  # with ties
    points = roc_curve(truth, score)
    area = float(np.trapezoid(points[:, 1], points[:, 0]))
    assert area == pytest.approx(auc(truth, score), abs=1e-12)
    recall = precision_recall(truth, score)
    assert recall[-1, 0] == 1
    assert recall[-1, 1] == pytest.approx(truth.mean())
    assert np.isnan(roc_curve(np.zeros(3, bool), np.arange(3.0))).all()
    assert b"LEAKING" not in confusion_plot(np.zeros((2, 2), np.int64), ("a", "b"))
