"""A bundle is read only if it is what its card says."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from hysteroview.core.errors import ModelError
from hysteroview.imaging.quality.limits import QualityLimits
from hysteroview.inference.model.card import BUILT_IN, find_model, load_card


def change(folder: Path, edit: Callable[[dict[str, Any]], object]) -> Path:
    card = tomllib.loads((folder / "card.toml").read_text())
    edit(card)
    (folder / "card.toml").write_text(tomli_w.dumps(card))
    return folder


def test_a_card_is_read(bundle: Path) -> None:
    card = load_card(bundle)
    assert card.labels.codes == ("EH", "AH", "EC", "EP", "SM")
    assert [label.premalignant_or_malignant for label in card.labels] == [
        False, True, True, False, False,
    ]  # fmt: skip
    assert card.input.size_px == 64
    assert len(card.sha256) == 64
    assert card.caution == "phantom-trained, research use only"


def test_limits_of_quality_are_read_or_have_defaults(make_bundle: Callable[..., Path]) -> None:
    folder = make_bundle()
    assert load_card(folder).quality_limits.blur == 2.0
    change(folder, lambda card: card.update(quality_limits={"blur": 0.25}))
    assert load_card(folder).quality_limits == QualityLimits(blur=0.25)
    change(folder, lambda card: card.pop("quality_limits"))
    assert load_card(folder).quality_limits == QualityLimits()
    for wrong in (
        {"blurr": 0.5}, {"blur": 0.0}, {"blur": -1.0}, {"blur": "much"}, {"dark": float("inf")},
        {"dark": float("nan")}, {"dark": True}, 0.5,
    ):  # fmt: skip
        change(folder, lambda card, wrong=wrong: card.update(quality_limits=wrong))
        with pytest.raises(ModelError, match="not valid"):
            load_card(folder)


def test_a_clinical_card_is_still_research_only(make_bundle: Callable[..., Path]) -> None:
    assert load_card(make_bundle(synthetic=False)).caution == "research use only"


@pytest.mark.parametrize("name", ["model.onnx", "reference.npz"])
def test_a_changed_byte_is_noticed(name: str, make_bundle: Callable[..., Path]) -> None:
    folder = make_bundle()
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ModelError, match=f"{name} is not the file") as raised:
        load_card(folder)
    assert raised.value.remedy
    assert load_card(folder, verify=False).name == "colors"


@pytest.mark.parametrize("name", ["card.toml", "model.onnx", "reference.npz"])
def test_a_missing_file_is_named(name: str, make_bundle: Callable[..., Path]) -> None:
    folder = make_bundle()
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"no readable {name}"):
        load_card(folder)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda card: card.update(format=4), "newer HysteroView"),
        (lambda card: card.update(format="1"), "format must be int"),
        (lambda card: card.update(texture_size=3), "means and as many deviations"),
        (lambda card: card.pop("labels"), "labels is missing"),
        (lambda card: card["labels"][0].update(code="AH"), "distinct"),
        (lambda card: card["labels"][0].update(premalignant_or_malignant=1), "must be bool"),
        (lambda card: card["input"].update(size_px=-1), "size_px"),
        (lambda card: card["input"].update(mean=[0.5]), "not valid"),
        (lambda card: card["files"].pop("model.onnx"), "files.model.onnx is missing"),
        (lambda card: card["files"].update({"../other": "0" * 64}), "own folder"),
        (lambda card: card.update(figures={"accuracy": "high"}), "not valid"),
    ],
)
def test_a_card_that_is_not_valid_is_refused(
    edit: Callable[[dict[str, Any]], object], message: str, make_bundle: Callable[..., Path]
) -> None:
    folder = change(make_bundle(), edit)
    with pytest.raises(ModelError, match=message):
        load_card(folder)


@pytest.mark.parametrize("text", [b"not = [toml", b"\xff\xfe\x00", b""])
def test_a_damaged_card_is_refused(text: bytes, make_bundle: Callable[..., Path]) -> None:
    folder = make_bundle()
    (folder / "card.toml").write_bytes(text)
    with pytest.raises(ModelError, match=r"damaged|not valid"):
        load_card(folder)


def test_models_are_found_by_path_name_or_default(bundle: Path) -> None:
    assert find_model(str(bundle)) == bundle
    assert find_model(None).name == BUILT_IN
    with pytest.raises(ModelError, match="no model folder"):
        find_model("no-such-model")


def test_a_card_of_the_first_format_says_what_it_lacks(bundle: Path) -> None:
    card = load_card(bundle)
    assert (card.calibration, card.open_set, card.operating_points) == (None, None, ())
    assert "uncalibrated probabilities" in card.missing
    assert len(card.missing) == 3


@pytest.mark.parametrize("normal", [False, True])
def test_a_card_of_the_second_format_has_all_parts(
    make_bundle: Callable[..., Path], normal: bool
) -> None:
    card = load_card(make_bundle(calibrated=True, normal=normal))
    assert card.missing == ()
    assert card.calibration is not None
    assert card.calibration.temperature == 2.0
    assert card.open_set is not None
    assert card.open_set.accepts(card.open_set.threshold)
    assert [point.name for point in card.operating_points] == ["sensitive", "balanced", "specific"]
    assert (card.labels.codes[-1] == "NORMAL") is normal


@pytest.mark.parametrize("part", ["calibration", "open_set", "operating_points"])
def test_each_part_may_be_missing(make_bundle: Callable[..., Path], part: str) -> None:
    folder = change(make_bundle(calibrated=True), lambda card: card.pop(part))
    assert len(load_card(folder).missing) == 1


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda card: card["calibration"].update(temperature=0), "temperature must be 0.05 to 20"),
        (lambda card: card["calibration"].pop("bins"), "bins is missing"),
        (lambda card: card["calibration"].update(ece="low"), "ece must be a number"),
        (lambda card: card["open_set"].update(method="magic"), "not one of"),
        (lambda card: card["files"].pop("open_set.npz"), "files.open_set.npz is missing"),
        (lambda card: card.update(operating_points=[{"name": "balanced"}]), "is missing"),
        (lambda card: card["operating_points"][0].update(name="balanced"), "distinct names"),
        (lambda card: card["operating_points"][0].update(sensitivity_interval=[1]), "not valid"),
    ],
)
def test_parts_that_are_not_valid_are_refused(
    edit: Callable[[dict[str, Any]], object], message: str, make_bundle: Callable[..., Path]
) -> None:
    folder = change(make_bundle(calibrated=True), edit)
    with pytest.raises(ModelError, match=message):
        load_card(folder)


def test_statistics_that_were_changed_are_noticed(make_bundle: Callable[..., Path]) -> None:
    folder = make_bundle(calibrated=True)
    with (folder / "open_set.npz").open("ab") as file:
        file.write(b"more")
    for verify in (True, False):
        with pytest.raises(ModelError, match=r"open_set.npz is not the file"):
            load_card(folder, verify=verify)
