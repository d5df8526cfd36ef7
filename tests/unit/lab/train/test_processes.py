"""Several processes train one network as one process does."""

from __future__ import annotations

import os
import runpy
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason='needs the extra "lab"')
from safetensors.torch import load_file

from hysteroview.lab.train.processes import Processes
from patience import PATIENCE_S

# 14 pictures in batches of 6: shares differ in size at the end of what a batch has
_TRAINING = """
import sys
from pathlib import Path
import numpy as np, torch
from hysteroview.lab.data.phantoms import LabeledCrops
from hysteroview.lab.train.fit import fit
from hysteroview.lab.train.network import ExplainableNetwork
from hysteroview.lab.train.processes import joined_processes
from hysteroview.lab.train.settings import FitSettings, Stage

def data(count, seed):
    rng = np.random.default_rng(seed)
    crops = rng.integers(0, 200, (count, 32, 32, 3)).astype(np.uint8)
    labels = np.arange(count) % 2
    return LabeledCrops(crops, np.zeros((count, 8, 8), np.uint8), labels, np.arange(count))

torch.manual_seed(0)
model = ExplainableNetwork("mobilenet_v2", 2)
settings = FitSettings(
    stages=(Stage(32, 1, 1e-3),), batch_size=7, mask_weight=0.0, augmentation="endoscopy",
    ema_decay=0.0
)
with joined_processes("cpu") as processes:
    torch.set_num_threads(1)
    for report in fit(model, data(14, 0), settings, Path(sys.argv[1]), validation=data(5, 1),
                      processes=processes):
        if processes.is_first:
            print(f"{report.loss:.6f} {report.accuracy:.6f} {report.validation_loss:.6f}")
"""


def _train_together(script: Path, count: int) -> list[str]:
    """Train with so many processes, as torchrun starts them; return what each one said."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = []
    for rank in range(count):
        environment = os.environ | {
            "RANK": str(rank), "WORLD_SIZE": str(count), "LOCAL_RANK": str(rank),
            "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "OMP_NUM_THREADS": "1",
            "GLOO_SOCKET_IFNAME": "lo",
        }  # fmt: skip
        command = [sys.executable, str(script), str(script.with_name("two.safetensors"))]
        started.append(
            subprocess.Popen(
                command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
        )
    outputs = []
    for process in started:
        with process:
            said, errors = process.communicate(timeout=2 * PATIENCE_S)
        assert process.returncode == 0, errors
        outputs.append(said)
    return outputs


def test_two_processes_compute_what_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "training.py"
    script.write_text(_TRAINING)
    together = _train_together(script, 2)
    monkeypatch.setattr("sys.argv", [str(script), str(tmp_path / "one.safetensors")])
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
    runpy.run_path(str(script), run_name="__main__")
    alone = capsys.readouterr().out
    assert together[1] == ""
    two, one = ([float(each) for each in said.split()] for said in (together[0], alone))
    assert two == pytest.approx(one, abs=2e-3)
    weights = [load_file(tmp_path / f"{name}.safetensors") for name in ("one", "two")]
    for name, value in weights[0].items():
        if value.dtype.is_floating_point:
            # the tolerance that docs/laboratory.md states; Adam divides small gradients by
            # themselves, so that rounding may turn a step of 1e-3 around
            assert torch.allclose(weights[1][name], value, atol=5e-3), name


def test_processes_share_the_cores_unless_a_number_of_threads_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(6)), raising=False)
    assert Processes(0, 2).threads == 3
    assert Processes(0, 8).threads == 1
    assert Processes(0, 2, own_threads=5).threads == 5


def test_shares_of_a_batch_differ_by_at_most_one_and_miss_nothing() -> None:
    rows = np.arange(7)
    shares = [Processes(rank, 3).share(rows) for rank in range(3)]
    assert sorted(np.concatenate(shares).tolist()) == rows.tolist()
    assert [len(each) for each in shares] == [3, 2, 2]
