"""Bundles that somebody has made to do harm: too large, not fitting, with weights elsewhere."""

from __future__ import annotations

import hashlib
import io
import os
import tomllib
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bundles import color_graph, reference
from hysteroview.core.errors import BackendUnavailable, ModelError
from hysteroview.core.types import Outputs
from hysteroview.inference.model.arrays import unpack_arrays
from hysteroview.inference.model.card import load_card, load_reference
from hysteroview.inference.model.graph_file import Unchecked, unchecked_part
from hysteroview.inference.model.open_set import pack_statistics
from hysteroview.inference.model.open_set_scores import Mahalanobis, Neighbors, Score
from hysteroview.inference.model.open_set_texture import (
    Logistic,
    Texture,
    TextureAndLogistic,
    Whitening,
)
from hysteroview.inference.runtimes.backend import Plan
from hysteroview.inference.runtimes.table import RUNTIMES, Runtime
from measured import at_most

CPU = [row for row in RUNTIMES if row.device == "cpu" and row.precision == "fp32"]


def edited(folder: Path, edit: Callable[[dict[str, Any]], object]) -> Path:
    card = tomllib.loads((folder / "card.toml").read_text())
    edit(card)
    (folder / "card.toml").write_text(tomli_w.dumps(card))
    return folder


def put(folder: Path, name: str, content: bytes) -> Path:
    """Replace a file of a bundle, with the right hash in the card."""
    (folder / name).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return edited(folder, lambda card: card["files"].update({name: digest}))


def npz(**arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def zeros(shape: tuple[int, ...], kind: str = "<f4") -> bytes:
    """An array of nothing but zeros as .npz, made without its memory."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": kind, "fortran_order": False, "shape": shape}
    )
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("crops.npy", "w", force_zip64=True) as entry,
    ):
        entry.write(header.getvalue())
        left = int(np.prod(shape)) * np.dtype(kind).itemsize
        while left:
            left -= entry.write(bytes(min(left, 1 << 24)))
    return buffer.getvalue()


BOMB = zeros((400, 1000, 1000), "|u1")  # 400 MB in 2 MB


@pytest.mark.parametrize("name", ["reference.npz", "open_set.npz"])
def test_a_small_file_that_unpacks_to_hundreds_of_megabytes_is_refused(
    name: str, make_bundle: Callable[..., Path]
) -> None:
    folder = put(make_bundle(calibrated=True), name, BOMB)
    with (
        at_most(cpu_s=2, memory_bytes=20e6),
        pytest.raises(ModelError, match=r"not permitted|larger than 2 MB"),
    ):
        load_card(folder)


def test_a_header_that_promises_more_than_there_is_costs_no_memory() -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f4", "fortran_order": False, "shape": (1000, 1000)}
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.npy", header.getvalue() + b"few")
    with at_most(cpu_s=1, memory_bytes=1e6), pytest.raises(ValueError, match="damaged"):
        unpack_arrays(buffer.getvalue(), 100_000_000)


def test_an_archive_of_many_entries_or_another_compression_is_refused() -> None:
    for method, count in ((zipfile.ZIP_STORED, 65), (zipfile.ZIP_BZIP2, 1), (zipfile.ZIP_LZMA, 1)):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for index in range(count):
                archive.writestr(f"{index}.npy", b"x")
        with pytest.raises(ValueError, match="not permitted"):
            unpack_arrays(buffer.getvalue(), 1000)


SOUND = npz(a=np.arange(12, dtype=np.float32).reshape(3, 4), b=np.ones((2, 2), np.uint8))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=40))
def test_arrays_with_any_damage_are_read_or_refused_within_bounds(at: int, damage: bytes) -> None:
    with at_most(cpu_s=1, memory_bytes=3e6), suppress(ValueError):
        for array in unpack_arrays(SOUND[:at] + damage + SOUND[at + len(damage) :], 1000).values():
            assert array.nbytes <= 1000


@given(st.dictionaries(st.sampled_from("abc"), st.sampled_from(
    [np.zeros((2, 3), np.float32), np.asfortranarray(np.arange(6.0).reshape(2, 3)),
     np.array(5, np.int64), np.zeros((0, 4), np.float16), np.ones(7, np.uint8)]
)))  # fmt: skip
def test_arrays_are_read_as_numpy_reads_them(arrays: dict[str, np.ndarray]) -> None:
    found = unpack_arrays(npz(**arrays), 1000)
    assert set(found) == set(arrays)
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array)


PLAIN = np.eye(3, dtype=np.float32)
NOTHING = Whitening(np.zeros(0, np.float32), np.zeros((0, 0), np.float32))


def regression(pooled: int, texture: int = 0) -> Logistic:
    first = Whitening(np.zeros(pooled, np.float32), np.eye(pooled, dtype=np.float32))
    second = Whitening(np.zeros(texture, np.float32), np.eye(texture, dtype=np.float32))
    return Logistic(
        first, second, np.array([[0, 0], [1, 1]], np.float32),
        np.ones(pooled + texture + 2, np.float32), np.zeros(1, np.float32),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("score", "message"),
    [
        (Neighbors(np.eye(4, dtype=np.float32), np.ones(1, np.float32)), "3 values"),
        (Mahalanobis(np.ones((5, 4), np.float32), np.eye(4, dtype=np.float32)[:1],
                     np.ones(2, np.float32)), "3 values"),
        (regression(2), "3 values"),
        (Texture(Whitening(np.zeros(4, np.float32), np.eye(4, dtype=np.float32))), "0 values"),
        (TextureAndLogistic(regression(3), np.array([[0, 1], [0, 1]], np.float32),
                            np.zeros(4, np.float32)), "5 offsets"),
    ],
    ids=["prototypes", "means", "pooled", "texture", "offsets"],
)  # fmt: skip
def test_parts_that_do_not_match_each_other_are_refused_when_loaded(
    score: Score, message: str, make_bundle: Callable[..., Path]
) -> None:
    method, packed = pack_statistics(score)
    folder = put(make_bundle(calibrated=True), "open_set.npz", packed)
    edited(folder, lambda card: card["open_set"].update(method=method))
    with pytest.raises(ModelError, match=f"do not match each other.*{message}"):
        load_card(folder)


def test_parts_that_match_give_a_score(make_bundle: Callable[..., Path]) -> None:
    method, packed = pack_statistics(regression(3))
    folder = put(make_bundle(calibrated=True), "open_set.npz", packed)
    card = load_card(edited(folder, lambda card: card["open_set"].update(method=method)))
    said = load_reference(card)
    assert card.open_set is not None
    outputs = Outputs(said.logits[0], said.class_maps[0], said.embedding[0])
    assert np.isfinite(card.open_set.score(outputs))


@pytest.mark.parametrize(
    "changes",
    [{"logits": np.zeros((3, 4), np.float32)}, {"embedding": np.zeros(3, np.float32)},
     {"class_maps": np.full((3, 5, 4, 4), np.nan, np.float32)}, {"crops": np.float32(0)}],
    ids=["classes", "dimensions", "not finite", "no pictures"],
)  # fmt: skip
def test_a_reference_that_does_not_match_is_refused_when_loaded(
    changes: dict[str, np.ndarray], make_bundle: Callable[..., Path]
) -> None:
    folder = put(make_bundle(), "reference.npz", npz(**(reference() | changes)))
    with pytest.raises(ModelError, match="not a valid reference"):
        load_card(folder)


def with_weights_elsewhere(folder: Path) -> bytes:
    """The colors with one of their tensors in w.bin beside the model."""
    model = onnx.load_model_from_string(color_graph())
    (weights,) = (each for each in model.graph.initializer if each.name == "head")
    (folder / "w.bin").write_bytes(weights.raw_data)
    onnx.external_data_helper.set_external_data(weights, "w.bin")
    weights.ClearField("raw_data")
    return bytes(model.SerializeToString())


def test_a_model_with_weights_in_another_file_is_refused(make_bundle: Callable[..., Path]) -> None:
    folder = make_bundle()
    put(folder, "model.onnx", with_weights_elsewhere(folder))
    with pytest.raises(ModelError, match="keeps weights in other files"):
        load_card(folder)


@pytest.mark.parametrize("runtime", CPU, ids=lambda runtime: runtime.family)
def test_runtimes_load_the_bytes_that_were_hashed_and_no_path(
    runtime: Runtime, make_bundle: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    if runtime.missing():
        pytest.skip(f"{runtime.install} is not installed")
    folder = make_bundle()
    card = load_card(folder)
    runtime.open(card, Plan(), lambda _: None).close()
    monkeypatch.chdir(folder)  # where a runtime would look for other files
    put(folder, "model.onnx", with_weights_elsewhere(folder))
    unchecked = load_card(folder, verify=False)
    with pytest.raises(BackendUnavailable, match="other files"):
        runtime.open(unchecked, Plan(), lambda _: None)
    with pytest.raises(ModelError, match="is not the file"):  # swapped after it was checked
        runtime.open(card, Plan(), lambda _: None)


def places(kind: str) -> bytes:
    """A model with an external tensor in each place that can hold one."""
    tensor = onnx.numpy_helper.from_array(np.ones(3, np.float32), "t")
    onnx.external_data_helper.set_external_data(tensor, "w.bin")
    graph = onnx.GraphProto(initializer=[tensor])
    sparse = onnx.SparseTensorProto(values=tensor)
    attributes = {
        "attribute": onnx.AttributeProto(name="a", t=tensor),
        "attributes": onnx.AttributeProto(name="a", tensors=[tensor]),
        "subgraph": onnx.AttributeProto(name="a", g=graph),
        "sparse attribute": onnx.AttributeProto(name="a", sparse_tensor=sparse),
    }
    model = onnx.ModelProto()
    if kind == "initializer":
        model.graph.initializer.append(tensor)
    elif kind == "sparse":
        model.graph.sparse_initializer.append(sparse)
    elif kind == "function":
        model.functions.add().node.add().attribute.append(attributes["attribute"])
    elif kind == "training":
        model.training_info.add().algorithm.initializer.append(tensor)
    else:
        model.graph.node.add().attribute.append(attributes[kind])
    return bytes(model.SerializeToString())


@pytest.mark.parametrize(
    "kind", ["initializer", "sparse", "attribute", "attributes", "subgraph", "sparse attribute",
             "function", "training"],
)  # fmt: skip
def test_weights_elsewhere_are_found_wherever_they_are_named(kind: str) -> None:
    assert unchecked_part(places(kind)) is Unchecked.WEIGHTS
    assert unchecked_part(color_graph()) is None


def with_engine(place: str) -> bytes:
    """A model with a node that stands for a compiled engine; there is none, and no file."""
    engine = onnx.helper.make_node(
        "EPContext", ["x"], ["y"], domain="com.microsoft", ep_cache_context="engine.bin",
        embed_mode=0,
    )  # fmt: skip
    inner = onnx.GraphProto(name="inner", node=[engine])
    for _ in range(3):  # within If and Loop
        nested = onnx.helper.make_node("Loop", [], [], body=inner)
        inner = onnx.GraphProto(
            name="outer", node=[onnx.helper.make_node("If", ["c"], [], then_branch=inner), nested]
        )
    model = onnx.load_model_from_string(color_graph())
    if place == "graph":
        model.graph.node.append(engine)
    elif place == "nested":
        model.graph.node.extend(inner.node)
    elif place == "function":
        model.functions.add(name="f").node.append(engine)
    else:
        model.functions.add(name="f").node.extend(inner.node)
    return bytes(model.SerializeToString())


@pytest.mark.parametrize("place", ["graph", "nested", "function", "nested in a function"])
def test_a_model_with_a_compiled_engine_is_refused(
    place: str, make_bundle: Callable[..., Path]
) -> None:
    folder = make_bundle()
    put(folder, "model.onnx", with_engine(place))
    with pytest.raises(ModelError, match="contains a compiled engine or names a file with one"):
        load_card(folder)
    unchecked = load_card(folder, verify=False)
    for runtime in CPU:
        if not runtime.missing():
            with pytest.raises(BackendUnavailable, match="a compiled engine"):
                runtime.open(unchecked, Plan(), lambda _: None)


GRAPH = color_graph()


@given(st.integers(0, len(GRAPH) - 1), st.binary(min_size=1, max_size=20))
def test_a_graph_with_any_damage_is_read_or_refused(at: int, damage: bytes) -> None:
    with suppress(ValueError):
        unchecked_part(GRAPH[:at] + damage + GRAPH[at + len(damage) :])


def test_a_graph_of_endless_fields_is_refused_in_time() -> None:
    endless = b"\x08\x01" * 1_000_000
    with at_most(cpu_s=5), pytest.raises(ValueError, match="fields"):
        unchecked_part(endless)


NUMBERS: list[tuple[tuple[str, ...], float, float]] = [
    (("texture_size",), 0, 65_536),
    (("format",), 1, 3),
    (("input", "size_px"), 32, 1024),
    (("calibration", "temperature"), 0.05, 20),
    (("calibration", "ece"), 0, 1),
    (("calibration", "brier"), 0, 2),
    (("calibration", "bins"), 1, 1000),
    (("open_set", "threshold"), -1e6, 1e6),
    (("quality_limits", "blur"), 0.01, 1000),
    (("figures", "two.auc"), -1e9, 1e9),
]
WRONG = [float("nan"), float("inf"), -float("inf"), 1e-320, 10**400, -(10**400), 1e300, -1e300]


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (path, wrong)
        for path, low, high in NUMBERS
        for wrong in WRONG
        if path == ("texture_size",) or not low <= wrong <= high
    ],
    ids=lambda each: f"{each!r:.30}",
)
def test_every_number_of_a_card_has_bounds(
    path: tuple[str, ...], wrong: float, make_bundle: Callable[..., Path]
) -> None:
    def edit(card: dict[str, Any]) -> None:
        *above, name = path
        for each in above:
            card = card[each]
        card[name] = wrong

    with pytest.raises(ModelError):
        load_card(edited(make_bundle(calibrated=True), edit), verify=False)


@pytest.mark.parametrize("wrong", [*WRONG, -0.5], ids=lambda wrong: f"{wrong!r:.9}")
@pytest.mark.parametrize("field", ["threshold", "patients"])
def test_every_number_of_an_operating_point_has_bounds(
    field: str, wrong: float, make_bundle: Callable[..., Path]
) -> None:
    folder = make_bundle(calibrated=True)
    edited(folder, lambda card: card["operating_points"][0].update({field: wrong}))
    with pytest.raises(ModelError):
        load_card(folder, verify=False)
    edited(folder, lambda card: card["operating_points"].clear())
    edited(folder, lambda card: card["input"].update(std=[wrong, 0.5, 0.5]))
    with pytest.raises(ModelError):
        load_card(folder, verify=False)


@pytest.mark.parametrize(
    "text",
    ["x = " + "[" * 100_000, "x = " + "{a = " * 50_000, "x = 1" + "0" * 5000, "x = 1e99999",
     ".".join("a" * 100_000) + " = 1", "x = 0x" + "f" * 100_000,
     "[" + ".".join("a" * 100_000) + "]"],
    ids=["arrays", "tables", "digits", "exponent", "key", "hexadecimal", "header"],
)  # fmt: skip
def test_a_card_that_is_hard_to_read_is_refused_in_time(
    text: str, make_bundle: Callable[..., Path]
) -> None:
    folder = make_bundle()
    (folder / "card.toml").write_text(text)
    with (
        at_most(cpu_s=2, memory_bytes=100e6),
        pytest.raises(ModelError, match=r"damaged|not valid"),
    ):
        load_card(folder)


@pytest.mark.parametrize("name", ["card.toml", "model.onnx", "reference.npz"])
def test_a_pipe_or_an_endless_device_in_a_bundle_is_refused(
    name: str, make_bundle: Callable[..., Path]
) -> None:
    folder = make_bundle()
    (folder / name).unlink()
    os.mkfifo(folder / name)
    with pytest.raises(ModelError, match="not a regular file"):
        load_card(folder)
    (folder / name).unlink()
    (folder / name).symlink_to("/dev/zero")
    with pytest.raises(ModelError, match="not a regular file"):
        load_card(folder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_card_with_any_change_is_read_or_refused(bundle: Path, data: st.DataObject) -> None:
    sound = (bundle / "card.toml").read_bytes()
    at = data.draw(st.integers(0, len(sound) - 1))
    damage = data.draw(st.binary(min_size=1, max_size=12) | st.sampled_from(
        [b"nan", b"inf", b"-1", b"1e400", b"9" * 400, b"[[[[", b"\x00", b"''''", b"= "]
    ))  # fmt: skip
    (bundle / "card.toml").write_bytes(sound[:at] + damage + sound[at + len(damage) :])
    try:
        with at_most(cpu_s=2, memory_bytes=10e6), suppress(ModelError):
            load_card(bundle, verify=False)
    finally:
        (bundle / "card.toml").write_bytes(sound)
