"""The whole method in one command, on a small scale; the department's numbers in full."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason='needs the extra "lab"')

from colored_index import colored_index
from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.data.phantoms import FIVE_CLASSES
from hysteroview.lab.index.extract import Sampling
from hysteroview.lab.manifest.manifest import read_manifest
from hysteroview.lab.reproduce.phantom_department import (
    MANIFEST_FILE,
    PhantomVideo,
    plan_department,
    write_department,
)
from hysteroview.lab.reproduce.polypgen import POLYP_CLASSES, polypgen_entries
from hysteroview.lab.reproduce.reproduce import ReproductionPlan, reproduce
from hysteroview.lab.runs.tasks import Task
from hysteroview.lab.split.split import SplitSettings
from hysteroview.lab.train.settings import FitSettings, Stage

FIT = FitSettings(
    stages=(Stage(32, 1, 1e-3),), batch_size=10, mask_weight=0.0, augmentation="none",
)  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
        yield


def test_the_department_has_the_numbers_of_the_publication() -> None:
    videos = plan_department()
    assert len(videos) == 303
    assert len({video.patient for video in videos}) == 291
    assert sum(video.pictures for video in videos) == 4781
    labels = Counter({video.patient: video.label for video in videos}.values())
    shares = {FIVE_CLASSES[label].code: count / 291 for label, count in labels.items()}
    assert shares["EP"] == pytest.approx(0.5, abs=0.01)
    assert shares["AH"] == pytest.approx(0.06, abs=0.01)
    assert len({video.scope for video in videos}) == 4
    assert plan_department() == videos
    pictures = [video.pictures for video in videos]
    assert min(pictures) >= 2
    assert max(pictures) > 2 * np.median(pictures)


def _small_department() -> tuple[PhantomVideo, ...]:
    return tuple(PhantomVideo(k, k, k, k % 4, 2) for k in range(5))


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("department")
    assert list(write_department(folder, _small_department(), workers=1)) == [2] * 5
    return folder / MANIFEST_FILE


def test_scopes_differ_in_color_and_pictures_have_their_lesions(department: Path) -> None:
    entries = read_manifest(department, FIVE_CLASSES).entries
    assert len(entries) == 10
    means: dict[str, list[np.ndarray]] = {}
    for entry in entries:
        picture = cv2.imread(str(entry.file))
        assert entry.mask is not None
        mask = cv2.imread(str(entry.mask), cv2.IMREAD_GRAYSCALE)
        assert mask.shape == picture.shape[:2]
        assert mask.any()
        means.setdefault(entry.scope, []).append(picture[picture.max(axis=2) > 8].mean(axis=0))
    centers = np.array([np.mean(found, axis=0) for found in means.values()])
    within = np.mean([np.std(found, axis=0) for found in means.values()])
    assert centers.std(axis=0).max() > within / 2
    assert len(centers) == 4


def test_from_the_index_to_all_figures_and_on_again(tmp_path: Path) -> None:
    plan = ReproductionPlan(
        networks=("mobilenet_v2", "efficientnet_b0"), tasks=(Task.FIVE,), fit=FIT, weights={},
        sampling=Sampling(size_px=32, is_gated=False), from_scratch=True, samples=50,
        split=SplitSettings(test_share=0.25, validation_share=0.3), note="Phantoms.", pictures=1,
        command=("hysteroview", "lab", "reproduce"),
    )  # fmt: skip
    colored_index(tmp_path / "all" / "index")
    lines = list(reproduce((), FIVE_CLASSES, plan, tmp_path / "all"))
    assert lines[0].startswith("using the index")
    assert sum("epoch 1 of 1" in line for line in lines) == 4  # two networks, two splits
    text = (tmp_path / "all" / "figures.md").read_text()
    for expected in (
        "Phantoms.",
        "# mobilenet_v2, 5 classes",
        "## mobilenet_v2, 5 classes against efficientnet_b0, 5 classes",
        "| figure | by patient | by picture (leaks) | inflation in points |",
        "marked area that is lesion",
        "weights random down to",
    ):
        assert expected in text
    page = (tmp_path / "all" / "report.html").read_text()
    for expected in ("4 runs", "(leaks)", "inflation in points", "hysteroview lab reproduce",
                     "against efficientnet_b0", "Phantoms.", "STARD-AI"):  # fmt: skip
        assert expected in page
    assert (tmp_path / "all" / "report.pdf").read_bytes().startswith(b"%PDF")
    figures = json.loads((tmp_path / "all" / "figures.json").read_text())
    assert set(figures) == {
        "note", "five", "mobilenet_v2-five-paper", "efficientnet_b0-five-paper", "heatmaps",
    }  # fmt: skip
    again = list(reproduce((), FIVE_CLASSES, plan, tmp_path / "all"))
    assert sum(line.startswith("using ") for line in again) == 5
    assert (tmp_path / "all" / "figures.md").read_text() == text


def test_frames_of_polypgen_are_entries_with_masks(real_data: Path) -> None:
    entries = polypgen_entries(real_data / "polypgen")
    assert len(entries) == 96
    assert {entry.label for entry in entries} == set(POLYP_CLASSES.codes)
    units = Counter(entry.patient for entry in entries)
    assert units["sequence 176OLCV1"] >= 2
    assert all(entry.mask is not None and entry.mask.is_file() for entry in entries)


def test_another_folder_is_not_polypgen(tmp_path: Path) -> None:
    with pytest.raises(HysteroViewError, match="no frames of PolypGen"):
        polypgen_entries(tmp_path)


def test_a_real_network_tells_polyps_from_none_with_real_masks(
    real_data: Path, tmp_path: Path
) -> None:
    weights = next((real_data / "weights").glob("mobilenet_v2*.pth"))
    plan = ReproductionPlan(
        networks=("mobilenet_v2",), tasks=(Task.FIVE,),
        fit=FitSettings(
            stages=(Stage(96, 1, 1e-3),), batch_size=16, mask_weight=0.0, augmentation="none",
            is_norm_frozen=True, ema_decay=0.0,
        ),
        weights={"mobilenet_v2": weights}, sampling=Sampling(size_px=96, is_gated=False),
        split=SplitSettings(test_share=0.3), paper_split=False, samples=50,
    )  # fmt: skip
    entries = polypgen_entries(real_data / "polypgen")[:24]
    list(reproduce(entries, POLYP_CLASSES, plan, tmp_path / "polyps"))
    text = (tmp_path / "polyps" / "figures.md").read_text()
    assert "# mobilenet_v2, 2 classes" in text
    assert "initial weights: mobilenet_v2_features" in text
    assert "premalignant or malignant" not in text  # nothing of the kind is claimed
    assert "marked area that is lesion" in text
