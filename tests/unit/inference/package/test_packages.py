"""Model files: strict reading, signatures, the library and the way back."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bundles import write_bundle
from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import HysteroViewError, ModelError
from hysteroview.inference.model.card import built_in_folder, find_model, load_card
from hysteroview.inference.model.installed import models_folder
from hysteroview.inference.package import library
from hysteroview.inference.package.archive import LIST_FILE, describe, read_list, unpack
from hysteroview.inference.package.packing import pack_bundle
from hysteroview.inference.package.signing import (
    SIGNATURE_FILE,
    Trust,
    make_key,
    signer_of,
    trust_key,
    trusted_keys,
)


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    target = tmp_path / "colors.hvmodel"
    pack_bundle(write_bundle(tmp_path / "colors", calibrated=True), target, None)
    return target


def _with(package: Path, changed: Mapping[str, bytes | None], *, compressed: bool = False) -> Path:
    """Return a copy with files replaced, added, or left out (None)."""
    target = package.with_name("changed.hvmodel")
    with zipfile.ZipFile(package) as source:
        parts: dict[str, bytes | None] = {name: source.read(name) for name in source.namelist()}
    kind = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(target, "w", kind) as archive:
        for name, content in (parts | dict(changed)).items():
            if content is not None:
                archive.writestr(name, content)
    return target


def test_a_package_has_the_files_of_its_bundle(package: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    unpack(package, folder)
    assert load_card(folder).sha256 == load_card(tmp_path / "colors").sha256
    again = tmp_path / "again.hvmodel"
    pack_bundle(tmp_path / "colors", again, None)
    assert again.read_bytes() == package.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("../escape.txt", b"x", "not those of its list"),
        ("/etc/passwd", b"x", "not those of its list"),
        ("more.py", b"x", "not those of its list"),
        ("model.onnx", b"another", "size of a file is not that of its list"),
        ("card.toml", None, "not those of its list"),
        (LIST_FILE, None, f"it has no {LIST_FILE}"),
        (LIST_FILE, b"[]", "not the list of a model"),
        (LIST_FILE, b"[" * 5000, "nested too deeply"),
        (SIGNATURE_FILE, b"{}", "signature is of another kind"),
    ],
)
def test_anything_that_is_not_listed_is_refused(
    package: Path, name: str, content: bytes | None, words: str
) -> None:
    with pytest.raises(ModelError, match=words):
        read_list(_with(package, {name: content}))


def test_other_bytes_of_the_same_length_are_refused(package: Path, tmp_path: Path) -> None:
    content = bytearray((tmp_path / "colors" / "model.onnx").read_bytes())
    content[-1] ^= 1
    (tmp_path / "out").mkdir()
    with pytest.raises(ModelError, match="SHA-256 differs"):
        unpack(_with(package, {"model.onnx": bytes(content)}), tmp_path / "out")


def test_a_list_cannot_name_other_files(package: Path) -> None:
    with zipfile.ZipFile(package) as source:
        listed = json.loads(source.read(LIST_FILE))
    listed["files"]["../x"] = listed["files"]["card.toml"]
    changed = _with(package, {LIST_FILE: json.dumps(listed).encode(), "../x": b"x"})
    with pytest.raises(ModelError, match="a file that no model has"):
        read_list(changed)


def test_compressed_and_doubled_files_are_refused(package: Path) -> None:
    with pytest.raises(ModelError, match="compressed"):
        read_list(_with(package, {}, compressed=True))
    with (
        zipfile.ZipFile(package, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr("card.toml", b"")
    with pytest.raises(ModelError, match="twice"):
        read_list(package)


def test_a_folder_with_other_files_is_not_packed(tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path / "colors")
    (bundle / "patients.csv").write_text("Roe")
    with pytest.raises(ModelError, match="does not belong"):
        pack_bundle(bundle, tmp_path / "x.hvmodel", None)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_damage_ends_in_a_message(package: Path, data: st.DataObject) -> None:
    content = bytearray(package.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(content))))
    damaged = package.with_name("damaged.hvmodel")
    damaged.write_bytes(bytes(content[:cut]))
    with suppress(ModelError):
        read_list(damaged)


def test_signatures(package: Path, tmp_path: Path) -> None:
    key = tmp_path / "lab.hvkey"
    public = make_key(key)
    assert key.stat().st_mode & 0o077 == 0
    signed = tmp_path / "signed.hvmodel"
    pack_bundle(tmp_path / "colors", signed, key)
    listed = read_list(signed)
    assert signer_of(listed.content, listed.signature, {}).trust is Trust.UNKNOWN
    trust_key("Department", public)
    signer = signer_of(listed.content, listed.signature, trusted_keys())
    assert (signer.trust, signer.name) == (Trust.TRUSTED, "Department")
    plain = read_list(package)
    assert signer_of(plain.content, plain.signature, trusted_keys()).trust is Trust.UNSIGNED
    with pytest.raises(ModelError, match="never replaced"):
        make_key(key)


def test_a_changed_model_with_the_signature_of_another_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "lab.hvkey"
    make_key(key)
    signed, other = tmp_path / "signed.hvmodel", tmp_path / "other.hvmodel"
    pack_bundle(write_bundle(tmp_path / "a"), signed, key)
    pack_bundle(write_bundle(tmp_path / "b", calibrated=True), other, None)
    with zipfile.ZipFile(signed) as archive:
        forged = _with(other, {SIGNATURE_FILE: archive.read(SIGNATURE_FILE)})
    with (
        pytest.raises(ModelError, match="changed after it was signed"),
        library.opened_candidate(forged),
    ):
        pass


def _import(package: Path, *options: str) -> str:
    arguments = ["model", "import", str(package), "--runtime", "onnx", *options]
    result = CliRunner().invoke(hysteroview, arguments)
    if isinstance(result.exception, HysteroViewError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_imported_model_is_used_and_the_way_back(package: Path) -> None:
    with pytest.raises(ModelError, match="not signed with a trusted key"):
        _import(package)
    assert find_model(None) == built_in_folder()
    output = _import(package, "--accept-unknown")
    assert "agrees on 3 reference pictures" in output
    assert "knows nothing of real tissue" in output
    assert find_model(None) == built_in_folder()  # imported, not used
    (name,) = [each.name for each in library.installed_models() if each.name]
    library.use(name)
    assert load_card(find_model(None)).title == "Colors, for tests"
    library.use_previous()
    assert find_model(None) == built_in_folder()
    lines = (models_folder() / library.LOG_FILE).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["import", "use", "back"]
    assert not list(models_folder().glob(".import-*"))


def test_a_model_that_computes_something_else_is_not_kept(tmp_path: Path) -> None:
    from bundles import BIAS, color_graph

    bundle = write_bundle(tmp_path / "wrong", color_graph(bias=BIAS[::-1].copy() * 9))
    target = tmp_path / "wrong.hvmodel"
    pack_bundle(bundle, target, None)
    with pytest.raises(HysteroViewError, match="wrong results"):
        _import(target, "--accept-unknown")
    assert [each.name for each in library.installed_models()] == [""]


def test_a_damaged_model_in_use_is_not_replaced_silently(package: Path) -> None:
    _import(package, "--accept-unknown", "--use")
    (name,) = [each.name for each in library.installed_models() if each.name]
    (models_folder() / name / "card.toml").write_text("format = 99")
    with pytest.raises(ModelError):
        load_card(find_model(None))
    (models_folder() / "active.json").write_text("{")
    with pytest.raises(ModelError, match="which model is used"):
        find_model(None)
    library.use("")
    assert find_model(None) == built_in_folder()


def test_the_shipped_model_packs_as_it_is(tmp_path: Path) -> None:
    content = describe(built_in_folder())
    assert set(json.loads(content)["files"]) == {
        "card.toml", "model.onnx", "reference.npz", "open_set.npz", "MODEL_CARD.md",
    }  # fmt: skip
