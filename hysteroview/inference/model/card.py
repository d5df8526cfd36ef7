"""The model card of a bundle: description of the model, its input, and hashes of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hysteroview.core.errors import ModelError
from hysteroview.core.foreign.toml import parse_toml
from hysteroview.core.origin import Origin
from hysteroview.core.resources import bundled_path
from hysteroview.core.types import InputSpec, Label, LabelSet
from hysteroview.imaging.quality.limits import DEFAULT_LIMITS, QualityLimits
from hysteroview.inference.model.bundle_files import (
    CARD_FILE,
    MODEL_FILE,
    MOST_FILES,
    REFERENCE_FILE,
    REMEDY,
    read_described,
    read_file,
)
from hysteroview.inference.model.calibration import Calibration
from hysteroview.inference.model.card_fields import (
    LONG,
    get,
    numbers,
    rows,
    several,
    strings,
    text,
    whole,
)
from hysteroview.inference.model.card_parts import parse_parts
from hysteroview.inference.model.graph_file import Unchecked, unchecked_part
from hysteroview.inference.model.installed import active_folder, models_folder
from hysteroview.inference.model.open_set import OpenSet
from hysteroview.inference.model.operating_point import OperatingPoint
from hysteroview.inference.model.reference import Reference, unpack_reference

FORMAT = 3  # 1: before calibration, open set and operating points; 2: before texture
BUILT_IN = "phantom-b0"
_MOST_FORMATS, _MOST_LABELS, _MOST_TEXTURE = 9999, 100, 65_536


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The model card; the hashes of its files were checked when it was loaded.

    Attributes
    ----------
    folder
        Folder of the bundle.
    title
        Title for display.
    is_synthetic
        Whether the model was trained on phantoms; stated wherever its output is shown.
    texture_size
        Number of texture values at the end of the embedding: half are channel means, half standard
        deviations.
    figures
        Figures measured by `hysteroview lab`, by name; without unit unless the name contains one.
    quality_limits
        Measures from which a picture is not assessed; those of the program if the card has none.
    sha256
        Hash of the card itself, which contains the hashes of the other files; it identifies the
        model in every record.
    calibration, open_set, operating_points
        None or empty in a bundle that `hysteroview lab calibrate` has not processed.
    """

    folder: Path
    name: str
    title: str
    is_synthetic: bool
    architecture: str
    intended_use: str
    input: InputSpec
    labels: LabelSet
    files: Mapping[str, str]
    provenance: Mapping[str, str]
    figures: Mapping[str, float]
    sha256: str
    texture_size: int = 0
    quality_limits: QualityLimits = DEFAULT_LIMITS
    calibration: Calibration | None = None
    open_set: OpenSet | None = None
    operating_points: tuple[OperatingPoint, ...] = ()

    @property
    def calibration_words(self) -> str:
        """Display text for the probabilities: "calibrated" or "uncalibrated"."""
        return "uncalibrated" if self.calibration is None else "calibrated"

    @property
    def origin(self) -> Origin:
        """Origin of the results of this model, without the runtime, which the caller adds."""
        return Origin(
            model=self.name,
            model_sha256=self.sha256,
            is_phantom_trained=self.is_synthetic,
            labels=self.labels,
            is_calibrated=self.calibration is not None,
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """Parts that the bundle lacks, as text for display; empty for a complete bundle."""
        gaps = (
            (self.calibration is None, "uncalibrated probabilities"),
            (self.open_set is None, "no detection of pictures outside its classes"),
            (not self.operating_points, "no operating points"),
        )
        return tuple(words for is_missing, words in gaps if is_missing)

    def threshold_at(self, operating_point: str) -> float | None:
        """Return the threshold of an operating point; None if the model does not have it."""
        points = {point.name: point.threshold for point in self.operating_points}
        return points.get(operating_point)

    def read(self, name: str) -> bytes:
        """Return the content of a file that the card lists, if it is what the card describes.

        Raises
        ------
        ModelError
            It cannot be read, or its SHA-256 differs.
        """
        return read_described(self.folder, name, self.files[name])

    @property
    def warning(self) -> str:
        """Warning that every file and report with the model's output must contain."""
        warning = "Research use only. Not for diagnosis."
        if self.is_synthetic:
            warning += " The model is phantom-trained: it knows nothing of real tissue."
        return warning

    @property
    def caution(self) -> str:
        """The same warning in a few words, for display beside the output."""
        return "phantom-trained, research use only" if self.is_synthetic else "research use only"


def built_in_folder() -> Path:
    """Return the folder of the model that is shipped with the program."""
    return bundled_path("models") / BUILT_IN


def find_model(name_or_path: str | None) -> Path:
    """Return the folder of a bundle: a path, a name, or without either the model in use.

    Parameters
    ----------
    name_or_path
        A folder, the name of a built-in model, or that of an imported one. With None it is the one
        that was chosen to be used (`hysteroview model use`), by default the built-in one.

    Raises
    ------
    ModelError
        There is no such folder.
    """
    built_in = bundled_path("models")
    if name_or_path is None:
        return active_folder() or built_in_folder()
    for folder in (Path(name_or_path), built_in / name_or_path, models_folder() / name_or_path):
        if folder.is_dir():
            return folder
    names = sorted(card.parent.name for card in built_in.glob(f"*/{CARD_FILE}"))
    raise ModelError(
        f"There is no model folder {name_or_path}.",
        remedy=f"Give a folder with a {CARD_FILE}, or a built-in model: {', '.join(names)}.",
    )


def load_card(folder: Path, *, verify: bool = True) -> ModelCard:
    """Read the card of a bundle and check the files it names.

    Parameters
    ----------
    verify
        Whether the SHA-256 of each file is compared with the card, and its parts with each other;
        False only for listing bundles.

    Raises
    ------
    ModelError
        The folder is not a bundle, the card is damaged or newer than this program, a file does
        not match the card, or parts of the bundle do not match each other.
    """
    written = read_file(folder, CARD_FILE)
    try:
        content = parse_toml(written.decode())
    except ValueError as error:  # not TOML or not UTF-8
        raise ModelError(
            f"The model card {folder.name}/{CARD_FILE} is damaged: {error}.", remedy=REMEDY
        ) from error
    try:
        card = _parse(folder, content, hashlib.sha256(written).hexdigest())
        parts = parse_parts(content, card.files, card.read)
    except (KeyError, TypeError, ValueError) as error:
        fault = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
        raise ModelError(
            f"The model card {folder.name}/{CARD_FILE} is not valid: {fault}.", remedy=REMEDY
        ) from error
    card = replace(
        card,
        calibration=parts.calibration,
        open_set=parts.open_set,
        operating_points=parts.operating_points,
        quality_limits=parts.quality_limits or DEFAULT_LIMITS,
    )
    if verify:
        _verify(card)
    return card


def _verify(card: ModelCard) -> None:
    """Check the hashes of all files, and whether the parts of the bundle match each other."""
    for name in card.files:
        content = card.read(name)
        unchecked = _unchecked(content) if name == MODEL_FILE else None
        if unchecked is Unchecked.WEIGHTS:
            raise ModelError(
                f"{card.folder.name}/{name} keeps weights in other files, which no hash protects.",
                remedy="Export the model again, as a single file.",
            )
        if unchecked is Unchecked.ENGINE:
            raise ModelError(
                f"{card.folder.name}/{name} contains a compiled engine or names a file with one "
                "(EPContext), which cannot be checked.",
                remedy="Export the model again, without compiling it.",
            )
    pooled = load_reference(card).embedding_size - card.texture_size
    try:
        if pooled <= 0:
            raise ValueError("texture_size is larger than the embedding")
        if card.open_set is not None:
            card.open_set.check_sizes(len(card.labels), pooled, card.texture_size)
    except ValueError as error:
        raise ModelError(
            f"The parts of the model {card.folder.name} do not match each other: {error}.",
            remedy=REMEDY,
        ) from error


def _unchecked(model: bytes) -> Unchecked | None:
    try:
        return unchecked_part(model)
    except ValueError:  # no model at all, which each runtime refuses
        return None


def load_reference(card: ModelCard) -> Reference:
    """Read the reference of a bundle.

    Raises
    ------
    ModelError
        The file is not the one that the card describes, or does not match the card.
    """
    try:
        return unpack_reference(card.read(REFERENCE_FILE), card.input, len(card.labels))
    except ValueError as error:
        raise ModelError(
            f"{card.folder.name}/{REFERENCE_FILE} is not a valid reference file: {error}.",
            remedy="Export the model again.",
        ) from error


def _parse(folder: Path, content: dict[str, Any], sha256: str) -> ModelCard:
    version = get(content, "format", int)
    if version > FORMAT:
        raise ModelError(
            f"The model {folder.name} was made for a newer HysteroView (card format "
            f"{min(version, _MOST_FORMATS)}; this one reads up to {FORMAT}).",
            remedy="Update HysteroView, or choose another model.",
        )
    whole(content, "format", 1, FORMAT)
    view = get(content, "input", dict)
    labels = [
        Label(
            text(row, "code"), text(row, "name"), get(row, "premalignant_or_malignant", bool),
        )
        for row in rows(content, "labels", _MOST_LABELS)
    ]  # fmt: skip
    files = strings(content, "files")
    if len(files) > MOST_FILES:
        raise ValueError(f"files must have at most {MOST_FILES} entries")
    for name in (MODEL_FILE, REFERENCE_FILE):
        if name not in files:
            raise KeyError(f"files.{name}")
    if any(Path(name).name != name for name in files):
        raise ValueError("files lie in the bundle's own folder")
    return ModelCard(
        folder=folder,
        name=text(content, "name"),
        title=text(content, "title"),
        is_synthetic=get(content, "is_synthetic", bool),
        architecture=text(content, "architecture"),
        intended_use=text(content, "intended_use", LONG),
        input=InputSpec(get(view, "size_px", int), _triple(view, "mean"), _triple(view, "std")),
        labels=LabelSet(tuple(labels)),
        files=files,
        provenance=strings(content, "provenance"),
        figures=numbers(content, "figures"),
        sha256=sha256,
        texture_size=_texture_size(content),
    )


def _texture_size(content: dict[str, Any]) -> int:
    if "texture_size" not in content:
        return 0
    size = whole(content, "texture_size", 0, _MOST_TEXTURE)
    if size % 2:
        raise ValueError("texture_size counts means and as many deviations")
    return size


def _triple(table: dict[str, Any], key: str) -> tuple[float, float, float]:
    red, green, blue = several(table, key, 3)
    return red, green, blue
