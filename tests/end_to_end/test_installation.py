"""Output of `hysteroview doctor`, `runtimes` and `bench` on a real machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hysteroview.cli.main import hysteroview
from hysteroview.inference.runtimes.table import RUNTIMES

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(hysteroview, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_a_sound_installation_is_well(bundle: Path) -> None:
    result = invoke("doctor", "--model", bundle)
    assert result.exit_code == 0, result.output
    assert "The installation is complete." in result.output
    assert "files are intact" in result.output
    assert "onnx-cpu-fp32      its results agree with colors" in result.output
    assert "quality limits     colors: test card never, dark never" in result.output


def test_a_model_that_cannot_be_read_is_reported_with_its_remedy(
    make_bundle: Callable[..., Path],
) -> None:
    broken = make_bundle()
    (broken / "model.onnx").write_bytes(b"other bytes")
    result = invoke("doctor", "--model", broken)
    assert result.exit_code == 1
    assert "SHA-256 differs" in result.output
    assert "1 problem found" in result.output


def test_unwritable_and_damaged_settings_are_reported(bundle: Path, tmp_path: Path) -> None:
    folder = tmp_path / "config" / "HysteroView"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text("[storage\n")
    result = invoke("doctor", "--model", bundle)
    assert "note  settings" in result.output
    assert "damaged" in result.output


def test_the_table_of_runtimes_shows_what_is_missing_and_how_the_rest_agrees(
    bundle: Path,
) -> None:
    result = invoke("runtimes", "--model", bundle, "--runs", "5")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()[1 : 1 + len(RUNTIMES)]
    rows = {line.split()[0] + line.split()[1]: line for line in lines}
    assert "auto selects " in result.output
    assert rows["onnxcpu"].endswith("agrees")
    assert "coreml is not available" in rows["onnxcoreml"] or "agrees" in rows["onnxcoreml"]


def test_bench_infer_writes_its_figures_by_name(bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    result = invoke(
        "bench", "infer", "--model", bundle, "--runtime", "onnx-cpu-fp32", "--runs", "10",
        "--json", out,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    figures = json.loads(out.read_text())["figures"]
    assert figures["infer.onnx-cpu-fp32.t1.ms.p50"] > 0
    assert "infer.onnx-cpu-fp32.t1.added_ms" in figures


def test_a_runtime_that_is_not_in_the_table_is_reported(bundle: Path) -> None:
    result = invoke("bench", "infer", "--model", bundle, "--runtime", "quantum")
    assert result.exit_code != 0
    assert "no runtime quantum" in str(result.exception)
