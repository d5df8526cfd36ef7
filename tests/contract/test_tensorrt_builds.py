"""The program's networks in the real parser and builder of TensorRT for RTX, without a GPU.

It builds engines for a GPU that is not there; only the running of an engine needs one: tests/gpu.
TensorRT has the same bindings, and its part of the adapter is tried with this builder too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bundles import color_graph, write_bundle
from hysteroview.inference.runtimes.nvidia.editions import TENSORRT, TENSORRT_RTX
from nvidia_bindings import missing, run

FOR_ADA = """
from pathlib import Path
from hysteroview.core.errors import BackendUnavailable
from hysteroview.inference.runtimes.nvidia import adapter
from hysteroview.inference.runtimes.nvidia.editions import TENSORRT, TENSORRT_RTX, load_library
from hysteroview.inference.runtimes.backend import Plan, Precision
from hysteroview.inference.model.card import find_model, load_card
from hysteroview.inference.runtimes.nvidia.cuda_device import CudaDevice

library = load_library(TENSORRT_RTX)
def engine_builder(folder, precision, batch=1):
    plan = Plan(Precision(precision), in_flight=batch)
    device = CudaDevice("a GPU of Ada", "8.9", "580.1")
    return adapter.EngineBuilder(library, load_card(Path(folder)), plan, device, told.append)
told = []
"""
AS_TENSORRT = """
create = trt.Builder.create_builder_config
def for_ada(builder):  # with a cache of timings it would ask which GPU is there
    config = create(builder)
    config.num_compute_capabilities = 1
    config.set_compute_capability(trt.ComputeCapability.SM89, 0)
    return config
trt.Builder.create_builder_config = for_ada
library = load_library(TENSORRT)
"""


@pytest.fixture(autouse=True)
def _needs_tensorrt_for_rtx(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if reason := missing("rtx"):
        pytest.skip(reason)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.parametrize("timings", [0, 1], ids=["as TensorRT for RTX", "as TensorRT"])
def test_the_built_in_model_is_built_in_both_precisions(tmp_path: Path, timings: int) -> None:
    code = """
for precision in ("fp32", "fp16"):
    built = engine_builder(find_model(None), precision)
    engine = built.build()
    built.cache.store(built.key, engine)
    assert built.cache.fetch(built.key) == engine
    print(precision, len(engine), built.key.digest.hex())
print(*told, sep="\\n")
"""
    program = FOR_ADA + (AS_TENSORRT if timings else "") + code
    single, half, *told = run("rtx", program).splitlines()
    assert single.split()[2] != half.split()[2]
    assert int(half.split()[1]) < 0.7 * int(single.split()[1])  # the weights are half as long
    assert "for a GPU of Ada in fp32" in told[0]
    assert "was built in" in told[-1]
    folder = tmp_path / "cache" / "HysteroView" / "engines"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(list(folder.glob("engine-*.bin"))) == 2
    assert len(list(folder.glob("timing-*.bin"))) == timings


def test_a_build_reports_its_progress_and_stops_without_a_receiver() -> None:
    code = """
from hysteroview.core.rates import Throttle
from hysteroview.inference.runtimes.nvidia import messages as tensorrt_messages
from hysteroview.inference.runtimes.nvidia.engine import BuildOptions, build_engine
tensorrt_messages.Throttle = lambda rate_hz: Throttle(None)  # all messages, not one in 2 s
model = load_card(find_model(None)).read("model.onnx")
build_engine(library, model, BuildOptions(1), b"", lambda tensors: None, told.append)
print(len(told), told[0])
def gone(sentence):
    raise BrokenPipeError
try:
    build_engine(library, model, BuildOptions(1), b"", lambda tensors: None, gone)
except BackendUnavailable as error:
    print(error)
"""
    told, stopped = run("rtx", FOR_ADA + code).splitlines()
    assert int(told.split()[0]) > 100
    assert "Building the TensorRT for RTX engine: cloning network graph, 1 of 2" in told
    assert stopped.startswith("TensorRT for RTX cannot build the engine: ")


def test_the_network_is_typed_as_it_is_written() -> None:
    code = """
from collections import Counter
from hysteroview.inference.runtimes.nvidia import engine as tensorrt_engine
for precision in ("fp32", "fp16"):
    builder = trt.Builder(library.logger)
    flag = 1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED)
    network = builder.create_network(flag)
    tensorrt_engine._parse(library, network, engine_builder(find_model(None), precision)._model)
    layers = [network.get_layer(place) for place in range(network.num_layers)]
    convolutions = [layer for layer in layers if layer.type == trt.LayerType.CONVOLUTION]
    print(*sorted(Counter(layer.get_output(0).dtype.name for layer in convolutions).items()))
    print(*[(network.get_output(place).name, network.get_output(place).dtype.name)
            for place in range(network.num_outputs)])
    del layers, convolutions, network, builder
"""
    outputs = "('logits', 'FLOAT') ('class_maps', 'FLOAT') ('embedding', 'FLOAT')"
    assert run("rtx", FOR_ADA + code).splitlines() == [
        "('FLOAT', 82)",
        outputs,
        "('FLOAT', 1) ('HALF', 81)",  # the one in single is the class maps'
        outputs,
    ]


def test_a_batch_has_an_engine_of_its_own(bundle: Path) -> None:
    code = f"""
one = engine_builder({str(bundle)!r}, "fp16")
four = engine_builder({str(bundle)!r}, "fp16", batch=4)
print(one.key != four.key, len(one.build()) > 0, len(four.build()) > 0)
"""
    assert run("rtx", FOR_ADA + code).strip() == "True True True"


FOREIGN = {
    "empty": (b"", "cannot load"),
    "garbage": (b"this is no model" * 100, "cannot load"),
    "truncated": (color_graph()[:-200], "cannot load"),
    "other outputs": (color_graph(outputs=("class_maps", "logits")), "no output embedding"),
}


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_foreign_files_are_refused(tmp_path: Path, precision: str) -> None:
    for name, (model, _) in FOREIGN.items():
        write_bundle(tmp_path / name, model)
    code = f"""
for name in {list(FOREIGN)!r}:
    try:
        engine_builder(Path({str(tmp_path)!r}) / name, {precision!r}).build()
        print("built")
    except BackendUnavailable as error:
        print(error.message, "|", error.remedy)
"""
    answers = run("rtx", FOR_ADA + code).splitlines()
    for answer, (_, message) in zip(answers, FOREIGN.values(), strict=True):
        said, _, remedy = answer.partition("|")
        assert message in said
        assert remedy.strip()


WITHOUT_DEVICE = """
import numpy as np
import onnxruntime
from fake_cuda import FakeCuda
from fake_engine import FakeEngine
from hysteroview.inference.runtimes.nvidia import cuda_device
from hysteroview.inference.runtimes.nvidia import cuda_executor

cuda = cuda_executor.cuda = cuda_device.cuda = FakeCuda()
card = load_card(Path(folder))
loaded = []
def load(library, serialized, batch, kernels):
    loaded.append(serialized)
    engine = FakeEngine(cuda, card.folder / "model.onnx", batch)
    compiled = kernels or b"compiled by run %d" % len(loaded)
    engine.kernels = lambda: compiled if library.edition.compiles_kernels else b""
    reused.append(kernels)
    return engine
reused = []
adapter.LoadedEngine = load
builds = []
build_engine = adapter.build_engine
def count(*arguments):
    builds.append(build_engine(*arguments))
    return builds[-1]
adapter.build_engine = count

def start(driver="580.1", capability="8.9", **plan):
    adapter.open_device = lambda: CudaDevice("a GPU of Ada", capability, driver)
    return adapter.open_engine(library.edition, card, Plan(**plan), told.append)

def kept():
    return sorted((Path(os.environ["XDG_CACHE_HOME"]) / "HysteroView" / "engines").glob("engine*"))
"""


def test_an_engine_is_built_once_for_what_it_depends_on(bundle: Path) -> None:
    code = """
start().close()
start().close()
print("again", len(builds), loaded[0] == loaded[1] == builds[0].engine)
start(driver="581.0").close()
print("another driver", len(builds))
start(precision=Precision.HALF).close()
print("half", len(builds))
start(in_flight=4).close()
print("a batch", len(builds), len(kept()))
for path in kept():
    path.write_bytes(path.read_bytes()[:-1])
start().close()
print("damaged", len(builds))
try:
    start(precision=Precision.BRAIN)
except BackendUnavailable as error:
    print(error.message)
print("left on the device", cuda.alive)
"""
    answers = run("rtx", f"import os\nfolder = {str(bundle)!r}{FOR_ADA}{WITHOUT_DEVICE}{code}")
    assert answers.splitlines() == [
        "again 1 True",
        "another driver 2",
        "half 3",
        "a batch 4 4",
        "damaged 5",
        "TensorRT for RTX computes in fp32 or fp16 here, not in bf16.",
        "left on the device {}",
    ]


@pytest.mark.parametrize("in_flight", [1, 4])
def test_pictures_go_through_in_batches(bundle: Path, in_flight: int) -> None:
    code = f"""
backend = start(in_flight={in_flight})
print(backend.info)
images = np.random.default_rng(0).normal(size=(10, 3, 64, 64)).astype(np.float32)
cuda.calls.clear()
outputs = backend.run(images)
print(cuda.calls.count("cudaGraphLaunch"), len(outputs))
session = onnxruntime.InferenceSession(card.read("model.onnx"), providers=["CPUExecutionProvider"])
expected = session.run(adapter.OUTPUT_NAMES, {{"image": images}})
for name, column in zip(adapter.OUTPUT_NAMES, expected, strict=True):
    print(name, np.allclose([getattr(item, name) for item in outputs], column, atol=1e-5))
cuda.fails_at = len(cuda.calls) + 1
try:
    backend.run(images)
except Exception as error:
    print(type(error).__name__)
backend.close()
backend.close()
print("left on the device", cuda.alive)
"""
    answers = run("rtx", f"folder = {str(bundle)!r}{FOR_ADA}{WITHOUT_DEVICE}{code}")
    info, *others = answers.splitlines()
    assert info.endswith("a GPU of Ada · fp32")
    assert others == [
        f"{10 if in_flight == 1 else 1} 10",  # batches for recordings are of 16
        "logits True",
        "class_maps True",
        "embedding True",
        "InferenceError",
        "left on the device {}",
    ]


def test_an_engine_that_does_not_load_is_reported_with_the_reason(bundle: Path) -> None:
    code = f"""
from hysteroview.inference.runtimes.nvidia.engine import LoadedEngine
engine = engine_builder({str(bundle)!r}, "fp32").build()
for serialized in (engine, b"no engine", engine[:-100]):
    try:
        LoadedEngine(library, serialized, 1)
    except BackendUnavailable as error:
        print(error.message)
"""
    answers = run("rtx", FOR_ADA + code).splitlines()
    assert len(answers) == 3, answers
    for answer in answers:
        assert answer.startswith("TensorRT for RTX cannot load the engine: ")
        assert "no reason given" not in answer


def test_kernels_that_a_run_has_compiled_are_kept_like_engines(bundle: Path) -> None:
    code = """
kernels = lambda: sorted(kept()[0].parent.glob("kernels*"))
start().close()
start().close()
print(reused, len(kernels()), len(builds))
start(precision=Precision.HALF).close()
print(reused[2:], len(kernels()))
for path in kernels():
    path.write_bytes(path.read_bytes()[:-1])
start().close()
print(reused[3:], len(kernels()))
library = load_library(TENSORRT)
start().close()
print(reused[4:], len(kernels()), len(kept()))
"""
    program = f"import os\nfolder = {str(bundle)!r}{FOR_ADA}{WITHOUT_DEVICE}"
    answers = run("rtx", program + code)
    assert answers.splitlines() == [
        "[b'', b'compiled by run 1'] 1 1",
        "[b''] 2",
        "[b''] 2",
        "[b''] 2 3",
    ]


@pytest.mark.parametrize("capability", ["7.5", "9.0", "10.0"])
def test_a_gpu_that_the_edition_does_not_support_is_refused_in_one_line(
    bundle: Path, capability: str
) -> None:
    code = f"""
adapter.load_library = lambda edition: print("loaded")
try:
    start(capability={capability!r})
except BackendUnavailable as error:
    print(error.message)
"""
    answer = run("rtx", f"folder = {str(bundle)!r}{FOR_ADA}{WITHOUT_DEVICE}{code}")
    assert answer.splitlines() == [
        f"TensorRT for RTX does not support a GPU of Ada (compute capability {capability})"
    ]


def test_the_gpus_of_operating_room_computers_are_supported() -> None:
    supported = ("8.0", "8.6", "8.9", "12.0", "12.1")
    assert all(map(TENSORRT_RTX.supports, supported))
    assert all(map(TENSORRT.supports, ("7.5", "9.0", *supported)))
